/** @jsxImportSource preact */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { loadForm, type PublicForm } from '#web/kit/public-form.ts';
import { Fields } from './fields.tsx';
import { languages, wordsIn, type Language } from './words.ts';

const names: Record<Language, string> = { it: 'Italiano', en: 'English' };

/** The public page of one form: loading, filling in, or the number of the request. */
export function Page({ id, embedded, first }: { id: string; embedded: boolean; first: Language }) {
  const [language, setLanguage] = useState(first);
  const [form, setForm] = useState<PublicForm | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [done, setDone] = useState<{ number: string; email: string } | null>(null);
  const [round, setRound] = useState(0);
  const t = useMemo(() => wordsIn(language), [language]);
  const doneTitle = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    let current = true;
    loadForm('', id, language).then(
      (loaded) => current && setForm(loaded),
      (error: Error) => current && setFailed(error.message),
    );
    return () => {
      current = false;
    };
  }, [id, language, round]);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = t('title', { organisation: form?.organisation ?? '' });
  }, [language, t, form]);
  useEffect(() => doneTitle.current?.focus(), [done]);

  return (
    <main>
      <div class="top">
        <h1>{form === null ? t('loading') : t('title', { organisation: form.organisation })}</h1>
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
      {failed !== null && (
        <p class="summary" role="alert">
          {t('unavailable', { reason: failed })}
        </p>
      )}
      {form !== null && done !== null && (
        <form>
          <h2 ref={doneTitle} tabIndex={-1}>
            {t('doneTitle')}
          </h2>
          <p>{t('doneText')}</p>
          <p class="number">{done.number}</p>
          <p>{t('doneNext', { email: done.email })}</p>
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
          {!form.open && <p class="closed">{t('closed')}</p>}
          <Fields key={round} form={form} language={language} t={t} onDone={setDone} />
        </>
      )}
    </main>
  );
}
