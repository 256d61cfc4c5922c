import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BusinessRule } from '#contract/rules.ts';
import { anyFacts, anyRules, makeFacts, makeRule, ruleId } from '#tests/stories/rules.ts';
import { decide, holds, nextDue, type Phase } from './evaluate.rules.ts';

const arrival: Phase = { at: 'arrival' };
const waiting = (waitedSeconds: number, ...done: string[]): Phase => ({
  at: 'waiting',
  waitedSeconds,
  done: new Set(done),
});
const [north, south] = [ruleId(1), ruleId(2)] as [string, string];

describe('one condition', () => {
  const is = (when: Record<string, unknown>, facts: Parameters<typeof makeFacts>[0]) =>
    decide([makeRule({ when: [when as never] })], makeFacts(facts), arrival).applied.length === 1;
  test.each([
    [{ what: 'channel', any: ['chat'] }, { channel: 'chat' }, true],
    [{ what: 'channel', any: ['chat'] }, { channel: 'email' }, false],
    [{ what: 'channel', any: ['chat'], not: true }, { channel: 'email' }, true],
    [{ what: 'entry_point', any: [north] }, { entryPoint: null }, false],
    [{ what: 'entry_point', any: [north] }, { entryPoint: north }, true],
    [{ what: 'queue', any: [north] }, { queue: north }, true],
    [{ what: 'language', any: ['en', 'fr'] }, { language: 'fr' }, true],
    [{ what: 'segment', any: ['impresa'] }, { segment: null }, false],
    [{ what: 'segment', any: ['impresa'], not: true }, { segment: null }, true],
    [{ what: 'position', kinds: ['gas'] }, { positions: [{ kind: 'gas', state: 'closed' }] }, false],
    [
      { what: 'position', kinds: ['gas'], state: 'any' },
      { positions: [{ kind: 'gas', state: 'closed' }] },
      true,
    ],
    [{ what: 'position', kinds: [] }, { positions: [{ kind: 'water', state: 'active' }] }, true],
    [{ what: 'position', kinds: [], not: true }, { positions: [] }, true],
    [{ what: 'classification', any: [north] }, { classification: [south, north] }, true],
    [{ what: 'text', any: ['odore di gas'] }, { body: 'C’è odore di gas' }, true],
    [{ what: 'text', any: ['gas'], where: 'subject' }, { body: 'gas' }, false],
    [{ what: 'day', is: 'holiday' }, { moment: { holiday: true, open: false } }, true],
    [{ what: 'day', is: 'closed' }, { moment: { open: false } }, true],
    [{ what: 'day', is: 'open' }, { moment: { open: false } }, false],
  ])('%j of %j: %s', (when, facts, met) => {
    expect(is(when, facts)).toBe(met);
  });

  test.each([
    [{ from: '08:00', to: '12:00' }, 3, '08:00', true],
    [{ from: '08:00', to: '12:00' }, 3, '12:00', false],
    [{ from: '18:00', to: null }, 3, '23:59', true],
    [{ weekdays: [6, 7] }, 7, '10:00', true],
    [{ weekdays: [6, 7] }, 1, '10:00', false],
    [{ weekdays: [5], from: '22:00', to: '06:00' }, 5, '23:00', true],
    [{ weekdays: [5], from: '22:00', to: '06:00' }, 6, '05:59', true],
    [{ weekdays: [5], from: '22:00', to: '06:00' }, 5, '05:00', false],
    [{ weekdays: [7], from: '22:00', to: '06:00' }, 1, '05:00', true],
  ])('hours %j on day %i at %s: %s', (hours, weekday, at, within) => {
    const minutes = Number(at.slice(0, 2)) * 60 + Number(at.slice(3));
    expect(is({ what: 'hours', ...hours }, { moment: { weekday, minutes } })).toBe(within);
  });
});

test('the first rule that acts is the last one, unless it says to go on', () => {
  const first = makeRule({ set: { queue: north } });
  const second = makeRule({ set: { queue: south, tags: ['due'] } });
  expect(decide([first, second], makeFacts(), arrival).set).toMatchObject({ queue: north, tags: [] });
  const both = decide([{ ...first, goOn: true }, second], makeFacts(), arrival);
  expect(both.set).toMatchObject({ queue: north, tags: ['due'] });
  // What an earlier rule has set is not said of the later one.
  expect(both.applied.map(({ changes }) => changes.queue)).toEqual([north, null]);
});

test('skills are gathered and the highest level counts', () => {
  const rules = [
    makeRule({ goOn: true, set: { requires: [{ skill: north, level: 2 }] } }),
    makeRule({
      goOn: true,
      set: {
        requires: [
          { skill: north, level: 4 },
          { skill: south, level: 1 },
        ],
      },
    }),
    makeRule({ set: { requires: [{ skill: north, level: 3 }] } }),
  ];
  expect(decide(rules, makeFacts(), arrival).set.requires).toEqual([
    { skill: north, level: 4 },
    { skill: south, level: 1 },
  ]);
});

test('a rule that fails counts as not met, and the others go on', () => {
  const broken = { ...makeRule(), when: [{ what: 'moon', not: false }] } as unknown as BusinessRule;
  const hollow = { ...makeRule(), when: null } as unknown as BusinessRule;
  const sound = makeRule({ set: { queue: south } });
  const { set, faults, trace } = decide([broken, hollow, sound], makeFacts(), arrival);
  expect(set.queue).toBe(south);
  expect(faults.map(({ rule }) => rule)).toEqual([broken.id, hollow.id]);
  expect(faults[0]!.message).toContain('moon');
  expect(trace.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'acted']);
});

