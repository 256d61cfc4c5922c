import type { Branch, Occasion } from '#contract/routing-plans.ts';
import { isOpenNow } from '#server/calendars/index.ts';
import { conflict, Problem, type Ctx, type Db, type Tx } from '#server/platform/index.ts';
import { countWaiting, lockQueueForEntry } from './entry.store.ts';
import { readQueues, type QueueRow } from './queues.store.ts';

// Who arrives at a queue that is full or closed (R16, R17). What has been let in is never turned away afterwards.

/** A queue that did not take an arrival, and why. */
export interface Detour {
  queueId: string;
  because: Occasion;
}

/** What becomes of an arrival: it waits in a queue, after `via` others, or it is turned away with these words. */
export type Entry =
  | { enters: true; queue: QueueRow; via: Detour[] }
  | { enters: false; queueId: string; because: Occasion; text: { it: string; en: string }; via: Detour[] };

export interface Arrival {
  queueId: string;
  channel: string;
  kind?: string;
  /** What the entry point's own hours say; absent: the queue's hours count. */
  hours?: 'open' | 'closed' | undefined;
  /** Let in before: enters as it is. */
  admitted?: boolean;
}

/**
 * Decides about arrivals, in order; those of one call count for each other. With a transaction the limited queues are
 * held until it ends, so that two arrivals cannot both take the last place. Mail and steps of cases always wait where they came.
 */
export async function decideEntries(
  db: Db | Tx,
  ctx: Pick<Ctx, 'clock'>,
  arrivals: readonly Arrival[],
  hold: boolean,
): Promise<Entry[]> {
  const look = lookAround(db, ctx.clock.now(), hold);
  const entries: Entry[] = [];
  await look.load([...new Set(arrivals.map((one) => one.queueId))]);
  for (const arrival of arrivals) entries.push(await decide(look, arrival));
  return entries;
}

async function decide(look: Look, arrival: Arrival): Promise<Entry> {
  const via: Detour[] = [];
  const passed = new Set<string>();
  let queue = await look.queue(arrival.queueId);
  if (queue === undefined) throw conflict('no_such_queue', 'This queue does not exist any more.');
  for (;;) {
    passed.add(queue.id);
    const because = await obstacle(look, queue, arrival, via.length === 0);
    if (because === null) return look.enter(queue, arrival, via);
    const branch: Branch = queue.branches[because];
    if (branch.do === 'message') {
      // What a supervisor says now is nearer to the case than what was prepared for any.
      const text = (because === 'emergency' ? queue.emergencyText : null) ?? branch.text;
      return { enters: false, queueId: queue.id, because, text, via };
    }
    const next: QueueRow | undefined = branch.do === 'queue' ? await look.queue(branch.queue) : undefined;
    // Nobody is sent round in a ring, or to a queue that is no more.
    if (next === undefined || !next.active || passed.has(next.id)) return look.enter(queue, arrival, via);
    via.push({ queueId: queue.id, because });
    queue = next;
  }
}

/**
 * Why a queue would not take an arrival as it is; the emergency switch is the strongest, then the hours, then the limit.
 * Where the branch is to wait all the same, the next one is asked.
 */
async function obstacle(
  look: Look,
  queue: QueueRow,
  arrival: Arrival,
  first: boolean,
): Promise<Occasion | null> {
  // Nothing that was accepted is lost: a mail has no one to be told anything, and a step of a case is the house's own.
  if (arrival.channel === 'email' || arrival.kind === 'case_step' || arrival.admitted === true) return null;
  const { emergency, closed, full } = queue.branches;
  if (queue.emergencyClosed && emergency.do !== 'wait') return 'emergency';
  if (closed.do !== 'wait') {
    const hours = first && arrival.hours !== undefined ? arrival.hours : await look.hours(queue);
    if (hours === 'closed') return 'closed';
  }
  return full.do !== 'wait' && (await look.isFull(queue, arrival)) ? 'full' : null;
}

interface Look {
  load(ids: readonly string[]): Promise<void>;
  queue(id: string): Promise<QueueRow | undefined>;
  hours(queue: QueueRow): Promise<'open' | 'closed'>;
  isFull(queue: QueueRow, arrival: Arrival): Promise<boolean>;
  enter(queue: QueueRow, arrival: Arrival, via: Detour[]): Entry;
}

function lookAround(db: Db | Tx, now: Date, hold: boolean): Look {
  const queues = new Map<string, QueueRow>();
  const standing = new Map<string, 'open' | 'closed'>();
  const inside = new Map<string, number>();
  const load = async (ids: readonly string[]) => {
    for (const row of await readQueues(db, ids)) queues.set(row.id, row);
  };
  return {
    load,
    async queue(id) {
      if (!queues.has(id)) await load([id]);
      return queues.get(id);
    },
    async hours(queue) {
      const known = standing.get(queue.id);
      if (known !== undefined) return known;
      const found = (await isOpen(db, queue.calendarId, now)) ? 'open' : 'closed';
      standing.set(queue.id, found);
      return found;
    },
    async isFull(queue, arrival) {
      if (queue.limit === null || !isLimited(queue, arrival.channel)) return false;
      if (!inside.has(queue.id)) {
        if (hold) await lockQueueForEntry(db, queue.id);
        inside.set(queue.id, await countWaiting(db, queue.id, queue.limit.channels));
      }
      return inside.get(queue.id)! >= placesFor(queue.limit, arrival.kind === 'callback');
    },
    enter(queue, arrival, via) {
      if (isLimited(queue, arrival.channel) && inside.has(queue.id))
        inside.set(queue.id, inside.get(queue.id)! + 1);
      return { enters: true, queue, via };
    },
  };
}

const isLimited = (queue: QueueRow, channel: string): boolean =>
  queue.limit !== null && (queue.limit.channels as readonly string[]).includes(channel);

/** R16: callbacks and transfers may exceed the limit by the buffer. */
const placesFor = (limit: NonNullable<QueueRow['limit']>, buffered: boolean): number =>
  buffered ? Math.floor(limit.max * (1 + limit.bufferShare)) : limit.max;

async function isOpen(db: Db | Tx, calendarId: string | null, at: Date): Promise<boolean> {
  try {
    return await isOpenNow(db, calendarId, at);
  } catch (error) {
    // A calendar that is gone closes nothing.
    if (error instanceof Problem && error.status === 404) return true;
    throw error;
  }
}

/** Refuses a transfer into a queue that is full beyond its buffer. @throws Problem 409 queue_full */
export async function refuseWhenFull(tx: Tx, queue: QueueRow, channel: string): Promise<void> {
  if (queue.limit === null || !isLimited(queue, channel)) return;
  await lockQueueForEntry(tx, queue.id);
  if ((await countWaiting(tx, queue.id, queue.limit.channels)) >= placesFor(queue.limit, true))
    throw conflict('queue_full', 'This queue is full, its reserve for transfers too.');
}
