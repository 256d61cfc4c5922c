// Queues, agents and items for the bench of the routing core. Seeded, so that two runs meet the same.
import type {
  AgentRecord,
  Need,
  PlanStep,
  QueueConfig,
  RoutingEvent,
  Snapshot,
} from '../../server/routing/engine/index.ts';

export const QUEUES = 50;
const CHANNELS = ['phone', 'chat', 'email'];
const SKILLS = ['english', 'german', 'gas', 'water', 'billing'];

/** Mulberry32: small, seeded, good enough to spread load. */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
let next = random(20261122);
let serial = 0;
export const int = (below: number): number => Math.floor(next() * below);
const from = <T>(list: readonly T[]): T => list[int(list.length)] as T;

/** From the beginning: the same crowd again. */
export function restart(): void {
  next = random(20261122);
  serial = 0;
}

const step0: Omit<PlanStep, 'need' | 'seconds'> = {
  keepRequires: true,
  queues: [],
  pool: 'members',
  skipIfNobody: true,
};

/** Every third queue: the experts first, then one of two skills or the night team, then the next queue's agents too. */
function planOf(i: number): QueueConfig['plan'] {
  if (i % 3 !== 0) return null;
  const some: Need = { any: [{ skill: 'gas', level: 2 }, { skill: 'water', level: 2 }, { team: 't1' }] };
  return {
    id: `p${i}`,
    steps: [
      { ...step0, need: { skill: from(SKILLS), level: 4 }, seconds: 30 },
      { ...step0, need: some, seconds: 60, pool: i % 2 === 0 ? 'anyone' : 'members' },
      { ...step0, need: null, seconds: 120, keepRequires: false, queues: [`q${(i + 1) % QUEUES}`] },
    ],
  };
}

/** Every fourth queue is helped by another while more than 200 wait, unless the other is worse off. */
function helpOf(i: number): QueueConfig['help'] {
  if (i % 4 !== 1) return [];
  return [
    {
      from: `q${(i + 7) % QUEUES}`,
      when: { measure: 'waiting', is: 'above', value: 200 },
      unlessDonor: { measure: 'service_level', is: 'below', value: 0.3 },
      priority: null,
      delaySeconds: i % 8 === 1 ? 20 : 0,
    },
  ];
}

/** Every tenth queue flows over: by time, or while its estimated wait is long. */
function overflowOf(i: number): QueueConfig['overflow'] {
  if (i % 10 !== 5) return [];
  const when = i % 20 === 5 ? null : ({ measure: 'estimated_wait', is: 'above', value: 3600 } as const);
  return [{ toQueue: `q${(i + 3) % QUEUES}`, afterSeconds: 600, when, keepPlace: true }];
}

export function queues(): Snapshot['queues'] {
  return Array.from({ length: QUEUES }, (_, i) => ({
    id: `q${i}`,
    priority: 5,
    // Long, so that the backlog is decided by the events that are measured and not by misses.
    offerSeconds: { phone: 7200, chat: 7200, email: 7200 },
    idleClock: i % 5 === 0 ? ('available_since' as const) : ('last_handled' as const),
    refusalSeconds: 60,
    refusalsBeforeAlert: 3,
    ttlSeconds: 86_400,
    wrapUp: { mode: 'none' as const, seconds: 0 },
    parallelOffers: i % 10 === 9 ? 2 : 1,
    open: true,
    plan: planOf(i),
    help: helpOf(i),
    overflow: overflowOf(i),
  }));
}

/** Six queues on three channels each, a third of them as overflow after 30 s; two skills of five. */
export function agentRecord(i: number, available: boolean, clock: number): AgentRecord {
  const served = [...new Set(Array.from({ length: 6 }, () => `q${int(QUEUES)}`))];
  return {
    id: `a${String(i).padStart(5, '0')}`,
    profile: served.flatMap((queue, k) =>
      CHANNELS.map((channel) => ({
        queue,
        channel,
        priority: 1 + (k % 3),
        delaySeconds: k % 3 === 2 ? 30 : 0,
      })),
    ),
    capacity: {
      phone: { max: 1, interruptedBy: [] },
      chat: { max: 3, interruptedBy: ['chat', 'email'] },
      email: { max: 3, interruptedBy: ['phone', 'chat'] },
    },
    skills: { [from(SKILLS)]: 1 + int(5), [from(SKILLS)]: 1 + int(5) },
    team: `t${int(100)}`,
    presence: available ? 'available' : 'not_ready',
    reason: available ? null : 'break',
    connected: true,
    notRespondingSince: null,
    lastHandledAt: clock - int(3_600_000),
    availableSince: available ? clock - int(3_600_000) : null,
  };
}

/** Half without requirements, a tenth with an OR, the rest with one of 15; a fifth with a boost of one to three minutes. */
export function arrival(clock: number): Extract<RoutingEvent, { type: 'item.queued' }> {
  const one = (): Need => ({ skill: from(SKILLS), level: 1 + int(3) });
  const kind = next();
  const requires: Need[] = kind < 0.5 ? [] : kind < 0.6 ? [{ any: [one(), one()] }] : [one()];
  const boostSeconds = next() < 0.2 ? 60 * (1 + int(3)) : 0;
  const item = {
    id: `i${String(++serial).padStart(9, '0')}`,
    kind: 'contact' as const,
    channel: from(CHANNELS),
    queue: `q${int(QUEUES)}`,
    arrivedAt: clock,
    requires,
    boostSeconds,
  };
  return { type: 'item.queued', at: clock, item };
}

/** Handling time and service level of all queues, as the shell feeds them. */
export function measured(i: number, clock: number): RoutingEvent {
  const handlingSeconds = { phone: 240 + i, chat: 400, email: 600 };
  return { type: 'queue.measured', at: clock, queue: `q${i % QUEUES}`, handlingSeconds, serviceLevel: 0.7 };
}
