import type { BusinessRule, RuleActions, RuleCondition } from '#contract/rules.ts';
import type { Searchable } from './text.rules.ts';

// Facts in, decision out: no clock, no database, no order but that of the list.

/** A moment as people tell it, in the calendar of the list. */
export interface Moment {
  /** 1 is Monday. */
  weekday: number;
  /** Minutes since midnight by the wall clock. */
  minutes: number;
  open: boolean;
  /** The whole day is one on which the calendar is closed out of the ordinary: a holiday. */
  holiday: boolean;
}

/** What is known of a contact when the rules are asked. */
export interface Facts {
  channel: string;
  entryPoint: string | null;
  /** The queue it would wait in without rules, or the one it waits in. */
  queue: string | null;
  language: string;
  segment: string | null;
  positions: readonly { kind: string; state: string }[];
  /** The node it is classified by and all nodes above it. */
  classification: readonly string[];
  text: Searchable;
  moment: Moment;
}

/** When the rules are asked: on arrival, or about a contact that waits. */
export type Phase =
  | { at: 'arrival' }
  /** `done`: rules that have had their turn with this contact. */
  | { at: 'waiting'; waitedSeconds: number; done: ReadonlySet<string> };

export interface AppliedRule {
  rule: string;
  name: string;
  afterSeconds: number | null;
  /** What of the rule counted: what an earlier rule had set is left out. */
  changes: RuleActions;
}

export interface Decision {
  set: RuleActions;
  applied: AppliedRule[];
  /** Rules whose conditions hold below one that was the last; for a contact that waits they have had their turn too. */
  cut: string[];
  /** Rules that failed. They count as not met. */
  faults: { rule: string; name: string; message: string }[];
}

export type Outcome = 'acted' | 'unmet' | 'off' | 'not_reached' | 'not_yet' | 'failed';
export interface Trace {
  rule: string;
  outcome: Outcome;
  /** The place of the first condition that does not hold; null when all do. */
  condition: number | null;
}

export const nothing: RuleActions = { queue: null, boostSeconds: null, requires: [], tags: [], plan: null };

/** Whether it is this rule's turn in a phase, its conditions aside. */
function due(rule: BusinessRule, phase: Phase): boolean {
  if (phase.at === 'arrival') return rule.afterSeconds === null;
  return rule.afterSeconds !== null && rule.afterSeconds <= phase.waitedSeconds && !phase.done.has(rule.id);
}

/**
 * What a list of rules decides about a contact. Total: a rule that cannot be judged is skipped and told in `faults`.
 * Queue, boost and plan are those of the first rule that sets them; skills and tags are gathered, of a skill the
 * highest level counts.
 */
export function decide(
  rules: readonly BusinessRule[],
  facts: Facts,
  phase: Phase,
): Decision & { trace: Trace[] } {
  const set = { ...nothing, requires: [...nothing.requires], tags: [...nothing.tags] };
  const applied: AppliedRule[] = [];
  const cut: string[] = [];
  const faults: Decision['faults'] = [];
  const trace: Trace[] = [];
  let over = false;
  for (const rule of rules) {
    if (!rule.on || !due(rule, phase)) {
      trace.push({ rule: rule.id, outcome: rule.on ? 'not_yet' : 'off', condition: null });
      continue;
    }
    try {
      const unmet = rule.when.findIndex((condition) => !holds(condition, facts));
      if (unmet >= 0) trace.push({ rule: rule.id, outcome: 'unmet', condition: unmet });
      else if (over) {
        cut.push(rule.id);
        trace.push({ rule: rule.id, outcome: 'not_reached', condition: null });
      } else {
        const changes = added(set, rule.set);
        applied.push({ rule: rule.id, name: rule.name, afterSeconds: rule.afterSeconds, changes });
        trace.push({ rule: rule.id, outcome: 'acted', condition: null });
        over = !rule.goOn;
      }
    } catch (error) {
      faults.push({
        rule: rule.id,
        name: rule.name,
        message: error instanceof Error ? error.message : String(error),
      });
      trace.push({ rule: rule.id, outcome: 'failed', condition: null });
    }
  }
  return { set, applied, cut, faults, trace };
}

