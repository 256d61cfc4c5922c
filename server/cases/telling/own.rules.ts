import type { z } from 'zod';
import type { ownCase } from '#contract/case-page.ts';
import type { CaseTypeDefinition } from '#contract/case-types.ts';

// What the customer's page says of the next step, without a word of how the office works. Pure.

type View = z.input<typeof ownCase>;

/**
 * The papers that are still the customer's to send: those that a case needs from its opening on. What is to be there in
 * a later state only is made by the office.
 */
export const wantedOf = (
  definition: Pick<CaseTypeDefinition, 'documents'>,
  status: string,
  there: ReadonlySet<string>,
): View['wanted'] =>
  status === 'closed' || status === 'solved'
    ? []
    : definition.documents
        .filter(({ key, inState }) => inState === undefined && !there.has(key))
        .map(({ key, name, required }) => ({ key, name, required }));

export function turnOf(status: string, wanted: View['wanted']): View['turn'] {
  if (status === 'closed' || status === 'solved') return 'nobody';
  // While we wait anything that is asked holds us up; before, only what we cannot do without.
  if (wanted.some(({ required }) => required || status === 'waiting')) return 'yours';
  return status === 'waiting' ? 'others' : 'ours';
}

/** By when the next step is owed: the nearest time limit that runs. */
export function nextDue(
  clocks: readonly { state: string; dueAt: Date | string | null }[],
  now: Date,
): { at: Date; late: boolean } | null {
  const [first] = clocks
    .filter(({ state, dueAt }) => state === 'running' && dueAt !== null)
    .map(({ dueAt }) => new Date(dueAt!))
    .toSorted((a, b) => a.getTime() - b.getTime());
  return first === undefined ? null : { at: first, late: first < now };
}
