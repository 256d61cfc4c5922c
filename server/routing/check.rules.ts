import type { Need, RoutingWarning } from '#contract/routing-plans.ts';
import { meetsNeed, skillsIn } from './plans.rules.ts';
import { possibleLoop } from './queue.rules.ts';
import type { PlanRow } from './plans.store.ts';
import type { QueueRow } from './queues.store.ts';

// What is allowed and can still not work: said to whoever administers routing, before a customer finds out.

/** An agent as the check sees them. `queues`: those of their routing profile. */
export interface CheckedAgent {
  id: string;
  team: string | null;
  skills: Readonly<Record<string, number>>;
  queues: ReadonlySet<string>;
  /** Those of them whose calls they take. */
  phone: ReadonlySet<string>;
}

export interface Checked {
  queues: readonly QueueRow[];
  plans: readonly PlanRow[];
  agents: readonly CheckedAgent[];
}

/** Warnings about queues and plans in use, in the order of queues and plans. */
export const checkAll = (all: Checked): RoutingWarning[] => [
  ...all.queues.filter((queue) => queue.active).flatMap((queue) => checkQueue(queue, all)),
  ...all.plans.filter((plan) => plan.active).flatMap((plan) => checkPlan(plan, all)),
];

function checkQueue(queue: QueueRow, { queues, plans, agents }: Checked): RoutingWarning[] {
  const warn = (
    field: string,
    code: RoutingWarning['code'],
    values: RoutingWarning['values'] = {},
  ): RoutingWarning => ({ what: 'queue', id: queue.id, field, code, values });
  const found: RoutingWarning[] = [];
  const members = agents.filter((agent) => agent.queues.has(queue.id));
  const widened = new Set([
    ...queue.help.map((rule) => rule.from),
    ...(plans.find((plan) => plan.id === queue.planId)?.steps ?? []).flatMap((step) => step.queues),
  ]);
  const others = agents.some((agent) => [...widened].some((id) => agent.queues.has(id)));
  if (members.length === 0 && !others && queue.overflow.length === 0)
    found.push(warn('name', 'queue_without_agents'));
  queue.requires.forEach((need, index) => {
    if (!agents.some((agent) => meetsNeed(agent, need)))
      found.push(warn(`requires[${index}]`, 'skill_nobody_has', { ...need }));
  });
  const all: Need[] = queue.requires;
  if (found.length === 0 && members.length > 0 && !members.some((agent) => meetsAll(agent, all)))
    found.push(warn('requires', 'requires_nobody_meets'));
  const idle = (field: string, id: string) => {
    const other = queues.find((one) => one.id === id);
    if (other !== undefined && !other.active)
      found.push(warn(field, 'queue_not_in_use', { queue: other.name }));
  };
  queue.help.forEach((rule, index) => idle(`help[${index}].from`, rule.from));
  queue.overflow.forEach((rule, index) => {
    idle(`overflow[${index}].toQueue`, rule.toQueue);
    const way = possibleLoop(queue.id, rule.toQueue, queues);
    if (way !== null)
      found.push(
        warn(`overflow[${index}].toQueue`, 'overflow_may_loop', {
          way: way.map((id) => queues.find((one) => one.id === id)?.name ?? id).join(' → '),
        }),
      );
  });
  if (queue.callback.allowed && !agents.some((agent) => agent.phone.has(queue.id)))
    found.push(warn('callback.allowed', 'callbacks_without_phone'));
  return found;
}

const meetsAll = (agent: CheckedAgent, needs: readonly Need[]) =>
  needs.every((need) => meetsNeed(agent, need));

function checkPlan(plan: PlanRow, { queues, agents }: Checked): RoutingWarning[] {
  const found: RoutingWarning[] = [];
  const warn = (field: string, code: RoutingWarning['code'], values: RoutingWarning['values'] = {}) =>
    found.push({ what: 'routing-plan', id: plan.id, field, code, values });
  plan.steps.forEach(({ need, queues: added }, index) => {
    const at = `steps[${index}]`;
    if (need !== null) {
      const missing = skillsIn(need).filter((one) => !agents.some((agent) => meetsNeed(agent, one)));
      for (const one of missing) warn(`${at}.need`, 'skill_nobody_has', { ...one, step: index + 1 });
      if (missing.length === 0 && !agents.some((agent) => meetsNeed(agent, need)))
        warn(`${at}.need`, 'need_nobody_meets', { step: index + 1 });
    }
    for (const id of added) {
      const queue = queues.find((one) => one.id === id);
      if (queue !== undefined && !queue.active)
        warn(`${at}.queues`, 'queue_not_in_use', { queue: queue.name, step: index + 1 });
    }
  });
  return found;
}
