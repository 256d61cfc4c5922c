/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';
import { directionOf, languageOf, languages, type Language } from '../callback/words.ts';
import { whenIn } from '../callback/when.ts';
import { loadPhone, NoCall, type Phone } from './api.ts';
import { InCall } from './in-call.tsx';
import { SaidSoFar } from './said.tsx';
import { PageCall } from './page-call.ts';
import { wordsIn, type Words } from './words.ts';

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The public page from which a number is called by the browser. */
export function CallPage({ id, first }: { id: string; first: Language }) {
  const [language, setLanguage] = useState(first);
  const [words, setWords] = useState<{ language: Language; t: Words } | null>(null);
  const [phone, setPhone] = useState<Phone | null>(null);
  const [failed, setFailed] = useState<'missing' | 'failed' | null>(id === '' ? 'missing' : null);
  const [round, setRound] = useState(0);
  const [name, setName] = useState('');
  const [call] = useState(() => new PageCall(id));
  const [standing, setStanding] = useState(call.standing);
  const [muted, setMuted] = useState(false);
  const [said, setSaid] = useState(call.said);
  const [called, setCalled] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  const inCall = standing.phase === 'call';

  useEffect(
    () =>
      call.listen(() => {
        setStanding(call.standing);
        setMuted(call.muted);
        setSaid(call.said);
        if (call.standing.phase === 'call') setCalled(true);
      }),
    [call],
  );

  useEffect(() => {
    let current = true;
    wordsIn(language).then(
      (t) => current && setWords({ language, t }),
      // Offline: the language stays what it was.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [language]);
  useEffect(() => {
    if (id === '' || inCall) return undefined;
    let current = true;
    loadPhone(id, language).then(
      (found) => {
        if (!current) return;
        setPhone(found);
        setFailed(null);
      },
      (error: unknown) =>
        current && setFailed(error instanceof NoCall && error.why === 'missing' ? 'missing' : 'failed'),
    );
    return () => {
      current = false;
    };
  }, [id, language, round, inCall]);
  const organisation = phone?.organisation ?? '';
  useEffect(() => {
    if (words === null) return;
    document.documentElement.lang = words.language;
    document.documentElement.dir = directionOf(words.language);
    document.title = organisation === '' ? words.t('title') : words.t('documentTitle', { organisation });
  }, [words, organisation]);
  useEffect(() => {
    // After a call the page is the same again: who cannot see it is taken to its beginning.
    if (called && !inCall) title.current?.focus();
  }, [called, inCall]);

  if (words === null) return null;
  const { t } = words;
  return (
    <main>
      <div class="top">
        <p class="organisation">{organisation}</p>
        <div class="languages">
          <label>
            {t('language')}
            <select
              value={words.language}
              disabled={inCall}
              onChange={({ currentTarget }) => setLanguage(languageOf(currentTarget.value))}
            >
              {Object.entries(languages).map(([code, own]) => (
                <option key={code} value={code} lang={code}>
                  {own}
                </option>
              ))}
            </select>
          </label>
        </div>
      </div>
      <h1 ref={title} tabIndex={-1}>
        {failed === 'missing'
          ? t('missingTitle')
          : failed === 'failed' && phone === null
            ? t('failedTitle')
            : phone === null
              ? t('loading')
              : phone.name}
      </h1>
      {failed === 'missing' && <p>{t('missingText')}</p>}
      {failed === 'failed' && phone === null && (
        <>
          <p role="alert">{t('failedText')}</p>
          <button type="button" class="second" onClick={() => setRound(round + 1)}>
            {t('retry')}
          </button>
        </>
      )}
      {phone !== null && failed !== 'missing' && standing.phase === 'call' && (
        <InCall call={call} standing={standing} muted={muted} said={said} t={t} />
      )}
      {phone !== null && failed !== 'missing' && standing.phase === 'idle' && (
        <>
          <output>{standing.ended !== null && <p class="closed">{t(standing.ended)}</p>}</output>
          {standing.ended !== null && <SaidSoFar said={said} t={t} />}
          {standing.trouble !== null && (
            <p class="summary trouble" role="alert">
              {t(standing.trouble)}
            </p>
          )}
          {standing.ended === null && <p>{t('intro')}</p>}
          <Before phone={phone} language={words.language} t={t} />
          {phone.ready && phone.notice === null && (
            <form
              onSubmit={(event) => {
                event.preventDefault();
                void call.call(name.trim(), words.language);
              }}
            >
              <label>
                {t('name')}
                <input
                  name="name"
                  autocomplete="name"
                  maxLength={120}
                  aria-describedby="name-hint"
                  value={name}
                  onInput={({ currentTarget }) => setName(currentTarget.value)}
                />
              </label>
              <p class="hint" id="name-hint">
                {t('nameHint')}
              </p>
              <button type="submit" class="main go">
                {t(standing.ended === null ? 'call' : 'again')}
              </button>
              {phone.privacyUrl !== null && (
                <p class="privacy">
                  <a href={phone.privacyUrl}>{t('privacy')}</a>
                </p>
              )}
            </form>
          )}
        </>
      )}
    </main>
  );
}

/** What one should know before calling. */
function Before({ phone, language, t }: { phone: Phone; language: Language; t: Words }) {
  const { announcement, notice, open, nextOpening, ready, estimatedWait: wait } = phone;
  if (!ready) return <p class="closed">{t('away')}</p>;
  if (notice !== null) return <p class="closed">{notice}</p>;
  return (
    <>
      {announcement !== null && <p class="closed">{announcement}</p>}
      {!open && (
        <p class="closed">
          {t('closed')} {nextOpening !== null && t('opens', { when: whenIn(nextOpening, language, zone) })}
        </p>
      )}
      {wait !== null && <p>{wait < 60 ? t('waitLong') : t('wait', { minutes: Math.round(wait / 60) })}</p>}
    </>
  );
}
