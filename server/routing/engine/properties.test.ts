import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createState, load, nextWakeAt, snapshot, step } from './index.ts';
import type { AgentState, Capacity, Effect, RoutingEvent, RoutingState, WorkItem } from './index.ts';
import { anAgent, aQueue } from './testing.ts';

const QUEUES = ['q1', 'q2', 'q3'];
const AGENTS = ['a1', 'a2', 'a3', 'a4', 'a5'];
const CHANNELS = ['email', 'chat', 'phone'];
/** FILO_PROPERTY_RUNS=20000 for a long look. */
const RUNS = Number(process.env['FILO_PROPERTY_RUNS'] ?? 250);
/** FILO_PROPERTY_SEED=<n> repeats a run that failed. */
const SEED = process.env['FILO_PROPERTY_SEED'];
const settings = (share: number) => ({
  numRuns: Math.ceil(RUNS / share),
  ...(SEED === undefined ? {} : { seed: Number(SEED) }),
});

/** A command is numbers only, so that it shrinks well; it becomes an event in the light of the state. */
interface Command {
  kind: (typeof KINDS)[number];
  wait: number;
  a: number;
  b: number;
  c: number;
}
const KINDS = [
  ...([
    'queued',
    'queued',
    'queued',
    'queued',
    'accepted',
    'accepted',
    'accepted',
    'handled',
    'handled',
  ] as const),
  ...(['declined', 'tick', 'tick', 'presence', 'presence', 'connected', 'removed', 'changed'] as const),
  ...(['assigned', 'transferred', 'transferredToAgent', 'wrapped', 'parked', 'upserted', 'gone'] as const),
  ...(['queueChanged', 'rejected', 'replacedItem', 'replacedAgent', 'goneFromStore', 'nonsense'] as const),
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
const commands = fc.array(command, { minLength: 1, maxLength: 80, size: 'max' });

function pick<T>(list: readonly T[], n: number): T | undefined {
  return list.length === 0 ? undefined : list[n % list.length];
}

function capacityOf(n: number): Capacity {
  const variants: Capacity[] = [
    {
      email: { max: 2, interruptedBy: ['phone'] },
      chat: { max: 2, interruptedBy: [] },
      phone: { max: 1, interruptedBy: [] },
    },
    { email: { max: 1, interruptedBy: [] }, chat: { max: 3, interruptedBy: ['email', 'phone'] } },
    {
      email: { max: 3, interruptedBy: ['chat', 'phone'] },
      chat: { max: 1, interruptedBy: ['email'] },
      phone: { max: 1, interruptedBy: [] },
    },
    { phone: { max: 1, interruptedBy: [] }, email: { max: 0, interruptedBy: [] } },
  ];
  return variants[n % variants.length] as Capacity;
}

function configOf(id: string, n: number, m: number) {
  return anAgent(id, {
    profile: QUEUES.filter((_, i) => ((n + 1) >> i) % 2 === 1).flatMap((queue, i) =>
      CHANNELS.map((channel, j) => ({
        queue,
        channel,
        priority: [1, 2, null][(n + i + j) % 3] as number | null,
        delaySeconds: (m + i) % 3 === 0 ? 10 : 0,
      })),
    ),
    capacity: capacityOf(m),
    skills: { it: n % 4, gas: m % 3 },
    offersAtOnce: 1 + (m % 2),
  });
}

function eventOf(state: RoutingState, { kind, wait, a, b, c }: Command, fresh: () => string): RoutingEvent {
  const at = state.now + wait * 1000;
  const agent = pick(AGENTS, a) as string;
  const items = [...state.items.values()];
  const inState = (...states: string[]) => items.filter((item) => states.includes(item.state));
  const offer = pick([...state.offers.values()], a);
  const tick: RoutingEvent = { type: 'tick', at };
  const requires = c % 4 === 0 ? [{ skill: 'it', level: 1 + (b % 4) }] : [];
  switch (kind) {
    case 'queued':
      return {
        type: 'item.queued',
        at,
        item: {
          id: fresh(),
          kind: c % 7 === 0 ? 'case_step' : 'contact',
          channel: pick(CHANNELS, a) as string,
          queue: pick(QUEUES, b) as string,
          arrivedAt: at,
          boostSeconds: c % 5 === 0 ? 15 : 0,
          requires,
          preferredAgent: c % 6 === 1 ? (pick(AGENTS, b) as string) : null,
          preferredUntil: c % 12 === 1 ? null : at + 9000,
        },
        admitWhenClosed: c % 2 === 0,
      };
    case 'tick':
      return tick;
    case 'accepted':
      return offer ? { type: 'offer.accepted', at, offer: offer.id, agent: offer.agent } : tick;
    case 'declined':
      return offer
        ? { type: 'offer.declined', at, offer: offer.id, agent: offer.agent, reason: 'busy' }
        : tick;
    case 'rejected':
      return offer
        ? {
            type: 'offer.rejected_by_store',
            at,
            offer: offer.id,
            stale: (['item', 'agent', 'both'] as const)[b % 3] as 'item' | 'agent' | 'both',
          }
        : tick;
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
    case 'presence':
      return {
        type: 'agent.presence',
        at,
        agent,
        presence: (['not_ready', 'offline'] as const)[b % 9] ?? 'available',
        reason: 'break',
      };
    case 'connected':
      return { type: 'agent.connected', at, agent, connected: b % 5 !== 0 };
    case 'removed': {
      const item = pick(items, a);
      const reason = (['abandoned', 'closed', 'cancelled'] as const)[b % 3] as 'abandoned';
      return item ? { type: 'item.removed', at, item: item.id, reason } : tick;
    }
    case 'changed': {
      const item = pick(items, a);
      if (!item) return tick;
      const change = { type: 'item.changed' as const, at, item: item.id };
      if (b % 3 === 0) return { ...change, queue: pick(QUEUES, c) as string, keepPlace: c % 2 === 0 };
      if (b % 3 === 1) return { ...change, boostSeconds: (c % 3) * 20 - 20 };
      return { ...change, requires };
    }
    case 'assigned': {
      if (c % 6 === 0) {
        const id = fresh();
        const create = {
          id,
          kind: 'contact' as const,
          channel: pick(CHANNELS, b) as string,
          queue: 'q1',
          arrivedAt: at,
        };
        return { type: 'item.assigned', at, item: id, agent, create };
      }
      const item = pick(items, b);
      return item ? { type: 'item.assigned', at, item: item.id, agent } : tick;
    }
    case 'transferred': {
      const item = pick(items, a);
      const toQueue = pick(QUEUES, b) as string;
      return item ? { type: 'item.transferred', at, item: item.id, toQueue, keepPlace: c % 2 === 0 } : tick;
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
      return { type: 'queue.upserted', at, queue: queueConfig(pick(QUEUES, a) as string, b, c % 4 !== 0) };
    case 'replacedItem': {
      const item = pick(items, a);
      if (!item) return tick;
      const offers = [...state.offers.values()].filter((one) => one.item === item.id);
      return {
        type: 'item.replaced',
        at,
        item: item.id,
        record: structuredClone(item),
        offers: structuredClone(offers),
      };
    }
    case 'goneFromStore': {
      const item = pick(inState('active', 'wrap_up', 'parked'), a);
      return item ? { type: 'item.replaced', at, item: item.id, record: null, offers: [] } : tick;
    }
    case 'replacedAgent': {
      // Those who wait for the truth first: the shell brings it soon.
      const known = [...state.agents.values()].find((one) => one.suspended) ?? state.agents.get(agent);
      return known ? { type: 'agent.replaced', at, agent: structuredClone(known) } : tick;
    }
    case 'nonsense': {
      // Late, doubled or foreign messages, and a clock that steps back.
      const events: RoutingEvent[] = [
        { type: 'offer.accepted', at: at - 60_000, offer: 'i1#1', agent },
        { type: 'item.handled', at, item: 'nobody' },
        { type: 'item.transferred', at, item: pick(items, b)?.id ?? 'nobody', toQueue: 'nowhere' },
        { type: 'item.assigned', at, item: pick(items, b)?.id ?? 'nobody', agent: 'nobody' },
        { type: 'agent.presence', at, agent: 'nobody', presence: 'available' },
        { type: 'offer.declined', at, offer: offer?.id ?? 'none', agent: 'nobody', reason: 'x' },
        { type: 'tick', at: 0 },
      ];
      return pick(events, c) as RoutingEvent;
    }
  }
}

function queueConfig(id: string, n: number, open = true) {
  return aQueue(id, {
    priority: 1 + (n % 2),
    offerSeconds: { phone: 8, chat: 12 },
    idleClock: id === 'q3' ? 'available_since' : 'last_handled',
    refusalSeconds: [0, 15, 40][n % 3] as number,
    refusalsBeforeAlert: 2,
    ttlSeconds: n % 2 === 0 ? 45 : null,
    parallelOffers: id === 'q2' ? 2 : 1,
    open,
    wrapUp: {
      mode: (['none', 'optional', 'mandatory', 'mandatory_timed', 'forced_timed'] as const)[n % 5] as 'none',
      seconds: 10,
    },
  });
}

/** Three agents on duty, one off, one unknown. */
function start(): RoutingState {
  const state = createState();
  QUEUES.forEach((id, i) => step(state, { type: 'queue.upserted', at: 0, queue: queueConfig(id, i) }));
  AGENTS.slice(0, 4).forEach((id, i) => {
    step(state, { type: 'agent.upserted', at: 0, agent: configOf(id, 6 - i, i) });
    step(state, { type: 'agent.connected', at: 0, agent: id, connected: true });
    if (i < 3) step(state, { type: 'agent.presence', at: 0, agent: id, presence: 'available' });
  });
  return state;
}

/** Runs commands; `look` sees the state before and after each step. */
function run(
  list: Command[],
  look: (at: {
    before: ReturnType<typeof snapshot>;
    event: RoutingEvent;
    fx: Effect[];
    state: RoutingState;
  }) => void,
): { state: RoutingState; events: RoutingEvent[]; effects: Effect[][] } {
  const state = start();
  const events: RoutingEvent[] = [];
  const effects: Effect[][] = [];
  let next = 1;
  for (const one of list) {
    const event = eventOf(state, one, () => `i${next++}`);
    const before = snapshot(state);
    const fx = step(state, structuredClone(event));
    events.push(event);
    effects.push(fx);
    look({ before, event, fx, state });
  }
  return { state, events, effects };
}

// --- the rules again, written plainly and without any index -----------------------------------------

interface Slot {
  /** The offer's id, or the item's once it is accepted. */
  id: string;
  item: string;
  channel: string;
  offered: boolean;
}

function slotsOf(
  from: {
    items: Iterable<WorkItem>;
    offers: Iterable<{ id: string; item: string; agent: string; channel: string }>;
  },
  agent: string,
): Slot[] {
  const slots: Slot[] = [];
  for (const item of from.items) {
    if (item.agent === agent && (item.state === 'active' || item.state === 'wrap_up')) {
      slots.push({ id: item.id, item: item.id, channel: item.channel, offered: false });
    }
  }
  for (const offer of from.offers) {
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

function now(state: RoutingState) {
  return { items: [...state.items.values()], offers: [...state.offers.values()] };
}

function entryOf(state: RoutingState, agent: AgentState, item: WorkItem) {
  const lines = agent.profile
    .filter((line) => line.queue === item.queue && line.channel === item.channel)
    .map((line) => ({
      priority: line.priority ?? state.queues.get(line.queue)?.priority ?? 5,
      delay: line.delaySeconds,
    }));
  return lines.sort((x, y) => x.priority - y.priority)[0];
}

function isIn(agent: AgentState): boolean {
  return agent.presence === 'available' && agent.connected && agent.notRespondingSince === null;
}

/** Everything but capacity: may this agent get this item now (R2, R6, R9, R14)? */
function suits(state: RoutingState, agent: AgentState, item: WorkItem): boolean {
  if (!isIn(agent) || agent.suspended || state.suspended.has(item.id)) return false;
  if (item.state !== 'waiting' && item.state !== 'offered') return false;
  if (item.offers.length >= (state.queues.get(item.queue)?.parallelOffers ?? 1)) return false;
  if (item.offers.some((id) => state.offers.get(id)?.agent === agent.id)) return false;
  if (item.preferredAgent !== null) return item.preferredAgent === agent.id;
  const entry = entryOf(state, agent, item);
  if (!entry || state.now - item.queuedAt < entry.delay * 1000) return false;
  if (!item.requires.every((need) => !('skill' in need) || (agent.skills[need.skill] ?? 0) >= need.level))
    return false;
  const refused = item.refusals.some((one) => one.agent === agent.id && one.until > state.now);
  const colleagues = [...state.agents.values()].filter(
    (other) => other.id !== agent.id && isIn(other) && entryOf(state, other, item),
  );
  return !refused || colleagues.length === 0;
}

function hasRoom(state: RoutingState, agent: AgentState, channel: string, without?: string): boolean {
  const slots = slotsOf(now(state), agent.id).filter((slot) => slot.item !== without);
  const alerting = slots.filter((slot) => slot.offered && slot.channel === channel).length;
  return alerting < (agent.offersAtOnce ?? 1) && fits(agent.capacity, slots, channel);
}

const score = (item: WorkItem) => item.queuedAt - item.boostSeconds * 1000;

describe('properties of the core, over random sequences of events', () => {
  test('R11: no path gives an agent a slot beyond their capacity', () => {
    fc.assert(
      fc.property(commands, (list) => {
        run(list, ({ before, state }) => {
          for (const agent of state.agents.values()) {
            // An offer that became an accepted item is the same slot; a new offer of the same item is not.
            const past = slotsOf(before, agent.id);
            const old = new Set(past.flatMap((slot) => [slot.id, slot.item]));
            const slots = slotsOf(now(state), agent.id);
            const isOld = (slot: Slot) => old.has(slot.id);
            for (const added of slots.filter((slot) => !isOld(slot))) {
              const max = agent.capacity[added.channel]?.max ?? 0;
              expect(slots.filter((slot) => slot.channel === added.channel).length).toBeLessThanOrEqual(max);
              for (const other of slots.filter((slot) => slot.channel !== added.channel)) {
                const letsIn = agent.capacity[other.channel]?.interruptedBy.includes(added.channel) ?? false;
                const cameAfter =
                  agent.capacity[added.channel]?.interruptedBy.includes(other.channel) ?? false;
                expect(letsIn || (!isOld(other) && cameAfter)).toBe(true);
              }
            }
          }
        });
      }),
      settings(1),
    );
  });

  test('R1: an item has no more open offers than its queue allows, and all records agree about them', () => {
    fc.assert(
      fc.property(commands, (list) => {
        run(list, ({ state }) => {
          for (const item of state.items.values()) {
            expect(item.offers.length).toBeLessThanOrEqual(item.queue === 'q2' ? 2 : 1);
            expect(item.state === 'offered').toBe(item.offers.length > 0);
            expect(item.agent !== null).toBe(['active', 'parked', 'wrap_up'].includes(item.state));
            for (const id of item.offers) expect(state.offers.get(id)?.item).toBe(item.id);
          }
          for (const offer of state.offers.values()) {
            expect(state.items.get(offer.item)?.offers).toContain(offer.id);
            expect(offer.expiresAt).toBeGreaterThan(state.now);
          }
          for (const agent of state.agents.values()) {
            const open = agent.open.filter((slot) => slot.state !== 'parked').map((slot) => slot.item);
            expect(open.sort()).toEqual(
              slotsOf(now(state), agent.id)
                .map((slot) => slot.item)
                .sort(),
            );
          }
        });
      }),
      settings(1),
    );
  });

  test('R1, R2: after every event no waiting item has an eligible free agent', () => {
    fc.assert(
      fc.property(commands, (list) => {
        run(list, ({ state }) => {
          for (const item of state.items.values()) {
            for (const agent of state.agents.values()) {
              const left = suits(state, agent, item) && hasRoom(state, agent, item.channel);
              expect(left && `${item.id} waits while ${agent.id} could take it`).toBe(false);
            }
          }
        });
      }),
      settings(1),
    );
  });

  test('R4, R5: nobody is offered an item while a better one that suits them is left waiting', () => {
    fc.assert(
      fc.property(commands, (list) => {
        run(list, ({ fx, state }) => {
          for (const effect of fx) {
            if (effect.type !== 'offer.made') continue;
            const { offer } = effect;
            const agent = state.agents.get(offer.agent) as AgentState;
            const taken = state.items.get(offer.item) as WorkItem;
            const entry = entryOf(state, agent, taken);
            if (!state.offers.has(offer.id) || taken.preferredAgent !== null || !entry) continue;
            for (const item of state.items.values()) {
              if (item.id === taken.id || item.preferredAgent !== null || item.refusals.length > 0) continue;
              if (!suits(state, agent, item) || !hasRoom(state, agent, item.channel, taken.id)) continue;
              const better = entryOf(state, agent, item) as { priority: number };
              const order =
                better.priority - entry.priority ||
                score(item) - score(taken) ||
                (item.id < taken.id ? -1 : 1);
              expect(order).toBeGreaterThan(0);
            }
          }
        });
      }),
      settings(1),
    );
  });

  test('R3: an offer goes to nobody while one who is wholly idle for longer could have it', () => {
    fc.assert(
      fc.property(commands, (list) => {
        run(list, ({ fx, state }) => {
          for (const effect of fx) {
            if (effect.type !== 'offer.made' || !state.offers.has(effect.offer.id)) continue;
            const { offer } = effect;
            const item = state.items.get(offer.item) as WorkItem;
            const clock = state.queues.get(item.queue)?.idleClock;
            if (item.preferredAgent !== null || item.offers.length > 1) continue;
            const since = (agent: AgentState) =>
              clock === 'available_since'
                ? Math.max(agent.availableSince ?? 0, agent.lastHandledAt ?? 0)
                : (agent.lastHandledAt ?? 0);
            const taker = state.agents.get(offer.agent) as AgentState;
            const asked = { ...item, offers: [] };
            for (const other of state.agents.values()) {
              if (other.id === taker.id || slotsOf(now(state), other.id).length > 0) continue;
              if (!suits(state, other, asked) || !hasRoom(state, other, item.channel)) continue;
              expect(since(other) - since(taker) || (other.id < taker.id ? -1 : 1)).toBeGreaterThan(0);
            }
          }
        });
      }),
      settings(1),
    );
  });

  test('R13: the place in the queue changes only when the item enters a queue anew', () => {
    fc.assert(
      fc.property(commands, (list) => {
        run(list, ({ before, fx, state }) => {
          for (const old of before.items) {
            const item = state.items.get(old.id);
            if (!item) continue;
            expect(item.arrivedAt).toBe(old.arrivedAt);
            const moved = fx.find((one) => one.type === 'item.requeued' && one.item === old.id);
            if (!moved) expect(item.queuedAt).toBe(old.queuedAt);
          }
        });
      }),
      settings(1),
    );
  });

  test('conservation: offered = answered + abandoned + flowed out + expired + waiting, counted from effects too', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const waiting = new Map<string, string>();
        const count: Record<string, Record<string, number>> = {};
        const add = (queue: string, what: string) => {
          const of = (count[queue] ??= {});
          of[what] = (of[what] ?? 0) + 1;
        };
        const leave = (item: string, what: string) => {
          const queue = waiting.get(item);
          if (queue !== undefined) add(queue, what);
          waiting.delete(item);
        };
        const enter = (item: string, queue: string) => {
          waiting.set(item, queue);
          add(queue, 'offered');
        };
        const { state } = run(list, ({ event, fx, state }) => {
          const refused = fx.some((one) => one.type === 'request.refused');
          if (event.type === 'item.queued' && !refused) enter(event.item.id, event.item.queue);
          if (event.type === 'item.removed' && !refused) {
            leave(event.item, event.reason === 'abandoned' ? 'abandoned' : 'flowedOut');
          }
          for (const effect of fx) {
            if (effect.type === 'item.assigned') leave(effect.item, 'answered');
            if (effect.type === 'item.expired') leave(effect.item, 'expired');
            if (effect.type === 'item.requeued') {
              leave(effect.item, 'flowedOut');
              enter(effect.item, effect.queue);
            }
          }
          for (const [queue, tally] of state.tallies) {
            const { offered, answered, abandoned, flowedOut, expired } = tally;
            expect(offered).toBe(answered + abandoned + flowedOut + expired + tally.waiting);
            const inside = [...waiting.values()].filter((one) => one === queue).length;
            expect({ queue, waiting: tally.waiting }).toEqual({ queue, waiting: inside });
          }
        });
        for (const [queue, of] of Object.entries(count)) expect(state.tallies.get(queue)).toMatchObject(of);
        const held = [...state.items.values()].filter((item) => ['waiting', 'offered'].includes(item.state));
        expect(held.map((item) => item.id).sort()).toEqual([...waiting.keys()].sort());
      }),
      settings(1),
    );
  });

  test('the same events give the same effects', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const { state, events, effects } = run(list, () => undefined);
        const again = start();
        expect(events.map((event) => step(again, structuredClone(event)))).toEqual(effects);
        expect(snapshot(again)).toEqual(snapshot(state));
      }),
      settings(1),
    );
  });

  test('a state that was saved and loaded goes on exactly as the first one', () => {
    fc.assert(
      fc.property(commands, fc.nat(80), (list, cut) => {
        const { state, events, effects } = run(list, () => undefined);
        const at = Math.min(cut, events.length);
        const first = start();
        for (const event of events.slice(0, at)) step(first, structuredClone(event));
        const second = load(JSON.parse(JSON.stringify(snapshot(first))));
        expect(nextWakeAt(second)).toBe(nextWakeAt(first));
        const rest = events.slice(at).map((event) => step(second, structuredClone(event)));
        expect(rest).toEqual(effects.slice(at));
        expect(snapshot(second)).toEqual(snapshot(state));
      }),
      settings(1),
    );
  });

  test('a timer is set for everything that time alone changes: ticking at the wake times misses nothing', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const { state } = run(list, () => undefined);
        for (let rounds = 0; rounds < 500; rounds++) {
          const wake = nextWakeAt(state);
          if (wake === null) break;
          expect(wake).toBeGreaterThan(state.now);
          // Just before, nothing is due; at the time, the wake is used up.
          expect(step(state, { type: 'tick', at: wake - 1 })).toEqual([]);
          step(state, { type: 'tick', at: wake });
          expect(nextWakeAt(state) ?? Infinity).toBeGreaterThan(wake);
        }
      }),
      settings(4),
    );
  });

  test('what the store repeats changes nothing', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const { state } = run(list, () => undefined);
        const twin = load(snapshot(state));
        for (const item of [...twin.items.values()]) {
          if (twin.suspended.has(item.id)) continue;
          const offers = [...twin.offers.values()].filter((offer) => offer.item === item.id);
          const record = structuredClone(item);
          const event = { type: 'item.replaced' as const, at: twin.now, item: item.id, record, offers };
          expect(step(twin, structuredClone(event))).toEqual([]);
        }
        for (const agent of [...twin.agents.values()]) {
          if (agent.suspended) continue;
          expect(step(twin, { type: 'agent.replaced', at: twin.now, agent: structuredClone(agent) })).toEqual(
            [],
          );
        }
        expect(snapshot(twin)).toEqual(snapshot(state));
      }),
      settings(4),
    );
  });
});
