import { callbackTimes, listCallbacks, rescheduleCallback, type Callback } from '#contract/callbacks.ts';
import { listCaseEntries } from '#contract/cases.ts';
import {
  AreaField,
  Button,
  call,
  Dialog,
  FormMessage,
  SelectField,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { callTime } from './numbers.ts';

/** Another time for a call that is owed, among those at which its queue calls back, with why. */
export default function Reschedule({ callback, onClose }: { callback: Callback; onClose: () => void }) {
  const t = useText('callbacks');
  const times = useApi(callbackTimes, { params: { id: callback.contact.queue ?? '' } });
  const form = useForm({ at: '', why: '' });
  const options = (times.data?.times ?? []).map((value) => ({
    value,
    label: callTime(value),
  }));
  const submit = form.submit(async ({ at, why }) => {
    await call(rescheduleCallback, {
      params: { id: callback.contact.id },
      body: { at: at || (options[0]?.value ?? ''), why },
    });
    await refresh(listCallbacks, listCaseEntries);
    onClose();
  });
  return (
    <Dialog title={t('reschedule.title', { name: callback.contact.customerName })} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <SelectField label={t('reschedule.when')} options={options} {...form.text('at')} />
        <AreaField label={t('why')} rows={2} {...form.text('why')} />
        <div className="form-actions">
          <Button onClick={onClose}>{t('keep')}</Button>
          <Button type="submit" look="solid" busy={form.busy} disabled={options.length === 0}>
            {t('reschedule.do')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
