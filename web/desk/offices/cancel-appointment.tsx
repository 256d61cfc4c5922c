import { cancelAppointment, listAppointments, type Appointment } from '#contract/appointments.ts';
import {
  Button,
  callPatiently,
  CheckField,
  Dialog,
  FormMessage,
  invalidate,
  SelectField,
  TextField,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { whenIn } from './times.ts';

/** Cancels an appointment: who wants it, and why. */
export function CancelAppointment({ one, onClose }: { one: Appointment; onClose: () => void }) {
  const t = useText('appointments');
  const kit = useText('kit');
  const form = useForm({ by: 'customer' as 'customer' | 'office', reason: '', tell: true });
  const submit = form.submit(async (values) => {
    await callPatiently(cancelAppointment, { params: { id: one.id }, body: values });
    invalidate(listAppointments);
    onClose();
  });
  return (
    <Dialog
      title={t('cancelTitle', { name: one.name, time: whenIn(one.timeZone, one.start) })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button look="danger" type="submit" form="cancel-appointment" busy={form.busy}>
            {t('cancel')}
          </Button>
        </>
      }
    >
      <form id="cancel-appointment" className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <SelectField
          label={t('cancelledBy')}
          data-autofocus
          options={[
            { value: 'customer', label: t('by.customer') },
            { value: 'office', label: t('by.office') },
          ]}
          {...form.text('by')}
        />
        <TextField
          label={t('reason')}
          help={t(form.values.by === 'office' ? 'reasonOffice' : 'reasonCustomer')}
          optional={form.values.by === 'customer'}
          {...form.text('reason')}
        />
        <CheckField
          label={t('tell')}
          checked={form.values.tell}
          onChange={(event) => form.set('tell', event.target.checked)}
        />
      </form>
    </Dialog>
  );
}
