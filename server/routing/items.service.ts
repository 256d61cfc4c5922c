import { conflict, notFound, type Ctx, type Tx } from '#server/platform/index.ts';
import { agentsFit } from './agents.read.ts';
import { changeAgent, lockAgents } from './agents.store.ts';
import { gate } from './gate.ts';
import {
  changeItem,
  deleteItems,
  endOffers,
  findOffer,
  insertItems,
  lockItems,
  lockOffer,
  readItems,
  returnToPlace,
  type ItemRow,
  type OfferRow,
} from './items.store.ts';
import { tellAttention } from './attention.service.ts';
import { newRow, strictest, type NewWorkItem } from './entering.service.ts';
import { refuseWhenFull } from './entry.service.ts';
import { readQueues, type QueueRow } from './queues.store.ts';
import { watchWaiting } from './rules/waiting.service.ts';

// Verbs on work items. All run inside the caller's transaction, in which the caller also writes what the item means
// (a contact's state and legs) and an event whose data names the item as `contact` or `workItem`: the leader hears
// that and matches again. Locks are always taken in the order agents, items, offers.

/** An agent accepts their open offer. A moment after its time is still in time, as long as nobody ended it. */
export async function acceptOffer(
  tx: Tx,
  ctx: Ctx,
  offerId: string,
  agentId: string,
): Promise<{ item: ItemRow; offer: OfferRow; rescinded: OfferRow[] }> {
  const { item, offer } = await lockOpenOffer(tx, offerId, agentId);
  const now = ctx.clock.now();
  await endOffers(tx, { offers: [offerId] }, 'accepted', now);
  const rescinded = await endOffers(tx, { items: [item.id] }, 'rescinded', now, 'accepted_elsewhere');
  await changeItem(tx, item.id, {
    state: 'active',
    agentId,
    activeAt: now,
    preferredAgent: null,
    preferredUntil: null,
  });
  return { item, offer, rescinded };
}

/** An agent declines with a reason (R14): the item keeps its place and is not offered to them again for a while. */
export async function declineOffer(
  tx: Tx,
  ctx: Ctx,
  offerId: string,
  agentId: string,
  reason: string,
): Promise<{ item: ItemRow; offer: OfferRow; refusals: number; stillOffered: boolean }> {
  const { item, offer } = await lockOpenOffer(tx, offerId, agentId);
  const now = ctx.clock.now();
  const [queue] = await readQueues(tx, [item.queueId]);
  await endOffers(tx, { offers: [offerId] }, 'declined', now, reason);
  const refusals = item.refusalCount + 1;
  const stillOffered = await returnToPlace(tx, item.id, null);
  await changeItem(tx, item.id, {
    refusals: notAgain(item, agentId, queue, now, reason),
    refusalCount: refusals,
    // Who declines what was meant for them alone gives it to the queue.
    ...(item.preferredAgent === agentId ? { preferredAgent: null, preferredUntil: null } : {}),
  });
  const limit = queue?.refusalsBeforeAlert ?? 0;
  if (limit > 0 && refusals >= limit && !item.attention.includes('refusals'))
    await tellAttention(tx, ctx, item, 'refusals', String(refusals));
  return { item, offer, refusals, stillOffered };
}

/** The refusals of an item with one more: this agent does not get it again for the queue's `refusalSeconds`. */
const notAgain = (
  item: Pick<ItemRow, 'refusals'>,
  agent: string,
  queue: QueueRow | undefined,
  now: Date,
  reason: string,
): ItemRow['refusals'] => [
  ...item.refusals.filter((refusal) => refusal.agent !== agent && refusal.until > now.getTime()),
  { agent, until: now.getTime() + (queue?.refusalSeconds ?? 0) * 1000, reason },
];

