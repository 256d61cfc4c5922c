import type { Agent } from '#contract/routing.ts';

type Reason = NonNullable<Agent['reason']>;
/** Why somebody who is here takes nothing, in the order in which menus name it. */
export const reasons: Reason[] = ['break', 'meal', 'training', 'meeting', 'back_office', 'coaching'];
