/** Random commands for the properties: numbers only, so that they shrink well; each becomes an event in the light of the state. */
import fc from 'fast-check';
import { createState, load, snapshot, step } from './index.ts';
import type {
  Capacity,
  Condition,
  Effect,
  Need,
  NewItem,
  Plan,
  PlanStep,
  QueueConfig,
  RoutingEvent,
  RoutingState,
  Snapshot,
} from './index.ts';
import { anAgent, aQueue } from './testing.ts';

const QUEUES = ['q1', 'q2', 'q3'];
const AGENTS = ['a1', 'a2', 'a3', 'a4', 'a5'];
const CHANNELS = ['email', 'chat', 'phone'];
/** Steps of cases and visits have media of their own. */
const SERVED = [...CHANNELS, 'case', 'desk'];
const PLANS = ['p1', 'p2'];

/** FILO_PROPERTY_RUNS=20000 for a long look. */
const RUNS = Number(process.env['FILO_PROPERTY_RUNS'] ?? 250);
/** FILO_PROPERTY_SEED=<n> repeats a run that failed. */
const SEED = process.env['FILO_PROPERTY_SEED'];
/** For a property of which so many runs are worth one. */
export const settings = (share: number) => ({
  numRuns: Math.ceil(RUNS / share),
  ...(SEED === undefined ? {} : { seed: Number(SEED) }),
});

export interface Command {
  kind: (typeof KINDS)[number];
  wait: number;
  a: number;
  b: number;
  c: number;
}
const KINDS = [
  ...(['queued', 'queued', 'queued', 'queued', 'accepted', 'accepted', 'accepted'] as const),
  ...(['handled', 'handled', 'declined', 'tick', 'tick', 'presence', 'presence', 'connected'] as const),
  ...(['removed', 'changed', 'assigned', 'transferred', 'transferredToAgent', 'wrapped', 'parked'] as const),
  ...(['upserted', 'gone', 'queueChanged', 'rejected', 'replacedItem', 'replacedAgent'] as const),
  ...(['goneFromStore', 'nonsense', 'planChanged', 'measured', 'scheduled', 'queueGone'] as const),
] as const;

const command: fc.Arbitrary<Command> = fc.record({
  kind: fc.constantFrom(...KINDS),
  // Mostly little time, so that offers are answered before they run out.
  wait: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 1, 2, 4, 12),
  a: fc.nat(40),
  b: fc.nat(40),
  c: fc.nat(40),
});
// size: by default fast-check would stop at a dozen commands, too few for an agent to come back.
export const commands = fc.array(command, { minLength: 1, maxLength: 80, size: 'max' });

function pick<T>(list: readonly T[], n: number): T | undefined {
  return list.length === 0 ? undefined : list[n % list.length];
}

function of<T>(list: readonly T[], n: number): T {
  return list[n % list.length] as T;
}

const CAPACITIES: Capacity[] = [
  {
    email: { max: 2, interruptedBy: ['phone'] },
    chat: { max: 2, interruptedBy: [] },
    phone: { max: 1, interruptedBy: [] },
    case: { max: 2, interruptedBy: ['phone', 'chat'] },
  },
  {
    email: { max: 1, interruptedBy: [] },
    chat: { max: 3, interruptedBy: ['email', 'phone'] },
    desk: { max: 1, interruptedBy: [] },
  },
  {
    email: { max: 3, interruptedBy: ['chat', 'phone'] },
    chat: { max: 1, interruptedBy: ['email'] },
    phone: { max: 1, interruptedBy: [] },
    case: { max: 1, interruptedBy: ['desk'] },
    desk: { max: 1, interruptedBy: [] },
  },
  {
    phone: { max: 1, interruptedBy: [] },
    email: { max: 0, interruptedBy: [] },
    case: { max: 1, interruptedBy: [] },
  },
];

function configOf(id: string, n: number, m: number) {
  return anAgent(id, {
    profile: QUEUES.filter((_, i) => ((n + 1) >> i) % 2 === 1).flatMap((queue, i) =>
      SERVED.map((channel, j) => ({
        queue,
        channel,
        priority: of([1, 2, null], n + i + j),
        delaySeconds: (m + i) % 3 === 0 ? 10 : 0,
      })),
    ),
    capacity: of(CAPACITIES, m),
    skills: { it: n % 4, gas: m % 3 },
    offersAtOnce: 1 + (m % 2),
    team: of([null, 't1', 't2'], n + m),
  });
}

