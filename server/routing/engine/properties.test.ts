import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { load, nextWakeAt, snapshot, step } from './index.ts';
import type { AgentState, Item } from './index.ts';
import { commands, run, settings, start } from './properties.commands.ts';
import type { Look } from './properties.commands.ts';
import {
  bestAccess,
  hasRoom,
  isDeserted,
  isOwn,
  planFor,
  score,
  slotsOf,
  stepByTime,
  suits,
} from './properties.plain.ts';

/** Checks something after every step of random sequences. */
function always(look: (at: Look) => void): void {
  fc.assert(
    fc.property(commands, (list) => {
      run(list, look);
    }),
    settings(1),
  );
}

describe('properties of the core, over random sequences of events', () => {
  test('R11: no path gives an agent a slot beyond their capacity', () => {
    always(({ before, state }) => {
      for (const agent of state.agents.values()) {
        // An offer that became an accepted item is the same slot; a new offer of the same item is not.
        const past = slotsOf(before, agent.id);
        const old = new Set(past.flatMap((slot) => [slot.id, slot.item]));
        const slots = slotsOf(state, agent.id);
        const isOld = (slot: { id: string }) => old.has(slot.id);
        for (const added of slots.filter((slot) => !isOld(slot))) {
          const max = agent.capacity[added.channel]?.max ?? 0;
          expect(slots.filter((slot) => slot.channel === added.channel).length).toBeLessThanOrEqual(max);
          for (const other of slots.filter((slot) => slot.channel !== added.channel)) {
            const letsIn = agent.capacity[other.channel]?.interruptedBy.includes(added.channel) ?? false;
            const cameAfter = agent.capacity[added.channel]?.interruptedBy.includes(other.channel) ?? false;
            expect(letsIn || (!isOld(other) && cameAfter)).toBe(true);
          }
        }
      }
    });
  });

  test('R1: an item has no more open offers than its queue allows, and all records agree about them', () => {
    always(({ state }) => {
      for (const item of state.items.values()) {
        expect(item.offers.length).toBeLessThanOrEqual(item.queue === 'q2' ? 2 : 1);
        expect(item.state === 'offered').toBe(item.offers.length > 0);
        expect(item.agent !== null).toBe(['active', 'parked', 'wrap_up'].includes(item.state));
        if (item.notBefore !== null) {
          expect(item.state).toBe('waiting');
          expect(item.notBefore).toBeGreaterThan(state.now);
        }
        for (const id of item.offers) expect(state.offers.get(id)?.item).toBe(item.id);
      }
      for (const offer of state.offers.values()) {
        expect(state.items.get(offer.item)?.offers).toContain(offer.id);
        expect(offer.expiresAt).toBeGreaterThan(state.now);
      }
      for (const agent of state.agents.values()) {
        const open = agent.open.filter((slot) => slot.state !== 'parked').map((slot) => slot.item);
        expect(open.sort()).toEqual(
          slotsOf(state, agent.id)
            .map((slot) => slot.item)
            .sort(),
        );
      }
    });
  });

  test('R1, R2: after every event no waiting item has an eligible free agent', () => {
    always(({ state }) => {
      for (const item of state.items.values()) {
        for (const agent of state.agents.values()) {
          const left = suits(state, agent, item) && hasRoom(state, agent, item.channel);
          expect(left && `${item.id} waits while ${agent.id} could take it`).toBe(false);
        }
      }
    });
  });

  test('R4, R5: nobody is offered an item while a better one that suits them is left waiting', () => {
    always(({ fx, state }) => {
      for (const effect of fx) {
        if (effect.type !== 'offer.made') continue;
        const { offer } = effect;
        const agent = state.agents.get(offer.agent) as AgentState;
        const taken = state.items.get(offer.item) as Item;
        const access = bestAccess(state, agent, taken);
        if (!state.offers.has(offer.id) || taken.preferredAgent !== null || !access) continue;
        for (const item of state.items.values()) {
          if (item.id === taken.id || item.preferredAgent !== null || item.refusals.length > 0) continue;
          if (!suits(state, agent, item) || !hasRoom(state, agent, item.channel, taken.id)) continue;
          const better = bestAccess(state, agent, item);
          const order =
            (better?.priority ?? 0) - access.priority ||
            score(item) - score(taken) ||
            (item.id < taken.id ? -1 : 1);
          expect(order).toBeGreaterThan(0);
        }
      }
    });
  });

  test('R3: an offer goes to nobody while one who is wholly idle for longer could have it', () => {
    always(({ fx, state }) => {
      for (const effect of fx) {
        if (effect.type !== 'offer.made' || !state.offers.has(effect.offer.id)) continue;
        const { offer } = effect;
        const item = state.items.get(offer.item) as Item;
        const clock = state.queues.get(item.queue)?.idleClock;
        if (item.preferredAgent !== null || item.offers.length > 1) continue;
        const since = (agent: AgentState) =>
          clock === 'available_since'
            ? Math.max(agent.availableSince ?? 0, agent.lastHandledAt ?? 0)
            : (agent.lastHandledAt ?? 0);
        const taker = state.agents.get(offer.agent) as AgentState;
        const asked = { ...item, offers: [] };
        for (const other of state.agents.values()) {
          if (other.id === taker.id || slotsOf(state, other.id).length > 0) continue;
          if (!suits(state, other, asked) || !hasRoom(state, other, item.channel)) continue;
          // Who only helps is asked when none of the queue's own is there.
          const own = isOwn(state, other, item);
          if (own !== isOwn(state, taker, item)) expect(own).toBe(false);
          else expect(since(other) - since(taker) || (other.id < taker.id ? -1 : 1)).toBeGreaterThan(0);
        }
      }
    });
  });

  test('R7, R8: a waiting item is in the step of its time, or beyond by steps that nobody could meet; never back', () => {
    always(({ before, state, event }) => {
      for (const item of state.items.values()) {
        const plan = planFor(state, item);
        const waits = item.state === 'waiting' && item.notBefore === null && item.preferredAgent === null;
        if (!waits || state.suspended.has(item.id)) continue;
        if (plan === null) {
          expect(item.step).toBe(0);
          continue;
        }
        const byTime = stepByTime(plan, state.now - item.enteredAt);
        expect(item.step).toBeGreaterThanOrEqual(byTime);
        if (!plan.steps.some((one) => one.skipIfNobody)) expect(item.step).toBe(byTime);
        if (plan.steps[item.step]?.skipIfNobody) expect(isDeserted(state, item)).toBe(false);
        const old = before.items.find((one) => one.id === item.id);
        const sameStay = old?.enteredAt === item.enteredAt && old.queue === item.queue;
        const planned = ['plan.upserted', 'plan.removed', 'queue.upserted', 'queue.removed', 'item.changed'];
        if (sameStay && !planned.includes(event.type)) {
          expect(item.step).toBeGreaterThanOrEqual(old.step ?? 0);
        }
      }
    });
  });

  test('R13: the place in the queue changes only when the item enters a queue anew', () => {
    always(({ before, fx, state }) => {
      const moves = ['item.requeued', 'item.overflowed'];
      for (const old of before.items) {
        const item = state.items.get(old.id);
        if (!item) continue;
        expect(item.arrivedAt).toBe(old.arrivedAt);
        const moved = fx.some((one) => moves.includes(one.type) && 'item' in one && one.item === old.id);
        if (!moved) expect(item.queuedAt).toBe(old.queuedAt);
      }
    });
  });

  test('overflow never leads back to a queue that an item has left by overflow', () => {
    always(({ fx }) => {
      for (const effect of fx) {
        if (effect.type !== 'item.overflowed') continue;
        expect(effect.overflowed).not.toContain(effect.queue);
        expect(new Set(effect.overflowed).size).toBe(effect.overflowed.length);
      }
    });
  });

  test('R10: help ends before it starts again, and is not given while the helping queue is in need', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const on = new Map<string, boolean>();
        const { state } = run(list, ({ fx }) => {
          for (const effect of fx) {
            if (effect.type !== 'queue.help') continue;
            const key = `${effect.queue} ${effect.from}`;
            expect(effect.on).toBe(!(on.get(key) ?? false));
            on.set(key, effect.on);
          }
        });
        const active = [...state.help.values()].filter((one) => one.on);
        const told = [...on].filter(([, is]) => is).map(([key]) => key);
        expect(active.map((one) => `${one.queue} ${one.from}`).sort()).toEqual(told.sort());
      }),
      settings(1),
    );
  });

  test('R20: a case step never expires, it is raised, once in a stay; nothing else is raised as overdue', () => {
    always(({ before, fx, state }) => {
      const kinds = new Map(before.items.map((item) => [item.id, item.kind]));
      for (const effect of fx) {
        if (effect.type === 'item.expired') expect(kinds.get(effect.item)).not.toBe('case_step');
        if (effect.type !== 'item.requires_attention' || effect.reason !== 'overdue') continue;
        expect(kinds.get(effect.item)).toBe('case_step');
        const known = before.items.find((item) => item.id === effect.item);
        // A new stay, by a move or an overflow, may be overdue again.
        if (known?.enteredAt === state.items.get(effect.item)?.enteredAt)
          expect(known?.attention).not.toContain('overdue');
      }
    });
  });

  test('every kind of work is among the items that are put to the test', () => {
    const seen = new Set<string>();
    always(({ state }) => {
      for (const item of state.items.values()) seen.add(`${item.kind} ${item.state === 'active'}`);
    });
    const kinds = ['contact', 'case_step', 'callback', 'desk_visit', 'consult'];
    expect(kinds.filter((kind) => !seen.has(`${kind} true`))).toEqual([]);
  });

  test("R19: a consult is before nobody but those who may answer it, and is in nobody's way", () => {
    always(({ before, fx, state }) => {
      for (const effect of fx) {
        const told = 'item' in effect && typeof effect.item === 'string' ? effect.item : null;
        const consult = before.items.find((item) => item.id === told && item.kind === 'consult');
        if (consult === undefined) continue;
        // It neither moves nor flows over, and nobody wraps it up.
        expect(['item.requeued', 'item.overflowed', 'wrapup.started']).not.toContain(effect.type);
        if (effect.type === 'item.assigned') expect(effect.agent).not.toBe(consult.asker);
      }
      for (const offer of state.offers.values()) {
        const item = state.items.get(offer.item) as Item;
        expect(offer.agent).not.toBe(item.asker);
        if (item.kind === 'consult' && item.preferredAgent !== null)
          expect(offer.agent).toBe(item.preferredAgent);
      }
      for (const item of state.items.values())
        if (item.state === 'waiting' && item.expiresAt !== null && item.kind === 'consult')
          expect(item.expiresAt).toBeGreaterThan(state.now);
    });
  });

  test('conservation: offered = answered + abandoned + flowed out + callback + expired + waiting, also after crashes and repeated events; consults apart', () => {
    fc.assert(
      fc.property(commands, fc.boolean(), (list, faults) => {
        const waiting = new Map<string, string>();
        const consults = new Set<string>();
        const count: Record<string, Record<string, number>> = {};
        const add = (queue: string, what: string) => {
          const of = (count[queue] ??= {});
          of[what] = (of[what] ?? 0) + 1;
        };
        const leave = (item: string, what: string) => {
          const queue = waiting.get(item);
          const over = what === 'answered' ? 'consultsAnswered' : 'consultsOver';
          if (queue !== undefined) add(queue, consults.has(item) ? over : what);
          waiting.delete(item);
        };
        const enter = (item: string, queue: string) => {
          waiting.set(item, queue);
          add(queue, consults.has(item) ? 'consults' : 'offered');
        };
        const look = ({ before, event, fx, state }: Look) => {
          const refused = fx.some((one) => one.type === 'request.refused');
          if (event.type === 'item.queued' && event.item.kind === 'consult') consults.add(event.item.id);
          if (event.type === 'item.queued' && !refused && (event.item.notBefore ?? 0) <= state.now) {
            enter(event.item.id, event.item.queue);
          }
          if (event.type === 'item.removed' && !refused) {
            const { reason } = event;
            leave(event.item, reason === 'abandoned' || reason === 'callback' ? reason : 'flowedOut');
          }
          if (event.type === 'item.replaced') {
            // The store's word undoes what was counted; said twice, the second time may be an old one.
            const queue = waiting.get(event.item);
            const counted = consults.has(event.item) ? 'consults' : 'offered';
            if (queue !== undefined) (count[queue] as Record<string, number>)[counted]!--;
            waiting.delete(event.item);
            const due = fx.some((one) => one.type === 'item.due' && one.item === event.item);
            const { record } = event;
            const inside = record !== null && ['waiting', 'offered'].includes(record.state);
            if (inside && !due && (record.notBefore ?? 0) <= state.now) enter(record.id, record.queue);
          }
          for (const effect of fx) {
            if (effect.type === 'item.due') enter(effect.item, effect.queue);
            if (effect.type === 'item.assigned') {
              // What was scheduled and is taken by hand has been offered by that.
              const old = before.items.find((one) => one.id === effect.item);
              if (old?.notBefore != null && !waiting.has(old.id)) enter(old.id, old.queue);
              leave(effect.item, 'answered');
            }
            if (effect.type === 'item.expired') leave(effect.item, 'expired');
            if (effect.type === 'item.requeued' || effect.type === 'item.overflowed') {
              const old = before.items.find((one) => one.id === effect.item);
              // Still scheduled, or scheduled anew: it enters when it is due.
              const later = old?.notBefore != null && !waiting.has(effect.item);
              const again = event.type === 'item.transferred' && (event.notBefore ?? 0) > state.now;
              leave(effect.item, 'flowedOut');
              if (!later && !(again && old?.agent != null)) enter(effect.item, effect.queue);
            }
          }
          for (const [queue, tally] of state.tallies) {
            const { offered, answered, abandoned, flowedOut, callback, expired } = tally;
            expect(offered).toBe(answered + abandoned + flowedOut + callback + expired + tally.waiting);
            expect(tally.consults).toBe(tally.consultsAnswered + tally.consultsOver + tally.consultsWaiting);
            const inside = [...waiting].filter(([, one]) => one === queue).map(([id]) => id);
            const asked = inside.filter((id) => consults.has(id)).length;
            const { waiting: customers, consultsWaiting } = tally;
            expect({ queue, customers, consultsWaiting }).toEqual({
              queue,
              customers: inside.length - asked,
              consultsWaiting: asked,
            });
          }
        };
        const { state } = run(list, look, faults);
        for (const [queue, of] of Object.entries(count)) expect(state.tallies.get(queue)).toMatchObject(of);
        const held = [...state.items.values()].filter((item) => ['waiting', 'offered'].includes(item.state));
        const inside = held.filter((item) => item.notBefore === null);
        expect(inside.map((item) => item.id).sort()).toEqual([...waiting.keys()].sort());
      }),
      settings(1),
    );
  });

  test('the same events give the same effects', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const { state, events, effects } = run(list);
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
        const { state, events, effects } = run(list);
        const at = Math.min(cut, events.length);
        const first = start();
        for (const event of events.slice(0, at)) step(first, structuredClone(event));
        const second = load(JSON.parse(JSON.stringify(snapshot(first))));
        expect(nextWakeAt(second)).toBe(nextWakeAt(first));
        expect(snapshot(second)).toEqual(snapshot(first));
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
        const { state } = run(list);
        for (let rounds = 0; rounds < 200; rounds++) {
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
        const { state } = run(list);
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
          const repeated = structuredClone(agent);
          expect(step(twin, { type: 'agent.replaced', at: twin.now, agent: repeated })).toEqual([]);
        }
        for (const queue of [...twin.queues.values()]) {
          const repeated = structuredClone(queue);
          expect(step(twin, { type: 'queue.upserted', at: twin.now, queue: repeated })).toEqual([]);
        }
        expect(snapshot(twin)).toEqual(snapshot(state));
      }),
      settings(4),
    );
  });
});
