import { conflict, type Ctx, type Tx } from '#server/platform/index.ts';
import { changeAgent, lockAgents } from './agents.store.ts';
import { deleteItems, endOffers, lockItems, readItems, type ItemRow, type OfferRow } from './items.store.ts';

// How items leave routing other than by being served: for a callback, for another attempt later, because nobody wants
// them any more. Who asks writes what that means in the same transaction, and an event that names the item.

/**
 * Locks an item and whoever has it, in the order of this module, before its owner decides about it.
 * @returns null when it is not in routing
 */
export async function lockItem(tx: Tx, itemId: string): Promise<ItemRow | null> {
  // The holder is not known before the item is read; read, lock the holder, then lock the item and look again.
  const [seen] = await readItems(tx, [itemId]);
  if (seen?.agentId != null) await lockAgents(tx, [seen.agentId]);
  const [item] = await lockItems(tx, [itemId]);
  return item ?? null;
}

/** Takes an item out of its queue, if it still waits or is only offered; null when it does not. */
export async function withdraw(
  tx: Tx,
  ctx: Ctx,
  itemId: string,
  reason: string,
): Promise<{ item: ItemRow; offers: OfferRow[] } | null> {
  const [item] = await lockItems(tx, [itemId]);
  if (item === undefined || (item.state !== 'waiting' && item.state !== 'offered')) return null;
  const offers = await endOffers(tx, { items: [itemId] }, 'rescinded', ctx.clock.now(), reason);
  await deleteItems(tx, [itemId]);
  return { item, offers };
}

/** Takes an item out of an agent's hands and of routing, without a wrap-up: it comes back later, or not at all. */
export async function putAside(tx: Tx, ctx: Ctx, itemId: string): Promise<ItemRow> {
  const item = await lockItem(tx, itemId);
  if (item?.state !== 'active' || item.agentId === null)
    throw conflict('not_active', 'This contact is not being handled by this agent.');
  await changeAgent(tx, item.agentId, { lastHandledAt: ctx.clock.now() });
  await deleteItems(tx, [itemId]);
  return item;
}

/**
 * Takes an item out of routing whoever has it, because what it was for is no longer wanted. An agent who had it is free.
 * @throws Problem 409 not_in_routing when it has left already
 */
export async function takeBack(
  tx: Tx,
  ctx: Ctx,
  itemId: string,
): Promise<{ item: ItemRow; offers: OfferRow[] }> {
  const item = await lockItem(tx, itemId);
  if (item === null) throw conflict('not_in_routing', 'This contact is closed.');
  const offers = await endOffers(tx, { items: [itemId] }, 'rescinded', ctx.clock.now(), 'withdrawn');
  if (item.agentId !== null && item.state === 'active')
    await changeAgent(tx, item.agentId, { lastHandledAt: ctx.clock.now() });
  await deleteItems(tx, [itemId]);
  return { item, offers };
}
