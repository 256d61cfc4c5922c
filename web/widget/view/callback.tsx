/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks';
import type { PromisedCall } from '#contract/widget.ts';
import type { ChatView } from '../chat.ts';
import { useShared } from './context.ts';
import { Field, useFields } from './fields.tsx';
import { whenText } from './status.ts';

/** What was promised, and the way to the page where it can be moved or cancelled. */
export function Promised({ call }: { call: PromisedCall }) {
  const { t, chat } = useShared();
  return (
    <output class="greeting">
      {call.at === null
        ? t('callbackDoneSoon', { number: call.number })
        : t('callbackDone', { number: call.number, when: whenText(call.at, chat.language) })}{' '}
      <PromisedLink call={call} />
    </output>
  );
}

/** To the page of the callback, for who has asked for it here. */
export function PromisedLink({ call: { link } }: { call: PromisedCall }) {
  const { t, chat } = useShared();
  if (link === null) return null;
  return (
    <a href={`${chat.base}${link}`} target="_blank" rel="noopener">
      {t('callbackChange')}
    </a>
  );
}

/** Who finds the chat closed or full asks to be called back: by name and number, as soon as may be or at a time. */
export function CallbackForm({ view, onBack }: { view: ChatView; onBack: () => void }) {
  const { t, chat } = useShared();
  const { form, errors, show, values } = useFields();
  const [times, setTimes] = useState<string[]>([]);
  useEffect(() => {
    // Without times there is still the first that is possible.
    chat.callbackTimes().then(setTimes, () => undefined);
  }, [chat]);
  const { promised, welcome, fault } = view;
  useEffect(() => {
    if (Object.keys(fault).length > 0) show(fault);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- shown once for each answer
  }, [fault]);
  const back = (
    <button
      type="button"
      class="plain"
      onClick={() => {
        chat.clearNotice();
        onBack();
      }}
    >
      {t('back')}
    </button>
  );
  if (promised !== null)
    return (
      <div class="page">
        <Promised call={promised} />
        {back}
      </div>
    );
  return (
    <form
      ref={form}
      class="page"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const given = values();
        if (given === null) return;
        chat.callBack(given['number'] ?? '', {
          name: given['name'] ?? '',
          email: given['email'] ?? '',
          at: given['at'] || null,
        });
      }}
    >
      <p class="hint">{t('requiredNote')}</p>
      <Field
        name="name"
        label={t('name')}
        value={welcome?.prefill.name ?? ''}
        autoComplete="name"
        error={errors['name']}
        required
        first
      />
      <Field
        name="number"
        type="tel"
        label={t('callbackTo')}
        autoComplete="tel"
        error={errors['number']}
        required
      />
      <Field
        name="email"
        type="email"
        label={t('emailOptional')}
        hint={t('callbackEmail')}
        value={welcome?.prefill.email ?? ''}
        autoComplete="email"
        error={errors['email']}
      />
      <Field name="at" label={t('callbackWhen')} error={errors['at']}>
        <option value="">{t('callbackSoon')}</option>
        {times.map((at) => (
          <option key={at} value={at}>
            {whenText(at, chat.language)}
          </option>
        ))}
      </Field>
      {welcome?.privacyUrl != null && (
        <p class="hint">
          <a href={welcome.privacyUrl} target="_blank" rel="noopener">
            {t('privacy')}
          </a>
        </p>
      )}
      <button type="submit" class="main">
        {t('callbackGo')}
      </button>
      {back}
    </form>
  );
}
