import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BusinessRule } from '#contract/rules.ts';
import { aboveNode, anyFacts, anyRules, makeRule, ruleId } from '#tests/stories/rules.ts';
import { findings, wrongRules, type World } from './check.rules.ts';
import { difference } from './diff.rules.ts';
import { decide, holds } from './evaluate.rules.ts';
import { contradiction, excludes, implies, ruleImplies } from './logic.rules.ts';

const [north, south, east, skill] = [1, 2, 3, 9].map(ruleId) as [string, string, string, string];
const queue = (name: string) => ({
  name,
  active: true,
  closed: false,
  served: { email: 2, chat: 1 } as Record<string, number>,
});
const world = (also: Partial<World> = {}): World => ({
  queues: new Map([
    [north, queue('Nord')],
    [south, queue('Sud')],
    [east, queue('Est')],
  ]),
  skills: new Map([[skill, { name: 'Inglese', active: true, best: 4 }]]),
  entryPoints: new Map([
    [north, { name: 'Posta', channel: 'email', active: true }],
    [south, { name: 'Chat', channel: 'chat', active: true }],
  ]),
  classification: new Map([[north, { name: 'Acqua', parent: null, active: true }]]),
  segments: new Map([['impresa', { name: 'Imprese', active: true }]]),
  plans: new Map(),
  calendars: new Set(),
  ...also,
});
const wrong = (...rules: BusinessRule[]) =>
  wrongRules({ calendarId: null, rules }, world()).map(({ field }) => field);
const told = (rules: BusinessRule[], also: Partial<World> = {}) =>
  findings({ calendarId: null, rules }, world(also)).map(({ rule, code, field, other }) => ({
    rule: rules.findIndex(({ id }) => id === rule) + 1,
    code,
    field,
    ...(other === null ? {} : { other: rules.findIndex(({ id }) => id === other) + 1 }),
  }));

describe('what is refused names rule and field', () => {
  test.each([
    [{ set: {} }, 'rules[0].set'],
    [{ set: { queue: skill } }, 'rules[0].set.queue'],
    [{ set: { boostSeconds: 0 } }, 'rules[0].set.boostSeconds'],
    [{ set: { plan: north } }, 'rules[0].set.plan'],
    [{ set: { requires: [{ skill: north, level: 1 }] } }, 'rules[0].set.requires[0].skill'],
    [{ when: [{ what: 'queue', any: [north, skill] }] }, 'rules[0].when[0].any[1]'],
    [{ when: [{ what: 'entry_point', any: [skill] }] }, 'rules[0].when[0].any[0]'],
    [{ when: [{ what: 'segment', any: ['nobility'] }] }, 'rules[0].when[0].any[0]'],
    [{ when: [{ what: 'classification', any: [skill] }] }, 'rules[0].when[0].any[0]'],
    [{ when: [{ what: 'text', any: ['gas', '?!'] }] }, 'rules[0].when[0].any[1]'],
    [{ when: [{ what: 'hours', from: '08:00', to: '08:00' }] }, 'rules[0].when[0].to'],
    [{ when: [{ what: 'hours' }] }, 'rules[0].when[0].weekdays'],
  ] as const)('%j: %s', (wish, field) => {
    expect(wrong(makeRule(wish as Parameters<typeof makeRule>[0]))).toEqual([field]);
  });
  test('a queue out of use, unless the rule is off', () => {
    const queues = new Map([[north, { ...queue('Nord'), active: false }]]);
    const rule = makeRule({ set: { queue: north } });
    const fields = (one: BusinessRule) =>
      wrongRules({ calendarId: null, rules: [one] }, world({ queues })).map(({ field }) => field);
    expect(fields(rule)).toEqual(['rules[0].set.queue']);
    expect(fields({ ...rule, on: false })).toEqual([]);
  });
  test('the same rule twice, a calendar that is not there, and more texts than can be looked for', () => {
    const rule = makeRule();
    expect(wrong(rule, { ...rule })).toEqual(['rules[1].id']);
    expect(wrongRules({ calendarId: north, rules: [] }, world())[0]!.field).toBe('calendarId');
    const words = Array.from({ length: 50 }, (_, at) => `parola${at}`);
    const many = Array.from({ length: 41 }, () => makeRule({ when: [{ what: 'text', any: words }] }));
    expect(wrong(...many)).toEqual(['rules']);
  });
});

