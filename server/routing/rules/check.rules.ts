import type { BusinessRule, RuleCondition, RuleDraft, RuleFinding } from '#contract/rules.ts';
import type { FieldError } from '#server/platform/index.ts';
import { contradiction, excludes, ruleImplies, rulesExclude, type Above } from './logic.rules.ts';
import { phraseWords } from './text.rules.ts';

/** What rules may name, as it is now. */
export interface World {
  /** `served`: agents whose profile holds the queue, by channel. */
  queues: ReadonlyMap<
    string,
    { name: string; active: boolean; closed: boolean; served: Record<string, number> }
  >;
  /** `best`: the highest level that any agent has; 0: nobody has it. */
  skills: ReadonlyMap<string, { name: string; active: boolean; best: number }>;
  entryPoints: ReadonlyMap<string, { name: string; channel: string; active: boolean }>;
  classification: ReadonlyMap<string, { name: string; parent: string | null; active: boolean }>;
  segments: ReadonlyMap<string, { name: string; active: boolean }>;
  plans: ReadonlyMap<string, { name: string; active: boolean }>;
  calendars: ReadonlySet<string>;
}

/** All phrases of a list together: each of them is looked for in every message. */
const mostPhrases = 2000;

/** The nodes above each node of the classification. */
export const aboveIn =
  (world: Pick<World, 'classification'>): Above =>
  (node) => {
    const way: string[] = [];
    for (let at: string | null = node; at !== null && !way.includes(at);) {
      way.push(at);
      at = world.classification.get(at)?.parent ?? null;
    }
    return way;
  };

/** What makes a list unacceptable, by field; empty when it may be saved. */
export function wrongRules({ calendarId, rules }: RuleDraft, world: World): FieldError[] {
  const wrong: FieldError[] = [];
  const add = (field: string, message: string) => void wrong.push({ field, message });
  if (calendarId !== null && !world.calendars.has(calendarId)) add('calendarId', 'no such opening hours');
  rules.forEach((rule, at) => {
    const first = rules.findIndex((other) => other.id === rule.id);
    if (first < at) add(`rules[${at}].id`, `the same as rules[${first}]`);
    rule.when.forEach((condition, place) => {
      for (const { field, message } of wrongCondition(condition, world))
        add(`rules[${at}].when[${place}]${field}`, message);
    });
    for (const { field, message } of wrongActions(rule, world)) add(`rules[${at}].set${field}`, message);
  });
  const phrases = rules.reduce(
    (sum, { when }) => sum + when.reduce((all, one) => all + (one.what === 'text' ? one.any.length : 0), 0),
    0,
  );
  if (phrases > mostPhrases)
    add('rules', `at most ${mostPhrases} texts to look for, this list has ${phrases}`);
  const circle = findCircle(rules, aboveIn(world));
  if (circle !== null)
    add(
      `rules[${circle.rule}].set.queue`,
      `moves in a circle: rules[${circle.other}] ("${rules[circle.other]!.name}") takes it from there again`,
    );
  return wrong;
}

function wrongCondition(condition: RuleCondition, world: World): FieldError[] {
  const unknown = (list: readonly string[], known: ReadonlyMap<string, unknown>, what: string) =>
    list.flatMap((one, at) => (known.has(one) ? [] : [{ field: `.any[${at}]`, message: `no such ${what}` }]));
  switch (condition.what) {
    case 'entry_point':
      return unknown(condition.any, world.entryPoints, 'entry point');
    case 'queue':
      return unknown(condition.any, world.queues, 'queue');
    case 'segment':
      return unknown(condition.any, world.segments, 'segment');
    case 'classification':
      return unknown(condition.any, world.classification, 'classification');
    case 'text':
      return condition.how === 'exact'
        ? []
        : condition.any.flatMap((phrase, at) =>
            phraseWords(phrase).length > 0
              ? []
              : [{ field: `.any[${at}]`, message: 'has no letter and no digit to look for' }],
          );
    case 'hours':
      if (condition.from !== null && condition.from === condition.to)
        return [{ field: '.to', message: 'differs from the beginning' }];
      return condition.weekdays.length === 0 && condition.from === null && condition.to === null
        ? [{ field: '.weekdays', message: 'days of the week, or a time' }]
        : [];
    case 'channel':
    case 'language':
    case 'position':
    case 'day':
      return [];
  }
}

