import {
  isConnectionError,
  takeLease,
  dropLease,
  holdsLease,
  singleFlight,
  type Ctx,
  type PublishedEvent,
  type Tx,
} from '#server/platform/index.ts';
import { sweepSilentAgents } from './agents.service.ts';
import { tellClockSetBack } from './attention.service.ts';
import { commitEffects, type OnApplied } from './effects.service.ts';
import {
  load,
  nextWakeAt,
  stepAll,
  type Effect,
  type RoutingEvent,
  type RoutingState,
} from './engine/index.ts';
import { saveEstimates } from './estimates.store.ts';
import { estimatesFrom, measureQueues, type MeasuredQueue, type Measures } from './measures.ts';
import { endDueMoves } from './moves.service.ts';
import { readNotices } from './notices.store.ts';
import { toHelpState, toProblem } from './records.ts';
import { readTruth, type Truth } from './truth.read.ts';

// One process leads. When it dies its lease ends, and another has taken over and read everything within 3 seconds.
const leaseName = 'routing';
const leaseSeconds = 2;
const renewMilliseconds = 600;
const sweepMilliseconds = 5000;
const measureMilliseconds = 5000;
const clockToleranceMilliseconds = 2000;

// Frequent, and no matter to routing: what is said in a conversation, and what is known of a contact.
const noMatter = new Set(['message.added', 'message.delivery', 'contact.changed', 'conversation.changed']);

/** The leader lost its lease between deciding and committing: what it decided must not happen. */
class LeaseLost extends Error {}
/** The machine's clock was set back by more than a correction. */
class ClockSetBack extends Error {
  readonly seconds: number;
  constructor(milliseconds: number) {
    super();
    this.seconds = Math.round(milliseconds / 1000);
  }
}

/**
 * The thin shell around the routing core. Keeps the state in memory, hears what changed from the event spine, reads
 * the truth about it, lets the core decide and commits every decision before anyone sees it. Runs in every process
 * with the routing role; only the holder of the lease decides.
 */
