import { IconDoorExit, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { leaveVisit, listCounterQueues, listVisits, type Visit } from '#contract/offices.ts';
import {
  Button,
  Chip,
  Confirm,
  EmptyState,
  formats,
  invalidate,
  Loaded,
  Page,
  Table,
  TabPanel,
  Tabs,
  toastProblem,
  useApi,
  useNow,
  useTabIds,
  useText,
  useWrite,
  type Tone,
} from '#web/kit/index.ts';
import { Register } from './register.tsx';
import '#web/kit/records.css';
import './offices.css';

const tones: Partial<Record<Visit['state'], Tone>> = { active: 'ok', offered: 'accent', abandoned: 'mute' };

/** When somebody stopped waiting: when they were called, or left; those who wait are still at it. */
function waitedUntil(visit: Visit, now: number): number {
  if (visit.state === 'queued' || visit.state === 'offered') return now;
  const end = visit.calledAt ?? visit.closedAt;
  return end === null ? now : Date.parse(end);
}

/** The front desk: who waits, where they are called, and who comes in. */
export default function VisitsScreen() {
  const t = useText('work');
  const ids = useTabIds();
  const [view, setView] = useState<'open' | 'over'>('open');
  const [registering, setRegistering] = useState(false);
  const [leaving, setLeaving] = useState<Visit | null>(null);
  const queues = useApi(listCounterQueues, undefined, { refetchInterval: 30_000 });
  const visits = useApi(listVisits, { query: { open: view === 'open' ? 'true' : 'false' } });
  const leave = useWrite(leaveVisit, {
    onSuccess: () => invalidate(listVisits),
    onError: toastProblem,
  });
  return (
    <Page
      title={t('visit.title')}
      actions={
        <Button
          look="solid"
          icon={<IconPlus size={15} aria-hidden />}
          disabled={queues.data?.items.length === 0}
          onClick={() => setRegistering(true)}
        >
          {t('visit.register')}
        </Button>
      }
      tools={
        <Tabs
          label={t('visit.views')}
          tabs={[
            { id: 'open', label: t('visit.open') },
            { id: 'over', label: t('visit.over') },
          ]}
          open={view}
          onOpen={setView}
          ids={ids}
        />
      }
    >
      <div className="flush-body records-list">
        <Loaded query={queues} rows={1} height={56}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState>{t('visit.noQueues')}</EmptyState>
            ) : (
              <ul className="counter-queues">
                {items.map((one) => (
                  <li key={one.id}>
                    <span className="ell t2">{one.name}</span>
                    <b className="num">{t('visit.waiting', { count: one.waiting })}</b>
                    <span className="t3 s12 num">
                      {!one.open
                        ? t('visit.closed')
                        : one.seconds === null
                          ? ''
                          : t('visit.estimate', { time: formats.span(one.seconds) })}
                    </span>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
        <TabPanel ids={ids} id={view}>
          <Loaded query={visits} rows={6} height={44}>
            {({ items }) => <Visits items={items} open={view === 'open'} onLeave={setLeaving} />}
          </Loaded>
        </TabPanel>
      </div>
      {registering && queues.data !== undefined && (
        <Register queues={queues.data.items} onClose={() => setRegistering(false)} />
      )}
      {leaving !== null && (
        <Confirm
          title={t('visit.leaveTitle', { ticket: leaving.ticket })}
          confirm={t('visit.leave')}
          onClose={() => setLeaving(null)}
          onConfirm={() => {
            leave.mutate({ params: { id: leaving.id } });
            setLeaving(null);
          }}
        >
          {t('visit.leaveText', { name: leaving.customerName })}
        </Confirm>
      )}
    </Page>
  );
}

function Visits({
  items,
  open,
  onLeave,
}: {
  items: Visit[];
  open: boolean;
  onLeave: (visit: Visit) => void;
}) {
  const t = useText('work');
  const now = useNow(15_000);
  return (
    <Table<Visit>
      label={t('visit.list')}
      rows={items}
      rowKey={({ id }) => id}
      empty={<EmptyState>{t(open ? 'visit.nobody' : 'visit.nobodyYet')}</EmptyState>}
      columns={[
        {
          id: 'ticket',
          head: t('visit.ticket'),
          width: 90,
          cell: (one) => <b className="num">{one.ticket}</b>,
        },
        { id: 'name', head: t('visit.name'), cell: (one) => one.customerName },
        {
          id: 'subject',
          head: t('visit.subject'),
          cell: (one) => (
            <span className="row" dir="auto">
              <span className="ell">{one.subject}</span>
              {one.priority !== null && <Chip tone="line">{t(`visit.priority.${one.priority}`)}</Chip>}
            </span>
          ),
        },
        { id: 'queue', head: t('visit.queue'), minor: true, cell: (one) => one.queueName ?? '—' },
        {
          id: 'state',
          head: t('visit.where'),
          cell: (one) => (
            <span className="row visit-where">
              <Chip tone={tones[one.state] ?? 'line'}>{t(`visit.state.${one.state}`)}</Chip>
              {one.state === 'active' && <span>{one.counter ?? one.agentName ?? ''}</span>}
              {one.calls > 1 && <span className="t3 s12 num">{t('visit.calls', { count: one.calls })}</span>}
            </span>
          ),
        },
        {
          id: 'since',
          head: t('visit.since'),
          end: true,
          cell: (one) => (
            <span className="num">
              {formats.span((waitedUntil(one, now) - Date.parse(one.arrivedAt)) / 1000)}
            </span>
          ),
        },
        {
          id: 'act',
          head: <span className="sr">{t('visit.leave')}</span>,
          end: true,
          cell: (one) =>
            one.state === 'queued' || one.state === 'offered' ? (
              <Button
                small
                look="ghost"
                icon={<IconDoorExit size={14} aria-hidden />}
                onClick={() => onLeave(one)}
              >
                {t('visit.leave')}
                <span className="sr"> {one.ticket}</span>
              </Button>
            ) : null,
        },
      ]}
    />
  );
}
