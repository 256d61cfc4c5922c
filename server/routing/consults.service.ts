import { conflict, notFound, type Ctx, type Tx } from '#server/platform/index.ts';
import { changeAgent, lockAgents, readAgents } from './agents.store.ts';
import { newRow, strictest } from './entering.service.ts';
import { refuseWhenFull } from './entry.service.ts';
import { gate } from './gate.ts';
import {
  changeItem,
  deleteItems,
  endOffers,
  insertItems,
  lockItems,
  type ItemRow,
  type OfferRow,
} from './items.store.ts';
import { readQueues, type QueueRow } from './queues.store.ts';

// Consults (R19): an agent asks a colleague or a queue beside a contact that stays theirs. An item of its own that passes
// the same gates; what it means is the caller's. Locks as everywhere: agents, items, offers.

export interface NewConsult {
  id: string;
  contactId: string;
  asker: string;
  /** Either one colleague or a queue. */
  to: { agent: string } | { queue: string };
  /** When it is over if nobody has answered, by the queue where it waits. */
  expiryOf: (queue: Pick<QueueRow, 'consult'>) => Date;
}

/**
 * Lets a consult wait, from now on: in a queue as a transfer would, or for one colleague alone.
 * @returns where it waits
 * @throws Problem 409 not_yours, colleague_away, queue_closed, queue_full; 404 for a queue that is gone
 */
export async function openConsult(tx: Tx, ctx: Ctx, consult: NewConsult): Promise<QueueRow> {
  const { contactId, asker, to } = consult;
  await lockAgents(tx, [asker]);
  const [item] = await lockItems(tx, [contactId]);
  if (item?.state !== 'active' || item.agentId !== asker)
    throw conflict('not_yours', 'This contact is not in your hands.', { contact: contactId });
  const [queue] = await readQueues(tx, ['queue' in to ? to.queue : item.queueId]);
  if (queue === undefined || ('queue' in to && !queue.active)) throw notFound('queue');
  if ('queue' in to) {
    if (queue.emergencyClosed)
      throw conflict('queue_closed', 'This queue is closed by the emergency switch.');
    await refuseWhenFull(tx, queue, item.channel);
  } else {
    const [agent] = await readAgents(tx, [to.agent]);
    if (agent?.presence !== 'available' || !agent.connected || agent.notRespondingSince !== null)
      throw conflict('colleague_away', 'This colleague is not there now.');
  }
  const { channel } = item;
  const arrivedAt = ctx.clock.now();
  const wish = {
    id: consult.id,
    kind: 'consult',
    channel,
    queueId: queue.id,
    serviceId: queue.serviceId,
  } as const;
  const row = newRow(ctx, { ...wish, arrivedAt, preferredAgent: 'agent' in to ? to.agent : null }, queue);
  await insertItems(tx, [{ ...row, asker, expiresAt: consult.expiryOf(queue) }]);
  return queue;
}

/**
 * Takes a consult out of routing; nothing happens to one that has left.
 * @param people whoever takes part: they are locked before the item
 */
export async function closeConsult(
  tx: Tx,
  ctx: Ctx,
  consultId: string,
  people: readonly string[] = [],
): Promise<{ item: ItemRow; offers: OfferRow[] } | null> {
  await lockAgents(tx, people);
  const [item] = await lockItems(tx, [consultId]);
  if (item === undefined) return null;
  const now = ctx.clock.now();
  const offers = await endOffers(tx, { items: [consultId] }, 'rescinded', now, 'consult_ended');
  await deleteItems(tx, [consultId]);
  if (item.agentId !== null) await changeAgent(tx, item.agentId, { lastHandledAt: now });
  return { item, offers };
}

/**
 * The contact passes from who asked to who answers, whose consult gives its slot to it: one gate, no slot taken twice.
 * Asked through a queue, the contact is of that queue from now on.
 * @throws Problem 409 not_answered, not_yours, over_capacity
 */
export async function completeConsult(
  tx: Tx,
  ctx: Ctx,
  consult: { id: string; contactId: string; asker: string; agent: string; queue: string | null },
): Promise<{ item: ItemRow; queue: QueueRow | undefined }> {
  const { contactId, asker, agent } = consult;
  await lockAgents(tx, [asker, agent]);
  const items = new Map((await lockItems(tx, [consult.id, contactId])).map((item) => [item.id, item]));
  const [asked, item] = [items.get(consult.id), items.get(contactId)];
  if (asked?.state !== 'active' || asked.agentId !== agent)
    throw conflict('not_answered', 'Nobody takes part in this consult now.');
  if (item?.state !== 'active' || item.agentId !== asker)
    throw conflict('not_yours', 'This contact is no longer in your hands.', { contact: contactId });
  await deleteItems(tx, [consult.id]);
  await gate(tx, agent, contactId);
  const now = ctx.clock.now();
  const [queue] = await readQueues(tx, [consult.queue ?? item.queueId]);
  const moves = queue !== undefined && queue.id !== item.queueId;
  await changeItem(tx, contactId, {
    agentId: agent,
    activeAt: now,
    ...(moves
      ? {
          queueId: queue.id,
          serviceId: queue.serviceId,
          requires: strictest([...queue.requires, ...item.ownRequires]),
          planId: null,
          enteredAt: now,
          overflowed: [],
        }
      : {}),
  });
  await changeAgent(tx, asker, { lastHandledAt: now });
  return { item, queue };
}
