import { IconPlus, IconRosetteDiscountCheck, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import {
  addIdentity,
  getCustomer,
  removeIdentity,
  searchCustomers,
  sharedIdentities,
  type Customer,
} from '#contract/customers.ts';
import { identityTypes } from '#contract/words.ts';
import {
  Button,
  callPatiently,
  Chip,
  Confirm,
  FormMessage,
  Hidden,
  IconButton,
  invalidate,
  keyOf,
  queryClient,
  SelectField,
  TextField,
  toastProblem,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { masked } from '../inbox/masking.rules.ts';
import { CallNumber } from '../phone/call-number.tsx';

type Identity = Customer['identities'][number];

function remember(customer: Customer): void {
  queryClient.setQueryData(keyOf(getCustomer, { params: { id: customer.id } }), customer);
  invalidate(sharedIdentities, { params: { id: customer.id } });
  invalidate(searchCustomers);
}

/** How a customer is reached and named; one is added or ended, never changed in place. */
export function Identities({
  customer,
  shown,
  writes,
}: {
  customer: Customer;
  shown: boolean;
  writes: boolean;
}) {
  const t = useText('customers');
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<Identity | null>(null);
  const [busy, setBusy] = useState(false);
  const identities = customer.identities.filter(({ type }) => type !== 'visitor');
  async function end(identity: Identity) {
    setBusy(true);
    try {
      remember(await callPatiently(removeIdentity, { params: { id: customer.id, identity: identity.id } }));
      setEnding(null);
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <div className="identities">
      {identities.length === 0 && <p className="t3">{t('identity.none')}</p>}
      <ul className="plain-rows">
        {identities.map((one) => (
          <li key={one.id} className="identity">
            <span className="t3">{t(`identity.${one.type}`)}</span>
            <bdi dir="ltr" className="num ell">
              {shown || one.value === customer.number ? one.value : masked(one.type, one.value)}
            </bdi>
            {one.type === 'phone' && (
              <CallNumber
                number={one.value}
                shown={shown ? one.value : masked(one.type, one.value)}
                customer={{ id: customer.id, name: customer.name }}
              />
            )}
            {one.verifiedAt !== null && (
              <span className="ok-text verified" title={t('identity.verified')}>
                <IconRosetteDiscountCheck size={15} aria-hidden />
                <Hidden>{t('identity.verified')}</Hidden>
              </span>
            )}
            {one.primary && identities.filter(({ type }) => type === one.type).length > 1 && (
              <Chip>{t('identity.primary')}</Chip>
            )}
            {writes && one.type === 'customer_number' && <span className="no-action" />}
            {writes && one.type !== 'customer_number' && (
              <IconButton
                label={t('identity.end', {
                  what: `${t(`identity.${one.type}`)} ${masked(one.type, one.value)}`,
                })}
                onClick={() => setEnding(one)}
              >
                <IconTrash size={14} aria-hidden />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {writes &&
        (adding ? (
          <AddIdentity customer={customer.id} onDone={() => setAdding(false)} />
        ) : (
          <Button small icon={<IconPlus size={14} aria-hidden />} onClick={() => setAdding(true)}>
            {t('identity.add')}
          </Button>
        ))}
      {ending !== null && (
        <Confirm
          title={t('identity.endTitle')}
          confirm={t('identity.endConfirm')}
          danger
          busy={busy}
          onConfirm={() => void end(ending)}
          onClose={() => setEnding(null)}
        >
          <p>{t('identity.endText', { value: ending.value })}</p>
        </Confirm>
      )}
    </div>
  );
}

const addable = identityTypes.filter((type) => type !== 'visitor' && type !== 'customer_number');

function AddIdentity({ customer, onDone }: { customer: string; onDone: () => void }) {
  const t = useText('customers');
  const form = useForm<{ type: (typeof identityTypes)[number]; value: string }>({ type: 'email', value: '' });
  const submit = form.submit(async ({ type, value }) => {
    remember(await callPatiently(addIdentity, { params: { id: customer }, body: { type, value } }));
    onDone();
  });
  return (
    <form className="form add-identity" noValidate onSubmit={(event) => void submit(event)}>
      <FormMessage>{form.error('value') === undefined ? form.message : null}</FormMessage>
      <div className="form-row">
        <SelectField
          label={t('identity.type')}
          options={addable.map((value) => ({ value, label: t(`identity.${value}`) }))}
          {...form.text('type')}
        />
        <TextField
          label={t('identity.value')}
          {...form.text('value')}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onDone();
          }}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- its button was just pressed
          autoFocus
        />
      </div>
      <div className="form-actions">
        <Button small onClick={onDone}>
          {t('cancel')}
        </Button>
        <Button small look="solid" type="submit" busy={form.busy} disabled={form.values.value.trim() === ''}>
          {t('identity.save')}
        </Button>
      </div>
    </form>
  );
}