const NEEDS: (Need | null)[] = [
  null,
  { skill: 'it', level: 2 },
  { any: [{ skill: 'it', level: 3 }, { team: 't1' }] },
  { all: [{ skill: 'gas', level: 1 }, { any: [{ agent: 'a2' }, { skill: 'it', level: 1 }] }] },
  { team: 't2' },
  { any: [{ agent: 'a1' }, { agent: 'a5' }] },
  { any: [] },
];

function planOf(id: string, n: number, m: number): Plan {
  const steps: PlanStep[] = [];
  for (let i = 0; i <= n % 3; i++) {
    steps.push({
      need: of(NEEDS, n + m + i * 2),
      keepRequires: (n + i) % 3 !== 1,
      queues: (m + i) % 3 === 0 ? [of(QUEUES, n + i)] : [],
      pool: (n + m + i) % 2 === 0 ? 'anyone' : 'members',
      seconds: (n + m * 3 + i) % 5 === 0 ? null : 4 + ((n + m) % 4) * 3,
      skipIfNobody: (m + i) % 2 === 0,
    });
  }
  return { id, steps };
}

const CONDITIONS: Condition[] = [
  { measure: 'waiting', is: 'above', value: 1 },
  { measure: 'idle_agents', is: 'below', value: 1 },
  { measure: 'longest_wait', is: 'above', value: 6 },
  { measure: 'estimated_wait', is: 'above', value: 20 },
  { measure: 'service_level', is: 'below', value: 0.6 },
];

function queueConfig(id: string, n: number, open = true): QueueConfig {
  const others = QUEUES.filter((queue) => queue !== id);
  return aQueue(id, {
    priority: 1 + (n % 2),
    offerSeconds: { phone: 8, chat: 12 },
    idleClock: id === 'q3' ? 'available_since' : 'last_handled',
    refusalSeconds: of([0, 15, 40], n),
    refusalsBeforeAlert: 2,
    ttlSeconds: n % 2 === 0 ? 45 : null,
    parallelOffers: id === 'q2' ? 2 : 1,
    open,
    wrapUp: {
      mode: of(['none', 'optional', 'mandatory', 'mandatory_timed', 'forced_timed'], n),
      seconds: 10,
    },
    plan: n % 4 === 1 ? planOf('own', n, n + 1) : null,
    help:
      n % 3 === 0
        ? [
            {
              from: of(others, n),
              when: of(CONDITIONS, n),
              unlessDonor: n % 2 === 0 ? null : of(CONDITIONS, n + 1),
              priority: n % 5 === 0 ? 1 : null,
              delaySeconds: n % 4 === 0 ? 3 : 0,
            },
          ]
        : [],
    overflow:
      n % 5 === 2
        ? [
            {
              toQueue: of(others, n + 1),
              afterSeconds: n % 3 === 0 ? null : 9,
              when: n % 2 === 0 ? null : of(CONDITIONS, n + 2),
              keepPlace: n % 2 === 0,
            },
          ]
        : [],
    limit: n % 7 === 3 ? { max: 3, bufferShare: 0.4, ...(n % 2 === 0 ? { channels: ['chat'] } : {}) } : null,
    preferred:
      n % 6 === 4 ? { mode: of(['off', 'members', 'anyone'], n >> 1), seconds: 8, personalLimit: 1 } : null,
  });
}

/** Every kind of work, the customers' contacts most of all; half of the steps and visits on their own medium. */
function workOf(n: number, channel: string): Pick<NewItem, 'kind' | 'channel'> {
  switch (n % 7) {
    case 0:
      return { kind: 'case_step', channel: n % 2 === 0 ? 'case' : channel };
    case 1:
      return { kind: 'callback', channel };
    case 2:
      return { kind: 'desk_visit', channel: n % 2 === 0 ? 'desk' : channel };
    case 3:
      return { kind: 'consult', channel };
    default:
      return { kind: 'contact', channel };
  }
}

function queuedEvent(at: number, id: string, { a, b, c }: Command): RoutingEvent {
  const need = of(NEEDS, b + c);
  const consult = c % 7 === 3 ? { asker: of(AGENTS, a), expiresAt: c % 2 === 0 ? null : at + 14_000 } : {};
  return {
    type: 'item.queued',
    at,
    item: {
      id,
      ...workOf(c, of(CHANNELS, a)),
      ...consult,
      queue: of(QUEUES, b),
      arrivedAt: at,
      boostSeconds: c % 5 === 0 ? 15 : 0,
      requires:
        c % 4 === 0 ? [{ skill: 'it', level: 1 + (b % 4) }] : c % 9 === 1 && need !== null ? [need] : [],
      preferredAgent: c % 6 === 1 ? of(AGENTS, b) : null,
      ...(c % 12 === 7 ? {} : { preferredUntil: c % 12 === 1 ? null : at + 9000 }),
      plan: a % 5 === 4 ? of([...PLANS, 'nowhere'], b) : null,
    },
    admitWhenClosed: c % 2 === 0,
    admitWhenFull: a % 2 === 0,
  };
}

