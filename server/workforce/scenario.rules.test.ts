import { expect, test } from 'vitest';
import { readScenario, ScenarioError, type ScenarioInput } from './scenario.ts';
import { edited } from './what-if.rules.ts';

const phone = { queue: 'q', channel: 'phone' };
const good: ScenarioInput = {
  name: 'test',
  hours: 10,
  queues: [{ id: 'q' }, { id: 'r' }],
  agents: [
    { id: 'day', count: 5, profile: [phone], shifts: [{ from: '08:00', to: '16:00' }] },
    { id: 'evening', count: 2, profile: [phone], shifts: [{ days: ['monday'], from: '16:00', to: '20:00' }] },
    { id: 'other', count: 3, profile: [{ queue: 'r', channel: 'chat' }] },
  ],
  arrivals: [
    {
      ...phone,
      perHour: 60,
      handling: { kind: 'lognormal', mean: 200, cv: 1 },
      wrapUp: { kind: 'fixed', seconds: 30 },
    },
    {
      queue: 'r',
      channel: 'chat',
      halfHours: [1, 2],
      handling: { kind: 'empirical', values: [60, 120] },
      patience: { kind: 'weibull', mean: 100, shape: 2 },
    },
  ],
};

/** What is said of a scenario in which one place is changed (`undefined`: left out). */
function said(place: readonly (string | number)[], value: unknown): string {
  const broken = structuredClone(good) as unknown;
  const last = place.at(-1)!;
  const holder = place
    .slice(0, -1)
    .reduce((one, key) => (one as Record<string | number, unknown>)[key], broken) as Record<
    string | number,
    unknown
  >;
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  try {
    readScenario(broken);
  } catch (error) {
    expect(error).toBeInstanceOf(ScenarioError);
    return (error as Error).message;
  }
  return 'nothing';
}

test('a good scenario is filled in', () => {
  const { queues, agents, replications } = readScenario(good);
  expect(replications).toBe(10);
  expect(queues[0]).toMatchObject({
    priority: 5,
    shortAbandonSeconds: 5,
    serviceLevel: { formula: 'negative' },
  });
  expect(agents[0]).toMatchObject({ declineShare: 0, acceptSeconds: { kind: 'fixed', seconds: 0 } });
});

test.each<[string, (string | number)[], unknown]>([
  ['hours: is needed (number).', ['hours'], undefined],
  ['scenario: there is no field hour here.', ['hour'], 3],
  ['agents[0].count: ', ['agents', 0, 'count'], -1],
  [
    'agents[0].profile[0].queue: there is no queue "z"; there are q, r.',
    ['agents', 0, 'profile', 0, 'queue'],
    'z',
  ],
  ['agents[1].id: "day" is there twice.', ['agents', 1, 'id'], 'day'],
  [
    'agents[0].shifts[0].to: must be after from; past midnight write 24:00 to 47:59.',
    ['agents', 0, 'shifts', 0, 'to'],
    '07:00',
  ],
  ['agents[0].shifts[0].from: a time as in 08:30', ['agents', 0, 'shifts', 0, 'from'], '8:30'],
  [
    'agents[0].capacity: says nothing of phone, which the profile names.',
    ['agents', 0, 'capacity'],
    { chat: { max: 1 } },
  ],
  ['arrivals[0]: needs either perHour or halfHours.', ['arrivals', 0, 'halfHours'], [1]],
  ['arrivals[0]: needs either perHour or halfHours.', ['arrivals', 0, 'perHour'], undefined],
  [
    'arrivals[0].handling.kind: must be fixed, exponential, lognormal, weibull or empirical.',
    ['arrivals', 0, 'handling', 'kind'],
    'normal',
  ],
  ['arrivals[0].handling.mean: ', ['arrivals', 0, 'handling', 'mean'], 0],
  [
    'arrivals[0].wrapUp: queue "q" has no wrap-up (its mode is none).',
    ['queues', 0, 'wrapUp'],
    { mode: 'none' },
  ],
  ['warmUpHours: must be less than hours.', ['warmUpHours'], 10],
  ['queues[0].id: no spaces, dots or equals signs.', ['queues', 0, 'id'], 'a b'],
])('a wrong scenario is told by its field: %s', (message, place, value) => {
  expect(said(place, value)).toContain(message);
});

test('what is not a scenario at all is said so', () => {
  for (const nothing of [null, 3, 'x', []]) expect(() => readScenario(nothing)).toThrow(/^scenario: /);
});

const counts = (edit: string) =>
  Object.fromEntries(edited(readScenario(good), edit).agents.map((group) => [group.id, group.count]));

test('agents are added to a group or a queue, taken from it, or set', () => {
  expect(counts('agents.evening=+3')).toEqual({ day: 5, evening: 5, other: 3 });
  expect(counts('agents.other=1')).toEqual({ day: 5, evening: 2, other: 1 });
  // The group that brings the queue most hours gets the new ones and gives first.
  expect(counts('agents.q=+3')).toEqual({ day: 8, evening: 2, other: 3 });
  expect(counts('agents.q=-6')).toEqual({ day: 0, evening: 1, other: 3 });
  expect(counts('agents.q=0')).toEqual({ day: 0, evening: 0, other: 3 });
});

test('volume, times and patience are multiplied, of all queues or of one', () => {
  const start = readScenario(good);
  const [all] = edited(start, 'volume=1.5').arrivals;
  expect(all!.perHour).toBe(90);
  const one = edited(start, 'volume.r=2').arrivals;
  expect([one[0]!.perHour, one[1]!.halfHours]).toEqual([60, [2, 4]]);
  expect(edited(start, 'handling.r=0.5').arrivals[1]!.handling).toEqual({
    kind: 'empirical',
    values: [30, 60],
  });
  expect(edited(start, 'handling=2').arrivals[0]!.handling).toEqual({ kind: 'lognormal', mean: 400, cv: 1 });
  expect(edited(start, 'wrapUp=0.1').arrivals[0]!.wrapUp).toEqual({ kind: 'fixed', seconds: 3 });
  expect(edited(start, 'patience=3').arrivals[1]!.patience).toEqual({ kind: 'weibull', mean: 300, shape: 2 });
  expect(start).toEqual(readScenario(good));
});

test.each([
  ['agents=+3', 'needs a group or a queue'],
  ['agents.nobody=+3', 'there is no group or queue "nobody"'],
  ['agents.q=-60', 'there are only 7'],
  ['agents.q=some', 'needs a number of agents'],
  ['volume=-1', 'needs a factor'],
  ['volume.z=2', 'there is no queue "z"; there are q, r'],
  ['handling=0', 'needs a factor'],
  ['weather=2', 'can change agents, volume, handling, wrapUp, patience'],
  ['volume', 'must look like'],
])('a wrong edit is told in words: %s', (edit, message) => {
  expect(() => edited(readScenario(good), edit)).toThrow(message);
});
