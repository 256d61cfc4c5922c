import type { CaseTransition } from '#contract/case-types.ts';

/** What happened to a case, as its clocks and the telling of the customer hear it. */
export type Happened =
  | { kind: 'opened' }
  | { kind: 'moved'; transition: CaseTransition; from: string; to: string }
  /** Out of a state in which it was closed; told instead of `moved`. */
  | { kind: 'reopened'; transition: CaseTransition; from: string; to: string }
  | { kind: 'taken'; by: string };
