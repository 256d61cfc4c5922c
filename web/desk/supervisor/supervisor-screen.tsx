import './supervisor.css';
import { listContacts } from '#contract/contacts.ts';
import { queuesLive } from '#contract/insight.ts';
import { listAgents } from '#contract/routing.ts';
import { wallboard } from '#contract/wallboard.ts';
import { formats, Page, Panel, Loaded, useApi, useNow, useText } from '#web/kit/index.ts';
import { useLiveState } from '../app/live-state.ts';
import { Agents } from './agents.tsx';
import { Announcements } from './announcements.tsx';
import { byGravity, queueState, type Crew } from './gravity.rules.ts';
import { MovesPanel } from './moves-panel.tsx';
import { Notices } from './notices.tsx';
import { oldestWaiting } from './oldest.ts';
import { Oldest } from './oldest-list.tsx';
import { Queues } from './queues.tsx';
import { Tiles } from './tiles.tsx';

/** Queues and people as they stand, the gravest first; live by events, read again each 15 s. */
export default function SupervisorScreen() {
  const t = useText('supervisor');
  const figures = useApi(queuesLive, undefined, { refetchInterval: 15_000 });
  const agents = useApi(listAgents, undefined, { refetchInterval: 15_000 });
  const board = useApi(wallboard, { query: { by: 'queue' } }, { refetchInterval: 15_000 });
  const oldest = useApi(listContacts, oldestWaiting, { refetchInterval: 15_000 });

  const rowOf = new Map(board.data?.rows.map((row) => [row.key, row]));
  const crewOf = (queue: string): Crew | null => {
    const states = rowOf.get(queue)?.agents.states ?? null;
    if (states === null) return null;
    return { on: states.idle + states.offered + states.interacting + states.wrap_up, free: states.idle };
  };
  const queues = (figures.data?.items ?? []).map((queue) => {
    const crew = crewOf(queue.queue);
    return { ...queue, crew, state: queueState(queue, rowOf.get(queue.queue)?.manned ?? null) };
  });
  const states = new Map(queues.map(({ queue, state }) => [queue, state]));
  const sorted = queues.toSorted(byGravity(({ queue }) => states.get(queue) ?? 'quiet'));

  return (
    <Page
      title={t('title')}
      actions={<Freshness updatedAt={figures.dataUpdatedAt} failing={figures.error !== null} />}
    >
      <div className="control">
        <Notices />
        <Loaded query={figures} rows={3} height={96}>
          {({ items }) => (
            <Tiles
              queues={items}
              updatedAt={figures.dataUpdatedAt}
              oldest={oldest.data?.items[0]}
              unmanned={queues.filter(({ state }) => state === 'unmanned').length}
            />
          )}
        </Loaded>
        <div className="control-main">
          <div>
            <Panel
              title={t('queues.title')}
              actions={<span className="t3 s12">{t('queues.sorted')}</span>}
              flush
            >
              <Loaded query={figures} rows={5} height={44}>
                {() => <Queues queues={sorted} updatedAt={figures.dataUpdatedAt} />}
              </Loaded>
            </Panel>
            <Panel title={t('oldest.title')} flush>
              <Loaded query={oldest} rows={4} height={36}>
                {({ items }) => <Oldest contacts={items} />}
              </Loaded>
            </Panel>
          </div>
          <div>
            <Announcements />
            <MovesPanel />
            <Agents query={agents} />
          </div>
        </div>
      </div>
    </Page>
  );
}

/** How old the figures are. Amber when a reading was missed, grey when they stand still. */
function Freshness({ updatedAt, failing }: { updatedAt: number; failing: boolean }) {
  const t = useText('supervisor');
  const now = useNow();
  const connection = useLiveState();
  if (updatedAt === 0) return null;
  const age = Math.max(0, (now - updatedAt) / 1000);
  const state = age > 45 ? 'still' : age > 20 || connection !== 'open' || failing ? 'late' : 'live';
  return (
    <span className={`freshness ${state}`}>
      <i aria-hidden />
      <span className="num">{t(`freshness.${state}`, { ago: formats.span(age) })}</span>
      <b className="num">{formats.time(now)}</b>
    </span>
  );
}
