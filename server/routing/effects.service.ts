import { newId, type Ctx, type Tx } from '#server/platform/index.ts';
import { capacities, changeAgent, lockAgents, slots, writeHistory } from './agents.store.ts';
import { tellPresence } from './agents.service.ts';
import { tellAttention, tellHelp, tellProblem } from './attention.service.ts';
import { canTake, type Because, type Effect } from './engine/index.ts';
import { strictest } from './entering.service.ts';
import {
  changeItem,
  deleteItems,
  endOffers,
  lockItems,
  makeOffers,
  returnToPlace,
  type ItemRow,
  type OfferRow,
} from './items.store.ts';
import { readQueues, type QueueRow } from './queues.store.ts';
import { watchWaiting } from './rules/waiting.service.ts';

/** What the leader has decided and the database has taken, for the module that owns the item (contacts: legs and states). */
export type Applied =
  | { type: 'offered'; offer: OfferRow }
  | {
      type: 'offer-ended';
      offer: OfferRow;
      result: 'timed_out' | 'rescinded';
      reason: string | null;
      /** The item is before other agents still. */
      stillOffered: boolean;
    }
  | { type: 'expired'; item: ItemRow; offers: OfferRow[] }
  | { type: 'wrap-up-ended'; item: ItemRow }
  /** Flow-out of the queue it waited in, offered to the other. */
  | { type: 'overflowed'; item: ItemRow; queue: QueueRow; offers: OfferRow[]; because: Because | null }
  /** Its plan went on to this step, from 1; `of` steps, one more than that is any agent of the queue. */
  | { type: 'step'; itemId: string; queueId: string; step: number; because: 'expired' | 'nobody' }
  | { type: 'attention'; itemId: string; queueId: string; reason: string; detail: string | null };

/** Called in the transaction of the decision: what it writes is committed with it or not at all. */
export type OnApplied = (tx: Tx, ctx: Ctx, applied: readonly Applied[]) => Promise<void>;

/** What the database would not take: an offer by the core's id, or (offer null) a move; and what about it was stale. */
export interface Stale {
  offer: string | null;
  itemId: string;
  agentId: string | null;
  stale: 'item' | 'agent';
}

/**
 * Commits the core's effects, in their order, in one transaction. The database has the last word: an offer whose item
 * has moved on, or whose agent has no room or has left in the meantime, is not made and comes back as stale.
 *
 * @param decidedAt the core's time of the decision, which never goes back
 */
