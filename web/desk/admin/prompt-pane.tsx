import { useState } from 'react';
import {
  addPromptVersion,
  choosePromptVersion,
  getPromptVersion,
  listPrompts,
  listPromptVersions,
  type Prompt,
  type PromptVersion,
} from '#contract/speech.ts';
import {
  ApiProblem,
  Button,
  callPatiently,
  Chip,
  Facts,
  formats,
  Loaded,
  newKey,
  TextField,
  toast,
  toastProblem,
  urlOf,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { Pane, PaneBody, Part, refresh } from '#web/kit/records.tsx';
import { soundOf, stop } from '../speech/player.ts';
import { Recorder, type Made } from '../speech/recorder.tsx';
import { wavOf } from '../speech/sound.rules.ts';
import { PlayButton } from '../speech/sound.tsx';

/** Where a prompt is played, as the API takes it. */
export interface At {
  service?: string;
  queue?: string;
}

/** Sends a sound, which is no JSON. Rejects with ApiProblem. */
async function send(prompt: Prompt, at: At, made: Made, note: string): Promise<void> {
  const response = await fetch(
    urlOf(addPromptVersion, {
      params: { key: prompt.key, language: prompt.language },
      query: { ...at, origin: made.origin, note },
    }),
    {
      method: 'POST',
      headers: { 'content-type': 'audio/wav', 'x-filo': '1', 'idempotency-key': newKey() },
      credentials: 'same-origin',
      body: wavOf(made.samples),
    },
  ).catch(() => {
    throw new ApiProblem(0, 'offline', 'The server does not answer.');
  });
  const body = (await response.json().catch(() => null)) as unknown;
  if (response.ok) return;
  const { code, detail, errors } = (body ?? {}) as {
    code?: string;
    detail?: string;
    errors?: ApiProblem['fields'];
  };
  throw new ApiProblem(
    response.status,
    code ?? 'unknown',
    detail ?? `Error ${response.status}.`,
    errors ?? [],
  );
}

/** One prompt at a place: what is played, a sound of one's own, earlier ones. */
export function PromptPane({
  prompt,
  at,
  writes,
  load,
  onClose,
}: {
  prompt: Prompt;
  at: At;
  writes: boolean;
  load: () => Promise<ArrayBuffer>;
  onClose: () => void;
}) {
  const t = useText('speech');
  const [made, setMade] = useState<Made | null>(null);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const params = { key: prompt.key, language: prompt.language };
  const versions = useApi(listPromptVersions, { params, query: at });
  async function write(work: () => Promise<unknown>, done: string) {
    setBusy(true);
    stop();
    try {
      await work();
      await refresh(listPrompts, listPromptVersions);
      toast(done);
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
      // The button that was pressed may be gone: the keys (Esc) must still reach the pane.
      requestAnimationFrame(() => {
        if (document.activeElement === document.body)
          document.querySelector<HTMLElement>('.records .pane h2')?.focus();
      });
    }
  }
  const choose = (version: string | null) =>
    write(
      () => callPatiently(choosePromptVersion, { params, query: at, body: { version } }),
      t(version === null ? 'pane.backDone' : 'pane.chosen'),
    );
  const keep = (one: Made) =>
    write(async () => {
      await send(prompt, at, one, note);
      setMade(null);
      setNote('');
    }, t('pane.kept'));
  return (
    <Pane
      title={prompt.text}
      label={prompt.text}
      lead={<Chip tone="line">{formats.languageName(prompt.language)}</Chip>}
      onClose={onClose}
    >
      <PaneBody>
        <Facts
          facts={[
            [
              t('prompts.key'),
              <span key="key" className="mono">
                {prompt.key}
              </span>,
            ],
            [
              t('pane.played'),
              <span key="now" className="row prompt-now">
                {t(`prompts.from.${prompt.from}`)}
                {prompt.seconds !== null && (
                  <span className="t2 num">
                    {t('prompts.seconds', { n: formats.number(Math.round(prompt.seconds * 10) / 10) })}
                  </span>
                )}
              </span>,
            ],
          ]}
        />
        <div className="row">
          <PlayButton
            name={`pane/${prompt.key}`}
            label={t('pane.listen')}
            long
            disabled={prompt.from === 'none'}
            load={load}
          />
        </div>
        {writes && (
          <Part title={t('pane.own')}>
            <Recorder
              made={made}
              onMade={setMade}
              busy={busy}
              onKeep={() => made !== null && void keep(made)}
            />
            {made !== null && (
              <TextField
                label={t('pane.note')}
                help={t('pane.noteHelp')}
                optional
                maxLength={200}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Part>
        )}
        <Part title={t('pane.versions')}>
          <Loaded query={versions} rows={2} height={38}>
            {({ items }) =>
              items.length === 0 ? (
                <p className="t3">{t('pane.none')}</p>
              ) : (
                <ul className="versions">
                  {items.map((one) => (
                    <Version
                      key={one.id}
                      one={one}
                      writes={writes}
                      busy={busy}
                      onUse={() => void choose(one.id)}
                    />
                  ))}
                </ul>
              )
            }
          </Loaded>
          {writes && prompt.own !== null && (
            <div className="row">
              <Button busy={busy} onClick={() => void choose(null)}>
                {t('pane.back')}
              </Button>
            </div>
          )}
        </Part>
      </PaneBody>
    </Pane>
  );
}

function Version({
  one,
  writes,
  busy,
  onUse,
}: {
  one: PromptVersion;
  writes: boolean;
  busy: boolean;
  onUse: () => void;
}) {
  const t = useText('speech');
  const when = formats.dateTime(one.createdAt);
  return (
    <li>
      <PlayButton
        name={one.id}
        label={t('pane.listenVersion', { when })}
        load={() => soundOf(getPromptVersion, { params: { id: one.id } })}
      />
      <span className="grow">
        <span className="num">{when}</span> <span className="t2">{one.createdBy}</span>
        <span className="t3 s12 block">
          {[
            t(`pane.origin.${one.origin}`),
            t('prompts.seconds', { n: formats.number(Math.round(one.seconds * 10) / 10) }),
            one.note,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </span>
      {one.current ? (
        <Chip tone="accent">{t('pane.current')}</Chip>
      ) : (
        writes && (
          <Button small disabled={busy} aria-label={t('pane.useOf', { when })} onClick={onUse}>
            {t('pane.use')}
          </Button>
        )
      )}
    </li>
  );
}
