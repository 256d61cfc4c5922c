/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChatView } from '../chat.ts';
import { useShared } from './context.ts';
import { Field, useFields } from './fields.tsx';
import { dots } from './icons.tsx';

/** Transcript and end, behind one button: a small region that opens below the head of the panel. */
export function Actions({ view }: { view: ChatView }) {
  const { t, chat } = useShared();
  const [step, setStep] = useState<'shut' | 'menu' | 'end' | 'transcript'>('shut');
  const button = useRef<HTMLButtonElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const { form, errors, values } = useFields();
  const running = view.phase.phase === 'queued' || view.phase.phase === 'active';
  useEffect(() => {
    if (step !== 'shut') sheet.current?.querySelector<HTMLElement>('input, button')?.focus();
  }, [step]);
  const shut = () => {
    setStep('shut');
    chat.clearNotice();
    button.current?.focus();
  };
  const escape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || step === 'shut') return;
    event.stopPropagation();
    shut();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class="icon"
        aria-expanded={step !== 'shut'}
        aria-controls="actions"
        onClick={() => (step === 'shut' ? setStep('menu') : shut())}
      >
        {dots}
        <span class="hidden">{t('menu')}</span>
      </button>
      {step !== 'shut' && (
        <div ref={sheet} id="actions" class="sheet" role="group" aria-label={t('menu')} onKeyDown={escape}>
          {step === 'menu' && (
            <>
              <button type="button" class="plain" onClick={() => setStep('transcript')}>
                {t('transcript')}
              </button>
              {running && (
                <button type="button" class="plain" onClick={() => setStep('end')}>
                  {t('end')}
                </button>
              )}
            </>
          )}
          {step === 'end' && (
            <>
              <p>{t('endSure')}</p>
              <button
                type="button"
                class="main"
                onClick={() => {
                  chat.end();
                  shut();
                }}
              >
                {t('endYes')}
              </button>
              <button type="button" class="plain" onClick={shut}>
                {t('back')}
              </button>
            </>
          )}
          {step === 'transcript' &&
            (view.transcriptTo !== null ? (
              <>
                <p role="status">{t('transcriptDone', { email: view.transcriptTo })}</p>
                <button type="button" class="plain" onClick={shut}>
                  {t('back')}
                </button>
              </>
            ) : (
              <form
                ref={form}
                noValidate
                onSubmit={(event) => {
                  event.preventDefault();
                  const given = values();
                  if (given !== null) chat.transcript(given['to'] ?? '');
                }}
              >
                <Field
                  name="to"
                  type="email"
                  label={t('transcriptTo')}
                  value={view.welcome?.prefill.email ?? ''}
                  autoComplete="email"
                  error={errors['to']}
                  required
                />
                <button type="submit" class="main">
                  {t('transcriptSend')}
                </button>
                <button type="button" class="plain" onClick={shut}>
                  {t('back')}
                </button>
              </form>
            ))}
        </div>
      )}
    </>
  );
}
