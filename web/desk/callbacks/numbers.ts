import { formats } from '#web/kit/index.ts';

/** The time of a call that is owed: an hour, with its day unless that is today. */
export const callTime = (at: string, now: number = Date.now()): string =>
  formats.sameDay(at, now) ? formats.time(at) : `${formats.briefDay(at)}, ${formats.time(at)}`;

/** A number as it is read aloud: mobile numbers in groups, others behind their country code. */
export function shownNumber(number: string): string {
  const mobile = /^\+39(3\d\d)(\d{3})(\d{3,4})$/.exec(number);
  if (mobile !== null) return `+39 ${mobile[1]} ${mobile[2]} ${mobile[3]}`;
  return number.replace(/^\+39/, '+39 ');
}