describe('rules about waiting that move in a circle', () => {
  const move = (from: string, to: string, also: Parameters<typeof makeRule>[0] = {}) =>
    makeRule({
      afterSeconds: 60,
      ...also,
      when: [{ what: 'queue', any: [from] }, ...(also.when ?? [])],
      set: { queue: to },
    });
  test('are refused, naming the rule that closes the circle', () => {
    expect(wrong(move(north, south), move(south, north))).toEqual(['rules[1].set.queue']);
    expect(wrong(move(north, south), makeRule(), move(south, east), move(east, north))).toEqual([
      'rules[3].set.queue',
    ]);
  });
  test('are no circle where one is off, does not wait, or the two never meet', () => {
    expect(wrong(move(north, south), move(south, north, { on: false }))).toEqual([]);
    expect(wrong(move(north, south), move(south, north, { afterSeconds: null }))).toEqual([]);
    expect(wrong(move(north, south), move(south, east))).toEqual([]);
    expect(
      wrong(
        move(north, south, { when: [{ what: 'channel', any: ['chat'] }] }),
        move(south, north, { when: [{ what: 'channel', any: ['email'] }] }),
      ),
    ).toEqual([]);
  });
});

describe('what a supervisor is told', () => {
  const chat = { what: 'channel', any: ['chat'] } as const;
  test('a rule below one that takes everything first', () => {
    const all = makeRule({ when: [{ what: 'channel', any: ['chat', 'email'] }] });
    const some = makeRule({ when: [chat, { what: 'language', any: ['en'] }] });
    expect(told([all, some])).toEqual([{ rule: 2, code: 'shadowed', field: 'when', other: 1 }]);
    expect(told([{ ...all, goOn: true }, some])).toEqual([]);
    expect(told([{ ...all, on: false }, some])).toEqual([]);
    expect(told([some, all])).toEqual([]);
    expect(told([makeRule(), makeRule()])).toEqual([{ rule: 2, code: 'shadowed', field: 'when', other: 1 }]);
  });
  test('conditions that exclude each other', () => {
    expect(told([makeRule({ when: [chat, { what: 'channel', any: ['email'] }] })])).toEqual([
      { rule: 1, code: 'never', field: 'when[1]' },
    ]);
    expect(told([makeRule({ when: [chat, { ...chat, not: true }] })])).toEqual([
      { rule: 1, code: 'never', field: 'when[1]' },
    ]);
    expect(told([makeRule({ when: [chat, { what: 'entry_point', any: [north] }] })])).toEqual([
      { rule: 1, code: 'never', field: 'when[1]' },
    ]);
    // What never acts takes nothing from those below it.
    expect(
      told([makeRule({ when: [chat, { ...chat, not: true }] }), makeRule({ when: [chat] })]),
    ).toHaveLength(1);
  });
  test('two that set different queues: the first counts', () => {
    const first = makeRule({ goOn: true, when: [chat], set: { queue: north } });
    const second = makeRule({ when: [chat, { what: 'language', any: ['en'] }], set: { queue: south } });
    expect(told([first, second])).toEqual([{ rule: 2, code: 'overruled', field: 'set.queue', other: 1 }]);
    const third = makeRule({ when: [{ what: 'language', any: ['en'] }], set: { queue: south } });
    expect(told([first, third])).toEqual([{ rule: 2, code: 'may_differ', field: 'set.queue', other: 1 }]);
    const fourth = makeRule({ when: [{ what: 'channel', any: ['email'] }], set: { queue: south } });
    expect(told([first, fourth])).toEqual([]);
  });
  test('a queue nobody serves, or nobody on that channel; a closed one; a skill nobody has', () => {
    const queues = new Map([
      [north, { ...queue('Nord'), served: { email: 1 } as Record<string, number> }],
      [south, { ...queue('Sud'), served: {}, closed: true }],
    ]);
    expect(told([makeRule({ set: { queue: north } })], { queues })).toEqual([]);
    expect(told([makeRule({ when: [chat], set: { queue: north } })], { queues })).toEqual([
      { rule: 1, code: 'queue_unserved', field: 'set.queue' },
    ]);
    expect(told([makeRule({ set: { queue: south } })], { queues }).map(({ code }) => code)).toEqual([
      'queue_unserved',
      'queue_closed',
    ]);
    expect(told([makeRule({ set: { requires: [{ skill, level: 5 }] } })])).toEqual([
      { rule: 1, code: 'skill_nobody_has', field: 'set.requires[0]' },
    ]);
  });
  test('a rule that sends to the queue it asks for, or names what is out of use', () => {
    expect(told([makeRule({ when: [{ what: 'queue', any: [north] }], set: { queue: north } })])).toEqual([
      { rule: 1, code: 'same_queue', field: 'when[0]' },
    ]);
    const segments = new Map([['impresa', { name: 'Imprese', active: false }]]);
    expect(told([makeRule({ when: [{ what: 'segment', any: ['impresa'] }] })], { segments })).toEqual([
      { rule: 1, code: 'inactive', field: 'when[0]' },
    ]);
  });
});

