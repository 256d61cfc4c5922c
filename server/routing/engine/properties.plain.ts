/** The rules again for the properties: written plainly from the rules themselves, without any index. */
import type {
  AgentState,
  Capacity,
  Item,
  Need,
  Plan,
  Queue,
  RoutingState,
  Snapshot,
  WorkItem,
} from './index.ts';

interface Slot {
  /** The offer's id, or the item's once it is accepted. */
  id: string;
  item: string;
  channel: string;
  offered: boolean;
}

type Records = {
  items: Iterable<WorkItem>;
  offers: Iterable<{ id: string; item: string; agent: string; channel: string }>;
};

/** What takes a slot of an agent. */
export function slotsOf(from: RoutingState | Snapshot, agent: string): Slot[] {
  const { items, offers }: Records = Array.isArray(from.items)
    ? (from as Snapshot)
    : { items: (from as RoutingState).items.values(), offers: (from as RoutingState).offers.values() };
  const slots: Slot[] = [];
  for (const item of items) {
    if (item.agent === agent && (item.state === 'active' || item.state === 'wrap_up')) {
      slots.push({ id: item.id, item: item.id, channel: item.channel, offered: false });
    }
  }
  for (const offer of offers) {
    if (offer.agent === agent)
      slots.push({ id: offer.id, item: offer.item, channel: offer.channel, offered: true });
  }
  return slots;
}

function fits(capacity: Capacity, slots: Slot[], channel: string): boolean {
  const same = slots.filter((slot) => slot.channel === channel).length;
  const others = slots.filter((slot) => slot.channel !== channel);
  return (
    same < (capacity[channel]?.max ?? 0) &&
    others.every((slot) => capacity[slot.channel]?.interruptedBy.includes(channel) ?? false)
  );
}

/** R11: `without` = an item that is thought away. */
export function hasRoom(state: RoutingState, agent: AgentState, channel: string, without?: string): boolean {
  const slots = slotsOf(state, agent.id).filter((slot) => slot.item !== without);
  const alerting = slots.filter((slot) => slot.offered && slot.channel === channel).length;
  return alerting < (agent.offersAtOnce ?? 1) && fits(agent.capacity, slots, channel);
}

function isIn(agent: AgentState): boolean {
  return agent.presence === 'available' && agent.connected && agent.notRespondingSince === null;
}

export function meetsNeed(agent: AgentState, need: Need): boolean {
  if ('skill' in need) return (agent.skills[need.skill] ?? 0) >= need.level;
  if ('team' in need) return agent.team === need.team;
  if ('agent' in need) return agent.id === need.agent;
  return 'all' in need
    ? need.all.every((one) => meetsNeed(agent, one))
    : need.any.some((one) => meetsNeed(agent, one));
}

function names(agent: AgentState, need: Need): boolean {
  if ('skill' in need) return false;
  if ('team' in need) return agent.team === need.team;
  if ('agent' in need) return agent.id === need.agent;
  return ('all' in need ? need.all : need.any).some((one) => names(agent, one));
}

const queueOf = (state: RoutingState, item: Item): Queue | undefined => state.queues.get(item.queue);

export function planFor(state: RoutingState, item: Item): Plan | null {
  const own = item.plan === null ? undefined : state.plans.get(item.plan);
  return own ?? queueOf(state, item)?.plan ?? null;
}

/** R8: the step by time alone. */
export function stepByTime(plan: Plan, elapsedMs: number): number {
  let end = 0;
  for (const [i, step] of plan.steps.entries()) {
    if (step.seconds === null) return i;
    end += step.seconds * 1000;
    if (elapsedMs < end) return i;
  }
  return plan.steps.length;
}

function needsOf(state: RoutingState, item: Item, step = item.step): Need[] {
  const steps = planFor(state, item)?.steps ?? [];
  const kept = steps.slice(0, step + 1).every((one) => one.keepRequires);
  const need = steps[step]?.need ?? null;
  return [...(kept ? item.requires : []), ...(need === null ? [] : [need])];
}