async function lockOpenOffer(
  tx: Tx,
  offerId: string,
  agentId: string,
): Promise<{ item: ItemRow; offer: OfferRow }> {
  // Which item is asked without a lock: items are locked before their offers, as the leader does.
  const seen = await findOffer(tx, offerId);
  if (seen === null || seen.agentId !== agentId) throw notFound('offer');
  const [item] = await lockItems(tx, [seen.itemId]);
  const offer = await lockOffer(tx, offerId);
  if (offer?.state !== 'open')
    throw conflict('offer_ended', 'This offer has ended.', { state: offer?.state ?? null });
  if (item === undefined) throw conflict('offer_ended', 'The contact has left the queue.');
  return { item, offer };
}

/**
 * Gives an item to an agent outside an offer: a pull from the queue, an assignment, a reopening. Passes the same
 * capacity gate as every offer (R11).
 * @throws Problem 409 over_capacity with the reason of the gate
 */
export async function assign(
  tx: Tx,
  ctx: Ctx,
  itemId: string,
  agentId: string,
): Promise<{ item: ItemRow; rescinded: OfferRow[] }> {
  // Whoever has it now is locked with the taker: agents before items.
  const [seen] = await readItems(tx, [itemId]);
  await lockAgents(tx, [...new Set([agentId, ...(seen?.agentId == null ? [] : [seen.agentId])])]);
  await gate(tx, agentId, itemId);
  const [item] = await lockItems(tx, [itemId]);
  if (item === undefined) throw conflict('not_waiting', 'This contact is no longer in routing.');
  if (item.state === 'wrap_up') throw conflict('not_waiting', 'This contact is being wrapped up.');
  const now = ctx.clock.now();
  const rescinded = await endOffers(tx, { items: [itemId] }, 'rescinded', now, 'assigned');
  await changeItem(tx, itemId, {
    state: 'active',
    agentId,
    activeAt: now,
    preferredAgent: null,
    preferredUntil: null,
  });
  // An agent from whom it was taken has handled it until now.
  if (item.agentId !== agentId) await noteHandled(tx, ctx, item);
  return { item, rescinded };
}

/** Opens an item directly in an agent's hands (an outgoing contact, a reopened one), through the gate. */
export async function openFor(tx: Tx, ctx: Ctx, item: NewWorkItem, agentId: string): Promise<void> {
  const [queue] = await readQueues(tx, [item.queueId]);
  if (queue === undefined) throw notFound('queue');
  await insertItems(tx, [newRow(ctx, item, queue)]);
  await gate(tx, agentId, item.id, item.channel);
  await changeItem(tx, item.id, { state: 'active', agentId, activeAt: ctx.clock.now() });
}

/** Moves an item to a queue (R19): a new place from now, earlier refusals forgotten. */
export async function moveToQueue(
  tx: Tx,
  ctx: Ctx,
  itemId: string,
  queueId: string,
): Promise<{ item: ItemRow; rescinded: OfferRow[] }> {
  const item = await lockForMove(tx, itemId);
  const [queue] = await readQueues(tx, [queueId]);
  // Back into its own queue it may go though that is no longer in use: whoever had it may have gone.
  if (queue === undefined || (!queue.active && item.queueId !== queueId)) throw notFound('queue');
  // R17: the emergency switch is stronger than everything; opening hours are not, work is handed over in the evening too.
  if (queue.emergencyClosed && item.queueId !== queueId)
    throw conflict('queue_closed', 'This queue is closed by the emergency switch.');
  if (item.queueId !== queueId) await refuseWhenFull(tx, queue, item.channel);
  const now = ctx.clock.now();
  const rescinded = await endOffers(tx, { items: [itemId] }, 'rescinded', now, 'moved');
  await changeItem(tx, itemId, {
    state: 'waiting',
    queueId,
    serviceId: queue.serviceId,
    queuedAt: now,
    waitingSince: now,
    requires: strictest([...queue.requires, ...item.ownRequires]),
    // A plan of its own was made for the queue it came to.
    planId: item.queueId === queueId ? item.planId : null,
    enteredAt: now,
    notBefore: null,
    overflowed: [],
    agentId: null,
    activeAt: null,
    wrapUpUntil: null,
    // Who passes it on does not want it back at once.
    refusals:
      item.agentId === null ? [] : notAgain({ refusals: [] }, item.agentId, queue, now, 'transferred'),
    refusalCount: 0,
    attention: [],
    preferredAgent: null,
    preferredUntil: null,
  });
  await watchWaiting(tx, [{ id: itemId, channel: item.channel, queueId, waitingSince: now }]);
  await noteHandled(tx, ctx, item);
  return { item, rescinded };
}

