import {
  configChanged,
  forbidden,
  isUniqueViolation,
  lockSetting,
  newId,
  notFound,
  Problem,
  sameVersion,
  scopeOf,
  withVersion,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import { hoursOf, inputProblems, standing, type CalendarInput } from './calendar.rules.ts';
import { readCalendars, saveCalendar, type CalendarRow } from './calendars.store.ts';
import { dayOf, isOpen, nextOpening, openingsOn, type HoursCalendar } from './hours.rules.ts';
import { italianHolidays } from './italian-holidays.rules.ts';

// A change counts at once in this process and within two seconds in the others, without anybody having to listen.
const keepMilliseconds = 1500;

interface Kept {
  until: number;
  year: number;
  source: string;
  hours: HoursCalendar;
}
// By id alone: ids are unique over all databases.
const kept = new Map<string, Kept>();

/**
 * The hours of a calendar, kept for a moment: intake asks for them with every message. The same object is given as
 * long as the calendar is the same, so that what the rules have worked out of it is kept too.
 * @throws Problem 404
 */
export async function loadCalendar(db: Db, id: string): Promise<HoursCalendar> {
  const now = performance.now();
  const year = new Date().getUTCFullYear();
  const known = kept.get(id);
  if (known !== undefined && known.until > now && known.year === year) return known.hours;
  const [row] = await readCalendars(db, id);
  if (row === undefined) throw notFound('calendar');
  const source = JSON.stringify(row);
  const hours = known?.source === source && known.year === year ? known.hours : hoursOf(row, year);
  kept.set(id, { until: now + keepMilliseconds, year, source, hours });
  return hours;
}

/** The hours of a calendar as they are kept. @throws Problem 404 */
export async function calendarOf(db: Db, id: string): Promise<CalendarRow> {
  const [row] = await readCalendars(db, id);
  if (row === undefined) throw notFound('calendar');
  return row;
}

const holidaysOnly = new Map<string, HoursCalendar>();

/**
 * The hours of a calendar, or without one (or one that is gone) every hour but those of the national holidays, in a
 * time zone.
 */
export async function hoursOrHolidays(db: Db, id: string | null, timeZone: string): Promise<HoursCalendar> {
  if (id !== null) {
    try {
      return await loadCalendar(db, id);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 404) throw error;
    }
  }
  const year = new Date().getUTCFullYear();
  const key = `${timeZone} ${year}`;
  const known = holidaysOnly.get(key);
  if (known !== undefined) return known;
  const openings = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '24:00' }));
  const hours = hoursOf(
    {
      name: '',
      timeZone,
      italianHolidays: true,
      patronDay: null,
      patronName: null,
      openings,
      exceptions: [],
    },
    year,
  );
  holidaysOnly.set(key, hours);
  return hours;
}

/** The same hours on some days of the week, with or without national holidays, as questions about instants. */
export function hoursInZone(band: {
  from: string;
  to: string;
  days: readonly number[];
  holidays: boolean;
  timeZone: string;
  year: number;
}): { isOpen: (at: Date) => boolean; next: (at: Date) => Date | null } {
  const openings = band.days.map((weekday) => ({ weekday, opens: band.from, closes: band.to }));
  const hours = hoursOf(
    {
      name: '',
      timeZone: band.timeZone,
      italianHolidays: !band.holidays,
      patronDay: null,
      patronName: null,
      openings,
      exceptions: [],
    },
    band.year,
  );
  return { isOpen: (at) => isOpen(hours, at), next: (at) => nextOpening(hours, at) };
}

/** Whether a calendar is open at an instant; without a calendar it is always open. */
export async function isOpenNow(db: Db, id: string | null, at: Date): Promise<boolean> {
  return id === null || isOpen(await loadCalendar(db, id), at);
}

/** When a calendar is open; without one, or when it is gone, always. */
export async function openingHours(
  db: Db,
  id: string | null,
): Promise<{ isOpen: (at: Date) => boolean; next: (at: Date) => Date | null }> {
  const always = { isOpen: () => true, next: (at: Date) => at };
  if (id === null) return always;
  try {
    const hours = await loadCalendar(db, id);
    return { isOpen: (at) => isOpen(hours, at), next: (at) => nextOpening(hours, at) };
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 404) throw error;
    return always;
  }
}

/** How a calendar stands at an instant: open, next opening or closing, name of a holiday. */
export async function calendarStanding(db: Db, id: string, at: Date): Promise<ReturnType<typeof standing>> {
  return standing(await loadCalendar(db, id), at);
}