interface Access {
  priority: number;
  delay: number;
  /** Through help: asked when nobody else is there. */
  help: boolean;
}

/** Every way by which an item is open to an agent in its present step, needs and time apart. */
function accesses(state: RoutingState, agent: AgentState, item: Item): Access[] {
  const steps = planFor(state, item)?.steps ?? [];
  const queues = [item.queue, ...steps.slice(0, item.step + 1).flatMap((one) => one.queues)];
  const list: Access[] = [];
  for (const queue of new Set(queues)) {
    // A pair that a profile names twice counts once, at its better priority.
    const lines = agent.profile.filter((line) => line.queue === queue && line.channel === item.channel);
    const ways = lines.map((line) => ({
      priority: line.priority ?? state.queues.get(line.queue)?.priority ?? 5,
      delay: line.delaySeconds,
      help: false,
    }));
    ways.sort((x, y) => x.priority - y.priority || x.delay - y.delay);
    list.push(...ways.slice(0, 1));
  }
  const step = steps[item.step];
  if (step?.pool === 'anyone' && step.need !== null && names(agent, step.need)) {
    list.push({ priority: queueOf(state, item)?.priority ?? 5, delay: 0, help: false });
  }
  for (const rule of queueOf(state, item)?.help ?? []) {
    const on = [...state.help.values()].some(
      (one) => one.queue === item.queue && one.from === rule.from && one.on,
    );
    const serves = agent.profile.some((line) => line.queue === rule.from && line.channel === item.channel);
    if (on && serves) list.push({ priority: rule.priority ?? 1000, delay: rule.delaySeconds, help: true });
  }
  return list;
}

/** R4, R6: the best way that the item is old enough for, or none. */
export function bestAccess(state: RoutingState, agent: AgentState, item: Item): Access | undefined {
  const age = state.now - item.queuedAt;
  const ripe = accesses(state, agent, item).filter((one) => age >= one.delay * 1000);
  return ripe.sort((x, y) => x.priority - y.priority)[0];
}

/** Asked through the queue or the plan, not only as help. */
export function isOwn(state: RoutingState, agent: AgentState, item: Item): boolean {
  const age = state.now - item.queuedAt;
  return accesses(state, agent, item).some((one) => !one.help && age >= one.delay * 1000);
}

/** Everything but capacity: may this agent get this item now (R2, R6, R7, R9, R10, R14, R18, R19)? */
export function suits(state: RoutingState, agent: AgentState, item: Item): boolean {
  if (!isIn(agent) || agent.suspended || state.suspended.has(item.id)) return false;
  if (item.state !== 'waiting' && item.state !== 'offered') return false;
  if (item.notBefore !== null || item.asker === agent.id) return false;
  if (item.offers.length >= (queueOf(state, item)?.parallelOffers ?? 1)) return false;
  if (item.offers.some((id) => state.offers.get(id)?.agent === agent.id)) return false;
  if (item.preferredAgent !== null) return item.preferredAgent === agent.id;
  if (!bestAccess(state, agent, item)) return false;
  if (!needsOf(state, item).every((need) => meetsNeed(agent, need))) return false;
  const refused = item.refusals.some((one) => one.agent === agent.id && one.until > state.now);
  const colleagues = [...state.agents.values()].filter(
    (other) => other.id !== agent.id && isIn(other) && accesses(state, other, item).length > 0,
  );
  return !refused || (colleagues.length === 0 && item.kind !== 'consult');
}

/** R8: nobody who is signed in meets the present step of a waiting item. Help does not count. */
export function isDeserted(state: RoutingState, item: Item): boolean {
  const needs = needsOf(state, item);
  return ![...state.agents.values()].some(
    (agent) =>
      isIn(agent) &&
      accesses(state, agent, item).some((one) => !one.help) &&
      needs.every((need) => meetsNeed(agent, need)),
  );
}

export const score = (item: Item): number => item.queuedAt - item.boostSeconds * 1000;
