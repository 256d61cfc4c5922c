import { getCaseCharge } from '#contract/case-charge.ts';
import { invalidate } from '#web/kit/index.ts';

/** Whatever happens to a case may change who has it, or who would be in charge. */
export const onChargeEvent = (id: string): void => invalidate(getCaseCharge, { params: { id } });
