import type { CaseTypeChange } from '../case-types-api.ts';
import type { CaseTypeDefinition } from '../case-types.ts';
import type { Names } from '../route.ts';

// What is different between two definitions, by the part and its key: for the server, and for a screen on which two people
// write at once. A part that a document leaves out is empty.

const lists = ['fields', 'states', 'transitions', 'tasks', 'approvals', 'documents', 'clocks'] as const;
const apart = new Set<string>([...lists, 'plans', 'notices', 'code']);

interface Part {
  key: string;
  name?: Names;
  label?: Names;
}
const named = (part: Part): Names | null => part.name ?? part.label ?? null;
const said = (value: unknown): string | null =>
  value === undefined || value === null ? null : typeof value === 'string' ? value : JSON.stringify(value);

/** Everything that is there, gone or different in the second, in the order in which a definition is read. */
type Compared = Partial<CaseTypeDefinition>;
export function compareDefinitions(before: Compared, after: Compared): CaseTypeChange[] {
  const top = (definition: Compared) =>
    Object.fromEntries(Object.entries(definition).filter(([key]) => !apart.has(key)));
  return [
    ...leaves(top(before), top(after)).map(({ place, ...values }): CaseTypeChange => ({
      kind: 'changed',
      part: 'type',
      key: null,
      place,
      name: null,
      ...values,
    })),
    ...lists.flatMap((part) => compareParts(part, before[part] ?? [], after[part] ?? [])),
    ...compareParts('plans', plansOf(before), plansOf(after)),
    ...compareParts('notices', noticesOf(before), noticesOf(after), false),
  ];
}
const noticesOf = ({ notices = {} }: Compared): Part[] =>
  Object.entries(notices).map(([key, words]) => ({ ...words, key }));

/** Plans with their pieces by key: which is another, and in what, instead of all of them. */
const plansOf = ({ plans = [] }: Compared): Part[] =>
  plans.map(({ pieces, ...plan }) => ({
    ...plan,
    pieces: Object.fromEntries(pieces.map(({ key, ...piece }) => [key, piece])),
    order: pieces.map(({ key }) => key).join(', '),
  }));

function compareParts(
  part: CaseTypeChange['part'],
  before: readonly Part[],
  after: readonly Part[],
  ordered = true,
): CaseTypeChange[] {
  const was = new Map(before.map((one) => [one.key, one]));
  const is = new Map(after.map((one) => [one.key, one]));
  const whole = (kind: 'added' | 'removed', one: Part): CaseTypeChange => ({
    kind,
    part,
    key: one.key,
    place: null,
    name: named(one),
    before: null,
    after: null,
  });
  const changes = [
    ...before.filter(({ key }) => !is.has(key)).map((one) => whole('removed', one)),
    ...after.flatMap((one): CaseTypeChange[] => {
      const old = was.get(one.key);
      if (old === undefined) return [whole('added', one)];
      return leaves(old, one).map(({ place, ...values }) => ({
        kind: 'changed',
        part,
        key: one.key,
        place,
        name: named(one),
        ...values,
      }));
    }),
  ];
  const kept = before.filter(({ key }) => is.has(key)).map(({ key }) => key);
  const keptNow = after.filter(({ key }) => was.has(key)).map(({ key }) => key);
  // The order of states, of transitions and of fields is what people see: it is told once.
  if (ordered && !same(kept, keptNow))
    changes.push({
      kind: 'order',
      part,
      key: null,
      place: null,
      name: null,
      before: kept.join(', '),
      after: keptNow.join(', '),
    });
  return changes;
}

interface Leaf {
  place: string;
  before: string | null;
  after: string | null;
}
const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether two values say the same; the order of keys says nothing. */
function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) || Array.isArray(other))
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((value, index) => same(value, other[index]))
    );
  if (!isPlain(one) || !isPlain(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && same(one[key], other[key]))
  );
}

/** The innermost places at which two values differ; lists are compared whole. */
function leaves(before: unknown, after: unknown, place = ''): Leaf[] {
  if (same(before, after)) return [];
  if (isPlain(before) && isPlain(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) =>
      leaves(
        Object.hasOwn(before, key) ? before[key] : undefined,
        Object.hasOwn(after, key) ? after[key] : undefined,
        place === '' ? key : `${place}.${key}`,
      ),
    );
  }
  return [{ place, before: said(before), after: said(after) }];
}
