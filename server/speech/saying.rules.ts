import type { SpeechLanguage } from '#contract/speech.ts';

// How numbers, amounts, dates and hours are said with fixed prompts: pure, one list of keys for each. A key that a
// language does not have is no mistake: languages differ in what they need, and what is special stands before what is
// general (`euro.1` before `number.1` + `euro.other`).

/** What the rules must know of a language: which prompts it has. */
export interface Speaker {
  language: SpeechLanguage;
  has(key: string): boolean;
}

const plurals = new Map<string, Intl.PluralRules>();
function pluralOf(language: SpeechLanguage, number: number): string {
  let rules = plurals.get(language);
  if (rules === undefined) {
    rules = new Intl.PluralRules(language);
    plurals.set(language, rules);
  }
  return rules.select(number);
}

const only = (speaker: Speaker, keys: string[]): string[] => keys.filter((key) => speaker.has(key));

/** A count with its unit: `3 euro`, `один рубль`, `دقيقتان`. */
function counted(speaker: Speaker, number: number, unit: string): string[] {
  const whole = `${unit}.${number}`;
  if (speaker.has(whole)) return [whole];
  const byNumber = `${unit}.${pluralOf(speaker.language, number)}`;
  return [...sayNumber(speaker, number), speaker.has(byNumber) ? byNumber : `${unit}.other`];
}

function belowThousand(speaker: Speaker, number: number): string[] {
  const hundreds = Math.floor(number / 100);
  const rest = number % 100;
  if (hundreds === 0) return [`number.${rest}`];
  if (rest === 0) {
    const alone = `hundred.${hundreds}.alone`;
    return [speaker.has(alone) ? alone : `hundred.${hundreds}`];
  }
  // English and Arabic put a word between: two hundred and five.
  const joined = speaker.language === 'en' || speaker.language === 'ar' ? ['and'] : [];
  return [`hundred.${hundreds}`, ...joined, `number.${rest}`];
}

/** A number as it is said; decimals one by one. What is too large is said digit by digit. */
export function sayNumber(speaker: Speaker, number: number): string[] {
  if (number < 0) return only(speaker, ['minus', ...sayNumber(speaker, -number)]);
  const [whole, decimals] = plain(number).split('.') as [string, string | undefined];
  if (decimals !== undefined)
    return only(speaker, [
      ...sayNumber(speaker, Number(whole)),
      'comma',
      ...[...decimals].map((digit) => `number.${digit}`),
    ]);
  const count = Number(whole);
  if (count > 999_999_999) return sayCharacters(speaker, whole);
  const millions = Math.floor(count / 1_000_000);
  const thousands = Math.floor(count / 1000) % 1000;
  const rest = count % 1000;
  const groups = [
    ...(millions === 0 ? [] : [counted(speaker, millions, 'million')]),
    ...(thousands === 0 ? [] : [counted(speaker, thousands, 'thousand')]),
    ...(rest === 0 && count > 0 ? [] : [belowThousand(speaker, rest)]),
  ];
  const joined = speaker.language === 'ar' ? ['and'] : [];
  return only(
    speaker,
    groups.flatMap((keys, index) => (index === 0 ? keys : [...joined, ...keys])),
  );
}

// Digits as they are written, never 1e-7; what a caller could bear to hear of a fraction is six digits.
const plain = (number: number) => number.toFixed(6).replace(/0+$/, '').replace(/\.$/, '');

/** Signs one by one, as codes and telephone numbers are read out. What has no sound (hyphens, dots) is a pause. */
export function sayCharacters(speaker: Speaker, text: string): string[] {
  const keys = [...text.normalize('NFKD').toLowerCase()].map((sign) =>
    /[0-9]/.test(sign)
      ? `number.${sign}`
      : /[a-z]/.test(sign)
        ? `letter.${sign}`
        : sign === '+'
          ? 'plus'
          : /[\s\-./]/.test(sign)
            ? pauseKey
            : null,
  );
  return keys.filter((key): key is string => key !== null && (key === pauseKey || speaker.has(key)));
}

/** No prompt: a breath between groups. */
export const pauseKey = 'pause';

/** An amount in euro: cents are said when there are some. */
export function sayAmount(speaker: Speaker, amount: number): string[] {
  const all = Math.round(Math.abs(amount) * 100);
  const [euro, cents] = [Math.floor(all / 100), all % 100];
  const parts = [
    ...(euro === 0 && cents > 0 ? [] : [counted(speaker, euro, 'euro')]),
    ...(cents === 0 ? [] : [counted(speaker, cents, 'cent')]),
  ];
  return only(speaker, [
    ...(amount < 0 && all > 0 ? ['minus'] : []),
    ...parts.flatMap((keys, index) => (index === 0 ? keys : ['and', ...keys])),
  ]);
}

/** A day such as 2026-11-29: its weekday, day, month and, when it is wanted, year. */
export function sayDate(speaker: Speaker, date: string, withYear: boolean): string[] {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7;
  const ordinal = `day.${day}`;
  const ofMonth = [speaker.has(ordinal) ? ordinal : `number.${day}`];
  const dayAndMonth =
    speaker.language === 'en' ? [`month.${month}`, ...ofMonth] : [...ofMonth, `month.${month}`];
  return only(speaker, [`weekday.${weekday}`, ...dayAndMonth, ...(withYear ? sayYear(speaker, year) : [])]);
}

// Years are said in pairs where people do: twenty twenty-six.
function sayYear(speaker: Speaker, year: number): string[] {
  const [first, second] = [Math.floor(year / 100), year % 100];
  const inPairs = speaker.language === 'en' && year >= 1100 && year < 2100 && second >= 10;
  return inPairs ? [`number.${first}`, `number.${second}`] : sayNumber(speaker, year);
}

/** An hour of the clock such as 14:30. */
export function sayTime(speaker: Speaker, time: string): string[] {
  const [hour, minute] = time.split(':').map(Number) as [number, number];
  const { language } = speaker;
  const own = `clock.${hour}`;
  const minutes =
    minute === 0
      ? []
      : language === 'ru' || language === 'ar'
        ? [...(language === 'ar' ? ['and'] : []), ...counted(speaker, minute, 'minute')]
        : language === 'it' || language === 'es'
          ? ['and', `number.${minute}`]
          : [...(minute < 10 ? ['number.0'] : []), `number.${minute}`];
  if (language === 'en')
    return only(speaker, [
      `number.${hour % 12 === 0 ? 12 : hour % 12}`,
      ...minutes,
      hour < 12 ? 'clock.am' : 'clock.pm',
    ]);
  if (speaker.has(own)) return only(speaker, [own, ...minutes]);
  if (language === 'ru') return only(speaker, [...counted(speaker, hour, 'hour'), ...minutes]);
  return only(speaker, ['clock.lead', `number.${hour}`, 'clock.hour', ...minutes]);
}

/** A wait or a duration in whole minutes; hours are said when there are some. */
export function sayMinutes(speaker: Speaker, minutes: number): string[] {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0 || minutes <= 90) return only(speaker, counted(speaker, minutes, 'minute'));
  return only(speaker, [
    ...counted(speaker, hours, 'hour'),
    ...(rest === 0 ? [] : ['and', ...counted(speaker, rest, 'minute')]),
  ]);
}

/** A number of days. */
export const sayDays = (speaker: Speaker, days: number): string[] =>
  only(speaker, counted(speaker, days, 'day-count'));

/** A share of a hundred. */
export const sayPercent = (speaker: Speaker, number: number): string[] => [
  ...sayNumber(speaker, number),
  ...only(speaker, ['percent']),
];
