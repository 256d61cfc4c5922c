import { language } from './i18n.ts';

/** What the browser calls the reader's language and country. */
export const locale = (): string => (language() === 'it' ? 'it-IT' : 'en-GB');

// Formatters are slow to make and quick to use.
const made = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();
function format<T extends Intl.DateTimeFormat | Intl.NumberFormat>(
  name: string,
  make: (locale: string) => T,
): T {
  const key = `${language()} ${name}`;
  let one = made.get(key);
  if (one === undefined) {
    one = make(locale());
    made.set(key, one);
  }
  return one as T;
}
const date = (name: string, options: Intl.DateTimeFormatOptions) =>
  format(name, (locale) => new Intl.DateTimeFormat(locale, options));
type When = string | number | Date;

/** 10:42 */
export const time = (at: When): string =>
  date('time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at));
/** 17 novembre, with the year when it is not this one */
export const day = (at: When): string => {
  const when = new Date(at);
  return when.getFullYear() === new Date().getFullYear()
    ? date('day', { day: 'numeric', month: 'long' }).format(when)
    : date('dayYear', { day: 'numeric', month: 'long', year: 'numeric' }).format(when);
};
/** martedì 17 novembre */
export const longDay = (at: When): string =>
  date('longDay', { weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(at));
/** novembre 2026 */
export const monthYear = (at: When): string =>
  date('monthYear', { month: 'long', year: 'numeric' }).format(new Date(at));
/** mar 17 nov */
/** The name of a month, 1 to 12. */
export const monthName = (month: number): string =>
  date('month', { month: 'long' }).format(new Date(2024, month - 1, 15));
export const briefDay = (at: When): string =>
  date('dayShort', { weekday: 'short', day: 'numeric', month: 'short' }).format(new Date(at));
/** 17/11/2026 10:42 */
export const dateTime = (at: When): string =>
  date('dateTime', {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(at));
/** 17/11/2026 */
export const shortDate = (at: When): string =>
  date('shortDate', { day: '2-digit', month: '2-digit', year: 'numeric' }).format(new Date(at));

export const sameDay = (one: When, other: When): boolean =>
  new Date(one).toDateString() === new Date(other).toDateString();

/** For a list: 10:42 today, "mar 17" within the week, "17 nov" this year, else 17/11/25. */
export function brief(at: When, now: number = Date.now()): string {
  const when = new Date(at);
  if (sameDay(when, now)) return time(when);
  const days = (now - when.getTime()) / 86_400_000;
  if (days >= 0 && days < 6) return date('weekday', { weekday: 'short', day: 'numeric' }).format(when);
  if (when.getFullYear() === new Date(now).getFullYear())
    return date('briefDay', { day: 'numeric', month: 'short' }).format(when);
  return date('briefYear', { day: '2-digit', month: '2-digit', year: '2-digit' }).format(when);
}

/** A length of time on a clock: 4:12, 1:03:20. Seconds in. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A length of time in words: 48 s, 12 min, 3 h 20 min, 2 g. Seconds in. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const it = language() === 'it';
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min`;
  if (whole < 86_400) {
    const minutes = Math.floor((whole % 3600) / 60);
    return minutes === 0 || whole >= 6 * 3600
      ? `${Math.floor(whole / 3600)} h`
      : `${Math.floor(whole / 3600)} h ${minutes} min`;
  }
  return `${Math.floor(whole / 86_400)} ${it ? 'g' : 'd'}`;
}

/** How long somebody waits: on the clock within the hour, in words after it. Seconds in. */
export const wait = (seconds: number): string => (seconds < 3600 ? clock(seconds) : span(seconds));

/** 1,2 MB */
export function bytes(size: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const power = size < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(size) / 3));
  const unit = units[power] ?? 'byte';
  return format(
    `bytes ${unit}`,
    (locale) =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        maximumFractionDigits: unit === 'byte' || unit === 'kilobyte' ? 0 : 1,
      }),
  ).format(size / 1000 ** power);
}
/** 1.284 */
export const number = (value: number): string =>
  format('number', (locale) => new Intl.NumberFormat(locale)).format(value);
/** 82% from 0.82 */
export const percent = (part: number): string =>
  format(
    'percent',
    (locale) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }),
  ).format(part);

/** The name of a language in the reader's language; its code when nobody knows it. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([language()], { type: 'language' }).of(code) ?? code;
  } catch {
    // A customer's form may say anything.
    return code;
  }
}

/** Two letters for a person or company; "?" when there is no letter. */
export function initials(name: string): string {
  const words = name.split(/[\s@.]+/).filter((word) => /\p{L}/u.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => /\p{L}/u.exec(word ?? '')?.[0],
  );
  return letters.filter(Boolean).join('').toUpperCase() || '?';
}
