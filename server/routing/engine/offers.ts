/** What may happen to an offer. Each function leaves items, agents and timers consistent. */
import { raise } from './judging.ts';
import { forget, place, unplace } from './placing.ts';
import { leaveQueue } from './queue-count.ts';
import { closeSlot, openSlot, refreshAgent } from './slots.ts';
import { compareText } from './sorted.ts';
import { DEFAULT_OFFER_SECONDS, isConsult, queueOf, tallyOf } from './state.ts';
import type { RoutingState } from './state.ts';
import { setTimer } from './timers.ts';
import type { Effect, RescindReason } from './event-types.ts';
import type { Offer, Item } from './types.ts';

export function makeOffer(state: RoutingState, item: Item, agent: string, fx: Effect[]): void {
  unplace(state, item);
  item.offerSeq++;
  const seconds = queueOf(state, item.queue).offerSeconds[item.channel] ?? DEFAULT_OFFER_SECONDS;
  const offer: Offer = {
    id: `${item.id}#${item.offerSeq}`,
    item: item.id,
    agent,
    queue: item.queue,
    channel: item.channel,
    offeredAt: state.now,
    expiresAt: state.now + seconds * 1000,
  };
  state.offers.set(offer.id, offer);
  item.offers.push(offer.id);
  item.state = 'offered';
  openSlot(state, agent, item, 'offered');
  setTimer(state.index.timers, `o:${offer.id}`, offer.expiresAt);
  fx.push({ type: 'offer.made', offer: { ...offer } });
  place(state, item, fx);
}

/** Takes an offer away; `queuedAt` is not touched (R13). The caller says where the item goes, or places it again. */
export function endOffer(state: RoutingState, offer: Offer, item: Item): void {
  unplace(state, item);
  state.offers.delete(offer.id);
  item.offers = item.offers.filter((id) => id !== offer.id);
  if (item.offers.length === 0) item.state = 'waiting';
  setTimer(state.index.timers, `o:${offer.id}`, null);
  closeSlot(state, offer.agent, item.id);
}

function itemOf(state: RoutingState, offer: Offer): Item {
  const item = state.items.get(offer.item);
  if (!item) throw new Error(`routing: offer ${offer.id} without its item`);
  return item;
}

function rescind(state: RoutingState, offer: Offer, reason: RescindReason, fx: Effect[]): void {
  fx.push({ type: 'offer.rescinded', offer: offer.id, item: offer.item, agent: offer.agent, reason });
  endOffer(state, offer, itemOf(state, offer));
}

/** Takes back all open offers of an item, but one. The caller places the item. */
export function rescindItem(
  state: RoutingState,
  item: Item,
  reason: RescindReason,
  fx: Effect[],
  except?: string,
): void {
  for (const id of item.offers.slice()) {
    const offer = state.offers.get(id);
    if (offer && id !== except) rescind(state, offer, reason, fx);
  }
}

/** Takes back all open offers to an agent; none of them is a miss. */
export function rescindAgent(state: RoutingState, agent: string, reason: RescindReason, fx: Effect[]): void {
  const held = state.index.held.get(agent);
  if (!held) return;
  const offers: Offer[] = [];
  for (const slot of held) {
    if (slot.state !== 'offered') continue;
    for (const id of state.items.get(slot.item)?.offers ?? []) {
      const offer = state.offers.get(id);
      if (offer?.agent === agent) offers.push(offer);
    }
  }
  offers.sort((a, b) => compareText(a.id, b.id));
  for (const offer of offers) {
    rescind(state, offer, reason, fx);
    place(state, itemOf(state, offer), fx);
  }
}

/** The preferred agent would not or did not take it: open to all. */
function dropPreference(item: Item, agent: string): void {
  if (item.preferredAgent !== agent) return;
  item.preferredAgent = null;
  item.preferredUntil = null;
}

/** R19: a consult that is for this agent alone is over when they will not have it. True: it has left. */
function endConsult(state: RoutingState, item: Item, agent: string, fx: Effect[]): boolean {
  if (!isConsult(item) || item.preferredAgent !== agent) return false;
  leaveQueue(state, item, 'expired');
  forget(state, item);
  fx.push({ type: 'item.expired', item: item.id, queue: item.queue });
  return true;
}

/** R13: no answer. One miss per offer; the agent gets nothing more until they declare themselves back. */
export function missOffer(state: RoutingState, offer: Offer, fx: Effect[]): void {
  const item = itemOf(state, offer);
  const agent = state.agents.get(offer.agent);
  fx.push({ type: 'offer.expired', offer: offer.id, item: item.id, agent: offer.agent });
  tallyOf(state, offer.queue).missed++;
  if (agent && agent.notRespondingSince === null) {
    agent.notRespondingSince = state.now;
    refreshAgent(state, agent.id);
    fx.push({ type: 'agent.not_responding', agent: agent.id, since: state.now, offer: offer.id });
  }
  endOffer(state, offer, item);
  item.missedCount++;
  if (!endConsult(state, item, offer.agent, fx)) {
    dropPreference(item, offer.agent);
    place(state, item, fx);
  }
  rescindAgent(state, offer.agent, 'agent_not_responding', fx);
}

/** R14: a decline with its reason; the agent keeps their idle place, the item its own. */
export function declineOffer(state: RoutingState, offer: Offer, reason: string, fx: Effect[]): void {
  const item = itemOf(state, offer);
  const queue = queueOf(state, item.queue);
  const until = state.now + queue.refusalSeconds * 1000;
  fx.push({ type: 'offer.declined', offer: offer.id, item: item.id, agent: offer.agent, reason, until });
  tallyOf(state, offer.queue).declined++;
  endOffer(state, offer, item);
  if (endConsult(state, item, offer.agent, fx)) return;
  exclude(state, item, offer.agent, until);
  item.refusalCount++;
  dropPreference(item, offer.agent);
  place(state, item, fx);
  if (queue.refusalsBeforeAlert > 0 && item.refusalCount >= queue.refusalsBeforeAlert) {
    raise(item, 'refusals', null, fx);
  }
}

/** Remembers that an agent is not to get this item for a while. The item must be out of the index. */
export function exclude(state: RoutingState, item: Item, agent: string, until: number): void {
  item.refusals = item.refusals.filter((refusal) => refusal.agent !== agent && refusal.until > state.now);
  if (until > state.now) item.refusals.push({ agent, until });
}
