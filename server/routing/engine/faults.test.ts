/** Faults that were found once, each as its own test, and bad input. */
import { describe, expect, test } from 'vitest';
import { load, snapshot, step } from './index.ts';
import type { RoutingEvent } from './index.ts';
import { aBench, anAgent, anEntry, anItem } from './testing.ts';

describe('found by the properties', () => {
  test('a refusal that ends at the very moment at which a colleague’s delay changes is not kept for ever', () => {
    const bench = aBench({ refusalSeconds: 15 });
    bench.agent(anAgent('a'));
    bench.agent(anAgent('b', { profile: [anEntry('q', { delaySeconds: 100 })] }));
    bench.at(0, { type: 'item.queued', item: anItem('i') });
    bench.at(0, { type: 'offer.declined', offer: 'i#1', agent: 'a', reason: 'busy' });
    expect(bench.offeredTo('i')).toEqual([]);
    bench.at(15, {
      type: 'agent.upserted',
      agent: anAgent('b', { profile: [anEntry('q', { delaySeconds: 200 })] }),
    });
    expect(bench.offeredTo('i')).toEqual(['a']);
  });

  test('an item that ripens at the very moment at which another delay changes is not passed over', () => {
    const bench = aBench();
    bench.agent(anAgent('a', { profile: [anEntry('q', { delaySeconds: 10 })] }));
    bench.agent(anAgent('b', { profile: [anEntry('q', { delaySeconds: 100 })] }));
    bench.at(0, { type: 'item.queued', item: anItem('i') });
    bench.at(10, {
      type: 'agent.upserted',
      agent: anAgent('b', { profile: [anEntry('q', { delaySeconds: 200 })] }),
    });
    expect(bench.offeredTo('i')).toEqual(['a']);
  });

  test('a state that was saved and loaded makes its offers in the same order as the first one', () => {
    const bench = aBench();
    bench.agent(
      anAgent('a', {
        profile: [anEntry('q', { channel: 'phone' })],
        capacity: { phone: { max: 1, interruptedBy: [] } },
      }),
    );
    bench.agent(anAgent('b', { profile: [anEntry('q', { delaySeconds: 10 })] }));
    bench.at(0, { type: 'item.queued', item: anItem('i1', { channel: 'phone' }) });
    bench.at(0, { type: 'offer.accepted', offer: 'i1#1', agent: 'a' });
    bench.at(0, { type: 'item.queued', item: anItem('i2', { channel: 'phone' }) });
    bench.at(0, { type: 'item.queued', item: anItem('i3') });
    const second = load(JSON.parse(JSON.stringify(snapshot(bench.state))));
    const event: RoutingEvent = { type: 'item.handled', at: 10_000, item: 'i1' };
    const effects = step(bench.state, event);
    expect(effects.filter((one) => one.type === 'offer.made').map((one) => one.offer.id)).toEqual([
      'i3#1',
      'i2#1',
    ]);
    expect(step(second, event)).toEqual(effects);
  });

  test('open offers are loaded in the order in which they were made, the tenth after the ninth', () => {
    const bench = aBench({ parallelOffers: 2, refusalSeconds: 0 });
    bench.agent(anAgent('a'));
    bench.agent(anAgent('b'));
    bench.at(0, { type: 'item.queued', item: anItem('i') });
    for (let i = 1; i <= 8; i++) {
      const offer = bench.state.offers.get(`i#${i}`);
      bench.at(i, { type: 'offer.declined', offer: `i#${i}`, agent: offer?.agent ?? '', reason: 'busy' });
    }
    expect(bench.state.items.get('i')?.offers).toEqual(['i#9', 'i#10']);
    const saved = JSON.parse(JSON.stringify(snapshot(bench.state)));
    expect(snapshot(load(saved))).toEqual(saved);
  });

  test('a state that was loaded and not yet matched is saved as such', () => {
    const bench = aBench();
    bench.agent(anAgent('a'), 'not_ready');
    bench.at(0, { type: 'item.queued', item: anItem('i') });
    const { settled, ...rows } = snapshot(bench.state);
    expect(settled).toBe(true);
    for (const agent of rows.agents) agent.presence = 'available';
    const again = load(snapshot(load(rows)));
    expect(step(again, { type: 'tick', at: 1000 })).toMatchObject([{ type: 'offer.made' }]);
  });
});