/** Seconds a contact handed to one agent waits for them alone, before the queue's others may have it. */
export const directTransferSeconds = 120;

/** Hands an item to one agent (R19): offered to them first, to the rest of the queue after `directTransferSeconds`. */
export async function moveToAgent(
  tx: Tx,
  ctx: Ctx,
  itemId: string,
  agentId: string,
): Promise<{ item: ItemRow; rescinded: OfferRow[] }> {
  const item = await lockForMove(tx, itemId);
  const [queue] = await readQueues(tx, [item.queueId]);
  // R9: as many at most wait for one agent, whoever wishes it.
  const kept = (await agentsFit(tx, [agentId])).get(agentId)?.kept ?? 0;
  if (item.preferredAgent !== agentId && kept >= (queue?.preferred.personalLimit ?? Infinity))
    throw conflict('personal_limit', 'As much as this queue allows waits for this agent already.', {
      waiting: kept,
    });
  const now = ctx.clock.now();
  const rescinded = await endOffers(tx, { items: [itemId] }, 'rescinded', now, 'moved');
  const others = item.refusals.filter((refusal) => refusal.agent !== agentId);
  await changeItem(tx, itemId, {
    state: 'waiting',
    waitingSince: now,
    queuedAt: now,
    enteredAt: now,
    notBefore: null,
    agentId: null,
    activeAt: null,
    wrapUpUntil: null,
    preferredAgent: agentId,
    preferredUntil: new Date(now.getTime() + directTransferSeconds * 1000),
    refusals:
      item.agentId === null
        ? others
        : notAgain({ refusals: others }, item.agentId, queue, now, 'transferred'),
    refusalCount: 0,
    attention: [],
  });
  await watchWaiting(tx, [{ id: itemId, channel: item.channel, queueId: item.queueId, waitingSince: now }]);
  await noteHandled(tx, ctx, item);
  return { item, rescinded };
}

async function lockForMove(tx: Tx, itemId: string): Promise<ItemRow> {
  // The holder is not known before the item is read; read, lock the holder, then lock the item and look again.
  const [seen] = await readItems(tx, [itemId]);
  if (seen?.agentId != null) await lockAgents(tx, [seen.agentId]);
  const [item] = await lockItems(tx, [itemId]);
  if (item === undefined) throw conflict('not_in_routing', 'This contact is closed.');
  if (item.state === 'wrap_up') throw conflict('in_wrap_up', 'This contact is being wrapped up.');
  return item;
}

// R3: with a wrap-up the item leaves the agent when that is over, not when the customer is gone.
async function noteFree(tx: Tx, ctx: Ctx, item: ItemRow | undefined): Promise<void> {
  if (item?.state === 'wrap_up' && item.agentId !== null)
    await changeAgent(tx, item.agentId, { lastHandledAt: ctx.clock.now() });
}

// R3: the idle clock counts from the last item that left the agent.
async function noteHandled(tx: Tx, ctx: Ctx, item: ItemRow): Promise<void> {
  if (item.agentId !== null && item.state === 'active')
    await changeAgent(tx, item.agentId, { lastHandledAt: ctx.clock.now() });
}

/**
 * Handling is over (R15). Where the queue wants a wrap-up the slot stays taken until it is done.
 * @param how.saysHow whoever had it says how it ended, though their queue asks for no wrap-up
 * @returns the end of a timed wrap-up, null for one without limit, or 'none' when the item has left routing
 */
