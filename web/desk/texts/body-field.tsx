import { useRef } from 'react';
import { placeholderContexts } from '#contract/pure/placeholders.ts';
import type { PlaceholderView } from '#contract/standard-texts.ts';
import { AreaField, nameIn, useText } from '#web/kit/index.ts';
import { Marked } from './marked.tsx';
import { placeholderLabel } from './placeholder-label.ts';

/** The words of a text: written, with the placeholders at hand by where they come from, and as a customer will read them. */
export function BodyField({
  value,
  onChange,
  error,
  language,
  placeholders,
  rows,
}: {
  value: string;
  onChange: (text: string) => void;
  error: string | undefined;
  language: string;
  placeholders: readonly PlaceholderView[];
  rows: number;
}) {
  const t = useText('standard-texts');
  const box = useRef<HTMLDivElement>(null);
  function insert(name: string) {
    const area = box.current?.querySelector('textarea');
    const at = area?.selectionStart ?? value.length;
    onChange(`${value.slice(0, at)}{{${name}}}${value.slice(area?.selectionEnd ?? at)}`);
    requestAnimationFrame(() => {
      area?.focus();
      area?.setSelectionRange(at + name.length + 4, at + name.length + 4);
    });
  }
  return (
    <>
      <div ref={box}>
        <AreaField
          label={t('body')}
          rows={rows}
          lang={language}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          error={error}
        />
      </div>
      <details className="palette">
        <summary>{t('insert')}</summary>
        {placeholderContexts.map((context) => (
          <section key={context} aria-label={t(`context.${context}`)}>
            <h3>{t(`context.${context}`)}</h3>
            <div className="row">
              {placeholders
                .filter((one) => one.context === context)
                .map((one) => (
                  <button
                    key={one.name}
                    type="button"
                    className="btn plain small"
                    title={t('example', { example: nameIn(one.example) })}
                    onClick={() => insert(one.name)}
                  >
                    <span className="ell">
                      {one.label === null ? placeholderLabel(t, one.name) : nameIn(one.label)}
                    </span>
                  </button>
                ))}
            </div>
          </section>
        ))}
      </details>
      <div className="field">
        <span className="field-label">{t('preview')}</span>
        <div className="preview">
          {value === '' ? (
            <span className="t3">{t('previewEmpty')}</span>
          ) : (
            <Marked text={value} placeholders={placeholders} filled language={language} />
          )}
        </div>
      </div>
    </>
  );
}
