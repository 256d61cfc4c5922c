import { useState } from 'react';
import { setCustomerPin } from '#contract/customers.ts';
import { Button, callPatiently, Dialog, FormMessage, TextField, useText } from '#web/kit/index.ts';
import { UnsavedGuard, useEditor } from '#web/kit/records.tsx';

/** Six digits that nobody guesses first. */
function proposed(): string {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
  const pin = String(number % 1_000_000).padStart(6, '0');
  // One digit over and over, or a row, is refused by the server.
  return new Set(pin).size < 4 ? proposed() : pin;
}

/** Gives a customer the PIN by which self-service knows them: told to them now, and never shown again. */
export default function PinDialog({
  customer,
  onClose,
}: {
  customer: { id: string; name: string };
  onClose: () => void;
}) {
  const t = useText('customers');
  const form = useEditor({ pin: '' });
  const [given, setGiven] = useState<string | null>(null);
  const submit = form.submit(async ({ pin }) => {
    await callPatiently(setCustomerPin, { params: { id: customer.id }, body: { pin } });
    form.settle();
    setGiven(pin);
  });
  if (given !== null)
    return (
      <Dialog title={t('pin.done')} onClose={onClose}>
        <p>{t('pin.tell', { name: customer.name })}</p>
        <p className="pin-shown num">
          <output>{given}</output>
        </p>
        <div className="form-actions">
          <Button look="solid" onClick={onClose}>
            {t('pin.told')}
          </Button>
        </div>
      </Dialog>
    );
  return (
    <Dialog title={t('pin.title')} onClose={onClose}>
      <UnsavedGuard dirtyNow={form.dirtyNow} />
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p className="help">{t('pin.about')}</p>
        <TextField
          label={t('pin.label')}
          help={t('pin.help')}
          inputMode="numeric"
          autoComplete="off"
          maxLength={8}
          {...form.text('pin')}
        />
        <div className="form-actions">
          <Button onClick={() => form.setValues({ pin: proposed() })}>{t('pin.propose')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {t('pin.give')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
