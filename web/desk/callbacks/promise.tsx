import { callbackTimes, createCallback, listCallbacks } from '#contract/callbacks.ts';
import { promiseCaseCall } from '#contract/case-charge.ts';
import { getCustomer } from '#contract/customers.ts';
import { listQueues } from '#contract/routing.ts';
import {
  AreaField,
  Button,
  call,
  Dialog,
  FormMessage,
  invalidate,
  problemText,
  SelectField,
  TextField,
  toast,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import type { FullContact } from '../inbox/types.ts';
import { callTime, shownNumber } from './numbers.ts';

/** Promises the customer of a contact a call: to which number, by which queue, and when. */
export default function PromiseCallback({
  contact,
  about,
  onClose,
}: {
  /** For whom, and where they are now. */
  contact: Pick<FullContact, 'customer' | 'customerName' | 'queue'> & { id?: string };
  /** The case that owes the call; left out: the contact at hand does. */
  about?: string;
  onClose: () => void;
}) {
  const t = useText('callbacks');
  const kit = useText('kit');
  const queues = useApi(listQueues);
  const reads = useMay('customer.read');
  const customer = useApi(getCustomer, { params: { id: contact.customer } }, { enabled: reads });
  // What was not touched follows what is known: the customer's own number, and the queue that has the contact.
  const form = useForm({ number: null as string | null, queue: '', at: '', note: '' });
  const numbers = (customer.data?.identities ?? [])
    .filter(({ type }) => type === 'phone')
    .sort((one, other) => Number(other.primary) - Number(one.primary));
  const number = form.values.number ?? shownNumber(numbers[0]?.value ?? '');
  const usable = (queues.data?.items ?? []).filter(({ active }) => active);
  const queue =
    usable.find(({ id }) => id === form.values.queue) ??
    usable.find(({ id, callback }) => id === contact.queue && callback.allowed) ??
    usable.find(({ callback }) => callback.allowed) ??
    usable.find(({ id }) => id === contact.queue) ??
    usable[0];
  const times = useApi(
    callbackTimes,
    { params: { id: queue?.id ?? '' } },
    { enabled: queue !== undefined, staleTime: 0 },
  );
  const submit = form.submit(async ({ at, note }) => {
    const wish = { queue: queue?.id ?? '', number, at: at === '' ? null : at, note };
    const made =
      about === undefined
        ? await call(createCallback, {
            body: { ...wish, customer: contact.customer, origin: contact.id ?? null },
          })
        : { ...(await call(promiseCaseCall, { params: { id: about }, body: wish })), existed: false };
    invalidate(listCallbacks);
    const when = made.contact.state === 'scheduled' ? made.dueAt : made.promisedAt;
    toast(
      made.existed
        ? t('promise.existed', { number: shownNumber(made.number) })
        : when === null
          ? t('promise.doneSoon', { number: shownNumber(made.number) })
          : t('promise.done', { number: shownNumber(made.number), time: callTime(when) }),
    );
    onClose();
  });
  const waiting = queues.data === undefined || (reads && customer.data === undefined && !customer.error);
  return (
    <Dialog
      title={t('promise.title', { name: contact.customerName })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button
            look="solid"
            type="submit"
            form="promise-callback"
            busy={form.busy}
            disabled={waiting || queue === undefined}
          >
            {t('promise.do')}
          </Button>
        </>
      }
    >
      <form id="promise-callback" className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message ?? (queues.error && problemText(queues.error, kit))}</FormMessage>
        <TextField
          label={t('promise.number')}
          type="tel"
          autoComplete="off"
          data-autofocus
          required
          help={numbers.length > 1 ? t('promise.others', { count: numbers.length - 1 }) : undefined}
          list="promise-numbers"
          {...form.text('number')}
          value={number}
        />
        <datalist id="promise-numbers">
          {numbers.map(({ id, value }) => (
            <option key={id} value={shownNumber(value)}>
              {shownNumber(value)}
            </option>
          ))}
        </datalist>
        <SelectField
          label={t('queue')}
          options={usable.map(({ id, name, open }) => ({
            value: id,
            label: open ? name : t('promise.closedQueue', { name }),
          }))}
          {...form.text('queue')}
          value={queue?.id ?? ''}
          onChange={(event) => form.setValues((old) => ({ ...old, queue: event.target.value, at: '' }))}
        />
        <SelectField
          label={t('reschedule.when')}
          options={[
            { value: '', label: t(queue?.open === false ? 'promise.atOpening' : 'promise.inLine') },
            ...(times.data?.times ?? []).map((value) => ({
              value,
              label: callTime(value),
            })),
          ]}
          {...form.text('at')}
        />
        <AreaField
          label={t('promise.note')}
          optional
          rows={3}
          maxLength={2000}
          help={t('promise.noteHelp')}
          {...form.text('note')}
        />
      </form>
    </Dialog>
  );
}
