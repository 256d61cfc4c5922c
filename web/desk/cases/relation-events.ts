import { getCaseRelations, listCustomerParts, listParties } from '#contract/case-relations.ts';
import type { LiveEvent } from '#contract/live.ts';
import { invalidate } from '#web/kit/index.ts';

/** What a change of a case makes stale of its people and of the cases around it. */
export function onRelation({ data }: LiveEvent): void {
  // A case shows how those under it and beside it stand.
  invalidate(getCaseRelations);
  const { fields } = data;
  if (!Array.isArray(fields) || !fields.includes('parties')) return;
  invalidate(listParties, { params: { id: String(data['case']) } });
  invalidate(listCustomerParts);
}
