/** R10: agents of another queue are asked too while a condition holds and their own queue is not in need. */
import { because, holds, measure } from './conditions.ts';
import type { Effect } from './event-types.ts';
import { judgeGroups } from './judging.ts';
import { retimeLane } from './placing.ts';
import { compareText } from './sorted.ts';
import { poolOf } from './state.ts';
import type { HelpLink, Pool, RoutingState } from './state.ts';
import type { HelpRule, HelpState, Queue } from './types.ts';

/** Help does not flap: off, and on again after the helping queue was in need, only after this. */
const CALM_MS = 30_000;
/** After all queues of one's own, whose priorities end at 99. */
const LAST_PRIORITY = 1000;

const keyOf = (queue: string, from: string): string => `${queue}\u0000${from}`;

/** Rules of help that act: which queue is helped by the agents of which. */
export function activeHelp(state: RoutingState): { queue: string; from: string }[] {
  const list: { queue: string; from: string }[] = [];
  for (const { queue, from, on } of state.help.values()) if (on) list.push({ queue, from });
  return list.sort((a, b) => compareText(a.queue, b.queue) || compareText(a.from, b.from));
}

/** What agents of the one queue may now get of the other, and what they may no longer. */
function relink(state: RoutingState, rule: HelpRule, queue: string, on: boolean, fx: Effect[]): void {
  const helped = poolOf(state, queue);
  const donor = poolOf(state, rule.from);
  const change = (list: HelpLink[], pool: Pool): void => {
    const at = list.findIndex((link) => link.pool === pool);
    if (at >= 0) list.splice(at, 1);
    if (!on) return;
    const delayMs = Math.max(0, rule.delaySeconds) * 1000;
    list.push({ pool, priority: rule.priority ?? LAST_PRIORITY, delayMs });
    list.sort((a, b) => compareText(a.pool.queue, b.pool.queue));
  };
  change(helped.helpers, donor);
  change(donor.helps, helped);
  state.index.accessVersion++;
  for (const lane of helped.lanes.values()) {
    const groups = [...lane.groups.values()].filter((group) => group.home === lane);
    if (rule.delaySeconds > 0) retimeLane(state, lane);
    judgeGroups(state, groups, fx);
    if (!on) {
      // Who is alone now may get back what they declined.
      if (lane.signedIn <= 1) for (const item of lane.refused) state.index.dirtyItems.add(item);
      continue;
    }
    // New pairs have both sides: looking at the smaller is enough.
    const idle = donor.lanes.get(lane.channel)?.idle ?? [];
    let items = 0;
    for (const group of groups) items += group.items.length;
    if (idle.length <= items) for (const slot of idle) state.index.dirtyAgents.add(slot.agent.id);
    else for (const group of groups) for (const item of group.items) state.index.dirtyItems.add(item.id);
  }
}

/** Looks at all rules of a queue. */
export function checkHelp(state: RoutingState, queue: Queue, fx: Effect[]): void {
  for (const [i, rule] of queue.help.entries()) {
    // Of two rules about the same helping queue the first counts.
    if (queue.help.findIndex((one) => one.from === rule.from) !== i) continue;
    const key = keyOf(queue.id, rule.from);
    let help = state.help.get(key);
    if (!help) {
      help = { queue: queue.id, from: rule.from, on: false, falseSince: null, notBefore: null };
      state.help.set(key, help);
    }
    if (rule.from !== queue.id && state.queues.has(rule.from)) check(state, rule, help, fx);
  }
}

function check(state: RoutingState, rule: HelpRule, help: HelpState, fx: Effect[]): void {
  const { queue, from } = help;
  const turn = (on: boolean, of: 'queue' | 'donor', what: ReturnType<typeof because>): void => {
    help.on = on;
    help.falseSince = null;
    fx.push({ type: 'queue.help', queue, from, on, of, because: what });
    relink(state, rule, queue, on, fx);
  };
  if (rule.unlessDonor !== null) {
    const value = measure(state, from, rule.unlessDonor.measure);
    if (holds(rule.unlessDonor, value)) {
      help.notBefore = state.now + CALM_MS;
      if (help.on) turn(false, 'donor', because(rule.unlessDonor.measure, value));
      return;
    }
  }
  const value = measure(state, queue, rule.when.measure);
  const wanted = holds(rule.when, value);
  if (!help.on) {
    if (wanted && (help.notBefore === null || help.notBefore <= state.now)) {
      turn(true, 'queue', because(rule.when.measure, value));
    }
  } else if (wanted) help.falseSince = null;
  else if (help.falseSince === null) help.falseSince = state.now;
  else if (state.now - help.falseSince >= CALM_MS) {
    turn(false, 'queue', because(rule.when.measure, value));
  }
}

/** After a queue's rules changed: what is gone ends, what is given goes on under the new rule. */
export function changeHelp(
  state: RoutingState,
  known: Queue,
  rules: readonly HelpRule[],
  fx: Effect[],
): void {
  for (const old of known.help) {
    const key = keyOf(known.id, old.from);
    const help = state.help.get(key);
    if (!help) continue;
    const now = rules.find((rule) => rule.from === old.from);
    if (!now) state.help.delete(key);
    if (!help.on) continue;
    if (!now)
      fx.push({ type: 'queue.help', queue: known.id, from: old.from, on: false, of: 'queue', because: null });
    relink(state, now ?? old, known.id, now !== undefined, fx);
  }
}

/** The helping queue is gone. */
export function endHelpFrom(state: RoutingState, from: string, fx: Effect[]): void {
  for (const help of [...state.help.values()].sort((a, b) => compareText(a.queue, b.queue))) {
    if (help.from !== from) continue;
    const rule = state.queues.get(help.queue)?.help.find((one) => one.from === from);
    state.help.delete(keyOf(help.queue, from));
    if (!help.on || !rule) continue;
    fx.push({ type: 'queue.help', queue: help.queue, from, on: false, of: 'donor', because: null });
    relink(state, rule, help.queue, false, fx);
  }
}

/** Takes over how help stood; what was given by a rule that is gone ends. */
export function resumeHelp(state: RoutingState, list: readonly HelpState[], fx: Effect[]): void {
  for (const help of list) {
    const rule = state.queues.get(help.queue)?.help.find((one) => one.from === help.from);
    if (!rule) {
      const { queue, from } = help;
      if (help.on) fx.push({ type: 'queue.help', queue, from, on: false, of: 'queue', because: null });
      continue;
    }
    state.help.set(keyOf(help.queue, help.from), { ...help });
    if (help.on) relink(state, rule, help.queue, true, fx);
  }
}
