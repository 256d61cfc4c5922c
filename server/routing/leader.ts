import {
  isConnectionError,
  takeLease,
  dropLease,
  holdsLease,
  type Ctx,
  type PublishedEvent,
  type Tx,
} from '#server/platform/index.ts';
import { agentSkills, profileEntries, readAgents, capacities } from './agents.store.ts';
import { sweepSilentAgents } from './agents.service.ts';
import { commitEffects, type OnApplied } from './effects.service.ts';
import {
  load,
  nextWakeAt,
  step,
  type AgentRecord,
  type Effect,
  type RoutingEvent,
  type RoutingState,
} from './engine/index.ts';
import { readItems, readOpenOffers } from './items.store.ts';
import { readQueues } from './queues.store.ts';
import { toAgentRecord, toOffer, toQueueConfig, toWorkItem } from './records.ts';

// One process leads. When it dies its lease ends, and another has taken over and read everything within 3 seconds.
const leaseName = 'routing';
const leaseSeconds = 2;
const renewMilliseconds = 600;
const sweepMilliseconds = 5000;

/** The leader lost its lease between deciding and committing: what it decided must not happen. */
class LeaseLost extends Error {}

/**
 * The thin shell around the routing core. Keeps the state in memory, hears what changed from the event spine, reads
 * the truth about it, lets the core decide and commits every decision before anyone sees it. Runs in every process
 * with the routing role; only the holder of the lease decides.
 */
