import { marksIn } from '#contract/pure/gaps.ts';
import { caseFieldOf, isPlaceholder, nearestPlaceholder, placeholders } from '#contract/pure/placeholders.ts';

/**
 * What is wrong with the placeholders of a text: each that does not exist, with its place and the nearest that does.
 * @param fields the fields of cases that there are
 */
export function wrongPlaceholders(text: string, fields: readonly string[]): string[] {
  const names = [...placeholders.map(({ name }) => name), ...fields.map((key) => `case.field.${key}`)];
  const there = new Set(fields);
  const seen = new Set<string>();
  const wrong: string[] = [];
  for (const { name, line, column } of marksIn(text)) {
    const field = caseFieldOf(name);
    if (field === null ? isPlaceholder(name) : there.has(field)) continue;
    if (seen.has(name)) continue;
    seen.add(name);
    const nearest = nearestPlaceholder(name, names);
    wrong.push(`${name} (${line}:${column}${nearest === null ? '' : ` → ${nearest}`})`);
  }
  return wrong;
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
/** A longer text is judged by its first words. */
const most = 1500;

/**
 * The part of a standard text's own words that were changed before it was sent: those that do not stand in what was sent, in
 * their order, out of all. What fills its placeholders is nobody's change, and what was written around it is not counted. 0
 * is a text sent as it is, 1 one of which nothing is left.
 */
export function shareChanged(body: string, sent: string): number {
  const own = wordsOf(body.replace(/\{\{[^{}]*\}\}/g, ' ')).slice(0, most);
  if (own.length === 0) return 0;
  const there = wordsOf(sent).slice(0, 4 * most);
  return (own.length - inOrder(own, there)) / own.length;
}

/** How many words two lists have in common, in their order. */
function inOrder(a: readonly string[], b: readonly string[]): number {
  const known = new Set(b);
  const kept = a.filter((word) => known.has(word));
  const wanted = new Set(kept);
  const among = b.filter((word) => wanted.has(word));
  let row = new Uint16Array(among.length + 1);
  for (const word of kept) {
    const next = new Uint16Array(among.length + 1);
    for (let j = 1; j <= among.length; j++)
      next[j] = word === among[j - 1] ? row[j - 1]! + 1 : Math.max(row[j]!, next[j - 1]!);
    row = next;
  }
  return row[among.length]!;
}
