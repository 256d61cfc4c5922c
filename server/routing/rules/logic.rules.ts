import type { BusinessRule, RuleCondition } from '#contract/rules.ts';
import { minutesOf } from './evaluate.rules.ts';
import { folded } from './text.rules.ts';

// What can be said of rules without any contact: one always holds where another does, or the two never hold together.
// Both are sound and not complete: "yes" is certain, "no" may only mean that it was not seen.

/** The nodes above a node of the classification, and itself. */
export type Above = (node: string) => readonly string[];

type Bare = RuleCondition;
const within = <T>(some: readonly T[], all: readonly T[]) => some.every((one) => all.includes(one));
const apart = <T>(some: readonly T[], others: readonly T[]) => !some.some((one) => others.includes(one));

/** Facts of which a contact has one at most: what two conditions ask of them can be compared value by value. */
const single = new Set<Bare['what']>(['channel', 'entry_point', 'queue', 'language', 'segment']);

// Both without their `not`.
function impliesBare(one: Bare, other: Bare, above: Above): boolean {
  if (one.what === 'classification' && other.what === 'classification')
    return one.any.every((node) => above(node).some((up) => other.any.includes(up)));
  if (one.what === 'position' && other.what === 'position')
    return (
      (other.kinds.length === 0 || (one.kinds.length > 0 && within(one.kinds, other.kinds))) &&
      (other.state === 'any' || one.state === other.state)
    );
  if (one.what === 'text' && other.what === 'text')
    return (
      one.how === other.how &&
      (other.where === 'both' || one.where === other.where) &&
      within(one.any.map(folded), other.any.map(folded))
    );
  if (one.what === 'hours' && other.what === 'hours') return hoursWithin(one, other);
  if (one.what === 'day' && other.what === 'day')
    return one.is === other.is || (one.is === 'holiday' && other.is === 'closed');
  if (one.what !== other.what || !single.has(one.what)) return false;
  return within(valuesOf(one), valuesOf(other));
}

function apartBare(one: Bare, other: Bare, above: Above): boolean {
  if (one.what === 'classification' && other.what === 'classification')
    return one.any.every((a) => other.any.every((b) => !above(a).includes(b) && !above(b).includes(a)));
  if (one.what === 'hours' && other.what === 'hours') {
    const [a, b] = [one, other].map(dayPart) as [DayPart | null, DayPart | null];
    if (a === null || b === null) return false;
    const days = a.days.length > 0 && b.days.length > 0 && apart(a.days, b.days);
    return days || a.end <= b.start || b.end <= a.start;
  }
  if (one.what === 'day' && other.what === 'day')
    return one.is !== other.is && (one.is === 'open' || other.is === 'open');
  if (one.what !== other.what || !single.has(one.what)) return false;
  return apart(valuesOf(one), valuesOf(other));
}

const valuesOf = (condition: Bare): readonly string[] => ('any' in condition ? condition.any : []);

interface DayPart {
  days: readonly number[];
  start: number;
  end: number;
}
// Over midnight it is two parts; those are left alone.
function dayPart(hours: Bare): DayPart | null {
  if (hours.what !== 'hours') return null;
  const start = hours.from === null ? 0 : minutesOf(hours.from);
  const end = hours.to === null ? 1440 : minutesOf(hours.to);
  return start < end ? { days: hours.weekdays, start, end } : null;
}
function hoursWithin(one: Bare, other: Bare): boolean {
  const [a, b] = [dayPart(one), dayPart(other)];
  if (a === null || b === null)
    return JSON.stringify({ ...one, not: 0 }) === JSON.stringify({ ...other, not: 0 });
  const days = b.days.length === 0 || (a.days.length > 0 && within(a.days, b.days));
  return days && b.start <= a.start && a.end <= b.end;
}

/** Whether `other` holds wherever `one` does. */
export function implies(one: RuleCondition, other: RuleCondition, above: Above): boolean {
  if (!one.not && !other.not) return impliesBare(one, other, above);
  if (one.not && other.not) return impliesBare(other, one, above);
  return one.not ? false : apartBare(one, other, above);
}

/** Whether the two never hold together. */
export function excludes(one: RuleCondition, other: RuleCondition, above: Above): boolean {
  if (!one.not && !other.not) return apartBare(one, other, above);
  if (one.not && other.not) return false;
  return one.not ? impliesBare(other, one, above) : impliesBare(one, other, above);
}

/** Whether `other` is met wherever `one` is; rules of different times are never compared. */
export const ruleImplies = (one: BusinessRule, other: BusinessRule, above: Above): boolean =>
  one.afterSeconds === other.afterSeconds &&
  other.when.every((wanted) => one.when.some((given) => implies(given, wanted, above)));

/** Whether no contact meets both. */
export const rulesExclude = (one: BusinessRule, other: BusinessRule, above: Above): boolean =>
  one.when.some((a) => other.when.some((b) => excludes(a, b, above)));

/** The first two conditions of a rule that exclude each other, by their places; null when none are seen to. */
export function contradiction(rule: BusinessRule, above: Above): [number, number] | null {
  for (let i = 0; i < rule.when.length; i += 1)
    for (let j = 0; j < i; j += 1) if (excludes(rule.when[i]!, rule.when[j]!, above)) return [j, i];
  return null;
}
