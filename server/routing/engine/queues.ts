/** Events about queues and plans. Rare, so plain: whatever their settings are used for is worked out again. */
import { scheduleChecks } from './conditions.ts';
import { copyPlan, copyQueue } from './copies.ts';
import type { Effect, RoutingEvent } from './event-types.ts';
import { changeHelp, endHelpFrom } from './help.ts';
import { refuse } from './items.ts';
import { replaceAll } from './placing.ts';
import { setRings } from './plans.ts';
import { uncheck } from './problems.ts';
import { attachAgent, detachAgent } from './slots.ts';
import { compareIdle, isUnassigned, poolOf, queueOf } from './state.ts';
import type { RoutingState } from './state.ts';
import type { Item, Plan, Queue } from './types.ts';

type EventOf<T extends RoutingEvent['type']> = Extract<RoutingEvent, { type: T }>;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export function upsertQueue(state: RoutingState, event: EventOf<'queue.upserted'>, fx: Effect[]): void {
  const queue = copyQueue(event.queue);
  const known = state.queues.get(queue.id);
  if (known && same(known, queue)) return;
  const before = queueOf(state, queue.id);
  state.queues.set(queue.id, queue);
  apply(state, before, queue, fx);
  if (!known) replaceFlowing(state, queue.id, fx);
}

export function removeQueue(state: RoutingState, event: EventOf<'queue.removed'>, fx: Effect[]): void {
  const known = state.queues.get(event.queue);
  if (!known) return refuse(fx, event.type, 'unknown_queue', null);
  state.queues.delete(event.queue);
  state.measured.delete(event.queue);
  endHelpFrom(state, event.queue, fx);
  apply(state, known, queueOf(state, event.queue), fx);
  replaceFlowing(state, event.queue, fx);
}

function apply(state: RoutingState, before: Queue, queue: Queue, fx: Effect[]): void {
  const pool = poolOf(state, queue.id);
  for (const lane of pool.lanes.values()) {
    if (lane.clock === queue.idleClock) continue;
    lane.clock = queue.idleClock;
    lane.idle.sort(compareIdle(lane.clock));
  }
  if (before.priority !== queue.priority) {
    for (const slot of [...pool.members]) {
      detachAgent(state, slot);
      attachAgent(state, slot);
    }
  }
  changeHelp(state, before, queue.help, fx);
  scheduleChecks(state);
  uncheck(state);
  setRings(state, `q:${queue.id}`, queue.plan);
  const inside = [...pool.inside, ...pool.consults];
  if (!same(before.plan, queue.plan)) for (const item of inside) item.step = 0;
  replaceAll(state, inside, fx);
}

/** What may flow over to a queue that has come or gone waits otherwise now. */
function replaceFlowing(state: RoutingState, target: string, fx: Effect[]): void {
  for (const queue of state.queues.values()) {
    if (queue.id === target || !queue.overflow.some((rule) => rule.toQueue === target)) continue;
    replaceAll(state, poolOf(state, queue.id).inside, fx);
  }
}

export function upsertPlan(state: RoutingState, event: EventOf<'plan.upserted'>, fx: Effect[]): void {
  const plan = copyPlan(event.plan);
  if (same(state.plans.get(plan.id), plan)) return;
  state.plans.set(plan.id, plan);
  changePlan(state, plan.id, plan, fx);
}

export function removePlan(state: RoutingState, event: EventOf<'plan.removed'>, fx: Effect[]): void {
  if (state.plans.delete(event.plan)) changePlan(state, event.plan, null, fx);
}

function changePlan(state: RoutingState, id: string, plan: Plan | null, fx: Effect[]): void {
  setRings(state, `p:${id}`, plan);
  const items: Item[] = [];
  for (const item of state.items.values()) if (item.plan === id && isUnassigned(item)) items.push(item);
  for (const item of items) item.step = 0;
  replaceAll(state, items, fx);
}
