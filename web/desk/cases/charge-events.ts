import { listCallbacks } from '#contract/callbacks.ts';
import { getCaseCharge } from '#contract/case-charge.ts';
import { invalidate } from '#web/kit/index.ts';

/** Whatever happens to a case may change who has it, who would be in charge, and what it owes. */
export function onChargeEvent(id: string): void {
  invalidate(getCaseCharge, { params: { id } });
  invalidate(listCallbacks, { query: { case: id, sort: 'newest', limit: 50 } });
}
