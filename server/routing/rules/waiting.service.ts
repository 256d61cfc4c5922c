import type { BusinessRule } from '#contract/rules.ts';
import { isConnectionError, singleFlight, type Ctx, type Tx } from '#server/platform/index.ts';
import { lockItems, type ItemRow } from '../items.store.ts';
import { nextDue } from './evaluate.rules.ts';
import { currentRules, type RuleSetRow } from './rules.store.ts';
import {
  changeWait,
  dropWait,
  dueWaits,
  lockWait,
  nextWait,
  offeredUntil,
  setWaits,
  waitingItems,
} from './waiting.store.ts';

// Rules about waiting are asked when their time has come: each item that they may concern has the time of its next look
// written down, so that nobody walks through all that wait.

/** An item that is looked at again costs nothing; one that has left is found out then. */
const laterMilliseconds = 86_400_000;
const afterFaultMilliseconds = 60_000;
const afterOfferMilliseconds = 1000;
const batch = 100;
/** Even without a word from anybody the clock looks up so often. */
const longestSleep = 30_000;

const waitingRules = (rules: readonly BusinessRule[]): readonly BusinessRule[] =>
  rules.filter((rule) => rule.on && rule.afterSeconds !== null);

interface Waiting {
  id: string;
  channel: string;
  queueId: string;
  waitingSince: Date;
}

/** Writes down when items that have just come to wait in a queue are looked at first. */
export async function watchWaiting(tx: Tx, items: readonly Waiting[]): Promise<void> {
  if (items.length === 0) return;
  const rules = waitingRules((await currentRules(tx)).rules);
  if (rules.length === 0) return;
  const rows = items.flatMap(({ id, channel, queueId, waitingSince }) => {
    const since = waitingSince.getTime();
    const due = nextDue(rules, { channel, queue: queueId, since, done: new Set() }, since);
    return due === null ? [] : [{ itemId: id, dueAt: new Date(due) }];
  });
  await setWaits(
    tx,
    rows.toSorted((a, b) => (a.itemId < b.itemId ? -1 : 1)),
  );
}

/** New rules: everything that waits is given its time anew. */
export async function watchAll(tx: Tx, all: readonly BusinessRule[]): Promise<void> {
  const rules = waitingRules(all);
  if (rules.length === 0) return;
  const rows = (await waitingItems(tx)).flatMap(({ id, channel, queueId, since, done }) => {
    const start = since.getTime();
    const due = nextDue(rules, { channel, queue: queueId, since: start, done: new Set(done) }, start);
    return due === null ? [] : [{ itemId: id, dueAt: new Date(due) }];
  });
  await setWaits(
    tx,
    rows.toSorted((a, b) => (a.itemId < b.itemId ? -1 : 1)),
  );
}

/** An item whose time has come, locked. */
export interface DueItem {
  item: ItemRow;
  set: RuleSetRow;
  waitedSeconds: number;
  done: ReadonlySet<string>;
}

/**
 * Asks the rules about an item and does what they say, in the transaction that holds it.
 * @returns the rules that have had their turn now
 */
export type AskWaiting = (tx: Tx, ctx: Ctx, due: DueItem) => Promise<readonly string[]>;

/**
 * Asks the rules about waiting at their times. Every process with the routing role may run it: an item is looked at by
 * one of them.
 */
export function startRuleClock(ctx: Ctx, ask: AskWaiting): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;

  async function work(): Promise<void> {
    for (;;) {
      const ids = stopped ? [] : await dueWaits(ctx.db, ctx.clock.now(), batch);
      for (const id of ids) {
        if (stopped) return;
        await one(id);
      }
      if (ids.length < batch) break;
    }
    if (stopped) return;
    const next = await nextWait(ctx.db);
    const wait = next === null ? longestSleep : next.getTime() - ctx.clock.now().getTime();
    sleep(Math.min(Math.max(wait, 20), longestSleep));
  }

  // What goes wrong with one item must not keep the others waiting, nor come back at once.
  async function one(id: string): Promise<void> {
    try {
      await ctx.tx((tx) => lookAt(tx, ctx, id, ask));
    } catch (error) {
      if (isConnectionError(error)) throw error;
      ctx.log.error({ err: error, item: id }, 'the rules about waiting could not be asked about an item');
      const dueAt = new Date(ctx.clock.now().getTime() + afterFaultMilliseconds);
      await ctx.tx((tx) => changeWait(tx, id, { dueAt }));
    }
  }

  function sleep(milliseconds: number): void {
    if (timer !== null) clearTimeout(timer);
    timer = stopped ? null : setTimeout(runs.wake, milliseconds);
  }

  const runs = singleFlight(work, (error) => {
    if (!isConnectionError(error) && !stopped)
      ctx.log.error({ err: error }, 'the clock of rules about waiting failed');
    sleep(1000);
  });

  // Something may wait now whose time comes before the one slept for. Once a second is often enough for that.
  let soon: NodeJS.Timeout | null = null;
  const unsubscribe = ctx.platform.live.subscribe((events) => {
    if (soon !== null || !events.some(({ kind }) => heard.has(kind))) return;
    const hurry = events.some(({ kind }) => kind === 'config.changed');
    soon = setTimeout(
      () => {
        soon = null;
        runs.wake();
      },
      hurry ? 10 : 1000,
    );
  });
  runs.wake();

  return {
    async stop() {
      stopped = true;
      runs.stop();
      unsubscribe();
      if (timer !== null) clearTimeout(timer);
      if (soon !== null) clearTimeout(soon);
      await runs.idle();
    },
  };
}
const heard = new Set(['contact.queued', 'contact.transferred', 'contact.ruled', 'config.changed']);

async function lookAt(tx: Tx, ctx: Ctx, id: string, ask: AskWaiting): Promise<void> {
  const now = ctx.clock.now();
  // The item before its time, as everywhere.
  const [item] = await lockItems(tx, [id]);
  const wait = await lockWait(tx, id, now);
  if (wait === null) return;
  if (item === undefined || (item.state !== 'waiting' && item.state !== 'offered')) {
    // In somebody's hands it waits for nobody; handed on, it is watched again.
    await dropWait(tx, id);
    return;
  }
  if (item.state === 'offered') {
    const until = (await offeredUntil(tx, id)) ?? now;
    await changeWait(tx, id, {
      dueAt: new Date(Math.max(until.getTime(), now.getTime()) + afterOfferMilliseconds),
    });
    return;
  }
  const set = await currentRules(tx);
  const done = new Set(wait.done);
  const waitedSeconds = (now.getTime() - item.waitingSince.getTime()) / 1000;
  for (const rule of await ask(tx, ctx, { item, set, waitedSeconds, done })) done.add(rule);
  const [after] = await lockItems(tx, [id]);
  if (after === undefined) {
    await dropWait(tx, id);
    return;
  }
  const moved = after.queueId !== item.queueId;
  const start = after.waitingSince.getTime();
  const due = nextDue(
    waitingRules(set.rules),
    { channel: after.channel, queue: after.queueId, since: start, done },
    moved ? start : now.getTime(),
  );
  await changeWait(tx, id, {
    dueAt: due === null ? new Date(now.getTime() + laterMilliseconds) : new Date(due),
    done: [...done],
  });
}
