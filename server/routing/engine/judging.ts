/** Can anybody ever serve it: attention for items that nobody can. */
import type { Effect } from './event-types.ts';
import { isServable, slotsNamed } from './plans.ts';
import { compareText } from './sorted.ts';
import { compareScore } from './state.ts';
import type { Group, Lane, RoutingState } from './state.ts';
import type { AttentionReason, Item } from './types.ts';

export function raise(item: Item, reason: AttentionReason, detail: string | null, fx: Effect[]): void {
  if (item.attention.includes(reason)) return;
  item.attention.push(reason);
  fx.push({ type: 'item.requires_attention', item: item.id, queue: item.queue, reason, detail });
}

function withdraw(item: Item, kept: AttentionReason | null): void {
  if (item.attention.length === 0) return;
  item.attention = item.attention.filter(
    (reason) => reason === kept || reason === 'refusals' || reason === 'overdue',
  );
}

/** Lanes of agents who are asked for the items of a group now, help included. */
export function lanesAsked(group: Group): Lane[] {
  const { helpers } = group.home.pool;
  if (helpers.length === 0) return group.lanes;
  const lanes = group.lanes.slice();
  for (const { pool } of helpers) {
    const lane = pool.lanes.get(group.home.channel);
    if (lane) lanes.push(lane);
  }
  return lanes;
}

/** Why nobody can ever serve such items as things are; null when somebody can, or when they will not stay as they are. */
function problemOf(state: RoutingState, group: Group): AttentionReason | null {
  if (!state.queues.has(group.home.queue)) return 'unknown_queue';
  if (!group.lasting) return null;
  const lanes = lanesAsked(group);
  if (lanes.every((lane) => lane.members.size === 0) && slotsNamed(state, group.names).next().done)
    return 'no_agents';
  if (group.signature === '') return null;
  const { needs, signature, names } = group;
  return isServable(state, { lanes, needs, signature, names }) ? null : 'skill_nobody_has';
}

export function judge(state: RoutingState, group: Group, item: Item, fx: Effect[]): void {
  const problem = problemOf(state, group);
  withdraw(item, problem);
  if (problem === null) return;
  group.hadProblem = true;
  raise(item, problem, problem === 'skill_nobody_has' ? group.signature : null, fx);
}

/** After members, their skills, teams or help changed: who has become impossible to serve, or possible again. */
export function judgeGroups(state: RoutingState, groups: Iterable<Group>, fx: Effect[]): void {
  const items: [Item, Group][] = [];
  for (const group of new Set(groups)) {
    const problem = problemOf(state, group);
    if (group.hadProblem || problem !== null) for (const item of group.items) items.push([item, group]);
    group.hadProblem = problem !== null;
  }
  items.sort((a, b) => compareText(a[1].home.key, b[1].home.key) || compareScore(a[0], b[0]));
  for (const [item, group] of items) judge(state, group, item, fx);
}

/** All groups that ask the members of a lane: those that stand in it, and those it helps. */
export function groupsAsking(lane: Lane): Group[] {
  const groups = [...lane.groups.values()];
  for (const { pool } of lane.pool.helps) {
    for (const group of pool.lanes.get(lane.channel)?.groups.values() ?? []) groups.push(group);
  }
  return groups;
}
