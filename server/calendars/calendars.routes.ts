import * as contract from '#contract/calendars.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import { changeCalendar, listCalendars, listHolidays } from './calendars.service.ts';

export const calendarsRoutes: Mounted[] = [
  on(contract.listCalendars, ({ ctx }) => listCalendars(ctx)),
  on(contract.createCalendar, ({ ctx, input }) => changeCalendar(ctx, null, input.body)),
  on(contract.updateCalendar, ({ ctx, input }) => changeCalendar(ctx, input.params.id, input.body)),
  on(contract.listHolidays, ({ input }) => listHolidays(input.query.year)),
];
