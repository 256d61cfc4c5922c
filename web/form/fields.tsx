/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';
import { sendForm, type PublicForm } from '#web/kit/public-form.ts';
import { CaseFields, emptyOf, nameOf, sentOf, valuesIn } from './case-fields.tsx';
import { Field } from './field.tsx';
import type { FieldValues } from '#contract/case-types.ts';
import type { Language, Words } from './words.ts';

interface Props {
  form: PublicForm;
  language: Language;
  t: Words;
  onDone: (result: Done) => void;
}
/** What whoever sent the form is left with. */
export interface Done {
  number: string;
  email: string;
  at: string;
  receipt: string;
}

/** What is wrong with a field: found here it is said in any language, told by the server in that of then. */
type Fault = string | ((t: Words, size: string) => string);

/** The fields of a form, their errors, and the sending. */
export function Fields({ form, language, t, onDone }: Props) {
  const type = form.caseType;
  const order = [
    'subject',
    ...(type?.fields ?? []).map(nameOf),
    ...['name', 'email', 'phone', 'message', 'files', 'consent', 'website', 'opens'],
  ];
  // What the conditions of its fields look at.
  const [values, setValues] = useState<FieldValues>({});
  const element = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState<Record<string, Fault>>({});
  // Fields that were changed since they were found wrong: their note goes, the next attempt judges them again.
  const [mended, setMended] = useState<readonly string[]>([]);
  const [attempts, setAttempts] = useState(0);
  const [busy, setBusy] = useState(false);
  const [files, setFiles] = useState<File[]>([]);
  // One key for one filling-in: a second press of the button, or a lost answer, makes no second request.
  const key = useRef(`f-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`);
  // What the server told in the language of then it tells in this one at the next attempt; the rest is said anew.
  useEffect(
    () =>
      setErrors((old) =>
        Object.fromEntries(Object.entries(old).filter(([, fault]) => typeof fault === 'function')),
      ),
    [language],
  );
  useEffect(() => {
    // The summary is an alert and is read out by itself; the focus goes where the first thing is to be mended.
    if (attempts > 0) element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [attempts]);

  const size = new Intl.NumberFormat(language, { style: 'unit', unit: 'megabyte' }).format(
    Math.floor(form.maxFileBytes / 1_000_000),
  );
  const filesFault = (): Fault | undefined =>
    files.length > form.maxFiles
      ? (words) => words('tooManyFiles', { count: form.maxFiles })
      : files
          .filter((file) => file.size > form.maxFileBytes)
          .map(
            ({ name }): Fault =>
              (words, most) =>
                words('fileTooLarge', { name, size: most }),
          )[0];

  async function submit() {
    const data = new FormData(element.current!);
    const value = (name: string) => {
      const given = data.get(name);
      return typeof given === 'string' ? given.trim() : '';
    };
    const found: Record<string, Fault> = {};
    const missing: Fault = (words) => words('missing');
    for (const name of ['subject', 'name', 'email', 'message', 'consent'])
      if (value(name) === '') found[name] = missing;
    if (value('email') !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(value('email')))
      found['email'] = (words) => words('badEmail');
    const filled = type === null ? {} : valuesIn(type, data);
    for (const name of type === null ? [] : emptyOf(type, filled)) found[name] = missing;
    const fault = filesFault();
    if (fault !== undefined) found['files'] = fault;
    setErrors(found);
    setMended([]);
    if (Object.keys(found).length > 0) {
      setAttempts(attempts + 1);
      return;
    }
    setBusy(true);
    const result = await sendForm(
      '',
      form,
      language,
      {
        name: value('name'),
        email: value('email'),
        phone: value('phone'),
        subject: value('subject'),
        message: value('message'),
        consent: value('consent') !== '',
        website: value('website'),
        ...(type === null ? {} : { opens: type.code }),
      },
      files,
      key.current,
      type === null ? {} : sentOf(type, filled),
    );
    setBusy(false);
    if ('number' in result) {
      onDone({ ...result, email: value('email') });
      return;
    }
    setErrors(result.errors);
    setAttempts(attempts + 1);
  }

  const said = (name: string): string | undefined => {
    const fault = errors[name];
    return typeof fault === 'function' ? fault(t, size) : fault;
  };
  const named = order.filter((name) => errors[name] !== undefined);
  const general = said('');
  const errorOf = (name: string) => (mended.includes(name) ? undefined : said(name));
  const wrong = named.some((name) => !mended.includes(name));
  return (
    <form
      ref={element}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit();
      }}
      onInput={({ target }) => {
        const name = (target as HTMLInputElement).name || 'files';
        if (errorOf(name) !== undefined) setMended([...mended, name]);
        if (type !== null) setValues(valuesIn(type, new FormData(element.current!)));
      }}
    >
      {(wrong || general !== undefined) && (
        <div class="summary" role="alert">
          <h2>
            {general !== undefined
              ? t('failed', { reason: general === 'connection' ? t('connection') : general })
              : t('errorTitle', { count: named.length })}
          </h2>
          <ul>
            {named.map((name) => (
              <li key={name}>
                <a
                  href={`#${name}`}
                  onClick={(event) => {
                    event.preventDefault();
                    document.getElementById(name)?.focus();
                  }}
                >
                  {labelOf(name, form, t)}: {said(name)}
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
      <p class="hint">{t('requiredNote')}</p>
      <Field name="subject" label={t('subject')} required error={errorOf('subject')}>
        {(common) => (
          <select {...common}>
            <option value="">{t('chooseSubject')}</option>
            {form.subjects.map((subject) => (
              <option key={subject.id} value={subject.id} lang={subject.language}>
                {subject.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      {type !== null && (
        <CaseFields type={type} language={language} values={values} errorOf={errorOf} t={t} />
      )}
      <Field name="name" label={t('name')} required error={errorOf('name')}>
        {(common) => <input {...common} autoComplete="name" maxLength={120} dir="auto" />}
      </Field>
      <Field name="email" label={t('email')} hint={t('emailHint')} required error={errorOf('email')}>
        {(common) => <input {...common} type="email" autoComplete="email" maxLength={320} dir="auto" />}
      </Field>
      <Field name="phone" label={t('phone')} hint={t('phoneHint')} error={errorOf('phone')}>
        {(common) => <input {...common} type="tel" autoComplete="tel" maxLength={40} dir="auto" />}
      </Field>
      <Field name="message" label={t('message')} hint={t('messageHint')} required error={errorOf('message')}>
        {(common) => <textarea {...common} rows={7} maxLength={10_000} dir="auto" />}
      </Field>
      <Field
        name="files"
        label={t('files')}
        hint={[
          ...(type === null || type.documents.length === 0
            ? []
            : [
                t('documents', {
                  list: new Intl.ListFormat(language).format(type.documents.map((one) => `«${one}»`)),
                }),
              ]),
          t('filesHint', { count: form.maxFiles, size }),
        ].join(' ')}
        error={errorOf('files')}
      >
        {(common) => (
          <>
            <input
              {...common}
              class="hidden"
              // Not sent by its name: the list below is what is sent.
              name=""
              type="file"
              multiple
              accept={form.accept.join(',')}
              onChange={({ currentTarget }) => {
                setFiles([...files, ...(currentTarget.files ?? [])]);
                currentTarget.value = '';
              }}
            />
            {/* The browser's own button speaks the browser's language, not the page's. */}
            <label for="files" class="second">
              {t('choose')}
            </label>
          </>
        )}
      </Field>
      {files.length > 0 && (
        <ul class="files">
          {files.map((file, index) => (
            <li key={`${file.name} ${index}`}>
              <span dir="auto">{file.name}</span>
              <button
                type="button"
                class="second"
                onClick={() => {
                  setFiles(files.filter((_, other) => other !== index));
                  setMended([...mended, 'files']);
                }}
              >
                <span aria-hidden="true">{t('remove')}</span>
                <span class="hidden">{t('removeFile', { name: file.name })}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {/* Left empty by people, who neither see nor reach it. */}
      <div class="trap" aria-hidden="true">
        <label for="website">{t('website')}</label>
        <input id="website" name="website" tabIndex={-1} autoComplete="off" />
      </div>
      <fieldset>
        <legend>{t('privacyTitle')}</legend>
        <p class="privacy">
          {t('privacyText')}{' '}
          {form.privacyUrl !== null && (
            <a href={form.privacyUrl} target="_blank" rel="noopener">
              {t('privacyLink')}
            </a>
          )}
        </p>
        <div class="check">
          <input
            type="checkbox"
            id="consent"
            name="consent"
            required
            aria-invalid={errorOf('consent') !== undefined}
            {...(errorOf('consent') === undefined ? {} : { 'aria-describedby': 'consent-error' })}
          />
          <label for="consent">
            {t('consent')}
            <span class="star" aria-hidden="true">
              {' '}
              *
            </span>
          </label>
        </div>
        {errorOf('consent') !== undefined && (
          <p id="consent-error" class="error">
            {errorOf('consent')}
          </p>
        )}
      </fieldset>
      <button type="submit" class="main" disabled={busy}>
        {busy ? t('sending') : t('send')}
      </button>
      <output class="hidden">{busy ? t('sending') : ''}</output>
    </form>
  );
}

function labelOf(name: string, form: PublicForm, t: Words): string {
  if (name === 'consent') return t('privacyTitle');
  if (name === 'opens') return t('title');
  const field = form.caseType?.fields.find((one) => nameOf(one) === name);
  return field?.label ?? t(name as 'subject' | 'name' | 'email' | 'phone' | 'message' | 'files' | 'website');
}
