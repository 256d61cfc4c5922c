import { z } from 'zod';
import { clockWarning, pauseReason, standardKinds, standardUnit } from '#contract/clocks.ts';
import { day, names } from '#contract/route.ts';

// What a regulation says, as a document: kept beside the code, loaded as rows, and never a constant in it. `mark` is how
// the value is known: V read in a primary source, V2 in a secondary one, K by our own knowledge (not confirmed).
const cents = z.number().int().min(0);
const mark = z.enum(['V', 'V2', 'K']);
export const packDocument = z.object({
  code: z.string().min(1),
  regulation: z.string().min(1),
  name: names,
  validFrom: day,
  validTo: day.nullable(),
  source: z.string(),
  warnings: z.array(clockWarning),
  compensation: z
    .object({
      base: cents,
      double: cents,
      triple: cents,
      capPerYear: z.number().int().min(1).nullable(),
      mark,
      confirmed: z.boolean(),
      source: z.string(),
      capMark: mark.nullable(),
      capConfirmed: z.boolean(),
    })
    .nullable(),
  standards: z.array(
    z.object({
      code: z.string().min(1),
      name: names,
      kind: z.enum(standardKinds),
      amount: z.number().int().min(1),
      unit: standardUnit,
      share: z.number().min(0).max(1).nullable(),
      pauses: z.array(pauseReason),
      mark,
      confirmed: z.boolean(),
      source: z.string(),
      note: z.string().optional(),
    }),
  ),
});
export type PackDocument = z.output<typeof packDocument>;

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
