/** @jsxImportSource preact */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { look, wish, write, type Answer } from './api.ts';
import { dayIn, Happened, News, stateWords, Write } from './parts.tsx';
import { Wanted } from './wanted.tsx';
import { directionOf, languageOf, languages, wordsIn, type Language, type Words } from './words.ts';

/** Why somebody else than the customer has a page of the case. */
const partWords = {
  delegate: 'roleDelegate',
  observer: 'roleObserver',
  affected: 'roleAffected',
} as const;

const keyOf = () => location.hash.slice(1);

/** The customer's page of a case: how it stands, what happened, a message, how they want to be told. */
export function CasePage({ first }: { first: Language }) {
  const [language, setLanguage] = useState(first);
  const [words, setWords] = useState<{ language: Language; t: Words } | null>(null);
  const [key, setKey] = useState(keyOf);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [said, setSaid] = useState<'sent' | 'saved' | null>(null);
  const chosenRef = useRef(false);
  const title = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    let current = true;
    wordsIn(language).then(
      (t) => current && setWords({ language, t }),
      // Offline: the language stays what it was.
      () => current && words !== null && setLanguage(words.language),
    );
    return () => {
      current = false;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- asked when another language is wished
  }, [language]);

  const read = useCallback(async () => {
    const found: Answer = key === '' ? { ok: false, why: 'missing', words: null } : await look(key);
    setAnswer(found);
    // In the language in which they are told, until they choose another.
    if (found.ok && !chosenRef.current) setLanguage(languageOf(found.own.language));
  }, [key]);
  useEffect(() => void read(), [read]);
  useEffect(() => {
    const other = () => {
      setAnswer(null);
      setSaid(null);
      setKey(keyOf());
    };
    addEventListener('hashchange', other);
    return () => removeEventListener('hashchange', other);
  }, []);

  const organisation = answer?.ok === true ? answer.own.organisation : '';
  useEffect(() => {
    if (words === null) return;
    document.documentElement.lang = words.language;
    document.documentElement.dir = directionOf(words.language);
    document.title = organisation === '' ? words.t('title') : words.t('documentTitle', { organisation });
  }, [words, organisation]);

  if (words === null) return null;
  const { t } = words;

  /** Keeps what came of what the customer did, and says so. */
  function done(result: Answer, what: 'sent' | 'saved'): Answer {
    if (result.ok || result.why === 'missing') setAnswer(result);
    setSaid(result.ok ? what : null);
    if (result.ok) title.current?.focus();
    return result;
  }

  const failed = answer !== null && !answer.ok ? answer.why : null;
  const own = answer?.ok === true ? answer.own : null;
  return (
    <main>
      <div class="top">
        <p class="organisation">{organisation}</p>
        <div class="languages">
          <label>
            {t('language')}
            <select
              value={words.language}
              onChange={({ currentTarget }) => {
                chosenRef.current = true;
                setLanguage(languageOf(currentTarget.value));
              }}
            >
              {Object.entries(languages).map(([code, name]) => (
                <option key={code} value={code} lang={code}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        </div>
      </div>
      <h1 ref={title} tabIndex={-1} dir="auto">
        {answer === null
          ? t('loading')
          : own !== null
            ? own.subject === ''
              ? own.typeNames[words.language === 'it' ? 'it' : 'en']
              : own.subject
            : t(failed === 'missing' ? 'missingTitle' : 'failedTitle')}
      </h1>
      {failed === 'missing' && <p>{t('missingText')}</p>}
      {failed !== null && failed !== 'missing' && (
        <>
          <p role="alert">{t(failed === 'often' ? 'tooMany' : 'failedText')}</p>
          <button type="button" class="second" onClick={() => void read()}>
            {t('retry')}
          </button>
        </>
      )}
      {own !== null && (
        <>
          {own.role !== 'holder' && <p class="part">{t(partWords[own.role])}</p>}
          <output>{said !== null && <p class="closed">{t(said)}</p>}</output>
          <div class="card">
            <p class="hint">
              {own.number} · {t('opened', { day: dayIn(own.openedAt, words.language, own.timeZone) })}
              {own.closedAt !== null &&
                ` · ${t('closed', { day: dayIn(own.closedAt, words.language, own.timeZone) })}`}
            </p>
            <p class="standing">
              {t('updated')}: {stateWords(own, words.language, t)}
            </p>
            <p>{t(`turn_${own.turn}`)}</p>
            {own.due !== null && own.turn !== 'nobody' && (
              <p>
                {t(own.due.late ? 'dueLate' : 'due', {
                  day: dayIn(own.due.at, words.language, own.timeZone),
                })}
              </p>
            )}
            {own.resolution !== null && own.resolution !== '' && (
              <>
                <h2>{t('resolution')}</h2>
                <p class="words" dir="auto">
                  {own.resolution}
                </p>
              </>
            )}
          </div>
          {own.wanted.length > 0 && (
            <Wanted
              own={own}
              language={words.language}
              t={t}
              onSend={async (document, files, clientKey) =>
                done(
                  await write(key, { text: '', files, language: words.language, clientKey, document }),
                  'sent',
                )
              }
            />
          )}
          <Happened own={own} language={words.language} t={t} />
          {own.writes && (
            <Write
              own={own}
              t={t}
              onWrite={async (text, files, clientKey) =>
                done(await write(key, { text, files, language: words.language, clientKey }), 'sent')
              }
            />
          )}
          <News
            own={own}
            t={t}
            onWish={async (channel, agreed) =>
              done(await wish(key, { channel, language: words.language, words: agreed }), 'saved')
            }
          />
        </>
      )}
    </main>
  );
}
