import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Item } from './index.ts';
import { settings } from './properties.commands.ts';
import { score } from './properties.plain.ts';
import { aBench, anAgent, anEntry, aQueue } from './testing.ts';

describe('properties of the core, under lasting overload', () => {
  const CHANNELS = ['email', 'chat', 'phone'];
  const arrivals = fc.array(
    fc.record({
      queue: fc.constantFrom('q', 'r'),
      channel: fc.constantFrom(...CHANNELS),
      boost: fc.constantFrom(0, 0, 0, 10, 30, -10),
      skill: fc.nat(2),
      every: fc.integer({ min: 0, max: 3 }),
      declines: fc.nat(9),
    }),
    { minLength: 10, maxLength: 120, size: 'max' },
  );

  test('no starvation within a priority: nobody is overtaken but by as much as the other’s boost, and all are served', () => {
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 3 }), (list, agents) => {
        const bench = aBench({ refusalSeconds: 0, parallelOffers: 1 });
        bench.queue(aQueue('r', { refusalSeconds: 0, idleClock: 'available_since' }));
        const profile = ['q', 'r'].flatMap((queue) => CHANNELS.map((channel) => anEntry(queue, { channel })));
        const capacity = Object.fromEntries(CHANNELS.map((one) => [one, { max: 1, interruptedBy: [] }]));
        for (let i = 0; i < agents; i++)
          bench.agent(anAgent(`a${i}`, { profile, capacity, skills: { it: 2 } }));
        const { state } = bench;
        let served = 0;
        let now = 0;
        const carryOut = (event: Parameters<typeof bench.at>[1]): void => {
          for (const effect of bench.at(now, event)) {
            if (effect.type !== 'offer.made') continue;
            const offered = state.items.get(effect.offer.item) as Item;
            for (const item of state.items.values()) {
              if (item.state === 'waiting') expect(score(item)).toBeGreaterThanOrEqual(score(offered));
            }
          }
        };
        // Each turn one agent ends what they do, while more arrives than they can do.
        const work = (declines: boolean): void => {
          const [offer] = [...state.offers.values()].sort((x, y) => x.offeredAt - y.offeredAt);
          if (!offer) return;
          const { id, agent, item } = offer;
          if (declines) return carryOut({ type: 'offer.declined', offer: id, agent, reason: 'busy' });
          carryOut({ type: 'offer.accepted', offer: id, agent });
          carryOut({ type: 'item.handled', item });
          served++;
        };
        list.forEach(({ queue, channel, boost, skill, every, declines }, i) => {
          now += every;
          const requires = skill === 0 ? [] : [{ skill: 'it', level: skill }];
          const item = { id: `i${i}`, channel, queue, requires, boostSeconds: boost, arrivedAt: now * 1000 };
          carryOut({ type: 'item.queued', item: { kind: 'contact', ...item } });
          if (i % 3 === 0) work(declines === 0);
        });
        for (let rounds = 0; state.items.size > 0; rounds++) {
          expect(rounds).toBeLessThanOrEqual(list.length);
          work(false);
        }
        expect(served).toBe(list.length);
      }),
      settings(2),
    );
  });
});