function wrongActions({ set, on }: BusinessRule, world: World): FieldError[] {
  const wrong: FieldError[] = [];
  const empty =
    set.queue === null &&
    set.boostSeconds === null &&
    set.plan === null &&
    set.requires.length === 0 &&
    set.tags.length === 0;
  if (empty) wrong.push({ field: '', message: 'a queue, a priority, skills, tags or a plan' });
  if (set.boostSeconds === 0) wrong.push({ field: '.boostSeconds', message: 'more or less than 0' });
  const queue = set.queue === null ? null : world.queues.get(set.queue);
  if (queue === undefined) wrong.push({ field: '.queue', message: 'no such queue' });
  else if (queue !== null && !queue.active && on)
    wrong.push({ field: '.queue', message: 'a queue that is in use' });
  if (set.plan !== null && !world.plans.has(set.plan))
    wrong.push({ field: '.plan', message: 'no such routing plan' });
  set.requires.forEach(({ skill }, at) => {
    if (!world.skills.has(skill)) wrong.push({ field: `.requires[${at}].skill`, message: 'no such skill' });
    const first = set.requires.findIndex((other) => other.skill === skill);
    if (first < at)
      wrong.push({ field: `.requires[${at}].skill`, message: `named already in requires[${first}]` });
  });
  return wrong;
}

/**
 * Rules about waiting that hand a contact round in a circle: each takes it from the queue the one before sends it to.
 * Rules that do not say from which queue are left out: each rule acts on a contact once.
 */
function findCircle(rules: readonly BusinessRule[], above: Above): { rule: number; other: number } | null {
  const moves = rules.flatMap((rule, at) => {
    const from = rule.when.flatMap((one) => (one.what === 'queue' && !one.not ? one.any : []));
    return rule.on && rule.afterSeconds !== null && rule.set.queue !== null && from.length > 0
      ? [{ at, rule, from: new Set(from.filter((one) => one !== rule.set.queue)), to: rule.set.queue }]
      : [];
  });
  type Move = (typeof moves)[number];
  const elsewhere = ({ when }: BusinessRule) => when.filter(({ what }) => what !== 'queue');
  const together = (a: Move, b: Move) =>
    !elsewhere(a.rule).some((one) => elsewhere(b.rule).some((other) => excludes(one, other, above)));
  const next = (move: Move) => moves.filter((other) => other.from.has(move.to) && together(move, other));
  for (const start of moves) {
    // Everything that can be reached from a move; back at its start it is a circle.
    const seen = new Set<Move>();
    const open = next(start);
    while (open.length > 0) {
      const move = open.pop()!;
      if (move === start) {
        const other = [...seen].find((one) => start.from.has(one.to)) ?? start;
        return other.at > start.at
          ? { rule: other.at, other: start.at }
          : { rule: start.at, other: other.at };
      }
      if (seen.has(move) || !together(start, move)) continue;
      seen.add(move);
      open.push(...next(move));
    }
  }
  return null;
}

/** What a supervisor should know about a list that may be saved all the same. */
export function findings({ rules }: RuleDraft, world: World): RuleFinding[] {
  const above = aboveIn(world);
  const found: RuleFinding[] = [];
  rules.forEach((rule, at) => {
    if (!rule.on) return;
    const tell = (code: RuleFinding['code'], field: string, also: Partial<RuleFinding> = {}) =>
      void found.push({ rule: rule.id, field, code, level: 'warning', other: null, name: null, ...also });
    const never = neverMet(rule, world, above);
    if (never !== null) {
      tell('never', `when[${never}]`);
      return;
    }
    const earlier = rules.slice(0, at).filter((one) => one.on && neverMet(one, world, above) === null);
    const shadow = earlier.find((one) => !one.goOn && ruleImplies(rule, one, above));
    if (shadow !== undefined) tell('shadowed', 'when', { other: shadow.id });
    else compareWith(rule, earlier, above, tell);
    aboutThings(rule, world, tell);
  });
  return found;
}

