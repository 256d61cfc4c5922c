import * as contract from '#contract/appointments.ts';
import { on, systemActor, type Mounted } from '#server/platform/index.ts';
import { appointmentNow, book, cancel, listOf, move, slotsFor } from './appointments.service.ts';
import { arrive } from './arrivals.service.ts';
import { changeOffice, listOffices, listOfficeSettings } from './offices.service.ts';

export const appointmentsRoutes: Mounted[] = [
  on(contract.listOffices, ({ ctx }) => listOffices(ctx)),
  on(contract.listOfficeSettings, ({ ctx }) => listOfficeSettings(ctx)),
  on(contract.createOffice, ({ ctx, input }) => changeOffice(ctx, null, input.body)),
  on(contract.updateOffice, ({ ctx, input }) => changeOffice(ctx, input.params.id, input.body)),
  on(contract.freeSlots, ({ ctx, input }) => slotsFor(ctx, input.params.id, input.query)),
  on(contract.listAppointments, ({ ctx, input }) => listOf(ctx, input.query)),
  on(contract.getAppointment, ({ ctx, input }) => appointmentNow(ctx, input.params.id)),
  on(contract.bookAppointment, async ({ ctx, input }) => told(ctx, await book(ctx, input.body))),
  on(contract.moveAppointment, async ({ ctx, input }) => {
    const { start, ...rest } = input.body;
    await move(ctx, input.params.id, { ...rest, start: new Date(start) });
    return told(ctx, input.params.id);
  }),
  on(contract.cancelAppointment, async ({ ctx, input }) => {
    await cancel(ctx, input.params.id, input.body);
    return told(ctx, input.params.id);
  }),
  on(contract.arriveAppointment, async ({ ctx, input }) => {
    const arrived = await arrive(ctx, input.params.id);
    return { ...arrived, appointment: await told(ctx, input.params.id) };
  }),
];

/** Whoever has just changed it is told how it is, also where it may now be seen by others only. */
const told = (ctx: Parameters<typeof appointmentNow>[0], id: string) =>
  appointmentNow({ ...ctx, actor: systemActor }, id);
