import type { CaseView } from '#contract/cases.ts';
import type { Tone } from '#web/kit/index.ts';

/** Grey when nothing is asked of us, blue while somebody works on it, amber while it stands. */
export const statusTone: Record<CaseView['status'], Tone> = {
  open: 'accent',
  in_progress: 'accent',
  waiting: 'warn',
  solved: 'ok',
  closed: 'mute',
};
