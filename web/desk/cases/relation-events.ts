import { listCustomerParts, listParties } from '#contract/case-relations.ts';
import type { LiveEvent } from '#contract/live.ts';
import { invalidate } from '#web/kit/index.ts';

/** What a change of the people of a case makes stale. */
export function onRelation({ data }: LiveEvent): void {
  const { fields } = data;
  if (!Array.isArray(fields) || !fields.includes('parties')) return;
  invalidate(listParties, { params: { id: String(data['case']) } });
  invalidate(listCustomerParts);
}
