/** The store's word on one item: whatever was believed is dropped without effects. */
import { copyItem } from './copies.ts';
import type { Effect, RoutingEvent } from './event-types.ts';
import { arriveNow } from './items.ts';
import { forget, place } from './placing.ts';
import { enterQueue, uncount } from './queue-count.ts';
import { closeSlot, openSlot } from './slots.ts';
import { compareText } from './sorted.ts';
import { isInside, isUnassigned } from './state.ts';
import type { RoutingState } from './state.ts';
import { setTimer } from './timers.ts';
import type { Item, Offer, WorkItem } from './types.ts';

type EventOf<T extends RoutingEvent['type']> = Extract<RoutingEvent, { type: T }>;

export function replaceItem(state: RoutingState, event: EventOf<'item.replaced'>, fx: Effect[]): void {
  const old = state.items.get(event.item);
  if (old) {
    for (const id of old.offers) {
      const offer = state.offers.get(id);
      state.offers.delete(id);
      setTimer(state.index.timers, `o:${id}`, null);
      if (offer) closeSlot(state, offer.agent, old.id);
    }
    if (old.agent !== null) closeSlot(state, old.agent, old.id);
    uncount(state, old);
    forget(state, old);
  }
  if (!event.record) return;
  const item = adoptItem(state, event.record, event.offers);
  item.step = 0;
  if (old) {
    item.offerSeq = Math.max(item.offerSeq, old.offerSeq);
    // What was raised already is not raised again, even if the store does not keep it.
    item.attention = [...new Set([...item.attention, ...old.attention])];
    const sameStay = old.queue === item.queue && old.enteredAt === item.enteredAt && old.plan === item.plan;
    if (sameStay) item.step = old.step;
    if (old.notBefore !== null && event.record.notBefore != null && isInside(item)) {
      fx.push({ type: 'item.due', item: item.id, queue: item.queue });
    }
  }
  enterQueue(state, item);
  place(state, item, fx);
}

/** In the order in which they were made: `<item>#<n>` by n. */
function compareNumber(a: Offer, b: Offer): number {
  return a.id.length - b.id.length || compareText(a.id, b.id);
}

/** Enters a record with its open offers; the caller counts and places it. */
export function adoptItem(state: RoutingState, record: WorkItem, offers: readonly Offer[]): Item {
  const item = copyItem(record);
  // Nobody to hold it: it waits, rather than be lost in a state no event would end.
  if (!isUnassigned(item) && item.agent === null) item.state = 'waiting';
  const own = offers.filter((offer) => offer.item === item.id).sort(compareNumber);
  item.offers = isUnassigned(item) ? own.map((offer) => offer.id) : [];
  // Its time has come, or somebody has it or is asked already.
  if (item.notBefore !== null && item.notBefore <= state.now) arriveNow(item);
  if (!isUnassigned(item) || item.offers.length > 0) item.notBefore = null;
  if (isUnassigned(item)) {
    item.state = item.offers.length > 0 ? 'offered' : 'waiting';
    item.agent = null;
  }
  state.items.set(item.id, item);
  for (const offer of own) {
    if (!item.offers.includes(offer.id)) continue;
    state.offers.set(offer.id, { ...offer });
    setTimer(state.index.timers, `o:${offer.id}`, offer.expiresAt);
    openSlot(state, offer.agent, item, 'offered');
  }
  if (item.agent !== null && !isUnassigned(item)) {
    openSlot(state, item.agent, item, item.state as 'active' | 'parked' | 'wrap_up');
  }
  return item;
}
