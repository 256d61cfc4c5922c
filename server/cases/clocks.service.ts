import type { CaseTypeDefinition } from '#contract/case-types.ts';
import type { Ctx, Tx } from '#server/platform/index.ts';
import type { CaseRow } from './cases.read.ts';
import type { Happened } from './happened.ts';

/** The clocks of a case hear what happened to it, in the transaction in which it does. */
export function clocksOf(
  _tx: Tx,
  _ctx: Ctx,
  _case: CaseRow,
  _definition: CaseTypeDefinition,
  _happened: Happened,
): Promise<void> {
  return Promise.resolve();
}
