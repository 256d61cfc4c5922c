/** @jsxImportSource preact */
import type { Said } from './page-call.ts';
import type { Words } from './words.ts';

/** What is said to the caller, in words: for who does not hear it, or understands it better when it is written. */
export function SaidSoFar({ said, t, asked = false }: { said: readonly Said[]; t: Words; asked?: boolean }) {
  const last = said.at(-1)?.turn;
  return (
    <div class="said">
      {said.length > 0 && <h2>{t('said')}</h2>}
      {/* There from the beginning, so that the first words are read out, too. */}
      <div class={said.length > 0 ? 'lines' : undefined} role="log" aria-label={t('said')}>
        {said.map(({ turn, lines }) => (
          <div key={turn} class={turn === last ? 'now' : undefined}>
            {lines.map(({ text, language }, index) => (
              <p key={index} lang={language} dir="auto">
                {text}
              </p>
            ))}
          </div>
        ))}
      </div>
      {asked && <p class="hint">{t('pressKey')}</p>}
    </div>
  );
}
