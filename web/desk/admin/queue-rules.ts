import type { z } from 'zod';
import type { queue } from '#contract/routing.ts';

export type Queue = z.output<typeof queue> & { open: boolean };
/** What a queue says of plan, help, overflow, limit, branches and offers. */
export type QueueRules = Pick<
  Queue,
  'planId' | 'help' | 'overflow' | 'limit' | 'branches' | 'parallelOffers' | 'preferred'
>;