export async function listCalendars(ctx: Ctx) {
  const at = ctx.clock.now();
  const rows = await readCalendars(ctx.db);
  return {
    items: rows.map((row) => ({
      ...withVersion(row),
      now: standing(hoursOf(row, at.getUTCFullYear()), at),
    })),
  };
}

/**
 * Makes a calendar, or changes one, in the caller's transaction. Hours may be shared by all services, so only those
 * who configure routing everywhere change them.
 * @param seen the version that the change was made from
 * @throws Problem 403, 404, 409 `taken`, `changed_meanwhile`, 422 naming every wrong field
 */
export async function putCalendar(
  tx: Tx,
  ctx: Ctx,
  id: string | null,
  input: CalendarInput,
  seen?: string,
): Promise<CalendarRow> {
  if (scopeOf(ctx.actor, 'admin.routing') !== 'all') throw forbidden('admin.routing');
  if (id !== null) await lockSetting(tx, 'calendar', id);
  const before = id === null ? null : ((await readCalendars(tx, id))[0] ?? null);
  if (id !== null && before === null) throw notFound('calendar');
  if (before !== null) await sameVersion(tx, { what: 'calendar', id: before.id, seen, before });
  const problems = inputProblems(input);
  if (problems.length > 0)
    throw new Problem(
      422,
      'invalid',
      `Not acceptable: ${problems.map((one) => `${one.field} (${one.message})`).join(', ')}.`,
      problems,
    );
  const after: CalendarRow = { id: id ?? newId(), ...input };
  try {
    await saveCalendar(tx, after);
  } catch (error) {
    if (!isUniqueViolation(error, 'calendar_name_key')) throw error;
    throw new Problem(409, 'taken', 'name: already in use', [{ field: 'name', message: 'already in use' }]);
  }
  await configChanged(tx, ctx.actor, { what: 'calendar', id: after.id, before, after });
  return (await readCalendars(tx, after.id))[0]!;
}

/** What others have to say before a calendar is changed. */
export interface CalendarHooks {
  beforeChange?: (ctx: Ctx, id: string, input: CalendarInput, earlier: boolean) => Promise<void>;
}

export async function changeCalendar(
  ctx: Ctx,
  id: string | null,
  { earlier = false, ...input }: CalendarInput & { earlier?: boolean },
  hooks: CalendarHooks = {},
  seen?: string,
): Promise<CalendarRow & { version: string }> {
  if (id !== null) await hooks.beforeChange?.(ctx, id, input, earlier);
  const row = await ctx.tx((tx) => putCalendar(tx, ctx, id, input, seen));
  kept.delete(row.id);
  return withVersion(row);
}

/** The national holidays of a year, with both names; `name` is the Italian one. */
export const listHolidays = (year: number) => ({
  items: italianHolidays(year).map((one) => ({ day: one.date, name: one.name.it, names: one.name })),
});

/** When a calendar is open between two instants, both included, in order, and the zone in which its times are told. */
export async function openingsBetween(
  db: Db,
  id: string,
  from: Date,
  to: Date,
): Promise<{ timeZone: string; openings: { from: Date; to: Date }[] }> {
  const hours = await loadCalendar(db, id);
  const openings: { from: Date; to: Date }[] = [];
  const last = dayOf(hours, to.getTime());
  for (let day = dayOf(hours, from.getTime()); day <= last; day = nextDay(day))
    openings.push(...openingsOn(hours, day).filter((one) => one.to > from && one.from <= to));
  return { timeZone: hours.timeZone, openings };
}
const nextDay = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

type Band = { opens: string; closes: string };
/** The hours of a calendar on the day of an instant, and those of an ordinary week, as people read them. */
export async function openBands(
  db: Db,
  id: string,
  at: Date,
): Promise<{ today: Band[]; week: { weekday: number; bands: Band[] }[] }> {
  const hours = await loadCalendar(db, id);
  const [row] = await readCalendars(db, id);
  const clock = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: hours.timeZone,
  });
  const week = Map.groupBy(row?.openings ?? [], ({ weekday }) => weekday);
  return {
    today: openingsOn(hours, dayOf(hours, at.getTime())).map(({ from, to }) => ({
      opens: clock.format(from),
      closes: clock.format(to),
    })),
    week: [...week].map(([weekday, bands]) => ({
      weekday,
      bands: bands.map(({ opens, closes }) => ({ opens, closes })),
    })),
  };
}
