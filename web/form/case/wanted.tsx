/** @jsxImportSource preact */
import { useState } from 'preact/hooks';
import type { OwnCase } from '#contract/case-page.ts';
import type { Answer } from './api.ts';
import type { Language, Words } from './words.ts';

type Send = (document: string, files: File[], clientKey: string) => Promise<Answer>;

/** The papers that are still asked of the customer, each with its own place to send it. */
export function Wanted({
  own,
  language,
  t,
  onSend,
}: {
  own: OwnCase;
  language: Language;
  t: Words;
  onSend: Send;
}) {
  return (
    <section class="card" aria-labelledby="wanted">
      <h2 id="wanted">{t('wantedTitle')}</h2>
      <ul class="wanted">
        {own.wanted.map(({ key, name, required }) => (
          <li key={key}>
            <Paper
              id={key}
              name={`${name[language === 'it' ? 'it' : 'en']}${required ? '' : ` (${t('ifYouHave')})`}`}
              own={own}
              t={t}
              onSend={onSend}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Paper({
  id,
  name,
  own,
  t,
  onSend,
}: {
  id: string;
  name: string;
  own: OwnCase;
  t: Words;
  onSend: Send;
}) {
  const [files, setFiles] = useState<File[]>([]);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [clientKey] = useState<string>(() => crypto.randomUUID());
  const field = `paper-${id}`;
  async function submit() {
    if (files.length === 0) {
      setFault(t('chooseFile'));
      document.getElementById(field)?.focus();
      return;
    }
    setBusy(true);
    const answer = await onSend(id, files, clientKey);
    setBusy(false);
    if (!answer.ok) setFault(answer.words ?? t(answer.why === 'often' ? 'tooMany' : 'notDone'));
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit();
      }}
    >
      <div class="field">
        <label for={field}>{name}</label>
        <input
          id={field}
          type="file"
          multiple
          accept={own.accept.join(',')}
          aria-invalid={fault !== null}
          aria-describedby={fault === null ? undefined : `${field}-error`}
          onChange={({ currentTarget }) => {
            setFiles([...(currentTarget.files ?? [])]);
            setFault(null);
          }}
        />
        {fault !== null && (
          <p id={`${field}-error`} class="error" role="alert">
            {fault}
          </p>
        )}
      </div>
      <button type="submit" class="second" disabled={busy} aria-label={t('sendPaper', { name })}>
        {t('send')}
      </button>
    </form>
  );
}