export function startRouting(
  ctx: Ctx,
  onApplied: OnApplied,
  measures: Measures,
  /** Milliseconds between measurements; tests wait less. */
  every = measureMilliseconds,
): { stop(): Promise<void>; isLeader(): boolean } {
  const { live, processId, metrics } = ctx.platform;
  let state: RoutingState | null = null;
  let loading = false;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  let dirty = emptyDirty();

  function emptyDirty() {
    return {
      items: new Set<string>(),
      agents: new Set<string>(),
      queues: false,
      allAgents: false,
      tick: false,
      measured: [] as MeasuredQueue[],
    };
  }

  const unsubscribe = live.subscribe((events) => {
    if (state === null && !loading) return;
    for (const event of events) note(event);
    if (!loading) turns.wake();
  });

  function note(event: PublishedEvent): void {
    if (noMatter.has(event.kind)) return;
    for (const name of ['contact', 'workItem', 'consult']) {
      const item = event.data[name];
      if (typeof item === 'string') dirty.items.add(item);
    }
    const agent = event.data['agent'];
    if (typeof agent === 'string') dirty.agents.add(agent);
    const fromAgent = event.data['fromAgent'];
    if (typeof fromAgent === 'string') dirty.agents.add(fromAgent);
    // Their team may be another now.
    if (event.kind === 'staff.changed' && typeof event.data['staff'] === 'string')
      dirty.agents.add(event.data['staff']);
    if (event.kind === 'config.changed') {
      if (event.data['what'] === 'queue' || event.data['what'] === 'routing-plan') dirty.queues = true;
      if (event.data['what'] === 'routing-profile' || event.data['what'] === 'agent') dirty.allAgents = true;
    }
  }

  const turns = singleFlight(work, (error) => {
    // Whatever went wrong, memory may no longer be the truth: give it up, read all afresh at the next turn.
    state = null;
    if (error instanceof ClockSetBack) {
      ctx.log.warn({ seconds: error.seconds }, 'routing: the clock was set back; everything is read again');
      tellClockSetBack(ctx, error.seconds).catch((err: unknown) =>
        ctx.log.error({ err }, 'routing: that the clock was set back could not be told'),
      );
    } else if (error instanceof LeaseLost) ctx.log.warn('routing: the lease was lost, another process leads');
    else if (!isConnectionError(error) && !stopped)
      ctx.log.error({ err: error }, 'routing: a turn failed; everything is read again');
  });

  async function work(): Promise<void> {
    const led = state;
    if (led === null) return;
    const todo = dirty;
    dirty = emptyDirty();
    const now = ctx.clock.now().getTime();
    // Timers run by the core's time, which never goes back: after a clock was set back it would stand still for long.
    if (now < led.now - clockToleranceMilliseconds) throw new ClockSetBack(led.now - now);
    const read = (queues: boolean) =>
      readTruth(
        ctx,
        { queues, agents: todo.allAgents ? 'all' : [...todo.agents], items: [...todo.items] },
        now,
      );
    let truth = await read(todo.queues);
    // A queue that came without a word (a restored backup, a bulk load) is looked up when something waits in it.
    if (!todo.queues && truth.items.some(({ record }) => !led.queues.has(record.queue)))
      truth = await read(true);
    const measured = todo.measured.map((one): RoutingEvent => ({ type: 'queue.measured', at: now, ...one }));
    const told = toldBy(led, truth, [...todo.items], now);
    await commit(led, stepAll(led, [...told, ...measured, { type: 'tick', at: now }]));
    if (todo.measured.length > 0) tellEstimates(led);
    schedule();
  }

  // Not waited for: nothing is decided by them.
  function tellEstimates(led: RoutingState): void {
    const at = ctx.clock.now();
    const rows = estimatesFrom(led, at);
    aside(
      ctx.tx((tx) => saveEstimates(tx, rows, at)),
      'estimated waits could not be told',
    );
  }

  async function commit(led: RoutingState, first: Effect[]): Promise<void> {
    let effects = first;
    // Each round commits what was decided and hands back what the database refused, until nothing is left to decide.
    for (let round = 0; effects.length > 0; round += 1) {
      if (round > 50) throw new Error('routing: decisions and the database do not come together');
      for (const effect of effects) metrics.decisions.inc({ kind: effect.type });
      const decided = effects;
      const stale = await ctx.tx(async (tx) => {
        await fence(tx);
        return commitEffects(tx, ctx, decided, onApplied, new Date(led.now));
      });
      if (stale.length === 0) return;
      const now = ctx.clock.now().getTime();
      const items = [...new Set(stale.map((one) => one.itemId))];
      const agents = [...new Set(stale.flatMap((one) => one.agentId ?? []))];
      const truth = await readTruth(ctx, { queues: false, agents, items }, now);
      effects = stepAll(led, [
        ...stale.flatMap(({ offer }): RoutingEvent[] =>
          offer === null ? [] : [{ type: 'offer.rejected_by_store', at: now, offer, stale: 'both' }],
        ),
        ...toldBy(led, truth, items, now),
      ]);
    }
  }

  // Only the holder of the lease may commit a decision; the row stays locked until the commit.
  async function fence(tx: Tx): Promise<void> {
    if (!(await holdsLease(tx, leaseName, processId))) throw new LeaseLost();
  }

  async function takeOver(): Promise<void> {
    dirty = emptyDirty();
    // From here on events are noted, so nothing that is committed while we read is missed.
    loading = true;
    const now = ctx.clock.now().getTime();
    const [truth, notices] = await Promise.all([
      readTruth(ctx, { queues: true, agents: 'all', items: 'all' }, now),
      readNotices(ctx.db),
    ]).finally(() => {
      loading = false;
    });
    if (stopped) return;
    state = load({
      now,
      queues: truth.queues,
      plans: truth.plans,
      help: notices.filter((one) => one.kind === 'help').map(toHelpState),
      problems: notices.filter((one) => one.kind === 'problem').map(toProblem),
      agents: truth.agents,
      items: truth.items.map((item) => item.record),
      offers: truth.items.flatMap((item) => item.offers),
    });
    ctx.log.info(
      { queues: truth.queues.length, agents: truth.agents.length, items: truth.items.length },
      'routing: this process leads',
    );
    lastMeasure = 0;
    turns.wake();
  }

  async function measure(): Promise<void> {
    const led = state;
    if (led === null) return;
    const found = await measureQueues(ctx, measures, led);
    if (state !== led || stopped) return;
    dirty.measured = found;
    turns.wake();
  }

  function schedule(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (state === null || stopped) return;
    const at = nextWakeAt(state);
    if (at === null) return;
    timer = setTimeout(turns.wake, Math.min(Math.max(at - ctx.clock.now().getTime(), 5), 60_000));
  }

  let lastSweep = 0;
  let lastMeasure = 0;
  let measuring = false;
  async function renew(): Promise<void> {
    try {
      const epoch = await takeLease(ctx.db, leaseName, processId, leaseSeconds);
      if (epoch === null) state = null;
      else {
        // Neither is waited for: the lease must be renewed while they last.
        if (state === null && !turns.busy() && !loading) aside(takeOver(), 'taking over failed');
        if (Date.now() - lastSweep > sweepMilliseconds) {
          lastSweep = Date.now();
          aside(sweepSilentAgents(ctx), 'silent agents could not be taken out');
          aside(endDueMoves(ctx), 'moves of agents could not be ended');
        }
        if (state !== null && !measuring && Date.now() - lastMeasure > every) {
          lastMeasure = Date.now();
          measuring = true;
          aside(
            measure().finally(() => {
              measuring = false;
            }),
            'queues could not be measured',
          );
        }
      }
    } catch (error) {
      state = null;
      if (!isConnectionError(error) && !stopped)
        ctx.log.error({ err: error }, 'routing: the lease could not be renewed');
    }
    if (!stopped)
      renewal = setTimeout(() => {
        renewing = renew();
      }, renewMilliseconds);
  }
  const pending = new Set<Promise<unknown>>();
  function aside(work: Promise<unknown>, failure: string): void {
    const watched: Promise<unknown> = work
      .catch((error: unknown) => {
        if (!isConnectionError(error) && !stopped) ctx.log.error({ err: error }, `routing: ${failure}`);
      })
      .finally(() => pending.delete(watched));
    pending.add(watched);
  }
  let renewal: NodeJS.Timeout | null = null;
  let renewing = renew();

  return {
    isLeader: () => state !== null,
    async stop() {
      stopped = true;
      turns.stop();
      unsubscribe();
      if (timer !== null) clearTimeout(timer);
      if (renewal !== null) clearTimeout(renewal);
      await renewing;
      await Promise.all([turns.idle(), ...pending]);
      state = null;
      await dropLease(ctx.db, leaseName, processId).catch((error: unknown) =>
        ctx.log.debug({ err: error }, 'the routing lease was not given back'),
      );
    },
  };
}