export async function commitEffects(
  tx: Tx,
  ctx: Ctx,
  effects: readonly Effect[],
  onApplied: OnApplied,
  decidedAt: Date,
): Promise<Stale[]> {
  const overflowed: Parameters<typeof watchWaiting>[1][number][] = [];
  const applied: Applied[] = [];
  const stale: Stale[] = [];
  const now = ctx.clock.now();
  const agentsTouched = new Set<string>();
  // What moved to another queue here is decided anew there, by what that queue asks for.
  const moved = new Set<string>();
  // Core ids of the offers whose end was committed here, not by the agent in the meantime.
  const missed = new Set<string>();
  // Agents first, whatever follows: the lock order of this module.
  const agentIds = effects.flatMap((effect) =>
    effect.type === 'offer.made'
      ? [effect.offer.agent]
      : effect.type === 'agent.not_responding' || effect.type === 'wrapup.ended'
        ? [effect.agent]
        : [],
  );
  const agents = await lockAgents(tx, [...new Set(agentIds)]);

  for (let i = 0; i < effects.length;) {
    const effect = effects[i]!;
    if (effect.type === 'offer.made') {
      let end = i;
      while (effects[end]?.type === 'offer.made') end += 1;
      await make(effects.slice(i, end) as Extract<Effect, { type: 'offer.made' }>[]);
      i = end;
      continue;
    }
    await apply(effect);
    i += 1;
  }
  await watchWaiting(tx, overflowed);
  if (applied.length > 0) await onApplied(tx, ctx, applied);
  await tellPresence(tx, ctx, ...agentsTouched);
  return stale;

  async function make(made: Extract<Effect, { type: 'offer.made' }>[]): Promise<void> {
    const ids = [...new Set(made.map((effect) => effect.offer.agent))];
    const capacity = await capacities(tx, ids);
    const open = new Map<string, string[]>();
    for (const slot of await slots(tx, ids)) {
      if (slot.state !== 'parked') open.set(slot.agentId, [...(open.get(slot.agentId) ?? []), slot.channel]);
    }
    const rows: OfferRow[] = [];
    for (const { offer } of made) {
      if (moved.has(offer.item)) {
        stale.push({ offer: offer.id, itemId: offer.item, agentId: offer.agent, stale: 'item' });
        continue;
      }
      const agent = agents.get(offer.agent);
      const ready =
        agent !== undefined &&
        agent.presence === 'available' &&
        agent.connected &&
        agent.notRespondingSince === null;
      const channels = open.get(offer.agent) ?? [];
      if (!ready || !canTake(capacity.get(offer.agent) ?? {}, channels, offer.channel).ok) {
        stale.push({ offer: offer.id, itemId: offer.item, agentId: offer.agent, stale: 'agent' });
        continue;
      }
      open.set(offer.agent, [...channels, offer.channel]);
      rows.push({
        id: newId(),
        itemId: offer.item,
        number: Number(offer.id.slice(offer.id.lastIndexOf('#') + 1)),
        agentId: offer.agent,
        queueId: offer.queue,
        channel: offer.channel,
        state: 'open',
        madeAt: new Date(offer.offeredAt),
        expiresAt: new Date(offer.expiresAt),
      });
    }
    const taken = await makeOffers(tx, rows);
    for (const row of rows) {
      if (taken.has(row.id)) {
        applied.push({ type: 'offered', offer: row });
        agentsTouched.add(row.agentId);
      } else
        stale.push({
          offer: `${row.itemId}#${row.number}`,
          itemId: row.itemId,
          agentId: row.agentId,
          stale: 'item',
        });
    }
  }

  async function endOne(
    coreId: string,
    result: 'timed_out' | 'rescinded',
    reason: string | null,
  ): Promise<void> {
    const cut = coreId.lastIndexOf('#');
    const itemId = coreId.slice(0, cut);
    await lockItems(tx, [itemId]);
    const number = Number(coreId.slice(cut + 1));
    const ended = await endOffers(tx, { item: itemId, number }, result, now, reason);
    // Nothing ended: somebody accepted, declined or removed it in the meantime, and theirs is the truth.
    if (ended.length === 0) return;
    const stillOffered = await returnToPlace(tx, itemId, result === 'timed_out' ? ended[0]!.agentId : null);
    if (result === 'timed_out') missed.add(coreId);
    for (const offer of ended) {
      applied.push({ type: 'offer-ended', offer, result, reason, stillOffered });
      agentsTouched.add(offer.agentId);
    }
  }

  async function overflow(effect: Extract<Effect, { type: 'item.overflowed' }>): Promise<void> {
    moved.add(effect.item);
    const [item] = await lockItems(tx, [effect.item]);
    const [queue] = await readQueues(tx, [effect.queue]);
    const waits = item?.state === 'waiting' || item?.state === 'offered';
    if (item === undefined || !waits || item.queueId !== effect.fromQueue || queue?.active !== true) {
      stale.push({ offer: null, itemId: effect.item, agentId: null, stale: 'item' });
      return;
    }
    const offers = await endOffers(tx, { items: [item.id] }, 'rescinded', now, 'moved');
    for (const offer of offers) agentsTouched.add(offer.agentId);
    await changeItem(tx, item.id, {
      state: 'waiting',
      queueId: queue.id,
      serviceId: queue.serviceId,
      queuedAt: new Date(effect.queuedAt),
      enteredAt: new Date(effect.enteredAt),
      waitingSince: new Date(effect.enteredAt),
      overflowed: effect.overflowed,
      requires: strictest([...queue.requires, ...item.ownRequires]),
      refusals: [],
      refusalCount: 0,
      attention: [],
      preferredAgent: null,
      preferredUntil: null,
    });
    overflowed.push({
      id: item.id,
      channel: item.channel,
      queueId: queue.id,
      waitingSince: new Date(effect.enteredAt),
    });
    applied.push({ type: 'overflowed', item, queue, offers, because: effect.because });
  }

  async function apply(effect: Effect): Promise<void> {
    switch (effect.type) {
      case 'offer.expired':
        return endOne(effect.offer, 'timed_out', null);
      case 'offer.rescinded':
        return endOne(effect.offer, 'rescinded', effect.reason);
      case 'agent.not_responding': {
        const agent = agents.get(effect.agent);
        // Who answered in the last moment has answered.
        if (agent === undefined || agent.presence !== 'available' || !missed.has(effect.offer)) return;
        const since = new Date(effect.since);
        await changeAgent(tx, effect.agent, { notRespondingSince: since, missed: agent.missed + 1 });
        await writeHistory(tx, effect.agent, agent.presence, agent.reason, 'not_responding', since);
        agentsTouched.add(effect.agent);
        return;
      }
      case 'item.expired': {
        const [item] = await lockItems(tx, [effect.item]);
        if (item === undefined || (item.state !== 'waiting' && item.state !== 'offered')) return;
        const offers = await endOffers(tx, { items: [item.id] }, 'rescinded', now, 'expired');
        await deleteItems(tx, [item.id]);
        for (const offer of offers) agentsTouched.add(offer.agentId);
        applied.push({ type: 'expired', item, offers });
        return;
      }
      case 'item.requires_attention': {
        const [item] = await lockItems(tx, [effect.item]);
        // Gone in the meantime: nothing left to look at.
        if (item === undefined) return;
        await tellAttention(tx, ctx, item, effect.reason, effect.detail);
        applied.push({
          type: 'attention',
          itemId: effect.item,
          queueId: effect.queue,
          reason: effect.reason,
          detail: effect.detail,
        });
        return;
      }
      case 'wrapup.ended': {
        if (effect.by !== 'timeout') return;
        const [item] = await lockItems(tx, [effect.item]);
        if (
          item === undefined ||
          item.state !== 'wrap_up' ||
          (item.wrapUpUntil !== null && item.wrapUpUntil > decidedAt)
        )
          return;
        await deleteItems(tx, [item.id]);
        if (item.agentId !== null) {
          await changeAgent(tx, item.agentId, { lastHandledAt: now });
          agentsTouched.add(item.agentId);
        }
        applied.push({ type: 'wrap-up-ended', item });
        return;
      }
      case 'item.overflowed':
        return overflow(effect);
      case 'item.step': {
        const [item] = await lockItems(tx, [effect.item]);
        if (item?.queueId !== effect.queue) return;
        applied.push({
          type: 'step',
          itemId: effect.item,
          queueId: effect.queue,
          step: effect.step,
          because: effect.reason,
        });
        return;
      }
      case 'queue.help':
        return tellHelp(tx, ctx, effect);
      case 'queue.problem':
        return tellProblem(tx, ctx, effect);
      // Made in batches, above.
      case 'offer.made':
      // Answers to requests that the leader never makes: verbs write the database, the leader reads it.
      case 'offer.declined':
      case 'item.assigned':
      case 'item.requeued':
      case 'item.released':
      case 'item.due':
      case 'wrapup.started':
      case 'request.refused':
    }
  }
}
