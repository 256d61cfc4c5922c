import type { LiveEvent } from '#contract/live.ts';
import { getVisit, listCounterQueues, listVisits } from '#contract/offices.ts';
import { invalidate } from '#web/kit/index.ts';

/** What an event makes stale of the front desk and of a visit at a counter. */
export function onVisitEvent({ kind, data }: LiveEvent): void {
  if (kind === 'visit.changed') {
    invalidate(listVisits);
    invalidate(listCounterQueues);
  }
  invalidate(getVisit, { params: { id: String(data['contact']) } });
}