const conditions = anyRules.map((rules) => rules.flatMap(({ when }) => when));

test('"always with" and "never with" are true of every contact', () => {
  fc.assert(
    fc.property(conditions, anyFacts, (list, facts) => {
      for (const one of list)
        for (const other of list) {
          const [a, b] = [holds(one, facts), holds(other, facts)];
          if (implies(one, other, aboveNode) && a) expect(b).toBe(true);
          if (excludes(one, other, aboveNode)) expect(a && b).toBe(false);
        }
    }),
    { numRuns: 500 },
  );
});

test('a rule that is told never to act, or to come too late, acts on no contact', () => {
  fc.assert(
    fc.property(anyRules, anyFacts, (rules, facts) => {
      const { trace } = decide(rules, facts, { at: 'arrival' });
      rules.forEach((rule, at) => {
        if (contradiction(rule, aboveNode) !== null) expect(trace[at]!.outcome).not.toBe('acted');
        const shadowed = rules
          .slice(0, at)
          .some((one) => one.on && !one.goOn && ruleImplies(rule, one, aboveNode));
        if (shadowed) expect(trace[at]!.outcome).not.toBe('acted');
      });
    }),
    { numRuns: 500 },
  );
});

describe('the difference of two lists', () => {
  const [a, b, c, d] = Array.from({ length: 4 }, () => makeRule()) as [
    BusinessRule,
    BusinessRule,
    BusinessRule,
    BusinessRule,
  ];
  const names = (before: BusinessRule[], after: BusinessRule[]) =>
    difference(before, after).map(({ rule, change, before: was, after: is, fields }) => [
      [a, b, c, d].findIndex(({ id }) => id === rule),
      change,
      was,
      is,
      ...fields,
    ]);
  test('says what was added, taken out, changed and moved, and no more', () => {
    expect(names([a, b], [a, b])).toEqual([]);
    expect(names([a, b], [a, c, b])).toEqual([[2, 'added', null, 2]]);
    expect(names([a, b, c], [a, c])).toEqual([[1, 'removed', 2, null]]);
    expect(names([a, b, c, d], [d, a, b, c])).toEqual([[3, 'moved', 4, 1]]);
    expect(names([a, b], [{ ...a, on: false, goOn: true }, b])).toEqual([[0, 'changed', 1, 1, 'on', 'goOn']]);
  });
  test('of any two lists names every rule that is not in both', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([a, b, c, d]), fc.shuffledSubarray([a, b, c, d]), (before, after) => {
        const changes = difference(before, after);
        const named = (change: string) =>
          changes.filter((one) => one.change === change).map(({ rule }) => rule);
        const minus = (x: BusinessRule[], y: BusinessRule[]) =>
          x.filter((one) => !y.includes(one)).map(({ id }) => id);
        expect(named('added')).toEqual(minus(after, before));
        expect(named('removed')).toEqual(minus(before, after));
        expect(named('changed')).toEqual([]);
      }),
    );
  });
});
