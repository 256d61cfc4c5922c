import type { Ctx, Tx } from '#server/platform/index.ts';
import type { CaseRow } from '../cases.read.ts';

// What is asked about a case ends in several places; what was waiting for it hears of it here, in the same transaction.

export interface WorkEnd {
  /** The step that ended, or the escalation where no step carried it. */
  step?: string;
  escalation?: string;
  outcome: string;
  /** The answer, or why there is none. */
  words: string;
  by: string;
}
type Hear = (tx: Tx, ctx: Ctx, row: CaseRow, end: WorkEnd) => Promise<void>;
let hear: Hear | null = null;

/** Plans of work listen here; they stand above what ends. */
export const whenWorkEnds = (one: Hear): void => {
  hear = one;
};
/** A step or an escalation of a case has ended, whose case the caller has locked. */
export const workEnds: Hear = async (tx, ctx, row, end) => {
  await hear?.(tx, ctx, row, end);
};
