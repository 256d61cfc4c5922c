import { useId, type ReactNode } from 'react';
import { Button, Dialog, FormMessage, TextField, useForm, useText } from '#web/kit/index.ts';

// Why somebody steps in is asked for every time, and is often the same: the last ones can be chosen again.
let lastWhys: string[] = [];
/** Keeps a reason for the next time, while this page is open. */
export function rememberWhy(why: string): void {
  lastWhys = [why, ...lastWhys.filter((one) => one !== why)].slice(0, 8);
}

/** Whether a reason is one: three letters at least. */
export const isWhy = (why: string): boolean => why.trim().length >= 3;

/** The field of why. */
export function WhyField({
  first,
  ...text
}: {
  name: string;
  value: string;
  onChange: (event: { target: { value: string } }) => void;
  error: string | undefined;
  /** It has the focus when its dialog opens. */
  first?: boolean;
}) {
  const t = useText('steering');
  const id = useId();
  return (
    <>
      <TextField
        label={t('why.label')}
        help={t('why.help')}
        maxLength={500}
        autoComplete="off"
        list={`${id}whys`}
        required
        {...(first ? { 'data-autofocus': true } : {})}
        {...text}
      />
      <datalist id={`${id}whys`}>
        {lastWhys.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </datalist>
    </>
  );
}

/** A step that asks for nothing but why. */
export function WhyDialog({
  title,
  children,
  confirm,
  danger,
  run,
  onClose,
}: {
  title: string;
  children?: ReactNode;
  /** What the button says: the verb. */
  confirm: string;
  danger?: boolean;
  /** A refusal is shown in the dialog, which stays open then. */
  run: (why: string) => Promise<void> | void;
  onClose: () => void;
}) {
  const t = useText('steering');
  const form = useForm({ why: '' });
  const submit = form.submit(async ({ why }) => {
    await run(why.trim());
    rememberWhy(why.trim());
    onClose();
  });
  return (
    <Dialog title={title} onClose={onClose} size={460}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        {children}
        <WhyField {...form.text('why')} first />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            type="submit"
            look={danger ? 'danger' : 'solid'}
            busy={form.busy}
            disabled={!isWhy(form.values.why)}
          >
            {confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
