import { Link } from '@tanstack/react-router';
import {
  IconAlertTriangle,
  IconEye,
  IconEyeOff,
  IconInfoCircle,
  IconLink,
  IconWorld,
} from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { getCase, updateCase } from '#contract/cases.ts';
import { customerTimeline } from '#contract/contacts.ts';
import { getConversation } from '#contract/conversations.ts';
import { getCustomer, sharedIdentities, type Customer } from '#contract/customers.ts';
import { caseStatuses } from '#contract/words.ts';
import {
  Avatar,
  Button,
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
  Tabs,
  TabPanel,
  toastProblem,
  useApi,
  useNow,
  useTabIds,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import { CaseDialogButton } from './case-button.tsx';
import { ContactTags, WhyHere } from './contact-tags.tsx';
import { masked } from './masking.rules.ts';
import { useStandardTexts } from './suggest.tsx';
import type { FullContact, FullConversation } from './types.ts';
import { giveBack } from './outbox.ts';

/** Beside the conversation, never over it: who writes, the case, texts at hand, everything before. */
export function ContextPane({
  contact,
  conversation,
}: {
  contact: FullContact;
  conversation: FullConversation | undefined;
}) {
  const t = useText('inbox');
  const ids = useTabIds();
  const [tab, setTab] = useState<'customer' | 'case' | 'texts' | 'history'>('customer');
  return (
    <aside className="context" aria-label={t('context.label')}>
      <Tabs
        className="context-tabs"
        label={t('context.tabs')}
        tabs={(['customer', 'case', 'texts', 'history'] as const).map((id) => ({
          id,
          label: t(`context.${id}`),
        }))}
        open={tab}
        onOpen={setTab}
        ids={ids}
      />
      <TabPanel ids={ids} id={tab} className="context-panel">
        {tab === 'customer' && <CustomerTab contact={contact} conversation={conversation} />}
        {tab === 'case' && <CaseTab contact={contact} />}
        {tab === 'texts' && <TextsTab contact={contact} />}
        {tab === 'history' && <HistoryTab customer={contact.customer} current={contact.id} />}
      </TabPanel>
    </aside>
  );
}

function CustomerTab({
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
          <Identity customer={data} />
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
function Identity({ customer }: { customer: Customer }) {
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
            .filter(({ type }) => type !== 'visitor')
            .map((one): [string, ReactNode] => [
              t(`identity.${one.type}`),
              <bdi key={one.id} dir="ltr" className="num">
                {shown ? one.value : masked(one.type, one.value)}
              </bdi>,
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
function Hints({
  contact,
  conversation,
}: {
  contact: FullContact;
  conversation: FullConversation | undefined;
}) {
  const t = useText('inbox');
  const shared = useApi(sharedIdentities, { params: { id: contact.customer } });
  const timeline = useApi(customerTimeline, { params: { id: contact.customer }, query: { limit: 20 } });
  const since = useNow(60_000) - 3 * 86_400_000;
  const recent = (timeline.data?.items ?? []).filter(
    ({ contact: one }) => one !== null && one.direction === 'in' && Date.parse(one.arrivedAt) > since,
  ).length;
  const others = shared.data?.items ?? [];
  const links = conversation?.suggestedLinks ?? [];
  if (others.length === 0 && recent < 3 && links.length === 0 && contact.transferNote === null) return null;
  return (
    <div className="hints">
      {contact.transferNote !== null && contact.transferNote !== '' && (
        <p className="notice note" dir="auto">
          <IconInfoCircle size={15} aria-hidden />
          <span>
            <b>{t('hint.transfer')}</b> {contact.transferNote}
          </span>
        </p>
      )}
      {recent >= 3 && (
        <p className="notice warn">
          <IconAlertTriangle size={15} aria-hidden />
          {t('hint.repeat', { count: recent })}
        </p>
      )}
      {others.length > 0 && (
        <div className="notice info">
          <IconInfoCircle size={15} aria-hidden />
          <span>
            {t('hint.shared', { count: others.length })}{' '}
            {others.slice(0, 3).map((one, index) => (
              <span key={one.id}>
                {index > 0 && ', '}
                <Link to={`/customers/${one.id}`}>{one.name}</Link>
              </span>
            ))}
          </span>
        </div>
      )}
      {links.map((one) => (
        <SuggestedLink key={one.conversation} conversation={one.conversation} reason={one.reason} />
      ))}
    </div>
  );
}

function SuggestedLink({ conversation, reason }: { conversation: string; reason: string }) {
  const t = useText('inbox');
  const [open, setOpen] = useState(false);
  return (
    <div className="notice info">
      <IconLink size={15} aria-hidden />
      <span>
        {t('hint.link', { reason })}{' '}
        {open ? (
          <LinkTarget conversation={conversation} />
        ) : (
          <button type="button" className="link" onClick={() => setOpen(true)}>
            {t('hint.seeLink')}
          </button>
        )}
      </span>
    </div>
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

function CaseTab({ contact }: { contact: FullContact }) {
  const t = useText('inbox');
  const writes = useMay('case.write');
  const found = useApi(getCase, { params: { id: contact.case ?? '' } }, { enabled: contact.case !== null });
  const change = useWrite(updateCase, { invalidates: [getCase], onError: toastProblem });
  if (contact.case === null)
    return (
      <EmptyState action={writes ? <CaseDialogButton contact={contact} /> : null}>
        {t('case.noneYet')}
      </EmptyState>
    );
  return (
    <Loaded query={found} rows={3} height={40}>
      {(one) => (
        <section className="context-part">
          <h2 className="case-title">
            <Link to={`/cases/${one.id}`}>{one.subject}</Link>
          </h2>
          <Facts
            facts={[
              [
                t('case.number'),
                <span key="n" className="num">
                  {one.number}
                </span>,
              ],
              [t('case.type'), t(`case.${one.type}`)],
              [
                t('case.status'),
                writes ? (
                  <select
                    key="s"
                    className="input inline"
                    aria-label={t('case.status')}
                    value={one.status}
                    onChange={(event) =>
                      change.mutate({
                        params: { id: one.id },
                        body: {
                          status: event.target.value as (typeof caseStatuses)[number],
                          version: one.version,
                        },
                      })
                    }
                  >
                    {caseStatuses.map((status) => (
                      <option key={status} value={status}>
                        {t(`caseStatus.${status}`)}
                      </option>
                    ))}
                  </select>
                ) : (
                  t(`caseStatus.${one.status}`)
                ),
              ],
              [t('case.owner'), one.ownerName ?? '—'],
              [t('case.opened'), formats.dateTime(one.openedAt)],
              [t('case.contacts'), formats.number(one.contacts)],
            ]}
          />
          {one.description !== '' && (
            <p className="case-text" dir="auto">
              {one.description}
            </p>
          )}
        </section>
      )}
    </Loaded>
  );
}

function TextsTab({ contact }: { contact: FullContact }) {
  const t = useText('inbox');
  const [search, setSearch] = useState('');
  const texts = useStandardTexts(contact);
  const words = search.trim().toLowerCase();
  const found = texts.filter(
    ({ title, shortcut, body }) =>
      words === '' || `${title} ${shortcut} ${body}`.toLowerCase().includes(words),
  );
  return (
    <div className="context-part">
      <input
        className="input"
        type="search"
        aria-label={t('texts.search')}
        placeholder={t('texts.search')}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <ul className="texts">
        {found.map((one) => (
          <li key={one.id}>
            <details>
              <summary>
                <b>{one.title}</b>
                <span className="t3 s12">/{one.shortcut}</span>
                <Chip tone="line">{one.language.toUpperCase()}</Chip>
              </summary>
              <p className="text-body" dir="auto">
                {one.filled}
              </p>
              <Button
                small
                onClick={() =>
                  giveBack(contact.conversation, {
                    body: { kind: 'reply', text: one.filled, standardTexts: [one.id] },
                    files: [],
                    insert: true,
                  })
                }
              >
                {t('texts.use')}
              </Button>
            </details>
          </li>
        ))}
      </ul>
      {found.length === 0 && <EmptyState>{t('texts.none')}</EmptyState>}
    </div>
  );
}

/** Every contact and case of the customer, on every channel. */
function HistoryTab({ customer, current }: { customer: string; current: string }) {
  const t = useText('inbox');
  const [limit, setLimit] = useState(40);
  const timeline = useApi(
    customerTimeline,
    { params: { id: customer }, query: { limit } },
    { keepPrevious: true },
  );
  return (
    <Loaded query={timeline} rows={8} height={52}>
      {({ items, next }) => (
        <>
          <ol className="timeline">
            {items.map(({ contact, case: one, at }) => (
              <li key={contact?.id ?? one?.id} aria-current={contact?.id === current || undefined}>
                {contact !== null ? (
                  <>
                    <ChannelIcon channel={contact.channel} size={15} />
                    <div className="grow">
                      <Link className="ell" to={`/inbox/${contact.id}`}>
                        {contact.subject === '' ? contact.preview : contact.subject}
                      </Link>
                      <p className="t3 s12 ell">
                        {t(`state.${contact.state}`)}
                        {contact.agentName === null ? '' : ` · ${contact.agentName}`}
                      </p>
                    </div>
                  </>
                ) : one !== null ? (
                  <>
                    <IconInfoCircle size={15} aria-hidden className="t3" />
                    <div className="grow">
                      <Link className="ell" to={`/cases/${one.id}`}>
                        {one.subject}
                      </Link>
                      <p className="t3 s12 ell num">{t('history.case', { number: one.number })}</p>
                    </div>
                  </>
                ) : null}
                <span className="t3 s11 num">{formats.brief(at)}</span>
              </li>
            ))}
          </ol>
          {items.length === 0 && <EmptyState>{t('history.none')}</EmptyState>}
          {next !== null && limit < 200 && (
            <div className="more">
              <Button small onClick={() => setLimit(200)}>
                {t('list.more')}
              </Button>
            </div>
          )}
        </>
      )}
    </Loaded>
  );
}

function LinkTarget({ conversation }: { conversation: string }) {
  const t = useText('inbox');
  const found = useConversationContact(conversation);
  return found === undefined ? (
    <span>{t('hint.loading')}</span>
  ) : (
    <Link to={`/inbox/${found.id}`}>{found.subject === '' ? found.number : found.subject}</Link>
  );
}
function useConversationContact(id: string) {
  const { data } = useApi(getConversation, { params: { id } });
  return data?.contacts.at(-1);
}