/** Adds a rule's actions to what is decided already; gives back what of them counts. */
function added(set: RuleActions, more: RuleActions): RuleActions {
  const changes: RuleActions = {
    queue: set.queue === null ? more.queue : null,
    boostSeconds: set.boostSeconds === null ? more.boostSeconds : null,
    plan: set.plan === null ? more.plan : null,
    requires: more.requires.filter(
      ({ skill, level }) => !set.requires.some((one) => one.skill === skill && one.level >= level),
    ),
    tags: more.tags.filter((tag) => !set.tags.includes(tag)),
  };
  set.queue ??= changes.queue;
  set.boostSeconds ??= changes.boostSeconds;
  set.plan ??= changes.plan;
  set.tags = [...set.tags, ...changes.tags];
  set.requires = [
    ...set.requires.filter(({ skill }) => !changes.requires.some((one) => one.skill === skill)),
    ...changes.requires,
  ];
  return changes;
}

/**
 * Whether a condition holds.
 * @throws Error when it is of a kind that this program does not know
 */
export function holds(condition: RuleCondition, facts: Facts): boolean {
  return plain(condition, facts) !== condition.not;
}

function plain(condition: RuleCondition, facts: Facts): boolean {
  switch (condition.what) {
    case 'channel':
      return (condition.any as string[]).includes(facts.channel);
    case 'entry_point':
      return facts.entryPoint !== null && condition.any.includes(facts.entryPoint);
    case 'queue':
      return facts.queue !== null && condition.any.includes(facts.queue);
    case 'language':
      return condition.any.includes(facts.language);
    case 'segment':
      return facts.segment !== null && condition.any.includes(facts.segment);
    case 'position':
      return facts.positions.some(
        ({ kind, state }) =>
          (condition.kinds.length === 0 || condition.kinds.includes(kind)) &&
          (condition.state === 'any' || condition.state === state),
      );
    case 'classification':
      return facts.classification.some((node) => condition.any.includes(node));
    case 'text':
      return condition.any.some((phrase) => facts.text.has(phrase, condition.where, condition.how));
    case 'hours':
      return withinHours(condition, facts.moment);
    case 'day':
      return condition.is === 'holiday'
        ? facts.moment.holiday
        : facts.moment.open === (condition.is === 'open');
    default:
      throw new Error(`no such condition: ${String((condition as { what?: unknown }).what)}`);
  }
}

export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

// Over midnight the weekday is that of the evening: "Friday 22:00 to 06:00" goes on into Saturday.
function withinHours(
  { weekdays, from, to }: Extract<RuleCondition, { what: 'hours' }>,
  { weekday, minutes }: Moment,
): boolean {
  const start = from === null ? 0 : minutesOf(from);
  const end = to === null ? 1440 : minutesOf(to);
  const on = (day: number) => weekdays.length === 0 || weekdays.includes(day);
  if (start < end) return on(weekday) && minutes >= start && minutes < end;
  return (on(weekday) && minutes >= start) || (on(weekday === 1 ? 7 : weekday - 1) && minutes < end);
}

/** Whether what a rule says may be different at another hour: such a rule is asked again while a contact waits. */
export const dependsOnTime = (rule: BusinessRule): boolean =>
  rule.when.some(({ what }) => what === 'hours' || what === 'day');

/** A rule about waiting is asked again this often when it depends on the hour. */
const againMilliseconds = 15 * 60_000;

/**
 * When the rules about waiting must next be asked about an item; null: never again.
 * @param since ms, from when its waiting counts
 * @param now ms; what was due by then has been asked
 */
export function nextDue(
  rules: readonly BusinessRule[],
  item: { channel: string; queue: string; since: number; done: ReadonlySet<string> },
  now: number,
): number | null {
  const times = rules.flatMap((rule) => {
    if (!rule.on || rule.afterSeconds === null || item.done.has(rule.id) || !mayMeet(rule, item)) return [];
    const at = item.since + rule.afterSeconds * 1000;
    if (at > now) return [at];
    return dependsOnTime(rule) ? [(Math.floor(now / againMilliseconds) + 1) * againMilliseconds] : [];
  });
  return times.length === 0 ? null : Math.min(...times);
}

/** What routing itself knows of an item is enough to leave most of them out. */
function mayMeet(rule: BusinessRule, item: { channel: string; queue: string }): boolean {
  return rule.when.every((condition) =>
    condition.what === 'channel'
      ? (condition.any as string[]).includes(item.channel) !== condition.not
      : condition.what === 'queue'
        ? condition.any.includes(item.queue) !== condition.not
        : true,
  );
}
