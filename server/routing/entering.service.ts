import type { Ctx, Tx } from '#server/platform/index.ts';
import { agentsFit } from './agents.read.ts';
import type { Requirement, WorkItemKind } from './engine/index.ts';
import { decideEntries, type Entry } from './entry.service.ts';
import { estimatesOf } from './estimates.service.ts';
import { insertItems, type ItemRow } from './items.store.ts';
import type { QueueRow } from './queues.store.ts';
import { watchWaiting } from './rules/waiting.service.ts';

// How items come into routing: by which way into which queue, and who is asked first.

export interface NewWorkItem {
  id: string;
  kind?: WorkItemKind;
  channel: string;
  queueId: string;
  serviceId: string;
  arrivedAt: Date;
  /** What the hours of its entry point say; absent: those of the queue count. */
  hours?: 'open' | 'closed';
  /** Its customer has been let in before and is on the line: neither hours nor limits send them away. */
  admitted?: boolean;
  /** What the item itself asks for, in whichever queue it will wait; a rule's or the customer's language. */
  requires?: Requirement[];
  /** R5: seconds of seniority added to its age; negative pushes it back. */
  boostSeconds?: number;
  /** R7: a plan of its own, which beats the queue's as long as it waits there. One that is gone is passed over. */
  planId?: string | null;
  /** R18: nobody is offered it before. */
  notBefore?: Date | null;
  preferredAgent?: string | null;
  preferredUntil?: Date | null;
}

/** What became of a new item. `estimatedWait`: seconds, as far as can be said when it enters (R21). */
export type Entered = { id: string; estimatedWait: number | null } & Entry;

export interface EnterOptions {
  /** R9: whom the customer of an item dealt with last; asked only where a queue wants to know. */
  lastAgents?: (items: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

/**
 * Puts items into their queues (R1), or where the branches of a full or closed queue lead (R16, R17): into another
 * queue, or nowhere, with the words to be told. Mail always waits. What the queue itself requires is added to what the
 * item requires.
 * @returns what became of each, in order; the caller writes legs and events by it
 */
export async function enqueue(
  tx: Tx,
  ctx: Ctx,
  items: readonly NewWorkItem[],
  { lastAgents }: EnterOptions = {},
): Promise<Entered[]> {
  if (items.length === 0) return [];
  const entries = await decideEntries(tx, ctx, items, true);
  const inside = items.flatMap((item, index) => {
    const entry = entries[index]!;
    return entry.enters ? [{ item, queue: entry.queue }] : [];
  });
  const rows = await withLastAgents(tx, ctx, inside, lastAgents);
  await insertItems(tx, rows);
  await watchWaiting(tx, rows);
  const estimates = await estimatesOf({ db: tx, clock: ctx.clock }, [
    ...new Set(inside.map(({ queue }) => queue.id)),
  ]);
  return items.map((item, index) => {
    const entry = entries[index]!;
    const estimate = estimates.find(
      (one) => entry.enters && one.queueId === entry.queue.id && one.channel === item.channel,
    );
    return { ...entry, id: item.id, estimatedWait: estimate?.seconds ?? null };
  });
}

/** A new item as it waits in a queue. */
export const newRow = (ctx: Ctx, item: NewWorkItem, queue: QueueRow): Omit<ItemRow, 'version'> => {
  const now = ctx.clock.now();
  return {
    id: item.id,
    kind: item.kind ?? 'contact',
    channel: item.channel,
    queueId: queue.id,
    serviceId: queue.id === item.queueId ? item.serviceId : queue.serviceId,
    state: 'waiting',
    boostSeconds: item.boostSeconds ?? 0,
    arrivedAt: item.arrivedAt,
    queuedAt: item.arrivedAt,
    waitingSince: now,
    requires: strictest([...queue.requires, ...(item.requires ?? [])]),
    ownRequires: strictest(item.requires ?? []),
    planId: queue.id === item.queueId ? (item.planId ?? null) : null,
    enteredAt: now,
    notBefore: item.notBefore ?? null,
    overflowed: [],
    asker: null,
    expiresAt: null,
    preferredAgent: item.preferredAgent ?? null,
    preferredUntil: item.preferredUntil ?? null,
    agentId: null,
    activeAt: null,
    wrapUpUntil: null,
    refusals: [],
    refusalCount: 0,
    missedCount: 0,
    offerCount: 0,
    attention: [],
  };
};

/** R9: where a queue asks whom the customer dealt with last first, and they serve it (or anybody may), for a time. */
async function withLastAgents(
  tx: Tx,
  ctx: Ctx,
  inside: readonly { item: NewWorkItem; queue: QueueRow }[],
  lastAgents: EnterOptions['lastAgents'],
): Promise<Omit<ItemRow, 'version'>[]> {
  const rows = inside.map(({ item, queue }) => ({ row: newRow(ctx, item, queue), queue }));
  const asked = rows.filter(
    ({ row, queue }) =>
      queue.preferred.mode !== 'off' && row.preferredAgent === null && row.notBefore === null,
  );
  if (lastAgents === undefined || asked.length === 0) return rows.map(({ row }) => row);
  const last = await lastAgents(asked.map(({ row }) => row.id));
  const fit = await agentsFit(tx, [...new Set(last.values())]);
  for (const { row, queue } of asked) {
    const agent = fit.get(last.get(row.id) ?? '');
    if (agent === undefined || agent.kept >= queue.preferred.personalLimit) continue;
    if (queue.preferred.mode === 'members' && !agent.serves.has(`${queue.id} ${row.channel}`)) continue;
    agent.kept += 1;
    row.preferredAgent = agent.id;
    row.preferredUntil = new Date(row.enteredAt.getTime() + queue.preferred.seconds * 1000);
  }
  return rows.map(({ row }) => row);
}

/** Every skill once, with the highest level that is asked. */
export const strictest = (all: Requirement[]): Requirement[] => {
  const levels = new Map<string, number>();
  for (const { skill, level } of all) levels.set(skill, Math.max(level, levels.get(skill) ?? 0));
  return [...levels].map(([skill, level]) => ({ skill, level }));
};
