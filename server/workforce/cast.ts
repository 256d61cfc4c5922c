import type { QueueConfig, RoutingEvent } from '#server/routing/index.ts';
import { poisson } from './arrivals.rules.ts';
import { meanOf, sampler, source, type Source } from './chance.rules.ts';
import type { Scenario } from './scenario.ts';
import { presenceOf, type Presence } from './shifts.rules.ts';

// Who takes part in a run: streams of customers, groups of agents, each with a source of chance of its own.

export interface Stream {
  index: number;
  config: Scenario['arrivals'][number];
  queue: number;
  next: (after: number) => number;
  handling: () => number;
  meanHandling: number;
  wrapUp: () => number;
  patience: (() => number) | null;
}

export interface Agent {
  id: string;
  index: number;
  group: Group;
  open: number;
}

export interface Group {
  index: number;
  config: Scenario['agents'][number];
  presence: Presence;
  here: boolean;
  agents: Agent[];
  accept: () => number;
  chance: Source;
}

export interface Cast {
  streams: Stream[];
  groups: Group[];
  agents: Agent[];
  /** Per queue, in the order of the scenario. */
  wrapUp: QueueConfig['wrapUp'][];
}

export function castOf(scenario: Scenario, replication: number): Cast {
  const seed = (name: string) => source(`${scenario.seed}/${replication}/${name}`);
  const until = scenario.hours * 3_600_000;
  const groups = scenario.agents.map((config, index): Group => {
    const presence = presenceOf(config.shifts, scenario.firstDay);
    return {
      index,
      config,
      presence,
      here: presence.first,
      agents: [],
      accept: sampler(config.acceptSeconds, seed(`accept ${config.id}`)),
      chance: seed(`answer ${config.id}`),
    };
  });
  const agents: Agent[] = [];
  for (const group of groups)
    for (let i = 1; i <= group.config.count; i++) {
      const id = `${group.config.id}:${String(i).padStart(5, '0')}`;
      const agent = { id, index: agents.length, group, open: 0 };
      agents.push(agent);
      group.agents.push(agent);
    }
  const queueOf = new Map(scenario.queues.map((queue, index) => [queue.id, index]));
  const streams = scenario.arrivals.map((config, index) => {
    const name = nameOf(scenario.arrivals, index);
    return {
      index,
      config,
      queue: queueOf.get(config.queue)!,
      next: poisson(config, seed(`arrivals ${name}`), until),
      handling: sampler(config.handling, seed(`handling ${name}`)),
      meanHandling: meanOf(config.handling),
      wrapUp: sampler(config.wrapUp ?? { kind: 'fixed', seconds: 0 }, seed(`wrap-up ${name}`)),
      patience: config.patience === null ? null : sampler(config.patience, seed(`patience ${name}`)),
    };
  });
  return { streams, groups, agents, wrapUp: scenario.queues.map((queue) => wrapUpOf(scenario, queue)) };
}

/** What the core is told before the first customer comes: queues, agents, and who is there. */
export function openingOf(scenario: Scenario, { agents, wrapUp }: Cast): RoutingEvent[] {
  const events: RoutingEvent[] = scenario.queues.map((queue, index) => ({
    type: 'queue.upserted',
    at: 0,
    queue: {
      id: queue.id,
      priority: queue.priority,
      offerSeconds: queue.offerSeconds,
      idleClock: queue.idleClock,
      refusalSeconds: queue.refusalSeconds,
      refusalsBeforeAlert: 0,
      ttlSeconds: queue.ttlSeconds,
      wrapUp: wrapUp[index]!,
      parallelOffers: queue.parallelOffers,
      open: true,
      plan: queue.plan === null ? null : { id: queue.id, steps: queue.plan.steps },
      help: queue.help,
      overflow: queue.overflow,
      limit: queue.limit === null ? null : { max: queue.limit, bufferShare: 0 },
    },
  }));
  for (const { id, group } of agents) {
    const { profile, capacity, skills, team } = group.config;
    const agent = { id, profile, capacity: capacity ?? capacityOf(profile), skills, team };
    events.push({ type: 'agent.upserted', at: 0, agent });
    events.push({ type: 'agent.connected', at: 0, agent: id, connected: true });
    if (group.here) events.push({ type: 'agent.presence', at: 0, agent: id, presence: 'available' });
  }
  return events;
}

/** By what it is and not by its place: a stream put before it leaves its customers as they are. */
function nameOf(streams: Scenario['arrivals'], index: number): string {
  const { queue, channel } = streams[index]!;
  const alike = streams.slice(0, index).filter((one) => one.queue === queue && one.channel === channel);
  return `${queue} ${channel} ${alike.length}`;
}

function wrapUpOf(scenario: Scenario, queue: Scenario['queues'][number]): QueueConfig['wrapUp'] {
  if (queue.wrapUp !== undefined) return queue.wrapUp;
  const wrapped = scenario.arrivals.some((one) => one.queue === queue.id && one.wrapUp !== undefined);
  return { mode: wrapped ? 'mandatory' : 'none', seconds: 0 };
}

/** One item at a time, whatever its channel. */
function capacityOf(profile: Scenario['agents'][number]['profile']) {
  return Object.fromEntries(profile.map(({ channel }) => [channel, { max: 1, interruptedBy: [] }]));
}

/** Whether a rule looks at figures that the core cannot know itself. */
export const needsMeasuring = (scenario: Scenario): boolean =>
  scenario.queues.some((queue) => queue.help.length > 0 || queue.overflow.some((rule) => rule.when !== null));
