/** @jsxImportSource preact */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { FormMissing, loadForm, type PublicForm } from '#web/kit/public-form.ts';
import { Fields, type Done } from './fields.tsx';
import { languages, wordsIn, type Language } from './words.ts';

const names: Record<Language, string> = { it: 'Italiano', en: 'English' };

/** The public page of one form: loading, filling in, or the number of the request. */
export function Page({ id, embedded, first }: { id: string; embedded: boolean; first: Language }) {
  const [language, setLanguage] = useState(first);
  const [form, setForm] = useState<PublicForm | null>(null);
  const [failed, setFailed] = useState<Error | null>(id === '' ? new FormMissing() : null);
  const [done, setDone] = useState<Done | null>(null);
  const [round, setRound] = useState(0);
  const t = useMemo(() => wordsIn(language), [language]);
  const missing = failed instanceof FormMissing;
  const doneTitle = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    if (id === '') return undefined;
    let current = true;
    loadForm('', id, language).then(
      (loaded) => current && setForm(loaded),
      (error: Error) => current && setFailed(error),
    );
    return () => {
      current = false;
    };
  }, [id, language, round]);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = missing
      ? t('missingTitle')
      : form === null
        ? t('title')
        : t('documentTitle', { organisation: form.organisation });
  }, [language, t, form, missing]);
  useEffect(() => doneTitle.current?.focus(), [done]);

  return (
    <main>
      <div class="top">
        <p class="organisation">{form?.organisation}</p>
        <fieldset class="languages" aria-label={t('language')}>
          {languages.map((one) => (
            <button
              key={one}
              type="button"
              lang={one}
              aria-pressed={one === language}
              onClick={() => setLanguage(one)}
            >
              {names[one]}
            </button>
          ))}
        </fieldset>
      </div>
      <h1>
        {missing
          ? t('missingTitle')
          : form === null && failed === null
            ? t('loading')
            : (form?.caseType?.name ?? t('title'))}
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
          <p class="number">{done.number}</p>
          <p>
            {t('doneAt', {
              at: new Intl.DateTimeFormat(language === 'it' ? 'it' : 'en-GB', {
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
          {form.announcement !== null && <p class="closed">{form.announcement}</p>}
          {form.notice !== null ? (
            <p class="closed">{form.notice}</p>
          ) : (
            !form.open && <p class="closed">{t('closed')}</p>
          )}
          {form.accepting && <Fields key={round} form={form} language={language} t={t} onDone={setDone} />}
        </>
      )}
    </main>
  );
}
