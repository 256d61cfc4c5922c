import type { LiveEvent } from '#contract/live.ts';
import { getStep, listSteps } from '#contract/steps.ts';
import { invalidate } from '#web/kit/index.ts';

/** What happened to a step makes stale. */
export function onStepEvent({ data }: LiveEvent): void {
  invalidate(listSteps);
  invalidate(getStep, { params: { id: String(data['step']) } });
}
