import type { BusinessRule } from '#contract/rules.ts';

export interface RuleChange {
  rule: string;
  name: string;
  change: 'added' | 'removed' | 'changed' | 'moved';
  before: number | null;
  after: number | null;
  fields: string[];
  was: BusinessRule | null;
  is: BusinessRule | null;
}

const parts = ['name', 'on', 'afterSeconds', 'when', 'set', 'goOn'] as const;

/**
 * What became of each rule between two lists: first what is in the new one, in its order, set what is gone. Moved are
 * those that stand elsewhere among the rules that both lists have, and as few of them as explain the new order.
 */
export function difference(before: readonly BusinessRule[], after: readonly BusinessRule[]): RuleChange[] {
  const old = new Map(before.map((rule, at) => [rule.id, { rule, at }]));
  const fresh = new Map(after.map((rule, at) => [rule.id, { rule, at }]));
  const kept = after.filter(({ id }) => old.has(id)).map(({ id }) => id);
  const stayed = longestRising(kept.map((id) => old.get(id)!.at));
  const still = new Set(stayed.map((at) => kept[at]!));
  const changes: RuleChange[] = [];
  after.forEach((rule, at) => {
    const was = old.get(rule.id);
    const common = { rule: rule.id, name: rule.name, after: at + 1 };
    if (was === undefined) {
      changes.push({ ...common, change: 'added', before: null, fields: [], was: null, is: rule });
      return;
    }
    const fields = parts.filter((part) => JSON.stringify(was.rule[part]) !== JSON.stringify(rule[part]));
    if (fields.length > 0)
      changes.push({ ...common, change: 'changed', before: was.at + 1, fields, was: was.rule, is: rule });
    else if (!still.has(rule.id))
      changes.push({ ...common, change: 'moved', before: was.at + 1, fields: [], was: null, is: null });
  });
  before.forEach((rule, at) => {
    if (!fresh.has(rule.id))
      changes.push({
        rule: rule.id,
        name: rule.name,
        change: 'removed',
        before: at + 1,
        after: null,
        fields: [],
        was: rule,
        is: null,
      });
  });
  return changes;
}

/** The places of a longest rising sequence among numbers that are all different. */
function longestRising(numbers: readonly number[]): number[] {
  const best: number[][] = [];
  numbers.forEach((number, at) => {
    let longest: number[] = [];
    for (let i = 0; i < at; i += 1)
      if (numbers[i]! < number && best[i]!.length > longest.length) longest = best[i]!;
    best.push([...longest, at]);
  });
  return best.reduce((a, b) => (b.length > a.length ? b : a), []);
}
