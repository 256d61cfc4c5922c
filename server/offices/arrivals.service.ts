import { audit, conflict, type Ctx, type Tx } from '#server/platform/index.ts';
import { queuesServing } from '#server/routing/index.ts';
import { accessAppointment, isToday, tellChange } from './appointments.service.ts';
import { appointmentOfVisit } from './appointments.read.ts';
import { changeAppointment, lockAppointment } from './appointments.store.ts';
import { nameOfBookable } from './offices.read.ts';
import { seniorityOfArrival } from './slots.rules.ts';
import { arriveAt } from './visits.service.ts';

/**
 * Who has an appointment has come: a visit like any other, with the seniority of their time. Who comes after they have
 * missed it waits like everybody.
 * @throws Problem 404; 409 appointment_over, not_today, no_counter
 */
export const arrive = (ctx: Ctx, id: string) =>
  ctx.tx(async (tx) => {
    const { row, place } = await accessAppointment(tx, ctx, id, 'desk.receive');
    if (row.state !== 'booked' && row.state !== 'missed')
      throw conflict('appointment_over', 'This appointment is over, or they have come.');
    const now = ctx.clock.now();
    if (!(await isToday(tx, place.zone, row.startsAt, now)))
      throw conflict('not_today', 'This appointment is on another day.');
    if (!(await queuesServing(tx, ctx.actor, 'desk')).some((queue) => queue.id === place.queueId))
      throw conflict('no_counter', 'Nobody serves the queue of this office at a counter.');
    const missed =
      row.state === 'missed' || now.getTime() > row.startsAt.getTime() + place.graceMinutes * 60_000;
    const made = await arriveAt(tx, ctx, {
      queueId: place.queueId,
      customer: { id: row.customerId, language: row.language },
      subject: await nameOfBookable(tx, row.bookableId),
      note: row.note,
      priority: missed ? null : 'appointment',
      boostSeconds: seniorityOfArrival(row.startsAt.getTime(), now.getTime(), missed),
    });
    const { id: visit, ...rest } = made;
    // Where the queue took nobody they still have their appointment, and may come again.
    if (made.blocked !== null) return rest;
    const after = { state: 'arrived', visitId: visit, endedAt: null, remindAt: null };
    await changeAppointment(tx, id, after);
    await audit(tx, ctx.actor, {
      action: 'appointment.arrived',
      objectType: 'appointment',
      objectId: id,
      serviceId: place.serviceId,
      before: { state: row.state },
      after,
    });
    await tellChange(tx, ctx, id, row.customerId, 'arrived');
    return rest;
  });

/** The visit of an appointment is over: it was served, or they left without. */
export async function settleArrived(tx: Tx, ctx: Ctx, visitId: string, served: boolean): Promise<void> {
  const id = await appointmentOfVisit(tx, visitId);
  const row = id === null ? null : await lockAppointment(tx, id);
  if (row === null || row.state !== 'arrived') return;
  await changeAppointment(tx, row.id, {
    state: served ? 'served' : 'missed',
    endedAt: ctx.clock.now(),
    endedBy: served ? null : 'customer',
  });
  await tellChange(tx, ctx, row.id, row.customerId, served ? 'served' : 'missed');
}
