import { IconInfoCircle, IconPhoneOutgoing } from '@tabler/icons-react';
import { useState } from 'react';
import { customerTimeline, getContact, workload } from '#contract/contacts.ts';
import { getCustomer } from '#contract/customers.ts';
import { callMeans, placeCall, type CallerIdentity } from '#contract/outbound.ts';
import type { Output } from '#contract/route.ts';
import {
  Button,
  callPatiently,
  Dialog,
  EmptyState,
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
import { useMay } from '../app/session.ts';
import { shownNumber } from '../callbacks/numbers.ts';
import type { Wish } from './calling.ts';
import { switchOn, useOwnPhone, whenSettled } from './own-phone.ts';

/** In whose name one called last, in this browser. */
const lastKey = 'filo.callsFor';

/** Calls somebody: which number, and which number they see. */
export default function CallDialog({ wish, onClose }: { wish: Wish; onClose: () => void }) {
  const t = useText('phone');
  const means = useApi(callMeans, undefined, { staleTime: 0 });
  return (
    <Dialog
      title={wish.customer === undefined ? t('call.title') : t('call.titleOf', { name: wish.customer.name })}
      onClose={onClose}
    >
      <Loaded query={means} rows={3}>
        {(data) =>
          !data.able ? (
            <EmptyState>{t('call.noLine')}</EmptyState>
          ) : data.identities.length === 0 ? (
            <EmptyState>{t('call.noNumber')}</EmptyState>
          ) : (
            <CallForm wish={wish} means={data} onClose={onClose} />
          )
        }
      </Loaded>
    </Dialog>
  );
}

const first = (identities: CallerIdentity[], ...services: (string | null | undefined)[]): string =>
  services.find((one) => identities.some(({ service }) => service === one)) ?? identities[0]!.service;

function CallForm({
  wish,
  means: { phone, identities },
  onClose,
}: {
  wish: Wish;
  means: Output<typeof callMeans>;
  onClose: () => void;
}) {
  const t = useText('phone');
  const own = useOwnPhone();
  const reads = useMay('customer.read');
  const known = useApi(
    getCustomer,
    { params: { id: wish.customer?.id ?? '' } },
    { enabled: reads && wish.customer !== undefined },
  );
  const numbers = (known.data?.identities ?? [])
    .filter(({ type }) => type === 'phone')
    .toSorted((one, other) => Number(other.primary) - Number(one.primary));
  // What was not touched follows what is known.
  const form = useForm({
    number: wish.number === '' ? null : shownNumber(wish.number),
    service: first(identities, wish.service, localStorage.getItem(lastKey)),
  });
  const number = form.values.number ?? shownNumber(numbers[0]?.value ?? '');
  const shown = identities.find(({ service }) => service === form.values.service) ?? identities[0]!;
  // The page's own telephone knows at once; the server's answer is of when the dialog opened.
  const off = phone !== 'own' && own.state !== 'on';
  const [trouble, setTrouble] = useState<string | null>(null);
  const submit = form.submit(async ({ service }) => {
    setTrouble(null);
    if (off) {
      await switchOn();
      const settled = await whenSettled();
      if (settled.state !== 'on') {
        setTrouble(t(`trouble.${settled.trouble ?? 'network'}`));
        return;
      }
    }
    const { contact } = await callPatiently(placeCall, {
      body: {
        number,
        service,
        customer: wish.customer?.id ?? null,
        contact: wish.contact ?? null,
        case: wish.case ?? null,
      },
    });
    localStorage.setItem(lastKey, service);
    invalidate(workload);
    invalidate(getContact, { params: { id: contact.id } });
    invalidate(customerTimeline, { params: { id: contact.customer } });
    onClose();
    go(`/inbox/${contact.id}`);
  });
  return (
    <form className="form" noValidate onSubmit={(event) => void submit(event)}>
      <FormMessage>{trouble ?? form.message}</FormMessage>
      <TextField
        label={t('call.whom')}
        type="tel"
        autoComplete="off"
        required
        data-autofocus
        list="call-numbers"
        help={numbers.length > 1 ? t('call.others', { count: numbers.length - 1 }) : undefined}
        {...form.text('number')}
        value={number}
      />
      <datalist id="call-numbers">
        {numbers.map(({ id, value }) => (
          <option key={id} value={shownNumber(value)}>
            {shownNumber(value)}
          </option>
        ))}
      </datalist>
      <SelectField
        label={t('call.for')}
        options={identities.map(({ service, serviceName, number }) => ({
          value: service,
          label: `${serviceName} · ${shownNumber(number)}`,
        }))}
        help={t('call.sees', { number: shownNumber(shown.number), name: shown.name })}
        {...form.text('service')}
      />
      {off && (
        <p className="row s12 t2">
          <IconInfoCircle size={15} aria-hidden />
          {t('call.off')}
        </p>
      )}
      <div className="form-actions">
        <Button onClick={onClose}>{t('call.cancel')}</Button>
        <Button
          type="submit"
          look="solid"
          busy={form.busy}
          disabled={number.trim() === ''}
          icon={<IconPhoneOutgoing size={15} aria-hidden />}
        >
          {t(off ? 'call.onAndDo' : 'call.do')}
        </Button>
      </div>
    </form>
  );
}
