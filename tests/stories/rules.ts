import fc from 'fast-check';
import { businessRule, type BusinessRule, type RuleCondition } from '#contract/rules.ts';
import type { Facts, Moment } from '#server/routing/rules/evaluate.rules.ts';
import { searchable } from '#server/routing/rules/text.rules.ts';

// Business rules for tests: made by hand, and made by chance for properties.

let count = 0;
/** Ids that say in a failure what they are. */
export const ruleId = (number: number): string =>
  `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** A rule; what is left out does nothing. */
export const makeRule = (
  wish: { id?: string; name?: string; on?: boolean; afterSeconds?: number | null; goOn?: boolean } & {
    when?: readonly (Record<string, unknown> & { what: RuleCondition['what'] })[];
    set?: Record<string, unknown>;
  } = {},
): BusinessRule =>
  businessRule.parse({
    id: ruleId((count += 1) + 900_000),
    name: `Regola ${count}`,
    ...wish,
    set: wish.set ?? { tags: ['prova'] },
  });

export const makeFacts = (
  wish: Partial<Omit<Facts, 'text' | 'moment'>> & {
    subject?: string;
    body?: string;
    moment?: Partial<Moment>;
  } = {},
): Facts => {
  const { subject = '', body = '', moment, ...rest } = wish;
  return {
    channel: 'email',
    entryPoint: null,
    queue: null,
    language: 'it',
    segment: null,
    positions: [],
    classification: [],
    ...rest,
    moment: { weekday: 3, minutes: 600, open: true, holiday: false, ...moment },
    text: searchable(subject, body, wish.language ?? 'it'),
  };
};

const channels = ['email', 'chat', 'form'] as const;
const places = [1, 2, 3, 4].map(ruleId);
const words = ['gas', 'odore', 'bolletta', 'reclamo', 'perdita'] as const;
const not = fc.boolean();
const some = <T>(values: readonly T[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 });
const clock = fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:00`);

const anyCondition: fc.Arbitrary<RuleCondition> = fc.oneof(
  fc.record({ what: fc.constant('channel' as const), not, any: some(channels) }),
  fc.record({ what: fc.constant('entry_point' as const), not, any: some(places) }),
  fc.record({ what: fc.constant('queue' as const), not, any: some(places) }),
  fc.record({ what: fc.constant('language' as const), not, any: some(['it', 'en']) }),
  fc.record({ what: fc.constant('segment' as const), not, any: some(['casa', 'impresa']) }),
  fc.record({ what: fc.constant('classification' as const), not, any: some(places) }),
  fc.record({
    what: fc.constant('position' as const),
    not,
    kinds: fc.uniqueArray(fc.constantFrom('water', 'gas')),
    state: fc.constantFrom('active', 'closed', 'any'),
  }),
  fc.record({
    what: fc.constant('text' as const),
    not,
    where: fc.constantFrom('subject', 'body', 'both'),
    how: fc.constantFrom('words', 'stems', 'exact'),
    any: some(words),
  }),
  fc
    .record({
      what: fc.constant('hours' as const),
      not,
      weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 })),
      from: fc.option(clock),
      to: fc.option(clock),
    })
    .filter(({ from, to }) => from === null || from !== to),
  fc.record({ what: fc.constant('day' as const), not, is: fc.constantFrom('open', 'closed', 'holiday') }),
);

const anyRule: fc.Arbitrary<Omit<BusinessRule, 'id' | 'name'>> = fc.record({
  on: fc.boolean(),
  afterSeconds: fc.constantFrom(null, null, 60, 180),
  when: fc.array(anyCondition, { maxLength: 3 }),
  set: fc.record({
    queue: fc.option(fc.constantFrom(...places)),
    boostSeconds: fc.option(fc.constantFrom(60, 600)),
    requires: fc.uniqueArray(
      fc.record({ skill: fc.constantFrom(...places), level: fc.integer({ min: 1, max: 5 }) }),
      { selector: ({ skill }) => skill, maxLength: 2 },
    ),
    tags: fc.uniqueArray(fc.constantFrom('uno', 'due')),
    plan: fc.option(fc.constantFrom(...places)),
  }),
  goOn: fc.boolean(),
});

export const anyRules: fc.Arbitrary<BusinessRule[]> = fc
  .array(anyRule, { maxLength: 8 })
  .map((rules) => rules.map((rule, at) => ({ ...rule, id: ruleId(100 + at), name: `Regola ${at + 1}` })));

/** The nodes of the classification that `anyRules` names hang one under the other: 1 over 2 over 3; 4 alone. */
export const aboveNode = (node: string): string[] => {
  const at = places.indexOf(node);
  return at === 3 ? [node] : places.slice(0, at + 1).toReversed();
};

export const anyFacts: fc.Arbitrary<Facts> = fc
  .record({
    channel: fc.constantFrom(...channels),
    entryPoint: fc.option(fc.constantFrom(...places)),
    queue: fc.option(fc.constantFrom(...places)),
    language: fc.constantFrom('it', 'en', 'fr'),
    segment: fc.option(fc.constantFrom('casa', 'impresa')),
    positions: fc.array(
      fc.record({ kind: fc.constantFrom('water', 'gas'), state: fc.constantFrom('active', 'closed') }),
      { maxLength: 2 },
    ),
    node: fc.option(fc.constantFrom(...places)),
    subject: fc.array(fc.constantFrom(...words), { maxLength: 3 }).map((all) => all.join(' ')),
    body: fc.array(fc.constantFrom(...words), { maxLength: 3 }).map((all) => all.join(' ')),
    weekday: fc.integer({ min: 1, max: 7 }),
    minutes: fc.integer({ min: 0, max: 1439 }),
    day: fc.constantFrom('open', 'closed', 'holiday'),
  })
  .map(({ node, weekday, minutes, day, ...wish }) =>
    makeFacts({
      ...wish,
      classification: node === null ? [] : aboveNode(node),
      moment: { weekday, minutes, open: day === 'open', holiday: day === 'holiday' },
    }),
  );
