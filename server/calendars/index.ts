export type { CalendarException, CalendarProblem, HoursCalendar, OpeningBand } from './hours.rules.ts';
export type { Holiday, PatronSaint } from './italian-holidays.rules.ts';
export { calendarsRoutes } from './calendars.routes.ts';
export {
  calendarOf,
  calendarStanding,
  hoursInZone,
  hoursOrHolidays,
  isOpenNow,
  loadCalendar,
  openBands,
  openingsBetween,
  openingHours,
  putCalendar,
} from './calendars.service.ts';
export { momentIn } from './moment.rules.ts';
export type { CalendarMoment } from './moment.rules.ts';
export type { CalendarHooks } from './calendars.service.ts';
export type { CalendarInput } from './calendar.rules.ts';
export { addWorkingSeconds, workingSecondsBetween } from './hours.rules.ts';
export {
  countsDays,
  dayByDay,
  daysBefore,
  dueInstants,
  judgeDay,
  measuredAt,
  stretchesOf,
  usedAt,
  type ClockTurn,
  type ClockUnit,
  type CountingCalendar,
} from './counting.rules.ts';
export { countingOf, loadCounting } from './counting.service.ts';
