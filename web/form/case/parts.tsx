/** @jsxImportSource preact */
import { useRef, useState } from 'preact/hooks';
import type { OwnCase } from '#contract/case-page.ts';
import type { Answer } from './api.ts';
import type { Language, Words } from './words.ts';

/** The state in the reader's words: as its type calls it, in other languages as its status is called. */
export const stateWords = (
  { status, stateNames }: { status: OwnCase['status']; stateNames: OwnCase['stateNames'] | null },
  language: Language,
  t: Words,
): string => {
  const own = language === 'it' || language === 'en' ? stateNames?.[language] : undefined;
  return own ?? t(status === 'closed' ? 'closedState' : status);
};

export const dayIn = (iso: string, language: Language, timeZone: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone }).format(new Date(iso));

/** What the customer was told and wrote, and what was answered, oldest first. */
export function Happened({ own, language, t }: { own: OwnCase; language: Language; t: Words }) {
  const when = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: own.timeZone,
  });
  return (
    <section class="card" aria-labelledby="happened">
      <h2 id="happened">{t('happened')}</h2>
      <ol class="happened">
        {own.happened.map((one, index) => (
          <li key={index} class={one.kind}>
            <time dateTime={one.at}>{when.format(new Date(one.at))}</time>
            <p>
              {one.kind === 'opened'
                ? t('wasOpened')
                : one.kind === 'wrote'
                  ? t('youWrote')
                  : one.kind === 'answer'
                    ? t('answered')
                    : t('wasState', {
                        state: stateWords(
                          { status: one.status ?? own.status, stateNames: one.stateNames },
                          language,
                          t,
                        ),
                      })}
            </p>
            {one.text !== '' && (
              <p class="words" dir="auto">
                {one.text}
              </p>
            )}
            {one.files.length > 0 && <p class="hint">{t('files', { names: one.files.join(', ') })}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** A message to whoever has the case, with files. */
export function Write({
  own,
  t,
  onWrite,
}: {
  own: OwnCase;
  t: Words;
  onWrite: (text: string, files: File[], clientKey: string) => Promise<Answer>;
}) {
  const [text, setText] = useState('');
  const [files, setFiles] = useState<File[]>([]);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  // Of this message: sent again it is the same one.
  const [clientKey, setClientKey] = useState<string>(() => crypto.randomUUID());
  const refuse = (words: string) => {
    setFault(words);
    area.current?.focus();
  };
  async function submit() {
    if (text.trim() === '' && files.length === 0) {
      refuse(t('emptyMessage'));
      return;
    }
    setBusy(true);
    const answer = await onWrite(text, files, clientKey);
    setBusy(false);
    if (!answer.ok) {
      refuse(answer.words ?? t(answer.why === 'often' ? 'tooMany' : 'notDone'));
      return;
    }
    setClientKey(crypto.randomUUID());
    setFault(null);
    setText('');
    setFiles([]);
  }
  return (
    <section class="card" aria-labelledby="write">
      <h2 id="write">{t('writeTitle')}</h2>
      {own.status === 'closed' && <p class="hint">{t('closedHint')}</p>}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void submit();
        }}
      >
        <div class="field">
          <label for="text">{t('message')}</label>
          <textarea
            ref={area}
            id="text"
            rows={5}
            maxLength={10_000}
            value={text}
            aria-invalid={fault !== null}
            {...(fault === null ? {} : { 'aria-describedby': 'text-error' })}
            onInput={({ currentTarget }) => {
              setText(currentTarget.value);
              setFault(null);
            }}
          />
          {fault !== null && (
            <p id="text-error" class="error">
              {fault}
            </p>
          )}
        </div>
        <div class="field">
          <label for="files">{t('attach')}</label>
          <input
            key={clientKey}
            id="files"
            type="file"
            multiple
            accept={own.accept.join(',')}
            aria-describedby="files-help"
            onChange={({ currentTarget }) => setFiles([...(currentTarget.files ?? [])])}
          />
          <p id="files-help" class="hint">
            {t('attachHelp', { count: own.maxFiles, size: Math.floor(own.maxFileBytes / 1_000_000) })}
          </p>
        </div>
        <button type="submit" class="main" disabled={busy}>
          {t('send')}
        </button>
      </form>
    </section>
  );
}

/** How the customer wants to be told, with the words that they agree to. */
export function News({
  own,
  t,
  onWish,
}: {
  own: OwnCase;
  t: Words;
  onWish: (channel: string | null, words: string) => Promise<Answer>;
}) {
  const [channel, setChannel] = useState<string>(own.news.channel ?? '');
  const [agreed, setAgreed] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const asks = channel !== '' && channel !== 'none';
  async function submit() {
    if (asks && !agreed) {
      setFault(t('consentNeeded'));
      document.getElementById('agreed')?.focus();
      return;
    }
    setBusy(true);
    const answer = await onWish(channel === '' ? null : channel, asks ? t('consent') : '');
    setBusy(false);
    setFault(answer.ok ? null : t(answer.why === 'often' ? 'tooMany' : 'notDone'));
    if (answer.ok) setAgreed(false);
  }
  return (
    <section class="card" aria-labelledby="news">
      <h2 id="news">{t('newsTitle')}</h2>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void submit();
        }}
      >
        <div class="field">
          <label for="channel">{t('channel')}</label>
          <select
            id="channel"
            value={channel}
            onChange={({ currentTarget }) => {
              setChannel(currentTarget.value);
              setFault(null);
            }}
          >
            <option value="">{t('asNow')}</option>
            {own.news.channels.map((one) => (
              <option key={one.channel} value={one.channel}>
                {t(one.channel === 'chat' ? 'asNow' : one.channel, { address: one.address })}
              </option>
            ))}
            <option value="none">{t('none')}</option>
          </select>
        </div>
        {asks && (
          <div class="check">
            <input
              id="agreed"
              type="checkbox"
              checked={agreed}
              aria-invalid={fault !== null}
              {...(fault === null ? {} : { 'aria-describedby': 'news-error' })}
              onChange={({ currentTarget }) => {
                setAgreed(currentTarget.checked);
                setFault(null);
              }}
            />
            <label for="agreed">{t('consent')}</label>
          </div>
        )}
        {fault !== null && (
          <p id="news-error" class="error" role="alert">
            {fault}
          </p>
        )}
        <button type="submit" class="main" disabled={busy}>
          {t('save')}
        </button>
      </form>
    </section>
  );
}