function eventOf(state: RoutingState, { kind, wait, a, b, c }: Command, fresh: () => string): RoutingEvent {
  const at = state.now + wait * 1000;
  const agent = of(AGENTS, a);
  // By id: the order of a map is history, and lost by a crash.
  const items = [...state.items.values()].sort((x, y) => Number(x.id.slice(1)) - Number(y.id.slice(1)));
  const inState = (...states: string[]) => items.filter((item) => states.includes(item.state));
  const offers = [...state.offers.values()].sort((x, y) => (x.id < y.id ? -1 : 1));
  const offer = pick(offers, a);
  const tick: RoutingEvent = { type: 'tick', at };
  const requires = c % 4 === 0 ? [{ skill: 'it', level: 1 + (b % 4) }] : [];
  switch (kind) {
    case 'queued':
      return queuedEvent(at, fresh(), { kind, wait, a, b, c });
    case 'scheduled': {
      const event = queuedEvent(at, fresh(), { kind, wait, a, b, c });
      if (event.type !== 'item.queued') return event;
      const later = { notBefore: at + (c % 9) * 1000, queuedAt: at - (b % 3) * 10_000 };
      return { ...event, item: { ...event.item, ...later } };
    }
    case 'tick':
      return tick;
    case 'accepted':
      return offer ? { type: 'offer.accepted', at, offer: offer.id, agent: offer.agent } : tick;
    case 'declined':
      return offer
        ? { type: 'offer.declined', at, offer: offer.id, agent: offer.agent, reason: 'busy' }
        : tick;
    case 'rejected': {
      const stale = of(['item', 'agent', 'both'] as const, b);
      return offer ? { type: 'offer.rejected_by_store', at, offer: offer.id, stale } : tick;
    }
    case 'handled': {
      const item = pick(inState('active', 'parked'), a);
      return item ? { type: 'item.handled', at, item: item.id, wrapUp: b % 2 === 0 } : tick;
    }
    case 'wrapped': {
      const item = pick(inState('wrap_up'), a);
      return item ? { type: 'wrapup.done', at, item: item.id } : tick;
    }
    case 'parked': {
      const item = pick(inState('active'), a);
      return item ? { type: 'item.parked', at, item: item.id } : tick;
    }
    case 'presence': {
      const presence = (['not_ready', 'offline'] as const)[b % 9] ?? 'available';
      return { type: 'agent.presence', at, agent, presence, reason: 'break' };
    }
    case 'connected':
      return { type: 'agent.connected', at, agent, connected: b % 5 !== 0 };
    case 'removed': {
      const item = pick(items, a);
      const reason = of(['abandoned', 'closed', 'cancelled', 'callback'] as const, b);
      return item ? { type: 'item.removed', at, item: item.id, reason } : tick;
    }
    case 'changed': {
      const item = pick(items, a);
      if (!item) return tick;
      const change = { type: 'item.changed' as const, at, item: item.id };
      if (b % 4 === 0) return { ...change, queue: of(QUEUES, c), keepPlace: c % 2 === 0 };
      if (b % 4 === 1) return { ...change, boostSeconds: (c % 3) * 20 - 20 };
      if (b % 4 === 2) return { ...change, plan: of([null, ...PLANS], c) };
      return { ...change, requires };
    }
    case 'assigned': {
      if (c % 6 === 0) {
        const id = fresh();
        const kindOf = workOf(a, of(CHANNELS, b));
        return {
          type: 'item.assigned',
          at,
          item: id,
          agent,
          create: { id, ...kindOf, queue: 'q1', arrivedAt: at },
        };
      }
      const item = pick(items, b);
      return item ? { type: 'item.assigned', at, item: item.id, agent } : tick;
    }
    case 'transferred': {
      const item = pick(items, a);
      const toQueue = of(QUEUES, b);
      const event = { type: 'item.transferred' as const, at, toQueue, keepPlace: c % 2 === 0 };
      const notBefore = c % 5 === 0 ? at + 5000 : null;
      return item ? { ...event, item: item.id, notBefore } : tick;
    }
    case 'transferredToAgent': {
      const item = pick(items, b);
      const waitSeconds = c % 3 === 0 ? null : 12;
      return item ? { type: 'item.transferred', at, item: item.id, toAgent: agent, waitSeconds } : tick;
    }
    case 'upserted':
      return { type: 'agent.upserted', at, agent: configOf(agent, b, c) };
    case 'gone':
      return c % 4 === 0 ? { type: 'agent.removed', at, agent } : tick;
    case 'queueChanged':
      return { type: 'queue.upserted', at, queue: queueConfig(of(QUEUES, a), b, c % 4 !== 0) };
    case 'queueGone':
      return c % 4 === 0 ? { type: 'queue.removed', at, queue: of(QUEUES, a) } : tick;
    case 'planChanged': {
      const plan = of(PLANS, a);
      return c % 4 === 0
        ? { type: 'plan.removed', at, plan }
        : { type: 'plan.upserted', at, plan: planOf(plan, b, c) };
    }
    case 'measured': {
      const seconds = of([null, 10, 60], b);
      const handlingSeconds = { email: seconds, chat: 30 };
      const serviceLevel = of([null, 0.5, 0.9], c);
      return { type: 'queue.measured', at, queue: of(QUEUES, a), handlingSeconds, serviceLevel };
    }
    case 'replacedItem': {
      const item = pick(items, a);
      if (!item) return tick;
      const own = offers.filter((one) => one.item === item.id);
      const record = structuredClone(item);
      return { type: 'item.replaced', at, item: item.id, record, offers: structuredClone(own) };
    }
    case 'goneFromStore': {
      const item = pick(inState('active', 'wrap_up', 'parked'), a);
      return item ? { type: 'item.replaced', at, item: item.id, record: null, offers: [] } : tick;
    }
    case 'replacedAgent': {
      // Those who wait for the truth first: the shell brings it soon.
      const stale = AGENTS.map((id) => state.agents.get(id)).find((one) => one?.suspended);
      const known = stale ?? state.agents.get(agent);
      return known ? { type: 'agent.replaced', at, agent: structuredClone(known) } : tick;
    }
    case 'nonsense': {
      // Late, doubled or foreign messages, and a clock that steps back.
      const item = pick(items, b)?.id ?? 'nobody';
      const events: RoutingEvent[] = [
        { type: 'offer.accepted', at: at - 60_000, offer: 'i1#1', agent },
        { type: 'item.handled', at, item: 'nobody' },
        { type: 'item.transferred', at, item, toQueue: 'nowhere' },
        { type: 'item.assigned', at, item, agent: 'nobody' },
        { type: 'agent.presence', at, agent: 'nobody', presence: 'available' },
        { type: 'offer.declined', at, offer: offer?.id ?? 'none', agent: 'nobody', reason: 'x' },
        { type: 'tick', at: 0 },
      ];
      return of(events, c);
    }
  }
}