export async function handled(
  tx: Tx,
  ctx: Ctx,
  itemId: string,
  agentId: string,
  { saysHow = false }: { saysHow?: boolean } = {},
): Promise<{ item: ItemRow; wrapUpUntil: Date | null | 'none' }> {
  await lockAgents(tx, [agentId]);
  const [item] = await lockItems(tx, [itemId]);
  if (item === undefined || item.state !== 'active' || item.agentId !== agentId)
    throw conflict('not_active', 'This contact is not being handled by this agent.');
  const [queue] = await readQueues(tx, [item.queueId]);
  const now = ctx.clock.now();
  await changeAgent(tx, agentId, { lastHandledAt: now });
  const mode = queue?.wrapUpMode ?? 'none';
  // Where it is optional, the agent who wants one wraps up instead of finishing; the contact can be completed later too.
  if (!saysHow && (mode === 'none' || mode === 'optional')) {
    await deleteItems(tx, [itemId]);
    return { item, wrapUpUntil: 'none' };
  }
  const timed = (mode === 'mandatory_timed' || mode === 'forced_timed') && queue!.wrapUpSeconds > 0;
  const wrapUpUntil = timed ? new Date(now.getTime() + queue!.wrapUpSeconds * 1000) : null;
  await changeItem(tx, itemId, { state: 'wrap_up', wrapUpUntil });
  return { item, wrapUpUntil };
}

/** More time for a timed wrap-up, once. */
export async function extendWrapUp(tx: Tx, itemId: string, agentId: string, until: Date): Promise<void> {
  const [item] = await lockItems(tx, [itemId]);
  if (item === undefined || item.state !== 'wrap_up' || item.agentId !== agentId)
    throw conflict('not_in_wrap_up', 'This contact is not being wrapped up.');
  await changeItem(tx, itemId, { wrapUpUntil: until });
}

/**
 * The wrap-up is done: the item has left routing and the slot is free. Where the queue forces its time (R15) the item
 * stays until that is over, and the leader ends it.
 * @returns when a forced wrap-up ends, or null when the item has left
 */
export async function wrapUpDone(tx: Tx, ctx: Ctx, itemId: string): Promise<Date | null> {
  const [item] = await lockItems(tx, [itemId]);
  if (item?.state === 'wrap_up' && item.wrapUpUntil !== null && item.wrapUpUntil > ctx.clock.now()) {
    const [queue] = await readQueues(tx, [item.queueId]);
    if (queue?.wrapUpMode === 'forced_timed') return item.wrapUpUntil;
  }
  await deleteItems(tx, [itemId]);
  await noteFree(tx, ctx, item);
  return null;
}

/** Ends a wrap-up whatever its time says: the item has left routing, the slot is free. @throws Problem 409 not_in_wrap_up */
export async function wrapUpOver(tx: Tx, ctx: Ctx, itemId: string): Promise<void> {
  const [item] = await lockItems(tx, [itemId]);
  if (item?.state !== 'wrap_up') throw conflict('not_in_wrap_up', 'This contact is not being wrapped up.');
  await deleteItems(tx, [itemId]);
  await noteFree(tx, ctx, item);
}

/**
 * Takes an item out of routing because the customer left, if it still waits or is only offered; one in an agent's
 * hands is left alone and the answer is empty.
 */
export async function abandon(
  tx: Tx,
  ctx: Ctx,
  itemId: string,
): Promise<{ items: ItemRow[]; offers: OfferRow[] }> {
  const [item] = await lockItems(tx, [itemId]);
  if (item === undefined || (item.state !== 'waiting' && item.state !== 'offered'))
    return { items: [], offers: [] };
  const offers = await endOffers(tx, { items: [itemId] }, 'abandoned', ctx.clock.now());
  await deleteItems(tx, [itemId]);
  return { items: [item], offers };
}
