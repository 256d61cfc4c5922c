/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChatView } from '../chat.ts';
import { useShared } from './context.ts';
import { Field, useFields } from './fields.tsx';
import { dots } from './icons.tsx';

/** Transcript and end, behind one button: a small region that opens below the head of the panel. */
export function Actions({ view }: { view: ChatView }) {
  const { t, chat } = useShared();
  const [step, setStep] = useState<'shut' | 'menu' | 'end' | 'transcript' | 'callback'>('shut');
  const button = useRef<HTMLButtonElement>(null);
  const sheet = useRef<HTMLFieldSetElement>(null);
  const { form, errors, show, values } = useFields();
  const running =
    view.phase.phase === 'queued' || view.phase.phase === 'active' || view.flow?.state === 'open';
  useEffect(() => {
    const box = sheet.current;
    if (step === 'shut' || box === null) return undefined;
    box.querySelector<HTMLElement>('input, button')?.focus();
    // Esc shuts what is on top first.
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      setStep('shut');
      button.current?.focus();
    };
    box.addEventListener('keydown', press);
    return () => box.removeEventListener('keydown', press);
  }, [step]);
  // Refused: said at the field. Promised: the form has done its work.
  const { fault, promised } = view;
  useEffect(() => {
    if (step === 'callback' && Object.keys(fault).length > 0) show(fault);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- shown once for each answer
  }, [fault]);
  useEffect(() => {
    if (step !== 'callback' || promised === null) return;
    setStep('shut');
    button.current?.focus();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once for each promise
  }, [promised]);
  const shut = () => {
    setStep('shut');
    chat.clearNotice();
    button.current?.focus();
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
        <fieldset ref={sheet} id="actions" class="sheet" aria-label={t('menu')}>
          {step === 'menu' && (
            <>
              {view.lines.length > 0 && (
                <button type="button" class="plain" onClick={() => setStep('transcript')}>
                  {t('transcript')}
                </button>
              )}
              {view.phase.phase === 'queued' && view.welcome?.callback && (
                <button type="button" class="plain" onClick={() => setStep('callback')}>
                  {t('callback')}
                </button>
              )}
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
          {step === 'callback' && (
            <form
              ref={form}
              noValidate
              onSubmit={(event) => {
                event.preventDefault();
                const given = values();
                if (given === null) return;
                chat.callBack(given['number'] ?? '');
              }}
            >
              <Field
                name="number"
                type="tel"
                label={t('callbackTo')}
                autoComplete="tel"
                error={errors['number']}
                required
              />
              <button type="submit" class="main">
                {t('callbackDo')}
              </button>
              <button type="button" class="plain" onClick={shut}>
                {t('back')}
              </button>
            </form>
          )}
          {step === 'transcript' &&
            (view.transcriptTo !== null ? (
              <>
                <output>{t('transcriptDone', { email: view.transcriptTo })}</output>
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
        </fieldset>
      )}
    </>
  );
}
