/** Copies free of the caller's objects, with the defaults of what the caller left open. */
import type {
  AgentConfig,
  Capacity,
  HelpRule,
  Item,
  Need,
  OverflowRule,
  Plan,
  Queue,
  QueueConfig,
  WorkItem,
} from './types.ts';

// By hand: structuredClone costs ten times as much, and a take-over copies everything at once.

function copyNeed(need: Need): Need {
  if ('all' in need) return { all: copyNeeds(need.all) };
  if ('any' in need) return { any: copyNeeds(need.any) };
  return { ...need };
}

export function copyNeeds(needs: readonly Need[]): Need[] {
  return needs.map(copyNeed);
}

export function copyItem(item: WorkItem): Item {
  return {
    ...item,
    requires: copyNeeds(item.requires),
    offers: item.offers.slice(),
    refusals: item.refusals.map((refusal) => ({ ...refusal })),
    attention: item.attention.slice(),
    plan: item.plan ?? null,
    enteredAt: item.enteredAt ?? item.queuedAt,
    notBefore: item.notBefore ?? null,
    overflowed: item.overflowed?.slice() ?? [],
    step: item.step ?? 0,
    asker: item.asker ?? null,
    expiresAt: item.expiresAt ?? null,
  };
}

/** Profile, capacity, skills and team. */
export function copyConfig(config: AgentConfig): Required<AgentConfig> {
  const capacity: Capacity = {};
  for (const [channel, { max, interruptedBy }] of Object.entries(config.capacity)) {
    capacity[channel] = { max, interruptedBy: interruptedBy.slice() };
  }
  return {
    id: config.id,
    profile: config.profile.map((entry) => ({ ...entry })),
    capacity,
    skills: { ...config.skills },
    offersAtOnce: config.offersAtOnce ?? 1,
    team: config.team ?? null,
  };
}

export function copyPlan(plan: Plan): Plan {
  return {
    id: plan.id,
    steps: plan.steps.map((step) => ({
      need: step.need === null ? null : copyNeed(step.need),
      keepRequires: step.keepRequires,
      queues: step.queues.slice(),
      pool: step.pool,
      seconds: step.seconds,
      skipIfNobody: step.skipIfNobody,
    })),
  };
}

const copyHelp = (rule: HelpRule): HelpRule => ({
  from: rule.from,
  when: { ...rule.when },
  unlessDonor: rule.unlessDonor && { ...rule.unlessDonor },
  priority: rule.priority,
  delaySeconds: rule.delaySeconds,
});

const copyOverflow = (rule: OverflowRule): OverflowRule => ({
  toQueue: rule.toQueue,
  afterSeconds: rule.afterSeconds,
  when: rule.when && { ...rule.when },
  keepPlace: rule.keepPlace,
});

/** Always in the same order of fields, so that equal queues give equal JSON. */
export function copyQueue(queue: QueueConfig): Queue {
  const { limit, preferred } = queue;
  return {
    id: queue.id,
    priority: queue.priority,
    offerSeconds: { ...queue.offerSeconds },
    idleClock: queue.idleClock,
    refusalSeconds: queue.refusalSeconds,
    refusalsBeforeAlert: queue.refusalsBeforeAlert,
    ttlSeconds: queue.ttlSeconds,
    wrapUp: { mode: queue.wrapUp.mode, seconds: queue.wrapUp.seconds },
    parallelOffers: queue.parallelOffers,
    open: queue.open,
    plan: queue.plan ? copyPlan(queue.plan) : null,
    help: (queue.help ?? []).map(copyHelp),
    overflow: (queue.overflow ?? []).map(copyOverflow),
    limit: limit ? { ...limit, ...(limit.channels ? { channels: limit.channels.slice() } : {}) } : null,
    preferred: preferred
      ? { mode: preferred.mode, seconds: preferred.seconds, personalLimit: preferred.personalLimit }
      : null,
  };
}
