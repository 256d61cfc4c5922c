import { useEffect, useState, type ReactNode } from 'react';
import { listColleagues } from '#contract/handling.ts';
import type { Output } from '#contract/route.ts';
import { listQueues } from '#contract/routing.ts';
import { invalidate, problemText, TabPanel, Tabs, useApi, useTabIds, useText } from '#web/kit/index.ts';
import { live } from '../app/session.ts';
import './steering.css';

// Who would take it now stands first.
const states = [
  { state: 'free', tone: 'ok' },
  { state: 'busy', tone: 'warn' },
  { state: 'away', tone: 'off' },
] as const;

/** To whom a contact goes, or who is asked about it; nobody yet: the id is empty. */
export interface Target {
  /** `number`: of a telephone; only where `number` is given to the picker. */
  to: 'queue' | 'agent' | 'number';
  id: string;
}
/** The target as verbs of the API name it. */
export const namedTarget = ({ to, id }: Target): { queue: string } | { agent: string } =>
  to === 'queue' ? { queue: id } : { agent: id };

interface Choice {
  id: string;
  name: string;
  tone: string;
  state: string;
  off?: boolean;
}

/** While it is open, who has come or gone is seen, once a second at most. @returns what ends it */
function followColleagues(): () => void {
  let due: ReturnType<typeof setTimeout> | undefined;
  const stop = live.onEvent(({ kind }) => {
    if (kind !== 'agent.presence') return;
    due ??= setTimeout(() => {
      due = undefined;
      invalidate(listColleagues);
    }, 1000);
  });
  return () => {
    stop();
    clearTimeout(due);
  };
}

type Queue = Output<typeof listQueues>['items'][number];

/** A queue or a colleague for a contact, by name, with how they stand now. */
export function TargetPicker({
  contact,
  value,
  onChange,
  queueName,
  self,
  needsPresence = false,
  number,
  children,
}: {
  /** Whose possible takers are listed. */
  contact: string;
  value: Target;
  onChange: (value: Target) => void;
  /** How a queue in use is called here; null leaves it out. */
  queueName: (queue: Queue) => string | null;
  /** Oneself stands first under this name, apart from the colleagues. */
  self?: { id: string; name: string; state: string };
  /** Who is not there cannot be chosen. */
  needsPresence?: boolean;
  /** A number outside is a target too: its tab, and what stands in it. */
  number?: { label: string; panel: ReactNode };
  /** Under the list. */
  children?: ReactNode;
}) {
  const t = useText('steering');
  const kit = useText('kit');
  const ids = useTabIds();
  const [search, setSearch] = useState('');
  const { to } = value;
  const queues = useApi(listQueues);
  const colleagues = useApi(
    listColleagues,
    { params: { id: contact } },
    { enabled: to === 'agent' && contact !== '', staleTime: 0 },
  );
  useEffect(() => followColleagues(), []);
  const choices: Choice[] =
    to === 'queue'
      ? (queues.data?.items ?? []).flatMap((queue) => {
          const name = queue.active ? queueName(queue) : null;
          const { id, open } = queue;
          return name === null
            ? []
            : [{ id, name, tone: open ? 'ok' : 'off', state: t(open ? 'target.open' : 'target.closed') }];
        })
      : [
          ...(self === undefined ? [] : [{ ...self, tone: 'ok' }]),
          ...states.flatMap(({ state, tone }) =>
            (colleagues.data?.items ?? [])
              .filter(({ id, state: now }) => now === state && id !== self?.id)
              .map(({ id, name }) => ({
                id,
                name,
                tone,
                off: needsPresence && state === 'away',
                state: t(`target.${state}`),
              })),
          ),
        ];
  const fitting = choices.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()));
  const asked = to === 'queue' ? queues : colleagues;
  return (
    <>
      <div className="pick-head">
        <Tabs
          label={t('target.to')}
          tabs={[
            { id: 'queue', label: t('target.queue') },
            { id: 'agent', label: t('target.agent') },
            ...(number === undefined ? [] : [{ id: 'number' as const, label: number.label }]),
          ]}
          open={to}
          onOpen={(id) => {
            onChange({ to: id, id: '' });
            setSearch('');
          }}
          ids={ids}
        />
      </div>
      <TabPanel ids={ids} id={to}>
        {to === 'number' ? (
          number?.panel
        ) : (
          <>
            <input
              className="input"
              type="search"
              data-autofocus
              aria-label={t('target.search')}
              placeholder={t('target.search')}
              value={search}
              onChange={(event) => setSearch(event.target.value)}
              onKeyDown={(event) => {
                // The first that is left is the one that is meant.
                if (event.key !== 'Enter') return;
                event.preventDefault();
                const first = fitting.find(({ off }) => off !== true);
                if (first !== undefined) onChange({ to, id: first.id });
              }}
            />
            <div
              className="pick-list"
              role="radiogroup"
              aria-label={t(to === 'queue' ? 'target.queue' : 'target.agent')}
            >
              {fitting.map(({ id, name, tone, state, off }) => (
                <label key={id} className="pick">
                  <input
                    type="radio"
                    name="target"
                    value={id}
                    checked={value.id === id}
                    disabled={off}
                    onChange={() => onChange({ to, id })}
                  />
                  <span className="ell grow">{name}</span>
                  <i className={`state-dot ${tone}`} aria-hidden />
                  <span className="t3 s12">{state}</span>
                </label>
              ))}
              {fitting.length === 0 && (
                <p className="menu-empty" role="status">
                  {asked.error !== null
                    ? problemText(asked.error, kit)
                    : asked.data === undefined
                      ? kit('loading')
                      : t('target.nobody')}
                </p>
              )}
            </div>
          </>
        )}
        {children}
      </TabPanel>
    </>
  );
}
