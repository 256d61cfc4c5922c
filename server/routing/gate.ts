import { conflict, type Tx } from '#server/platform/index.ts';
import { capacities, lockAgents, slots } from './agents.store.ts';
import { canTake, type Capacity } from './engine/index.ts';
import { lockItems } from './items.store.ts';

/** The capacity gate inside a transaction: the agent stays locked, so that two paths cannot both find the last slot. */
export async function gate(tx: Tx, agentId: string, itemId: string, channel?: string): Promise<void> {
  const agents = await lockAgents(tx, [agentId]);
  if (!agents.has(agentId)) throw conflict('no_such_agent', 'This member of staff does not handle contacts.');
  const [item] = await lockItems(tx, [itemId]);
  const wanted = channel ?? item?.channel;
  if (wanted === undefined) throw conflict('not_waiting', 'This contact is no longer in routing.');
  const capacity: Capacity = (await capacities(tx, [agentId])).get(agentId) ?? {};
  const open = (await slots(tx, [agentId]))
    .filter((slot) => slot.itemId !== itemId && slot.state !== 'parked')
    .map((slot) => slot.channel);
  const answer = canTake(capacity, open, wanted);
  if (!answer.ok) {
    const words = {
      channel_not_allowed: 'The routing profile does not allow this channel.',
      channel_full: 'No free place on this channel: finish a contact first.',
      blocked_by_open_channel: `An open contact (${answer.blockedBy}) does not allow this channel beside it.`,
    };
    throw conflict('over_capacity', words[answer.reason], { reason: answer.reason });
  }
}