/** Three agents on duty, one off, one unknown; a plan that items may bring. */
export function start(): RoutingState {
  const state = createState();
  QUEUES.forEach((id, i) => step(state, { type: 'queue.upserted', at: 0, queue: queueConfig(id, i) }));
  step(state, { type: 'plan.upserted', at: 0, plan: planOf('p1', 2, 1) });
  AGENTS.slice(0, 4).forEach((id, i) => {
    step(state, { type: 'agent.upserted', at: 0, agent: configOf(id, 6 - i, i) });
    step(state, { type: 'agent.connected', at: 0, agent: id, connected: true });
    if (i < 3) step(state, { type: 'agent.presence', at: 0, agent: id, presence: 'available' });
  });
  return state;
}

export interface Look {
  before: Snapshot;
  event: RoutingEvent;
  fx: Effect[];
  state: RoutingState;
}

export interface Run {
  state: RoutingState;
  events: RoutingEvent[];
  effects: Effect[][];
}

/** Runs commands; `look` sees the state before and after each step. `faults`: crashes and events that come twice. */
export function run(list: Command[], look: (at: Look) => void = () => undefined, faults = false): Run {
  let state = start();
  const events: RoutingEvent[] = [];
  const effects: Effect[][] = [];
  let next = 1;
  const carryOut = (event: RoutingEvent): void => {
    const before = snapshot(state);
    const fx = step(state, structuredClone(event));
    events.push(event);
    effects.push(fx);
    look({ before, event, fx, state });
  };
  for (const one of list) {
    const event = eventOf(state, one, () => `i${next++}`);
    carryOut(event);
    if (!faults) continue;
    if (one.a % 3 === 0) carryOut(event);
    if (one.b % 7 === 0) state = load(JSON.parse(JSON.stringify(snapshot(state))));
  }
  return { state, events, effects };
}
