import { Link } from '@tanstack/react-router';
import { IconEye, IconEyeOff, IconWorld } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { customerTimeline } from '#contract/contacts.ts';
import { getCustomer, type Customer } from '#contract/customers.ts';
import {
  Avatar,
  call,
  ChannelIcon,
  Chip,
  EmptyState,
  Facts,
  formats,
  IconButton,
  Loaded,
  queryClient,
  keyOf,
  toastProblem,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import { CallNumber } from '../phone/call-number.tsx';
import { ContactTags, WhyHere } from './contact-tags.tsx';
import { masked } from './masking.rules.ts';
import type { FullContact, FullConversation } from './types.ts';
import { Hints } from './context-hints.tsx';

/** Who writes: identity, what is worth knowing before answering, positions, the last contacts. */
export function CustomerTab({
  contact,
  conversation,
}: {
  contact: FullContact;
  conversation: FullConversation | undefined;
}) {
  const t = useText('inbox');
  const reads = useMay('customer.read');
  const customer = useApi(getCustomer, { params: { id: contact.customer } }, { enabled: reads });
  if (!reads) return <EmptyState>{t('customer.forbidden')}</EmptyState>;
  return (
    <Loaded query={customer} rows={4} height={40}>
      {(data) => (
        <>
          <Identity customer={data} contact={contact} />
          <Hints contact={contact} conversation={conversation} />
          <ContactTags contact={contact} />
          <WhyHere contact={contact} />
          <Visit conversation={conversation} />
          <Positions customer={data} />
          <Recent customer={contact.customer} current={contact.id} />
        </>
      )}
    </Loaded>
  );
}

/** Personal data are covered; each uncovering asks the server again, which logs it. */
function Identity({ customer, contact }: { customer: Customer; contact: FullContact }) {
  const t = useText('inbox');
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const reveal = () => {
    if (shown) {
      setShown(false);
      return;
    }
    setBusy(true);
    const input = { params: { id: customer.id } };
    call(getCustomer, input)
      .then((fresh) => {
        queryClient.setQueryData(keyOf(getCustomer, input), fresh);
        setShown(true);
      }, toastProblem)
      .finally(() => setBusy(false));
  };
  const verified = customer.identities.some(({ verifiedAt }) => verifiedAt !== null);
  return (
    <section className="context-part">
      <div className="row customer-head">
        <Avatar name={customer.name} size="l" />
        <div className="grow">
          <h2 className="ell" dir="auto">
            <Link to={`/customers/${customer.id}`}>{customer.name}</Link>
          </h2>
          <div className="row">
            {customer.state === 'provisional' ? (
              <Chip tone="warn">{t('customer.provisional')}</Chip>
            ) : verified ? (
              <Chip tone="ok">{t('customer.verified')}</Chip>
            ) : (
              <Chip>{t('customer.known')}</Chip>
            )}
            <span className="num t3 s12">{customer.number}</span>
          </div>
        </div>
        <IconButton
          label={t(shown ? 'customer.cover' : 'customer.reveal')}
          aria-pressed={shown}
          disabled={busy}
          onClick={reveal}
        >
          {shown ? <IconEyeOff size={16} aria-hidden /> : <IconEye size={16} aria-hidden />}
        </IconButton>
      </div>
      <Facts
        facts={[
          ...customer.identities
            // The customer's number stands above already.
            .filter(({ type, value }) => type !== 'visitor' && value !== customer.number)
            .map((one): [string, ReactNode] => [
              t(`identity.${one.type}`),
              <span key={one.id} className="row">
                <bdi dir="ltr" className="num">
                  {shown ? one.value : masked(one.type, one.value)}
                </bdi>
                {one.type === 'phone' && (
                  <CallNumber
                    number={one.value}
                    shown={shown ? one.value : masked(one.type, one.value)}
                    customer={{ id: customer.id, name: customer.name }}
                    contact={contact.id}
                    service={contact.service}
                  />
                )}
              </span>,
            ]),
          [t('customer.language'), formats.languageName(customer.language)],
        ]}
      />
      {customer.notes !== '' && (
        <p className="notice customer-notes" dir="auto">
          {customer.notes}
        </p>
      )}
    </section>
  );
}

/** The page the customer is on and what they filled in before (chat). */
function Visit({ conversation }: { conversation: FullConversation | undefined }) {
  const t = useText('inbox');
  if (conversation === undefined || conversation.channel !== 'chat') return null;
  const { page, prefill, here } = conversation.context as {
    page?: { url?: string; title?: string } | string;
    prefill?: Record<string, unknown>;
    here?: boolean;
  };
  const address = typeof page === 'string' ? page : page?.url;
  const title = typeof page === 'string' ? page : (page?.title ?? page?.url);
  const filled = Object.entries(prefill ?? {}).filter(([, value]) => value !== null && value !== '');
  if (address === undefined && filled.length === 0) return null;
  return (
    <section className="context-part">
      <h3>
        {t('visit.title')}
        {here === false && <Chip>{t('visit.gone')}</Chip>}
        {here === true && <Chip tone="ok">{t('visit.here')}</Chip>}
      </h3>
      {address !== undefined && (
        <p className="row s12 visit-page">
          <IconWorld size={14} aria-hidden className="t3" />
          {/^https?:\/\//.test(address) ? (
            <a className="ell" href={address} target="_blank" rel="noopener noreferrer">
              {title}
            </a>
          ) : (
            <span className="ell">{title}</span>
          )}
        </p>
      )}
      <Facts
        facts={filled.map(([name, value]) => [
          t(`visit.field.${name}`, { defaultValue: name }),
          String(value),
        ])}
      />
    </section>
  );
}

function Positions({ customer }: { customer: Customer }) {
  const t = useText('inbox');
  if (customer.positions.length === 0) return null;
  return (
    <section className="context-part">
      <h3>
        {t('positions.title')}
        <span className="t3 num">{customer.positions.length}</span>
      </h3>
      <ul className="positions">
        {customer.positions.slice(0, 6).map((one) => (
          <li key={one.id}>
            <div className="row">
              <b className="ell">{t(`positionKind.${one.kind}`, { defaultValue: one.kind })}</b>
              <span className="num t3">{one.code}</span>
              <span className="grow" />
              <Chip tone={one.state === 'active' ? 'ok' : 'mute'}>
                {t(`positionState.${one.state}`, { defaultValue: one.state })}
              </Chip>
            </div>
            <p className="t2 s12 ell">{one.address}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Recent({ customer, current }: { customer: string; current: string }) {
  const t = useText('inbox');
  const timeline = useApi(customerTimeline, { params: { id: customer }, query: { limit: 20 } });
  const items = (timeline.data?.items ?? [])
    .filter(({ contact }) => contact !== null && contact.id !== current)
    .slice(0, 5);
  if (items.length === 0) return null;
  return (
    <section className="context-part">
      <h3>{t('recent.title')}</h3>
      <ul className="recent">
        {items.map(({ contact }) =>
          contact === null ? null : (
            <li key={contact.id}>
              <ChannelIcon channel={contact.channel} size={14} />
              <Link className="ell" to={`/inbox/${contact.id}`}>
                {contact.subject === '' ? contact.preview : contact.subject}
              </Link>
              <span className="t3 s11 num">{formats.brief(contact.arrivedAt)}</span>
            </li>
          ),
        )}
      </ul>
    </section>
  );
}
