/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';
import { FormMissing, loadForm, type PublicForm } from '#web/kit/public-form.ts';
import { Fields, type Done } from './fields.tsx';
import { directionOf, languageNames, languageOf } from './languages.ts';
import { wordsIn, type Language, type Words } from './words.ts';

/** The public page of one form: loading, filling in, or the number of the request. */
export function Page({ id, embedded, first }: { id: string; embedded: boolean; first: Language }) {
  const [wished, setWished] = useState(first);
  const [words, setWords] = useState<{ language: Language; t: Words } | null>(null);
  const [form, setForm] = useState<PublicForm | null>(null);
  const [failed, setFailed] = useState<Error | null>(id === '' ? new FormMissing() : null);
  const [done, setDone] = useState<Done | null>(null);
  const [round, setRound] = useState(0);
  const missing = failed instanceof FormMissing;
  const doneTitle = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    if (id === '') return undefined;
    let current = true;
    loadForm('', id, wished).then(
      (loaded) => current && setForm(loaded),
      (error: Error) => current && setFailed(error),
    );
    return () => {
      current = false;
    };
  }, [id, wished, round]);
  useEffect(() => {
    let current = true;
    wordsIn(wished).then(
      (t) => current && setWords({ language: wished, t }),
      // Offline: the language stays what it was.
      () => current && words !== null && setWished(words.language),
    );
    return () => {
      current = false;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- asked when another language is wished
  }, [wished]);
  useEffect(() => {
    if (words === null) return;
    const { language, t } = words;
    document.documentElement.lang = language;
    document.documentElement.dir = directionOf(language);
    document.title = missing
      ? t('missingTitle')
      : form === null
        ? t('title')
        : t('documentTitle', { organisation: form.organisation });
  }, [words, form, missing]);
  useEffect(() => doneTitle.current?.focus(), [done]);

  if (words === null) return null;
  const { language, t } = words;
  // What the organisation says of itself it says in Italian and English.
  const said = language === 'it' ? {} : { lang: 'en', dir: 'ltr' as const };
  const type = form?.caseType ?? null;
  return (
    <main>
      <div class="top">
        <p class="organisation">{form?.organisation}</p>
        <div class="languages">
          <label>
            {t('language')}
            <select
              value={language}
              onChange={({ currentTarget }) => setWished(languageOf(currentTarget.value))}
            >
              {Object.entries(languageNames).map(([code, name]) => (
                <option key={code} value={code} lang={code}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        </div>
      </div>
      <h1>
        {missing ? (
          t('missingTitle')
        ) : form === null && failed === null ? (
          t('loading')
        ) : type === null ? (
          t('title')
        ) : (
          <span {...(type.language === language ? {} : { lang: type.language, dir: 'ltr' })}>
            {type.name}
          </span>
        )}
      </h1>
      {missing && <p>{t('missingText')}</p>}
      {failed !== null && !missing && (
        <p class="summary" role="alert">
          {t('unavailable', { reason: failed.message })}
        </p>
      )}
      {form !== null && done !== null && (
        <form>
          <h2 ref={doneTitle} tabIndex={-1}>
            {t('doneTitle')}
          </h2>
          <p>{t('doneText')}</p>
          <p class="number">
            <bdi>{done.number}</bdi>
          </p>
          <p>
            {t('doneAt', {
              at: new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
                dateStyle: 'long',
                timeStyle: 'short',
              }).format(new Date(done.at)),
            })}
          </p>
          <p>{t('doneNext', { email: done.email })}</p>
          <p>
            <a class="second" href={done.receipt} download>
              {t('receipt')}
            </a>
          </p>
          <button
            type="button"
            class="second"
            onClick={() => {
              setDone(null);
              setRound(round + 1);
            }}
          >
            {t('again')}
          </button>
        </form>
      )}
      {form !== null && done === null && (
        <>
          {!embedded && <p>{t('intro')}</p>}
          {form.announcement !== null && (
            <p class="closed" {...said}>
              {form.announcement}
            </p>
          )}
          {form.notice !== null ? (
            <p class="closed" {...said}>
              {form.notice}
            </p>
          ) : (
            !form.open && <p class="closed">{t('closed')}</p>
          )}
          {form.accepting && <Fields key={round} form={form} language={language} t={t} onDone={setDone} />}
        </>
      )}
    </main>
  );
}
