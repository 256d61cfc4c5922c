import { Button, Dialog, formats, FormMessage, useForm, useText } from '#web/kit/index.ts';
import './steering.css';
import { isWhy, rememberWhy, WhyField } from './why.tsx';

/** Seconds of seniority that can be given with one press; `first`: before all that wait there now. */
const steps = ['first', 14_400, 3600, 900, 0, -3600] as const;
type Step = (typeof steps)[number];

/** Seniority in words: `+1 h`, `−1 h`. */
export const boostText = (seconds: number): string =>
  `${seconds < 0 ? '−' : '+'}${formats.span(Math.abs(seconds))}`;

/** Serves waiting contacts as if they had come earlier or later; where they came from in time stays. */
export default function PriorityDialog({
  name,
  boost,
  onWish,
  onClose,
}: {
  /** Which contact, or how many. */
  name: string;
  /** The seniority that it has now; null for several. */
  boost: number | null;
  onWish: (wish: { boostSeconds?: number; first?: boolean; why: string }) => Promise<void> | void;
  onClose: () => void;
}) {
  const t = useText('steering');
  const form = useForm<{ step: Step; why: string }>({
    step: boost === null || boost <= 0 ? 'first' : 0,
    why: '',
  });
  const submit = form.submit(async ({ step, why }) => {
    await onWish(
      step === 'first' ? { first: true, why: why.trim() } : { boostSeconds: step, why: why.trim() },
    );
    rememberWhy(why.trim());
    onClose();
  });
  const wordOf = (step: Step) =>
    step === 'first'
      ? t('priority.first')
      : step === 0
        ? t('priority.normal')
        : step > 0
          ? t('priority.earlier', { span: formats.span(step) })
          : t('priority.later', { span: formats.span(-step) });
  return (
    <Dialog title={t('priority.title', { name })} onClose={onClose} size={460}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        {boost !== null && boost !== 0 && (
          <p className="t2">{t('priority.now', { boost: boostText(boost) })}</p>
        )}
        <fieldset className="priority-steps">
          <legend className="field-label">{t('priority.legend')}</legend>
          {steps.map((step) => (
            <label key={step} className="step-choice">
              <input
                type="radio"
                name="priority"
                checked={form.values.step === step}
                onChange={() => form.set('step', step)}
                {...(form.values.step === step ? { 'data-autofocus': true } : {})}
              />
              {wordOf(step)}
            </label>
          ))}
        </fieldset>
        <WhyField {...form.text('why')} />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy} disabled={!isWhy(form.values.why)}>
            {t('priority.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
