import { queuesLive } from '#contract/insight.ts';
import { listQueues, setQueueEmergency } from '#contract/routing.ts';
import { Button, callPatiently, Dialog, FormMessage, TextField, useForm, useText } from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';

/** Closes a queue for newcomers at once, whatever its hours say, or opens it again; the why is audited. */
export function EmergencyDialog({
  queue: id,
  name,
  closed,
  onClose,
}: {
  queue: string;
  name: string;
  closed: boolean;
  onClose: () => void;
}) {
  const t = useText('supervisor');
  const form = useForm({ why: '' });
  const submit = form.submit(async ({ why }) => {
    await callPatiently(setQueueEmergency, { params: { id }, body: { closed: !closed, why } });
    await refresh(queuesLive, listQueues);
    onClose();
  });
  return (
    <Dialog
      title={closed ? t('emergency.reopenTitle', { name }) : t('emergency.closeTitle', { name })}
      onClose={onClose}
      size={480}
    >
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p>{closed ? t('emergency.reopenText') : t('emergency.closeText')}</p>
        <TextField label={t('presence.why')} {...form.text('why')} maxLength={500} data-autofocus />
        <div className="form-actions">
          <Button onClick={onClose}>{t('presence.cancel')}</Button>
          <Button
            type="submit"
            look={closed ? 'solid' : 'danger'}
            busy={form.busy}
            disabled={form.values.why.trim().length < 3}
          >
            {closed ? t('emergency.reopen') : t('emergency.close')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
