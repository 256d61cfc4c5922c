import { freeSlots, listAppointments } from '#contract/appointments.ts';
import type { LiveEvent } from '#contract/live.ts';
import { getVisit, listCounterQueues, listVisits } from '#contract/offices.ts';
import { invalidate } from '#web/kit/index.ts';

/** What an event makes stale of the front desk, of appointments and of a visit at a counter. */
export function onVisitEvent({ kind, data }: LiveEvent): void {
  if (kind === 'appointment.changed') {
    invalidate(listAppointments);
    invalidate(freeSlots);
    return;
  }
  if (kind === 'visit.changed') {
    invalidate(listVisits);
    invalidate(listCounterQueues);
  }
  invalidate(getVisit, { params: { id: String(data['contact']) } });
}
