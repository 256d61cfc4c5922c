import type { PackDocument } from '#contract/clock-packs.ts';
import type { ClockWarning, CompensationRule } from '#contract/clocks.ts';

// What a regulation says, as data: a document, rows, and the choice of the one value that holds.

/** A standard as the choice sees it. */
export interface Candidate {
  id: string;
  regulation: string;
  code: string;
  validFrom: string;
  validTo: string | null;
  serviceId: string | null;
  territory: string | null;
}

/**
 * The standard that holds for a thing: of a pack in force on the day of what is measured, of a regulation the service is
 * under (in their order; the organisation's own promise comes last), and of all such the one made for just this place.
 */
export function chooseStandard<T extends Candidate>(
  candidates: readonly T[],
  wanted: {
    code: string;
    /** The regulation asked for by name; null: those of the place. */
    regulation: string | null;
    regulations: readonly string[];
    on: string;
    serviceId: string;
    territory: string | null;
  },
): T | null {
  const order =
    wanted.regulation === null
      ? [...wanted.regulations, ...(wanted.regulations.includes(ownPromise) ? [] : [ownPromise])]
      : [wanted.regulation];
  const fits = (one: T) =>
    one.code === wanted.code &&
    order.includes(one.regulation) &&
    one.validFrom <= wanted.on &&
    (one.validTo === null || wanted.on <= one.validTo) &&
    (one.serviceId === null || one.serviceId === wanted.serviceId) &&
    (one.territory === null || one.territory === wanted.territory);
  const nearness = (one: T) => (one.serviceId === null ? 0 : 2) + (one.territory === null ? 0 : 1);
  return (
    candidates
      .filter(fits)
      .toSorted(
        (a, b) =>
          order.indexOf(a.regulation) - order.indexOf(b.regulation) ||
          nearness(b) - nearness(a) ||
          b.validFrom.localeCompare(a.validFrom) ||
          a.id.localeCompare(b.id),
      )[0] ?? null
  );
}

/** The regulation that every service is under: what the organisation promises of its own. */
export const ownPromise = 'own';

/** A standard with everything that a document says of it. */
export interface StandardValues {
  code: string;
  name: { it: string; en: string };
  kind: 'specific' | 'general' | 'promise';
  amount: number;
  unit: PackDocument['standards'][number]['unit'];
  share: number | null;
  pauses: readonly PackDocument['standards'][number]['pauses'][number][];
  warnings: readonly ClockWarning[];
  compensation: CompensationRule | null;
  confirmed: boolean;
  mark: string | null;
  source: string;
  note: string | null;
  /** The code of the service it holds for. */
  service: string | null;
  territory: string | null;
}

/** The standards of a document, each with its own warnings and compensation or those of the pack. */
export const standardsOf = (document: PackDocument): StandardValues[] =>
  document.standards.map((one) => ({
    ...one,
    warnings: one.warnings ?? document.warnings,
    compensation:
      one.kind !== 'specific'
        ? null
        : one.compensation === undefined
          ? document.compensation
          : one.compensation,
    note: one.note ?? null,
    service: one.service ?? null,
    territory: one.territory ?? null,
  }));

type Mark = 'V' | 'V2' | 'K' | null;
const asMark = (mark: string | null): Mark => (mark === 'V' || mark === 'V2' || mark === 'K' ? mark : null);
const ruleOf = (rule: CompensationRule | null): PackDocument['compensation'] =>
  rule === null
    ? null
    : {
        ...rule,
        mark: asMark(rule.mark),
        stepsMark: asMark(rule.stepsMark ?? null),
        stepsConfirmed: rule.stepsConfirmed ?? true,
        capMark: asMark(rule.capMark ?? null),
        capConfirmed: rule.capConfirmed ?? false,
      };
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** A pack as a document: what most of its standards share is said once. Read again it gives the same standards. */
export function documentOf(
  pack: Pick<PackDocument, 'code' | 'regulation' | 'name' | 'validFrom' | 'validTo' | 'source'>,
  standards: readonly StandardValues[],
): PackDocument {
  const warnings = mostOften(standards.map((one) => [...one.warnings])) ?? [];
  const compensation =
    mostOften(standards.filter(({ kind }) => kind === 'specific').map((one) => ruleOf(one.compensation))) ??
    null;
  return {
    code: pack.code,
    regulation: pack.regulation,
    name: pack.name,
    validFrom: pack.validFrom,
    validTo: pack.validTo,
    source: pack.source,
    warnings,
    compensation,
    standards: standards.map((one) => ({
      code: one.code,
      name: one.name,
      kind: one.kind,
      amount: one.amount,
      unit: one.unit,
      share: one.share,
      pauses: [...one.pauses],
      mark: asMark(one.mark),
      confirmed: one.confirmed,
      source: one.source,
      ...(one.note === null ? {} : { note: one.note }),
      ...(same(one.warnings, warnings) ? {} : { warnings: [...one.warnings] }),
      ...(one.kind !== 'specific' || same(ruleOf(one.compensation), compensation)
        ? {}
        : { compensation: ruleOf(one.compensation) }),
      ...(one.service === null ? {} : { service: one.service }),
      ...(one.territory === null ? {} : { territory: one.territory }),
    })),
  };
}

function mostOften<T>(values: readonly T[]): T | undefined {
  const counts = new Map<string, { value: T; count: number }>();
  for (const value of values) {
    const key = JSON.stringify(value);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { value, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count)[0]?.value;
}

/** The place of a standard that stands twice in a document, by its number; null when each stands once. */
export function standsTwice(standards: readonly StandardValues[]): number | null {
  const seen = new Set<string>();
  const at = standards.findIndex(({ code, service, territory }) => {
    const key = JSON.stringify([code, service, territory]);
    return seen.has(key) || (seen.add(key), false);
  });
  return at < 0 ? null : at;
}

/** Days of a pack in force, as those of others of its regulation see them. */
export interface PackDays {
  id: string;
  validFrom: string;
  validTo: string | null;
}

/**
 * What putting a pack in force from a day does to the days of the others of its regulation, lest two hold on one day: the
 * one that holds then ends on the day before; where another begins later, the new one ends before it.
 * @returns `taken` when one begins on that very day
 */
export function makeRoom(
  others: readonly PackDays[],
  from: string,
  validTo: string | null,
): { ends: { id: string; validTo: string } | null; validTo: string | null } | 'taken' {
  if (others.some((one) => one.validFrom === from)) return 'taken';
  const holds = others.find((one) => one.validFrom < from && (one.validTo === null || one.validTo >= from));
  const next = others
    .map((one) => one.validFrom)
    .filter((one) => one > from)
    .toSorted()[0];
  const last = next === undefined ? null : dayBefore(next);
  return {
    ends: holds === undefined ? null : { id: holds.id, validTo: dayBefore(from) },
    validTo: last === null ? validTo : validTo === null || validTo > last ? last : validTo,
  };
}
const dayBefore = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
