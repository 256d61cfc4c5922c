/** Routing plans (R7, R8): which step an item is in, and whom that step asks. */
import type { Effect } from './event-types.ts';
import { meets, namesIn, signatureOf } from './needs.ts';
import { laneOf } from './state.ts';
import type { AgentSlot, Group, Lane, Ring, RoutingState } from './state.ts';
import type { Item, Need, Plan } from './types.ts';

/** The steps with what each has inherited, and the one after the last: any agent of the queue. */
function ringsFrom(plan: Plan): Ring[] {
  const rings: Ring[] = [];
  let untilMs = 0;
  let keepRequires = true;
  const queues = new Set<string>();
  for (const step of plan.steps) {
    untilMs += step.seconds === null ? Infinity : Math.max(0, step.seconds) * 1000;
    keepRequires = keepRequires && step.keepRequires;
    for (const queue of step.queues) queues.add(queue);
    rings.push({
      untilMs,
      needs: step.need === null ? [] : [step.need],
      keepRequires,
      queues: [...queues],
      names: step.pool === 'anyone' && step.need !== null ? namesIn(step.need) : [],
      skipIfNobody: step.skipIfNobody,
    });
  }
  rings.push({
    untilMs: Infinity,
    needs: [],
    keepRequires,
    queues: [...queues],
    names: [],
    skipIfNobody: false,
  });
  return rings;
}

export function setRings(state: RoutingState, key: `${'q' | 'p'}:${string}`, plan: Plan | null): void {
  if (plan === null) state.index.rings.delete(key);
  else state.index.rings.set(key, ringsFrom(plan));
}

/** Of the plan that the item brings, else of its queue's; null without either. */
export function ringsOf(state: RoutingState, item: Item): Ring[] | null {
  const own = item.plan === null ? undefined : state.index.rings.get(`p:${item.plan}`);
  return own ?? state.index.rings.get(`q:${item.queue}`) ?? null;
}

/** Whom an item asks now. */
export interface Reach {
  lanes: Lane[];
  needs: readonly Need[];
  signature: string;
  names: string[];
  skipIfNobody: boolean;
  /** The step lasts until somebody takes the item. */
  endless: boolean;
}

function reachIn(state: RoutingState, item: Item, ring: Ring): Reach {
  const lanes = [laneOf(state, item.queue, item.channel)];
  for (const queue of ring.queues) if (queue !== item.queue) lanes.push(laneOf(state, queue, item.channel));
  const needs = ring.keepRequires
    ? ring.needs.length === 0
      ? item.requires
      : [...item.requires, ...ring.needs]
    : ring.needs;
  return {
    lanes,
    needs,
    signature: signatureOf(needs),
    names: ring.names,
    skipIfNobody: ring.skipIfNobody,
    endless: ring.untilMs === Infinity,
  };
}

/**
 * Brings an item that waits to the step it is in by now, and says whom that asks. A step never goes back; while an
 * offer is open it stays (R8).
 */
export function reachOf(state: RoutingState, item: Item, fx: Effect[]): Reach {
  const rings = ringsOf(state, item);
  if (rings === null) {
    item.step = 0;
    const { requires } = item;
    return {
      lanes: [laneOf(state, item.queue, item.channel)],
      needs: requires,
      signature: signatureOf(requires),
      names: [],
      skipIfNobody: false,
      endless: true,
    };
  }
  let step = Math.min(item.step, rings.length - 1);
  let reach = reachIn(state, item, rings[step] as Ring);
  if (item.state !== 'waiting') return reach;
  let reason: 'expired' | 'nobody' | null = null;
  while (step < rings.length - 1) {
    if (item.enteredAt + (rings[step] as Ring).untilMs <= state.now) reason = 'expired';
    else if (reach.skipIfNobody && !isManned(state, reach)) reason = 'nobody';
    else break;
    reach = reachIn(state, item, rings[++step] as Ring);
  }
  if (reason !== null) fx.push({ type: 'item.step', item: item.id, queue: item.queue, step, reason });
  item.step = step;
  return reach;
}

/** When the present step of a waiting item ends; Infinity = when somebody takes it. */
export function stepEndsAt(state: RoutingState, item: Item): number {
  if (item.state !== 'waiting') return Infinity;
  const ring = ringsOf(state, item)?.[item.step];
  return ring ? item.enteredAt + ring.untilMs : Infinity;
}

/** Agents who are asked by name or team. */
export function* slotsNamed(state: RoutingState, names: readonly string[]): Generator<AgentSlot> {
  for (const name of names) {
    const id = name.slice(2);
    if (name.startsWith('a:')) {
      const slot = state.index.slots.get(id);
      if (slot) yield slot;
    } else yield* state.index.teams.get(id)?.values() ?? [];
  }
}

/** The groups in which an agent is asked by name or team; most often none. */
export function groupsNaming(state: RoutingState, slot: AgentSlot): readonly Group[] {
  const { named } = state.index;
  if (named.size === 0) return [];
  const groups = [...(named.get(`a:${slot.agent.id}`) ?? [])];
  const { team } = slot.agent;
  if (team != null) groups.push(...(named.get(`t:${team}`) ?? []));
  return groups;
}

type Asked = Pick<Reach, 'lanes' | 'needs' | 'signature' | 'names'>;

/** R8: is anybody signed in who meets it. */
export function isManned(state: RoutingState, { lanes, needs, signature, names }: Asked): boolean {
  for (const lane of lanes) {
    let manned = lane.manned.get(signature);
    if (manned === undefined) {
      manned = false;
      if (lane.signedIn > 0) {
        for (const slot of lane.members.values()) {
          if (!slot.signedIn || !meets(slot.agent, needs)) continue;
          manned = true;
          break;
        }
      }
      lane.manned.set(signature, manned);
    }
    if (manned) return true;
  }
  for (const slot of slotsNamed(state, names)) if (slot.signedIn && meets(slot.agent, needs)) return true;
  return false;
}

/** Could any agent whom it asks ever meet it, signed in or not. */
export function isServable(state: RoutingState, { lanes, needs, signature, names }: Asked): boolean {
  for (const lane of lanes) {
    let servable = lane.servable.get(signature);
    if (servable === undefined) {
      servable = false;
      for (const slot of lane.members.values()) {
        if (!meets(slot.agent, needs)) continue;
        servable = true;
        break;
      }
      lane.servable.set(signature, servable);
    }
    if (servable) return true;
  }
  for (const slot of slotsNamed(state, names)) if (meets(slot.agent, needs)) return true;
  return false;
}
