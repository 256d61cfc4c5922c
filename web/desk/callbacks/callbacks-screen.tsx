import { Menu } from '@mantine/core';
import { IconCalendarTime, IconDots, IconPhoneOutgoing, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { callbackStates, cancelCallback, listCallbacks, type Callback } from '#contract/callbacks.ts';
import { getContact, workload } from '#contract/contacts.ts';
import { takeContact } from '#contract/handling.ts';
import { listQueues } from '#contract/routing.ts';
import {
  AreaField,
  Button,
  call,
  Chip,
  Dialog,
  EmptyState,
  FormMessage,
  formats,
  IconButton,
  invalidate,
  Page,
  Tabs,
  useApi,
  useForm,
  useNow,
  toastProblem,
  useTabIds,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { Filter, RecordList, useFilters, usePages } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';
import { useMay } from '../app/session.ts';
import { CallNumber, useCalls } from '../phone/call-number.tsx';
import { callTime, shownNumber } from './numbers.ts';
import Reschedule from './reschedule.tsx';

const views = ['due', 'scheduled', 'ended'] as const;
type View = (typeof views)[number];
const ended = callbackStates.filter((one) => one !== 'open');
type Acting = { callback: Callback; verb: 'cancel' | 'reschedule' };

/** Calls that we owe: those whose time has come, those that have a time, and how the others ended. */
export default function CallbacksScreen() {
  const t = useText('callbacks');
  const [filters, setFilters] = useFilters<'view' | 'queue' | 'state'>();
  const ids = useTabIds();
  const view: View = views.find((one) => one === filters.view) ?? 'due';
  const queues = useApi(listQueues);
  const handles = useMay('contact.handle');
  const [acting, setActing] = useState<Acting | null>(null);
  const now = useNow(30_000);
  const state = ended.find((one) => one === filters.state);
  const { query, foot } = usePages(listCallbacks, {
    query: {
      state: view === 'ended' ? (state ?? 'ended') : view,
      sort: view === 'ended' ? 'newest' : 'due',
      ...(filters.queue === undefined ? {} : { queue: filters.queue }),
    },
  });
  return (
    <Page
      title={t('title')}
      tools={
        <>
          <Tabs
            label={t('views')}
            tabs={views.map((id) => ({ id, label: t(`view.${id}`) }))}
            open={view}
            onOpen={(id) => setFilters({ view: id })}
            ids={ids}
          />
          <span className="grow" />
          {view === 'ended' && (
            <Filter
              label={t('state.label')}
              all={t('state.all')}
              value={state}
              onChange={(value) => setFilters({ state: value })}
              options={ended.map((value) => ({ value, label: t(`state.${value}`) }))}
            />
          )}
          <Filter
            label={t('queue')}
            all={t('allQueues')}
            value={filters.queue}
            onChange={(queue) => setFilters({ queue })}
            options={(queues.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          />
        </>
      }
    >
      <div className="flush-body" role="tabpanel" id={ids.panel(view)} aria-labelledby={ids.tab(view)}>
        <RecordList<Callback>
          label={t('title')}
          query={query}
          rowKey={(one) => one.contact.id}
          onOpen={(one) => go(`/inbox/${one.contact.id}`)}
          foot={foot}
          empty={<EmptyState>{t(`empty.${view}`)}</EmptyState>}
          columns={[
            { id: 'customer', head: t('customer'), cell: (one) => one.contact.customerName },
            {
              id: 'number',
              head: t('number'),
              cell: (one) => (
                <span className="row">
                  <bdi dir="ltr" className="num">
                    {shownNumber(one.number)}
                  </bdi>
                  {one.state === 'open' && one.contact.state === 'queued' && handles && (
                    <TakeAndCall callback={one} />
                  )}
                  {one.state !== 'open' && (
                    <CallNumber
                      number={one.number}
                      shown={shownNumber(one.number)}
                      customer={{ id: one.contact.customer, name: one.contact.customerName }}
                      contact={one.contact.id}
                      service={one.contact.service}
                    />
                  )}
                </span>
              ),
            },
            { id: 'queue', head: t('queue'), cell: (one) => one.contact.queueName },
            { id: 'via', head: t('asked'), minor: true, cell: (one) => t(`via.${one.via}`) },
            { id: 'since', head: t('since'), cell: (one) => formats.brief(one.since, now) },
            {
              id: 'promised',
              head: view === 'ended' ? t('endedAt') : t('promised'),
              cell: (one) => <When callback={one} now={now} />,
            },
            {
              id: 'attempts',
              head: t('attempts'),
              end: true,
              cell: (one) => (
                <span className="num">{t('ofMax', { count: one.attempts, max: one.maxAttempts })}</span>
              ),
            },
            {
              id: 'state',
              head: t('state.label'),
              cell: (one) => <State callback={one} />,
            },
            {
              id: 'actions',
              head: <span className="sr">{t('actions')}</span>,
              end: true,
              cell: (one) =>
                one.state === 'open' && handles ? (
                  // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events -- keeps the row from opening
                  <span onClick={(event) => event.stopPropagation()}>
                    <Menu position="bottom-end" width={220}>
                      <Menu.Target>
                        <IconButton label={t('actionsFor', { name: one.contact.customerName })}>
                          <IconDots size={16} aria-hidden />
                        </IconButton>
                      </Menu.Target>
                      <Menu.Dropdown>
                        <Menu.Item
                          leftSection={<IconCalendarTime size={15} aria-hidden />}
                          onClick={() => setActing({ callback: one, verb: 'reschedule' })}
                        >
                          {t('reschedule.action')}
                        </Menu.Item>
                        <Menu.Item
                          leftSection={<IconX size={15} aria-hidden />}
                          onClick={() => setActing({ callback: one, verb: 'cancel' })}
                        >
                          {t('cancel.action')}
                        </Menu.Item>
                      </Menu.Dropdown>
                    </Menu>
                  </span>
                ) : null,
            },
          ]}
        />
      </div>
      {acting?.verb === 'cancel' && <Cancel callback={acting.callback} onClose={() => setActing(null)} />}
      {acting?.verb === 'reschedule' && (
        <Reschedule callback={acting.callback} onClose={() => setActing(null)} />
      )}
    </Page>
  );
}

/** Takes a call that is owed, which dials its number: one that is called beside it would be owed still. */
function TakeAndCall({ callback }: { callback: Callback }) {
  const t = useText('callbacks');
  const calls = useCalls();
  const { id } = callback.contact;
  const take = useWrite(takeContact, {
    onSuccess: () => {
      invalidate(listCallbacks);
      invalidate(workload);
      invalidate(getContact, { params: { id } });
      go(`/inbox/${id}`);
    },
    onError: toastProblem,
  });
  if (!calls) return null;
  return (
    <IconButton
      label={t('takeAndCall', { number: shownNumber(callback.number) })}
      disabled={take.isPending}
      onClick={(event) => {
        // The row would open.
        event.stopPropagation();
        take.mutate({ params: { id } });
      }}
    >
      <IconPhoneOutgoing size={14} aria-hidden />
    </IconButton>
  );
}

/** What was promised, and that it is late; when it ended. */
function When({ callback, now }: { callback: Callback; now: number }) {
  const t = useText('callbacks');
  if (callback.endedAt !== null) return <>{formats.brief(callback.endedAt, now)}</>;
  const at = callback.contact.state === 'scheduled' ? callback.dueAt : callback.promisedAt;
  if (at === null) return <span className="t3">{t('asSoon')}</span>;
  const late = callback.promisedAt !== null && Date.parse(callback.promisedAt) < now;
  return (
    <span className="row">
      <span className="num">{callTime(at, now)}</span>
      {late && <Chip tone="crit">{t('late')}</Chip>}
    </span>
  );
}

function State({ callback }: { callback: Callback }) {
  const t = useText('callbacks');
  const { state, contact, lastResult, reason } = callback;
  if (state !== 'open')
    return (
      <span className="row">
        <Chip tone={state === 'reached' ? 'ok' : 'mute'}>{t(`state.${state}`)}</Chip>
        {reason !== null && (
          <span className="t3 s12 ell">{t(`reason.${reason}`, { defaultValue: reason })}</span>
        )}
      </span>
    );
  return (
    <span className="row">
      <Chip tone={contact.state === 'active' ? 'accent' : 'mute'}>
        {contact.state === 'active'
          ? t('now', { name: contact.agentName ?? '' })
          : t(`contact.${contact.state}`)}
      </Chip>
      {lastResult !== null && <span className="t3 s12">{t(`result.${lastResult}`)}</span>}
    </span>
  );
}

function Cancel({ callback, onClose }: { callback: Callback; onClose: () => void }) {
  const t = useText('callbacks');
  const form = useForm({ why: '' });
  const submit = form.submit(async ({ why }) => {
    await call(cancelCallback, { params: { id: callback.contact.id }, body: { why } });
    invalidate(listCallbacks);
    onClose();
  });
  return (
    <Dialog title={t('cancel.title', { name: callback.contact.customerName })} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <AreaField label={t('why')} rows={2} {...form.text('why')} data-autofocus />
        <div className="form-actions">
          <Button onClick={onClose}>{t('keep')}</Button>
          <Button type="submit" look="danger" busy={form.busy}>
            {t('cancel.do')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
