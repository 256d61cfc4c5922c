import type { updateCase } from '#contract/cases.ts';
import type { CallInput } from '#web/kit/index.ts';

/** What may change of a case; the version goes with it by itself. */
export type Change = Omit<CallInput<typeof updateCase>['body'], 'version'>;
