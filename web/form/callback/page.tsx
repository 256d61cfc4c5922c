/** @jsxImportSource preact */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { OwnCallback } from '#contract/callback-page.ts';
import { ask, type Answer } from './api.ts';
import { Cancel, Change } from './actions.tsx';
import { whenIn } from './when.ts';
import { directionOf, languageOf, languages, wordsIn, type Language, type Words } from './words.ts';

/** How often a callback that is still to be made is looked at again. */
const lookMilliseconds = 30_000;

const keyOf = () => location.hash.slice(1);

/** The customer's page of a callback: how it stands, another time, no call at all. */
export function CallbackPage({ first }: { first: Language }) {
  const [language, setLanguage] = useState(first);
  const [words, setWords] = useState<{ language: Language; t: Words } | null>(null);
  const [key, setKey] = useState(keyOf);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [said, setSaid] = useState<'changed' | 'meanwhile' | 'often' | 'notDone' | null>(null);
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

  const look = useCallback(async () => {
    const found: Answer = key === '' ? { ok: false, why: 'missing' } : await ask('look', key);
    // What is on screen is better than nothing, while the service does not answer.
    setAnswer((before) => (before?.ok === true && !found.ok && found.why !== 'missing' ? before : found));
  }, [key]);
  useEffect(() => void look(), [look]);
  useEffect(() => {
    const other = () => {
      setAnswer(null);
      setSaid(null);
      setKey(keyOf());
    };
    addEventListener('hashchange', other);
    return () => removeEventListener('hashchange', other);
  }, []);
  const live = answer?.ok === true && ['waiting', 'planned', 'calling'].includes(answer.callback.state);
  useEffect(() => {
    if (!live) return undefined;
    const seen = () => {
      if (document.visibilityState === 'visible') void look();
    };
    const timer = setInterval(seen, lookMilliseconds);
    document.addEventListener('visibilitychange', seen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [live, look]);

  const organisation = answer?.ok === true ? answer.callback.organisation : '';
  const shown = words?.language;
  useEffect(() => {
    if (words === null) return;
    document.documentElement.lang = words.language;
    document.documentElement.dir = directionOf(words.language);
    document.title = organisation === '' ? words.t('title') : words.t('documentTitle', { organisation });
  }, [words, organisation]);

  if (words === null) return null;
  const { t } = words;

  /** Carries out what the customer wants, and says what came of it. @returns whether the time was refused */
  async function act(verb: 'cancel' | 'schedule', at?: string): Promise<boolean> {
    const result = await ask(verb, key, at === undefined ? {} : { at });
    if (result.ok) {
      setAnswer(result);
      setSaid(verb === 'schedule' ? 'changed' : null);
      title.current?.focus();
      return false;
    }
    if (result.why === 'missing') setAnswer(result);
    if (result.why === 'time' || result.why === 'changed') await look();
    if (result.why === 'time') return true;
    setSaid(result.why === 'changed' ? 'meanwhile' : result.why === 'often' ? 'often' : 'notDone');
    return false;
  }

  const failed = answer !== null && !answer.ok ? answer.why : null;
  return (
    <main>
      <div class="top">
        <p class="organisation">{organisation}</p>
        <div class="languages">
          <label>
            {t('language')}
            <select
              value={shown}
              onChange={({ currentTarget }) => setLanguage(languageOf(currentTarget.value))}
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
      <h1 ref={title} tabIndex={-1}>
        {answer === null
          ? t('loading')
          : failed === null
            ? t('title')
            : t(failed === 'missing' ? 'missingTitle' : 'failedTitle')}
      </h1>
      {failed === 'missing' && <p>{t('missingText')}</p>}
      {failed !== null && failed !== 'missing' && (
        <>
          <p role="alert">{t(failed === 'often' ? 'tooMany' : 'failedText')}</p>
          <button type="button" class="second" onClick={() => void look()}>
            {t('retry')}
          </button>
        </>
      )}
      {answer?.ok === true && (
        <>
          <Standing callback={answer.callback} language={words.language} t={t} />
          <output>{said !== null && <p class="closed">{t(said === 'often' ? 'tooMany' : said)}</p>}</output>
          {answer.callback.changeable && (
            <>
              <Change
                callback={answer.callback}
                language={words.language}
                t={t}
                onChoose={(at) => act('schedule', at)}
              />
              <Cancel t={t} onCancel={() => act('cancel')} />
            </>
          )}
        </>
      )}
    </main>
  );
}

/** Where it stands, in one or two honest sentences. */
function Standing({ callback, language, t }: { callback: OwnCallback; language: Language; t: Words }) {
  const { state, numberEnd: number, at, promisedAt, late, position, triedAt, endedAt } = callback;
  const when = (iso: string | null) => (iso === null ? '' : whenIn(iso, language, callback.timeZone));
  const more =
    state === 'waiting'
      ? [
          position === null ? '' : position <= 1 ? t('first') : t('position', { position }),
          promisedAt === null ? '' : late ? t('late') : t('promised', { when: when(promisedAt) }),
        ]
      : [];
  return (
    <div class="card">
      <p class="standing">{t(state, { number, when: when(at ?? endedAt) })}</p>
      {triedAt !== null && <p>{t('tried', { when: when(triedAt) })}</p>}
      {more.filter(Boolean).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  );
}
