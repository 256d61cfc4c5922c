import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replicate } from './replications.ts';
import { readScenario, type Scenario, type ScenarioInput } from './scenario.ts';
import { presenceOf } from './shifts.rules.ts';
import { simulate } from './simulation.ts';
import { addTally, emptyTally, type QueueTally } from './tally.ts';

const phone = { queue: 'q', channel: 'phone' };
const base: ScenarioInput = {
  name: 'test',
  hours: 20,
  replications: 1,
  queues: [{ id: 'q', serviceLevel: { threshold: { phone: 20 } } }],
  agents: [{ id: 'a', count: 5, profile: [phone] }],
  arrivals: [{ ...phone, perHour: 90, handling: { kind: 'exponential', mean: 180 } }],
};
const scenario = (change: Partial<ScenarioInput> = {}): Scenario => readScenario({ ...base, ...change });
const total = (given: Scenario, replication = 1) => {
  const sum = emptyTally();
  for (const batch of simulate(given, replication).batches)
    for (const queue of batch.queues) addTally(sum, queue);
  return sum;
};

describe('a run', () => {
  test('is the same for the same seed and number, and another for another', () => {
    const given = scenario();
    expect(simulate(given, 1)).toEqual(simulate(given, 1));
    expect(total(given, 2)).not.toEqual(total(given, 1));
    expect(total({ ...given, seed: 'other' })).not.toEqual(total(given));
  });

  test('meets the same customers whatever the agents are', () => {
    const few = simulate(scenario(), 1);
    const many = simulate(scenario({ agents: [{ id: 'a', count: 9, profile: [phone] }] }), 1);
    expect(many.contacts).toBe(few.contacts);
    expect(many.batches[0]!.queues[0]!.extraWork).toBe(few.batches[0]!.queues[0]!.extraWork);
  });

  const anything = fc.record({
    seed: fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme-ascii' }),
    agents: fc.integer({ min: 0, max: 6 }),
    perHour: fc.integer({ min: 0, max: 200 }),
    patience: fc.constantFrom(
      null,
      { kind: 'exponential' as const, mean: 60 },
      {
        kind: 'weibull' as const,
        mean: 90,
        shape: 2,
      },
    ),
    wrapUp: fc.constantFrom('none', 'optional', 'mandatory', 'mandatory_timed', 'forced_timed'),
    acceptSeconds: fc.constantFrom(0, 3, 25),
    declineShare: fc.constantFrom(0, 0.2, 1),
    missShare: fc.constantFrom(0, 0.3),
    parallelOffers: fc.constantFrom(1, 3),
    ttlSeconds: fc.constantFrom(null, 300),
    warmUpHours: fc.constantFrom(0, 1),
    batches: fc.constantFrom(1, 3),
    shift: fc.boolean(),
  });

  test('loses nobody: offered = answered + abandoned + flowed out + expired + waiting, whatever people do', () => {
    fc.assert(
      fc.property(anything, (one) => {
        const given = scenario({
          seed: one.seed,
          hours: 5,
          warmUpHours: one.warmUpHours,
          batches: one.batches,
          queues: [
            {
              id: 'q',
              serviceLevel: { threshold: { phone: 20 } },
              offerSeconds: { phone: 20, chat: 30 },
              ttlSeconds: one.ttlSeconds,
              parallelOffers: one.parallelOffers,
              wrapUp: { mode: one.wrapUp as 'none', seconds: 15 },
            },
            { id: 'r' },
          ],
          agents: [
            {
              id: 'a',
              count: one.agents,
              profile: [phone, { queue: 'r', channel: 'chat', priority: 2 }],
              capacity: { phone: { max: 1 }, chat: { max: 3, interruptedBy: ['phone'] } },
              acceptSeconds: { kind: 'fixed', seconds: one.acceptSeconds },
              declineShare: one.declineShare,
              missShare: one.declineShare === 1 ? 0 : one.missShare,
              ...(one.shift ? { shifts: [{ from: '01:00', to: '03:30' }] } : {}),
            },
          ],
          arrivals: [
            {
              ...phone,
              perHour: one.perHour,
              handling: { kind: 'lognormal', mean: 120, cv: 1 },
              patience: one.patience,
              ...(one.wrapUp === 'none' ? {} : { wrapUp: { kind: 'fixed', seconds: 20 } }),
            },
            {
              queue: 'r',
              channel: 'chat',
              halfHours: [3, 0, 10],
              handling: { kind: 'empirical', values: [30, 60, 300] },
            },
          ],
        });
        const { batches, contacts } = simulate(given, 1);
        for (const { queues, groups } of batches) {
          for (const queue of queues) {
            expect(queue.answered + queue.abandoned + queue.flowedOut + queue.expired + queue.waiting).toBe(
              queue.offered,
            );
            expect(queue.counts.queued).toBe(queue.offered);
            expect(queue.atOnce).toBeLessThanOrEqual(queue.answered);
            expect(queue.longestQueue).toBeLessThanOrEqual(queue.offered);
          }
          for (const group of groups) {
            expect(group.busy).toBeLessThanOrEqual(group.staffed + 1e-6);
            expect(group.staffed).toBeLessThanOrEqual(one.agents * queues[0]!.seconds + 1e-6);
          }
        }
        expect(batches.length).toBe(one.batches);
        // Little: the waits are the area under the queue, where nothing was cut off.
        const [first] = batches;
        if (one.warmUpHours === 0 && one.batches === 1)
          for (const queue of first!.queues) {
            expect(queue.waitSettled).toBeLessThanOrEqual(queue.queueArea + 1e-3);
            if (queue.waiting === 0) expect(queue.waitSettled).toBeCloseTo(queue.queueArea, 3);
          }
        if (one.perHour === 0) expect(first!.queues[0]!.offered).toBe(0);
        expect(contacts).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 150 },
    );
  });

  test('cut in batches counts what the whole run counts', () => {
    const whole = replicate(scenario({ warmUpHours: 2, replications: 2 })).all;
    const cut = replicate(scenario({ warmUpHours: 2, replications: 2, batches: 6 })).all;
    const figures = ({ offered, answered, waiting, meanWait, occupancy, queueLength }: typeof whole) =>
      [offered, answered, waiting, meanWait, occupancy, queueLength].map((one) => one.value!.toFixed(6));
    expect(figures(cut)).toEqual(figures(whole));
  });
});

describe('customers', () => {
  test('come as often as their half hours say, also across midnight of the pattern', () => {
    const given = scenario({
      hours: 2000,
      agents: [{ id: 'a', count: 1, profile: [phone] }],
      arrivals: [
        { ...phone, halfHours: [12, 0, 3, 1], handling: { kind: 'fixed', seconds: 1 }, patience: null },
      ],
    });
    const { halfHours, contacts } = simulate(given, 1);
    const share = [0, 0, 0, 0];
    for (let i = 0; i < halfHours[0]!.length; i++) share[i % 4]! += halfHours[0]!.get(i, 'offered');
    expect(share.reduce((sum, one) => sum + one, 0)).toBe(contacts);
    expect(share[1]).toBe(0);
    // 1,000 turns: Poisson with mean 12,000, 3,000 and 1,000; five standard deviations.
    for (const [i, mean] of [12_000, 0, 3_000, 1_000].entries())
      expect(Math.abs(share[i]! - mean)).toBeLessThanOrEqual(5 * Math.sqrt(mean));
  });

  test('leave when their patience is over, not before and not after', () => {
    const given = scenario({
      agents: [],
      arrivals: [
        {
          ...phone,
          perHour: 60,
          handling: { kind: 'fixed', seconds: 1 },
          patience: { kind: 'fixed', seconds: 50 },
        },
      ],
    });
    const sum = total(given);
    expect(sum.answered).toBe(0);
    expect(sum.longestWait).toBeCloseTo(50, 6);
    expect(sum.waitSettled).toBeCloseTo(50 * sum.abandoned, 3);
    expect(simulate(given, 1).attention).toEqual([
      expect.objectContaining({ queue: 'q', reason: 'no_agents' }),
    ]);
  });

  test('wait for an agent who has what they need', () => {
    const skilled = (level: number) =>
      total(
        scenario({
          agents: [
            { id: 'a', count: 8, profile: [phone] },
            { id: 'b', count: 2, profile: [phone], skills: { german: level } },
          ],
          arrivals: [{ ...base.arrivals[0]!, perHour: 30, requires: [{ skill: 'german', level: 3 }] }],
        }),
      );
    expect(skilled(2).answered).toBe(0);
    expect(skilled(3).answered).toBeGreaterThan(500);
  });
});

describe('agents', () => {
  test('are there in their shifts, and finish what they have', () => {
    const given = scenario({
      firstDay: 'friday',
      hours: 72,
      agents: [
        {
          id: 'a',
          count: 2,
          profile: [phone],
          shifts: [
            { days: ['friday', 'saturday'], from: '08:00', to: '12:00' },
            { days: ['saturday'], from: '11:00', to: '13:00' },
          ],
        },
      ],
      arrivals: [{ ...phone, perHour: 2, handling: { kind: 'fixed', seconds: 600 } }],
    });
    const { halfHours, batches } = simulate(given, 1);
    const there = Array.from({ length: 144 }, (_, i) => halfHours[0]!.get(i, 'staffed') / 1800);
    expect(there.slice(0, 16).every((agents) => agents === 0)).toBe(true);
    expect(there.slice(16, 24).every((agents) => agents === 2)).toBe(true);
    // Friday's and Saturday's hours (4 + 5) of two agents, and a little overtime.
    const hours = batches[0]!.groups[0]!.staffed / 3600;
    expect(hours).toBeGreaterThanOrEqual(18);
    expect(hours).toBeLessThan(18 + (2 * 2 * 600) / 3600);
    // Sunday has nobody.
    expect(there.slice(96).every((agents) => agents === 0)).toBe(true);
  });

  test('of a shift past midnight are there on the next day', () => {
    const presence = presenceOf([{ days: ['sunday'], from: '22:00', to: '30:00' }], 'sunday');
    expect(presence.first).toBe(false);
    expect(presence.next(0)).toBe(22 * 3_600_000);
    expect(presence.next(22 * 3_600_000)).toBe(30 * 3_600_000);
    expect(presence.here(25 * 3_600_000)).toBe(true);
    // Begun on the Saturday before the scenario: the week is a circle.
    expect(presenceOf([{ days: ['saturday'], from: '20:00', to: '26:00' }], 'sunday').first).toBe(true);
    expect(presence.next(30 * 3_600_000)).toBe((168 + 22) * 3_600_000);
  });

  test('who miss or decline make customers wait, and are counted', () => {
    const answering = (declineShare: number, missShare: number) =>
      total(
        scenario({
          queues: [{ id: 'q', offerSeconds: { phone: 15 } }],
          agents: [
            {
              id: 'a',
              count: 12,
              profile: [phone],
              declineShare,
              missShare,
              acceptSeconds: { kind: 'fixed', seconds: 2 },
            },
          ],
        }),
      );
    const willing = answering(0, 0);
    const declining = answering(0.3, 0);
    const missing = answering(0, 0.3);
    expect([willing.declined, willing.missed]).toEqual([0, 0]);
    expect(declining.declined / (declining.declined + declining.answered)).toBeCloseTo(0.3, 1);
    expect(missing.missed / (missing.missed + missing.answered)).toBeCloseTo(0.3, 1);
    expect(declining.waitAnswered / declining.answered).toBeGreaterThan(
      willing.waitAnswered / willing.answered,
    );
    expect(missing.waitAnswered / missing.answered).toBeGreaterThan(
      declining.waitAnswered / declining.answered,
    );
  });

  test('wrap up for as long as they need, or as the queue lets them', () => {
    const wrapped = (wrapUp: { mode: 'mandatory' | 'mandatory_timed' | 'forced_timed'; seconds: number }) => {
      const sum = total(
        scenario({
          queues: [{ id: 'q', wrapUp }],
          agents: [{ id: 'a', count: 20, profile: [phone] }],
          arrivals: [{ ...base.arrivals[0]!, wrapUp: { kind: 'fixed', seconds: 40 } }],
        }),
      );
      return sum.wrapUp / sum.handled;
    };
    expect(wrapped({ mode: 'mandatory', seconds: 0 })).toBeCloseTo(40, 0);
    expect(wrapped({ mode: 'mandatory_timed', seconds: 30 })).toBeCloseTo(30, 0);
    expect(wrapped({ mode: 'mandatory_timed', seconds: 60 })).toBeCloseTo(40, 0);
    expect(wrapped({ mode: 'forced_timed', seconds: 60 })).toBeCloseTo(60, 0);
  });
});

describe('rules of a queue', () => {
  const two = (change: Partial<ScenarioInput['queues'][number]>, helpers = 5) =>
    simulate(
      scenario({
        hours: 10,
        queues: [{ id: 'q', serviceLevel: { threshold: { phone: 20 } }, ...change }, { id: 'r' }],
        agents: [
          { id: 'a', count: 3, profile: [phone] },
          { id: 'b', count: helpers, profile: [{ queue: 'r', channel: 'phone' }] },
        ],
        arrivals: [
          {
            ...base.arrivals[0]!,
            perHour: 120,
            patience: { kind: 'exponential', mean: 120 },
          },
        ],
      }),
      1,
    ).batches[0]!.queues as [QueueTally, QueueTally];
  const [alone] = two({});
  const balanced = (queue: QueueTally) =>
    expect(queue.answered + queue.abandoned + queue.flowedOut + queue.expired + queue.waiting).toBe(
      queue.offered,
    );

  test('a full queue turns away, and who was turned away is not offered', () => {
    const [queue] = two({ limit: 2 });
    expect(queue.blocked).toBeGreaterThan(50);
    expect(queue.offered + queue.blocked).toBe(alone.offered);
    expect(queue.longestQueue).toBe(2);
    balanced(queue);
  });

  test('overflow is the flow-out of one queue and offered to the other', () => {
    const [queue, other] = two({ overflow: [{ toQueue: 'r', afterSeconds: 30 }] });
    expect(queue.flowedOut).toBeGreaterThan(50);
    expect(other.offered).toBe(queue.flowedOut);
    expect(queue.longestWait).toBeCloseTo(30, 6);
    expect(queue.abandoned + other.abandoned).toBeLessThan(alone.abandoned / 2);
    balanced(queue);
    balanced(other);
  });

  test('help comes by the measures that the simulator tells: waiting, estimated wait, service level', () => {
    for (const when of [
      { measure: 'waiting', is: 'above', value: 2 },
      { measure: 'estimated_wait', is: 'above', value: 60 },
      { measure: 'service_level', is: 'below', value: 0.8 },
    ] as const) {
      const [queue] = two({ help: [{ from: 'r', when }] });
      expect(queue.abandoned).toBeLessThan(alone.abandoned * 0.7);
      balanced(queue);
    }
  });

  test('a plan asks further agents after a time', () => {
    const [queue] = two({ plan: { steps: [{ seconds: 20 }, { queues: ['r'] }] } });
    expect(queue.abandoned).toBeLessThan(alone.abandoned / 2);
    balanced(queue);
  });
});

test('what is kept of a run does not grow with its contacts', () => {
  const long = simulate(scenario({ hours: 400 }), 1);
  const longer = simulate(scenario({ hours: 1600 }), 1);
  expect(longer.contacts).toBeGreaterThan(3 * long.contacts);
  expect(longer.halfHours[0]!.length).toBe(long.halfHours[0]!.length);
  expect(longer.batches.length).toBe(1);
});
