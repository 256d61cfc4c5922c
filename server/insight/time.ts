import { readSetting, type Db } from '#server/platform/index.ts';
import { Temporal } from 'temporal-polyfill';

/** The organisation's time zone: the setting `timeZone`, Rome's unless told. It says when a day begins. */
export const organisationTimeZone = async (db: Db): Promise<string> =>
  (await readSetting<string>(db, 'timeZone')) ?? 'Europe/Rome';

/** The calendar day of an instant, as `YYYY-MM-DD`. */
export const dayIn = (timeZone: string, at: Date): string =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDate().toString();

/** When a calendar day begins and ends: 23, 24 or 25 hours apart. */
export function boundsOf(timeZone: string, day: string): { from: Date; to: Date } {
  const date = Temporal.PlainDate.from(day);
  const begin = (one: Temporal.PlainDate) => new Date(one.toZonedDateTime(timeZone).epochMilliseconds);
  return { from: begin(date), to: begin(date.add({ days: 1 })) };
}
const halfHour = 30 * 60_000;
/** The beginnings of the half hours of a stretch: 46 or 50 on the days on which clocks change. */
export const halfHoursOf = ({ from, to }: { from: Date; to: Date }): Date[] =>
  Array.from(
    { length: Math.round((to.getTime() - from.getTime()) / halfHour) },
    (_, place) => new Date(from.getTime() + place * halfHour),
  );