test('a rule about waiting has its turn once, when its time has come', () => {
  const soon = makeRule({ afterSeconds: 60, set: { boostSeconds: 300 } });
  const later = makeRule({ afterSeconds: 120, set: { queue: south } });
  const acted = (phase: Phase) => decide([soon, later], makeFacts(), phase).applied.map(({ rule }) => rule);
  expect(acted(arrival)).toEqual([]);
  expect(acted(waiting(59))).toEqual([]);
  expect(acted(waiting(60))).toEqual([soon.id]);
  expect(acted(waiting(120, soon.id))).toEqual([later.id]);
  // Nobody looked in between: the first is the last one for now, and the second has lost its turn to it.
  expect(decide([soon, later], makeFacts(), waiting(120)).cut).toEqual([later.id]);
});

describe('when an item that waits is looked at again', () => {
  const item = { channel: 'chat', queue: north, since: 0, done: new Set<string>() };
  const soon = makeRule({ afterSeconds: 60 });
  const later = makeRule({ afterSeconds: 120, when: [{ what: 'queue', any: [north] }] });
  test('at the time of the next rule that may concern it', () => {
    expect(nextDue([soon, later], item, 0)).toBe(60_000);
    expect(nextDue([soon, later], item, 60_000)).toBe(120_000);
    expect(nextDue([soon, later], { ...item, queue: south }, 60_000)).toBeNull();
    expect(nextDue([soon, later], { ...item, done: new Set([later.id]) }, 60_000)).toBeNull();
    expect(nextDue([makeRule({ afterSeconds: 60, on: false }), makeRule()], item, 0)).toBeNull();
    expect(
      nextDue([makeRule({ afterSeconds: 60, when: [{ what: 'channel', any: ['email'] }] })], item, 0),
    ).toBeNull();
  });
  test('and each quarter of an hour where the hour matters', () => {
    const open = makeRule({ afterSeconds: 60, when: [{ what: 'day', is: 'open' }] });
    expect(nextDue([open], item, 0)).toBe(60_000);
    expect(nextDue([open], item, 60_000)).toBe(900_000);
    expect(nextDue([open], item, 900_000)).toBe(1_800_000);
  });
});

const phases = fc.oneof(
  fc.constant(arrival),
  fc.integer({ min: 0, max: 300 }).map((seconds) => waiting(seconds)),
);

test('whatever the rules and facts: the same answer each time, and nothing thrown', () => {
  fc.assert(
    fc.property(anyRules, anyFacts, phases, (rules, facts, phase) => {
      const kept = structuredClone(rules);
      const one = decide(rules, facts, phase);
      expect(decide(rules, facts, phase)).toEqual(one);
      expect(rules).toEqual(kept);
      expect(one.faults).toEqual([]);
      expect(one.trace.map(({ rule }) => rule)).toEqual(rules.map(({ id }) => id));
    }),
  );
});

test('whatever the rules: they act in their order, the last one that may is the last one that does', () => {
  fc.assert(
    fc.property(anyRules, anyFacts, phases, (rules, facts, phase) => {
      const { applied, set } = decide(rules, facts, phase);
      // The plain reading: walk down, act where all holds, stop at the first that does not go on.
      const walked: BusinessRule[] = [];
      for (const rule of rules) {
        const turn =
          phase.at === 'arrival'
            ? rule.afterSeconds === null
            : rule.afterSeconds !== null && rule.afterSeconds <= phase.waitedSeconds;
        if (!rule.on || !turn || !rule.when.every((one) => holds(one, facts))) continue;
        walked.push(rule);
        if (!rule.goOn) break;
      }
      expect(applied.map(({ rule }) => rule)).toEqual(walked.map(({ id }) => id));
      expect(set.queue).toBe(walked.find((rule) => rule.set.queue !== null)?.set.queue ?? null);
      expect(set.boostSeconds).toBe(
        walked.find((rule) => rule.set.boostSeconds !== null)?.set.boostSeconds ?? null,
      );
      expect(new Set(set.tags)).toEqual(new Set(walked.flatMap((rule) => rule.set.tags)));
      for (const { skill, level } of walked.flatMap((rule) => rule.set.requires))
        expect(set.requires.find((one) => one.skill === skill)!.level).toBeGreaterThanOrEqual(level);
    }),
  );
});

test('whatever the rules: a rule that is off, or below one that is the last, changes nothing', () => {
  fc.assert(
    fc.property(anyRules, anyFacts, phases, (rules, facts, phase) => {
      const { set, trace } = decide(rules, facts, phase);
      const without = rules.filter(
        (_rule, at) => trace[at]!.outcome === 'acted' || trace[at]!.outcome === 'unmet',
      );
      expect(decide(without, facts, phase).set).toEqual(set);
    }),
  );
});

test('whatever the rules: asked again at the times it names, an item comes to an end', () => {
  fc.assert(
    fc.property(anyRules, anyFacts, (rules, facts) => {
      const timeless = rules.filter(
        ({ when }) => !when.some(({ what }) => what === 'hours' || what === 'day'),
      );
      const done = new Set<string>();
      const item = { channel: facts.channel, queue: facts.queue ?? north, since: 0, done };
      let now = 0;
      for (let turns = 0; ; turns += 1) {
        expect(turns).toBeLessThan(20);
        const due = nextDue(timeless, item, now);
        if (due === null) break;
        expect(due).toBeGreaterThan(now);
        now = due;
        const phase: Phase = { at: 'waiting', waitedSeconds: now / 1000, done };
        const { applied, cut } = decide(timeless, { ...facts, queue: item.queue }, phase);
        for (const { rule } of applied) {
          expect(done.has(rule)).toBe(false);
          done.add(rule);
        }
        for (const rule of cut) done.add(rule);
      }
    }),
  );
});
