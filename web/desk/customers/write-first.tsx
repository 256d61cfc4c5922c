import { createContact, workload } from '#contract/contacts.ts';
import { listEntryPoints } from '#contract/entry-points.ts';
import type { Customer } from '#contract/customers.ts';
import {
  Button,
  callPatiently,
  Dialog,
  Field,
  FormMessage,
  invalidate,
  Loaded,
  SelectField,
  TextField,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { go } from '../app/go.ts';

/** Writes to a customer first: an outgoing contact, then the conversation with its composer. */
export function WriteFirst({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const t = useText('customers');
  const points = useApi(listEntryPoints, { query: { channel: 'email' } });
  return (
    <Dialog title={t('write.dialog')} onClose={onClose}>
      <Loaded query={points} rows={3}>
        {({ items }) => (
          <WriteForm customer={customer} points={items.filter(({ active }) => active)} onClose={onClose} />
        )}
      </Loaded>
    </Dialog>
  );
}

function WriteForm({
  customer,
  points,
  onClose,
}: {
  customer: Customer;
  points: { id: string; name: string; address: string }[];
  onClose: () => void;
}) {
  const t = useText('customers');
  const addresses = customer.identities
    .filter(({ type }) => type === 'email' || type === 'pec')
    .toSorted((one, other) => Number(other.primary) - Number(one.primary))
    .map(({ value }) => value);
  const form = useForm({ entryPoint: points[0]?.id ?? '', to: addresses[0] ?? '', subject: '' });
  const submit = form.submit(async (values) => {
    const contact = await callPatiently(createContact, { body: { ...values, customer: customer.id } });
    invalidate(workload);
    go(`/inbox/${contact.id}`);
  });
  return (
    <form className="form" noValidate onSubmit={(event) => void submit(event)}>
      <FormMessage>{form.message}</FormMessage>
      <SelectField
        label={t('write.from')}
        options={points.map(({ id, name, address }) => ({ value: id, label: `${name} <${address}>` }))}
        {...form.text('entryPoint')}
      />
      <Field label={t('write.to')} error={form.error('to')}>
        {(ids) => (
          <>
            <input
              className="input"
              type="email"
              list="known-addresses"
              {...ids}
              value={form.values.to}
              onChange={(event) => form.set('to', event.target.value)}
            />
            <datalist id="known-addresses">
              {addresses.map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </datalist>
          </>
        )}
      </Field>
      <TextField label={t('write.subject')} {...form.text('subject')} data-autofocus />
      <p className="help">{t('write.help')}</p>
      <div className="form-actions">
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button type="submit" look="solid" busy={form.busy}>
          {t('write.go')}
        </Button>
      </div>
    </form>
  );
}