export function startRouting(ctx: Ctx, onApplied: OnApplied): { stop(): Promise<void>; isLeader(): boolean } {
  const { live, processId, metrics } = ctx.platform;
  let state: RoutingState | null = null;
  let loading = false;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  let dirty = emptyDirty();
  let running: Promise<void> | null = null;
  let again = false;

  function emptyDirty() {
    return {
      items: new Set<string>(),
      agents: new Set<string>(),
      queues: false,
      allAgents: false,
      tick: false,
    };
  }

  const unsubscribe = live.subscribe((events) => {
    if (state === null && !loading) return;
    for (const event of events) note(event);
    if (!loading) kick();
  });

  function note(event: PublishedEvent): void {
    const item = event.data['contact'] ?? event.data['workItem'];
    if (typeof item === 'string') dirty.items.add(item);
    const agent = event.data['agent'];
    if (typeof agent === 'string') dirty.agents.add(agent);
    const fromAgent = event.data['fromAgent'];
    if (typeof fromAgent === 'string') dirty.agents.add(fromAgent);
    if (event.kind === 'config.changed') {
      if (event.data['what'] === 'queue') dirty.queues = true;
      if (event.data['what'] === 'routing-profile' || event.data['what'] === 'agent') dirty.allAgents = true;
    }
  }

  function kick(): void {
    if (stopped) return;
    if (running !== null) {
      again = true;
      return;
    }
    running = (async () => {
      do {
        again = false;
        await work();
      } while (again && !stopped);
    })()
      .catch((error: unknown) => {
        // Whatever went wrong, memory may no longer be the truth: give it up, read all afresh at the next turn.
        state = null;
        if (error instanceof LeaseLost) ctx.log.warn('routing: the lease was lost, another process leads');
        else if (!isConnectionError(error) && !stopped)
          ctx.log.error({ err: error }, 'routing: a turn failed; everything is read again');
      })
      .finally(() => {
        running = null;
      });
  }

  async function work(): Promise<void> {
    if (state === null) return;
    const todo = dirty;
    dirty = emptyDirty();
    const now = ctx.clock.now().getTime();
    const effects: Effect[] = [];
    const feed = (event: RoutingEvent) => effects.push(...step(state!, event));
    if (todo.queues)
      for (const queue of await readQueues(ctx.db))
        feed({ type: 'queue.upserted', at: now, queue: toQueueConfig(queue) });
    if (todo.allAgents || todo.agents.size > 0) {
      for (const agent of await agentRecords(todo.allAgents ? 'all' : [...todo.agents]))
        feed({ type: 'agent.replaced', at: now, agent });
    }
    if (todo.items.size > 0) await syncItems([...todo.items], now, feed);
    feed({ type: 'tick', at: now });
    await commit(effects);
    schedule();
  }

  async function syncItems(ids: string[], now: number, feed: (event: RoutingEvent) => void): Promise<void> {
    const [rows, offers] = await Promise.all([readItems(ctx.db, ids), readOpenOffers(ctx.db, ids)]);
    const found = new Map(rows.map((row) => [row.id, row]));
    // Oldest first: an item must not be matched before an older one of the same batch is known.
    const ordered = ids.toSorted(
      (a, b) => (found.get(a)?.queuedAt.getTime() ?? 0) - (found.get(b)?.queuedAt.getTime() ?? 0),
    );
    for (const item of ordered) {
      const row = found.get(item);
      const mine = offers.filter((offer) => offer.itemId === item);
      feed({
        type: 'item.replaced',
        at: now,
        item,
        record: row === undefined ? null : toWorkItem(row, mine),
        offers: mine.map(toOffer),
      });
    }
  }

  async function commit(first: Effect[]): Promise<void> {
    let effects = first;
    // Each round commits what was decided and hands back what the database refused, until nothing is left to decide.
    for (let round = 0; effects.length > 0; round += 1) {
      if (round > 50) throw new Error('routing: decisions and the database do not come together');
      for (const effect of effects) metrics.decisions.inc({ kind: effect.type });
      const decided = effects;
      const stale = await ctx.tx(async (tx) => {
        await fence(tx);
        return commitEffects(tx, ctx, decided, onApplied);
      });
      effects = [];
      if (stale.length === 0) return;
      const now = ctx.clock.now().getTime();
      const feed = (event: RoutingEvent) => effects.push(...step(state!, event));
      for (const one of stale)
        feed({ type: 'offer.rejected_by_store', at: now, offer: one.offer, stale: 'both' });
      for (const agent of await agentRecords([...new Set(stale.map((one) => one.agentId))]))
        feed({ type: 'agent.replaced', at: now, agent });
      await syncItems([...new Set(stale.map((one) => one.itemId))], now, feed);
    }
  }

  // Only the holder of the lease may commit a decision; the row stays locked until the commit.
  async function fence(tx: Tx): Promise<void> {
    if (!(await holdsLease(tx, leaseName, processId))) throw new LeaseLost();
  }

  async function agentRecords(ids: string[] | 'all'): Promise<AgentRecord[]> {
    const rows = await readAgents(ctx.db, ids);
    const list = rows.map((row) => row.staffId);
    const [profiles, capacity, skills] = await Promise.all([
      profileEntries(ctx.db),
      capacities(ctx.db, list),
      agentSkills(ctx.db, list),
    ]);
    return rows.map((row) =>
      toAgentRecord({
        row,
        profile: row.profileId === null ? [] : (profiles.get(row.profileId) ?? []),
        capacity: capacity.get(row.staffId) ?? {},
        skills: skills.get(row.staffId) ?? {},
      }),
    );
  }

  async function takeOver(): Promise<void> {
    dirty = emptyDirty();
    // From here on events are noted, so nothing that is committed while we read is missed.
    loading = true;
    const [queues, agents, items, offers] = await Promise.all([
      readQueues(ctx.db),
      agentRecords('all'),
      readItems(ctx.db, 'all'),
      readOpenOffers(ctx.db, 'all'),
    ]).finally(() => {
      loading = false;
    });
    const byItem = Map.groupBy(offers, (offer) => offer.itemId);
    state = load({
      now: ctx.clock.now().getTime(),
      queues: queues.map(toQueueConfig),
      agents,
      items: items.map((item) => toWorkItem(item, byItem.get(item.id) ?? [])),
      offers: offers.map(toOffer),
    });
    ctx.log.info(
      { queues: queues.length, agents: agents.length, items: items.length },
      'routing: this process leads',
    );
    kick();
  }

  function schedule(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (state === null || stopped) return;
    const at = nextWakeAt(state);
    if (at === null) return;
    timer = setTimeout(kick, Math.min(Math.max(at - ctx.clock.now().getTime(), 5), 60_000));
  }

  let lastSweep = 0;
  async function renew(): Promise<void> {
    try {
      const epoch = await takeLease(ctx.db, leaseName, processId, leaseSeconds);
      if (epoch === null) state = null;
      else if (state === null && running === null) await takeOver();
      if (epoch !== null && Date.now() - lastSweep > sweepMilliseconds) {
        lastSweep = Date.now();
        await sweepSilentAgents(ctx);
      }
    } catch (error) {
      state = null;
      if (!isConnectionError(error) && !stopped)
        ctx.log.error({ err: error }, 'routing: the lease could not be renewed');
    }
    if (!stopped) renewal = setTimeout(() => void renew(), renewMilliseconds);
  }
  let renewal: NodeJS.Timeout | null = setTimeout(() => void renew(), 0);

  return {
    isLeader: () => state !== null,
    async stop() {
      stopped = true;
      unsubscribe();
      if (timer !== null) clearTimeout(timer);
      if (renewal !== null) clearTimeout(renewal);
      await running;
      state = null;
      await dropLease(ctx.db, leaseName, processId).catch((error: unknown) =>
        ctx.log.debug({ err: error }, 'the routing lease was not given back'),
      );
    },
  };
}
