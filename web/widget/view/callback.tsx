/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks';
import type { ChatView } from '../chat.ts';
import { useShared } from './context.ts';
import { Field, useFields } from './fields.tsx';
import { whenText } from './status.ts';

/** Who finds the chat closed or full asks to be called back: by name and number, as soon as may be or at a time. */
export function CallbackForm({ view, onBack }: { view: ChatView; onBack: () => void }) {
  const { t, chat } = useShared();
  const { form, errors, values } = useFields();
  const [times, setTimes] = useState<string[]>([]);
  useEffect(() => {
    // Without times there is still the first that is possible.
    chat.callbackTimes().then(setTimes, () => undefined);
  }, [chat]);
  const { promised, welcome } = view;
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
        <output class="greeting">
          {promised.at === null
            ? t('callbackDoneSoon', { number: promised.number })
            : t('callbackDone', { number: promised.number, when: whenText(promised.at, chat.language) })}
        </output>
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
        chat.callBack(given['number'] ?? '', { name: given['name'] ?? '', at: given['at'] || null });
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