type Tell = (code: RuleFinding['code'], field: string, also?: Partial<RuleFinding>) => void;

/** The place of a condition because of which a rule never acts; null when it may. */
function neverMet(rule: BusinessRule, world: World, above: Above): number | null {
  const clash = contradiction(rule, above);
  if (clash !== null) return clash[1];
  const channels = rule.when.find((one) => one.what === 'channel' && !one.not);
  const points = rule.when.findIndex((one) => one.what === 'entry_point' && !one.not);
  const at = rule.when[points];
  if (channels?.what !== 'channel' || at?.what !== 'entry_point') return null;
  const reachable = at.any.some((one) =>
    (channels.any as string[]).includes(world.entryPoints.get(one)?.channel ?? ''),
  );
  return reachable ? null : points;
}

/** Rules above that go on, and set something first. */
function compareWith(rule: BusinessRule, earlier: readonly BusinessRule[], above: Above, tell: Tell): void {
  for (const part of ['queue', 'boostSeconds', 'plan'] as const) {
    const mine = rule.set[part];
    if (mine === null) continue;
    const others = earlier.filter(
      (one) =>
        one.goOn &&
        one.afterSeconds === rule.afterSeconds &&
        one.set[part] !== null &&
        one.set[part] !== mine,
    );
    const always = others.find((one) => ruleImplies(rule, one, above));
    if (always !== undefined) tell('overruled', `set.${part}`, { other: always.id });
    else if (part === 'queue') {
      const sometimes = others.find((one) => !rulesExclude(rule, one, above));
      if (sometimes !== undefined) tell('may_differ', 'set.queue', { other: sometimes.id, level: 'note' });
    }
  }
}

/** What the rule names: closed, switched off, or nobody there. */
function aboutThings(rule: BusinessRule, world: World, tell: Tell): void {
  const { set } = rule;
  const queue = set.queue === null ? undefined : world.queues.get(set.queue);
  if (queue !== undefined) {
    const channels = rule.when.flatMap((one) => (one.what === 'channel' && !one.not ? one.any : []));
    const served = Object.entries(queue.served).filter(
      ([channel, agents]) =>
        agents > 0 && (channels.length === 0 || (channels as string[]).includes(channel)),
    );
    if (served.length === 0) tell('queue_unserved', 'set.queue', { name: queue.name });
    if (queue.closed) tell('queue_closed', 'set.queue', { name: queue.name });
    const place = rule.when.findIndex(
      (one) => one.what === 'queue' && !one.not && one.any.every((from) => from === set.queue),
    );
    if (place >= 0) tell('same_queue', `when[${place}]`, { name: queue.name });
  }
  set.requires.forEach(({ skill, level }, at) => {
    const known = world.skills.get(skill);
    if (known === undefined) return;
    if (known.best < level) tell('skill_nobody_has', `set.requires[${at}]`, { name: known.name });
    else if (!known.active) tell('inactive', `set.requires[${at}]`, { name: known.name });
  });
  const plan = set.plan === null ? undefined : world.plans.get(set.plan);
  if (plan?.active === false) tell('inactive', 'set.plan', { name: plan.name });
  rule.when.forEach((condition, place) => {
    const lists = {
      entry_point: world.entryPoints,
      queue: world.queues,
      segment: world.segments,
      classification: world.classification,
    } as const;
    if (!(condition.what in lists) || !('any' in condition)) return;
    const known = lists[condition.what as keyof typeof lists];
    for (const one of condition.any) {
      const thing = known.get(one);
      if (thing?.active === false) tell('inactive', `when[${place}]`, { name: thing.name });
    }
  });
}
