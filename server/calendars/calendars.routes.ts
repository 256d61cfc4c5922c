import * as contract from '#contract/calendars.ts';
import { on, versioned, type Mounted } from '#server/platform/index.ts';
import { changeCalendar, listCalendars, listHolidays, type CalendarHooks } from './calendars.service.ts';

export const calendarsRoutes = (hooks: CalendarHooks = {}): Mounted[] => [
  on(contract.listCalendars, ({ ctx }) => listCalendars(ctx)),
  on(contract.createCalendar, ({ ctx, input }) => changeCalendar(ctx, null, input.body)),
  on(contract.updateCalendar, ({ ctx, input }) => {
    const [values, seen] = versioned(input.body);
    return changeCalendar(ctx, input.params.id, values, hooks, seen);
  }),
  on(contract.listHolidays, ({ input }) => listHolidays(input.query.year)),
];
