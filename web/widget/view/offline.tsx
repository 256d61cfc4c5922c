/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ToVisitor } from '#contract/widget.ts';
import { loadForm, sendForm, type PublicForm } from '#web/kit/public-form.ts';
import { useShared } from './context.ts';
import { Field, useFields } from './fields.tsx';
import { Help } from './help.tsx';

/** Outside hours: the form of the same organisation, inside the panel. */
export function Offline({ welcome }: { welcome: Extract<ToVisitor, { type: 'welcome' }> }) {
  const { t, chat } = useShared();
  const [form, setForm] = useState<PublicForm | null>(null);
  const [state, setState] = useState<{ busy?: boolean; done?: string; failed?: string }>({});
  const { form: formRef, errors, show, values } = useFields();
  const [message, setMessage] = useState(welcome.prefill.question);
  const keyRef = useRef('');
  const id = welcome.offlineForm;
  useEffect(() => {
    if (id !== null)
      loadForm(chat.base, id, chat.language).then(setForm, (error: Error) =>
        setState({ failed: error.message }),
      );
  }, [chat, id]);
  if (id === null) return <p class="page">{t('closedNow')}</p>;
  if (state.done !== undefined)
    return (
      <div class="page">
        <output class="greeting">{t('formDone', { number: state.done })}</output>
        <button
          type="button"
          class="plain"
          onClick={() => {
            keyRef.current = '';
            setState({});
          }}
        >
          {t('again')}
        </button>
      </div>
    );

  async function submit() {
    const given = values();
    if (given === null || form === null) return;
    setState({ busy: true });
    keyRef.current ||= `w-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
    const result = await sendForm(
      chat.base,
      form,
      chat.language,
      {
        name: given['name'] ?? '',
        email: given['email'] ?? '',
        phone: given['phone'] ?? '',
        subject: given['subject'] ?? '',
        message: given['message'] ?? '',
        consent: given['consent'] === 'true',
        website: '',
      },
      [],
      keyRef.current,
    );
    if ('number' in result) {
      setState({ done: result.number });
      return;
    }
    show(result.errors);
    const general = result.errors[''];
    setState(
      general === undefined
        ? {}
        : { failed: t('formFailed', { reason: general === 'connection' ? t('noConnection') : general }) },
    );
  }

  return (
    <form
      ref={formRef}
      class="page"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p class="greeting">{t('closedForm')}</p>
      {state.failed !== undefined && (
        <p class="error" role="alert">
          {state.failed}
        </p>
      )}
      {form !== null && (
        <>
          <p class="hint">{t('requiredNote')}</p>
          <Field
            name="name"
            label={t('name')}
            autoComplete="name"
            error={errors['name']}
            value={welcome.prefill.name}
            required
            first
          />
          <Field
            name="email"
            type="email"
            label={t('email')}
            autoComplete="email"
            error={errors['email']}
            value={welcome.prefill.email}
            required
          />
          <Field name="subject" label={t('subject')} error={errors['subject']} required>
            <option value="">{t('chooseSubject')}</option>
            {form.subjects.map((subject) => (
              <option key={subject.id} value={subject.id}>
                {subject.name}
              </option>
            ))}
          </Field>
          <Field
            name="message"
            rows={5}
            label={t('message')}
            error={errors['message']}
            value={welcome.prefill.question}
            onWrite={setMessage}
            required
          />
          <Help text={message} />
          <div class="check">
            <input type="checkbox" id="consent" name="consent" required aria-invalid={'consent' in errors} />
            <label for="consent">
              {t('consent')}
              <span aria-hidden="true"> *</span>
              {errors['consent'] !== undefined && <span class="error"> {errors['consent']}</span>}
            </label>
          </div>
          {form.privacyUrl !== null && (
            <p class="hint">
              <a href={form.privacyUrl} target="_blank" rel="noopener">
                {t('privacy')}
              </a>
            </p>
          )}
          <button type="submit" class="main" disabled={state.busy === true}>
            {t(state.busy ? 'sendingForm' : 'sendForm')}
          </button>
        </>
      )}
    </form>
  );
}
