import type { PackView, StandardView } from '#contract/clocks.ts';

/** What of a standard may differ, in the order in which it is told. */
export const comparedFields = [
  'limit',
  'kind',
  'share',
  'pauses',
  'warnings',
  'compensation',
  'confirmed',
] as const;
export type ComparedField = (typeof comparedFields)[number];

export interface PackChange {
  key: string;
  name: StandardView['name'];
  /** The standard here and there; null where a pack has none. */
  before: StandardView | null;
  after: StandardView | null;
  /** Where both have it: what differs. */
  fields: ComparedField[];
}

const keyOf = ({ code, service, territory }: StandardView) => JSON.stringify([code, service, territory]);
const partsOf = (one: StandardView): Record<ComparedField, unknown> => ({
  limit: [one.amount, one.unit],
  kind: one.kind,
  share: one.share,
  pauses: one.pauses.toSorted(),
  warnings: one.warnings.map(({ before, left, tell }) => [before ?? null, left ?? null, tell]),
  compensation:
    one.compensation === null
      ? null
      : [
          one.compensation.base,
          one.compensation.double,
          one.compensation.triple,
          one.compensation.capPerYear,
        ],
  confirmed: one.confirmed,
});

/** Two packs side by side: the standards that only one has, and those that say something else, in the order of the first. */
export function comparePacks(before: PackView, after: PackView): PackChange[] {
  const there = new Map(after.standards.map((one) => [keyOf(one), one]));
  const here = new Set(before.standards.map(keyOf));
  const both = before.standards.flatMap((one): PackChange[] => {
    const key = keyOf(one);
    const other = there.get(key) ?? null;
    if (other === null) return [{ key, name: one.name, before: one, after: null, fields: [] }];
    const [mine, theirs] = [partsOf(one), partsOf(other)];
    const fields = comparedFields.filter(
      (field) => JSON.stringify(mine[field]) !== JSON.stringify(theirs[field]),
    );
    return fields.length === 0 ? [] : [{ key, name: other.name, before: one, after: other, fields }];
  });
  const added = after.standards
    .filter((one) => !here.has(keyOf(one)))
    .map((one): PackChange => ({ key: keyOf(one), name: one.name, before: null, after: one, fields: [] }));
  return [...both, ...added];
}

/** Which pack another is best compared with: the one of its regulation that holds on a day, or else the newest other. */
export function comparedWith(
  packs: readonly PackView[],
  pack: PackView,
  today: string,
): PackView | undefined {
  const others = packs.filter(({ id, regulation }) => id !== pack.id && regulation === pack.regulation);
  return (
    others.find(
      (one) =>
        one.state === 'in_force' && one.validFrom <= today && (one.validTo === null || one.validTo >= today),
    ) ??
    others.toSorted((a, b) => b.validFrom.localeCompare(a.validFrom))[0] ??
    packs.find(({ id }) => id !== pack.id)
  );
}
