import { formats } from '#web/kit/index.ts';

// Days and times are those of the office, wherever the browser is.

/** 2026-12-02 */
export const dayIn = (zone: string, at: string | number | Date): string =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(new Date(at));
/** 09:20 */
export const timeIn = (zone: string, at: string): string =>
  new Intl.DateTimeFormat(formats.locale(), {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(at));
/** Noon of a day, for formatters that take instants. */
const noon = (day: string) => new Date(`${day}T12:00:00`);
export const longDay = (day: string): string => formats.longDay(noon(day));
export const briefDay = (day: string): string => formats.briefDay(noon(day));
export const shiftDay = (day: string, by: number): string =>
  new Date(Date.parse(`${day}T12:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);
/** mer 2 dic, 09:20 */
export const whenIn = (zone: string, at: string): string =>
  `${briefDay(dayIn(zone, at))}, ${timeIn(zone, at)}`;
/** `482 913`, as it is said. */
export const spoken = (number: string): string => number.replace(/^(\d{3})(\d{3})$/, '$1 $2');