/** What was read of the truth, as events for the core; an item that was looked for and not found is gone. */
function toldBy(led: RoutingState, truth: Truth, items: readonly string[], at: number): RoutingEvent[] {
  // Queues and plans are read all or not at all: what is not among them is no more.
  const gone = (known: ReadonlyMap<string, unknown>, now: readonly { id: string }[]) => {
    const left = new Set(now.map(({ id }) => id));
    return truth.queues.length === 0 ? [] : [...known.keys()].filter((id) => !left.has(id));
  };
  const found = new Set(truth.items.map((item) => item.record.id));
  return [
    ...truth.plans.map((plan): RoutingEvent => ({ type: 'plan.upserted', at, plan })),
    ...gone(led.plans, truth.plans).map((plan): RoutingEvent => ({ type: 'plan.removed', at, plan })),
    ...gone(led.queues, truth.queues).map((queue): RoutingEvent => ({ type: 'queue.removed', at, queue })),
    ...truth.queues.map((queue): RoutingEvent => ({ type: 'queue.upserted', at, queue })),
    ...truth.agents.map((agent): RoutingEvent => ({ type: 'agent.replaced', at, agent })),
    ...items
      .filter((item) => !found.has(item))
      .map((item): RoutingEvent => ({ type: 'item.replaced', at, item, record: null, offers: [] })),
    ...truth.items.map(({ record, offers }): RoutingEvent => ({
      type: 'item.replaced',
      at,
      item: record.id,
      record,
      offers,
    })),
  ];
}
