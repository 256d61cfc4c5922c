import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { AttemptResult } from '#contract/callbacks.ts';
import type { CallbackRules } from '#contract/routing-plans.ts';

// What may be dialled, when, and what follows an attempt. Pure.

/** A number to call back, or why it is none, in words that follow the field's name. */
export type NumberReading =
  | { ok: true; value: string }
  | { ok: false; code: 'empty' | 'shape' | 'abroad' | 'kind'; message: string };

// Everybody's own line. What costs more to call, or belongs to nobody, is not dialled because somebody typed it.
const called: ReadonlySet<string | undefined> = new Set([
  'FIXED_LINE',
  'MOBILE',
  'FIXED_LINE_OR_MOBILE',
  'VOIP',
]);

/** Reads a number as people write it, Italian unless it says otherwise, into E.164. */
export function readCallbackNumber(input: string, rules: Pick<CallbackRules, 'abroad'>): NumberReading {
  const text = input.trim();
  if (text === '') return { ok: false, code: 'empty', message: 'is empty' };
  const number = parsePhoneNumberFromString(text, { defaultCountry: 'IT', extract: false });
  if (number?.isValid() !== true)
    return {
      ok: false,
      code: 'shape',
      message: 'must be a phone number; write the country code for one outside Italy',
    };
  // By the code that is dialled: lines of the Vatican begin with +39 too.
  if (!rules.abroad && number.countryCallingCode !== '39')
    return { ok: false, code: 'abroad', message: 'must be an Italian number' };
  if (!called.has(number.getType()))
    return { ok: false, code: 'kind', message: 'must be a landline or mobile number' };
  return { ok: true, value: number.number };
}

/** What becomes of a callback after an attempt. */
export type AfterAttempt =
  | { next: 'reached' }
  /** `counts`: the attempt is one of those that the customer is given. */
  | { next: 'retry'; at: Date; counts: boolean }
  | { next: 'over'; because: 'attempts' | 'wrong_number' | 'abandoned' | 'expires'; counts: boolean };

/** Minutes until the next try after the medium could not even place the call. */
const faultMinutes = 5;

/**
 * R18: no answer and busy are tried again, as often as the queue says; a machine means reached unless the queue says
 * otherwise; a fault of the medium is nobody's attempt.
 *
 * @param attempts those that counted before this one
 * @param opening the first open instant at or after another; null when the service never opens again
 */
export function afterAttempt(
  result: AttemptResult,
  {
    attempts,
    rules,
    now,
    expiresAt,
    opening,
  }: {
    attempts: number;
    rules: Pick<CallbackRules, 'maxAttempts' | 'retryMinutes' | 'machine'>;
    now: Date;
    expiresAt: Date;
    opening: (at: Date) => Date | null;
  },
): AfterAttempt {
  if (result === 'reached' || (result === 'machine' && rules.machine === 'reached'))
    return { next: 'reached' };
  if (result === 'wrong_number' || result === 'abandoned')
    return { next: 'over', because: result, counts: true };
  const counts = result !== 'failed';
  if (counts && attempts + 1 >= rules.maxAttempts) return { next: 'over', because: 'attempts', counts };
  const minutes = counts ? rules.retryMinutes : Math.min(faultMinutes, rules.retryMinutes);
  const at = opening(new Date(now.getTime() + minutes * 60_000));
  return at === null || at >= expiresAt
    ? { next: 'over', because: 'expires', counts }
    : { next: 'retry', at, counts };
}

const day = 86_400_000;
const halfHour = 1_800_000;

/** The longest somebody may choose ahead, in days. */
export const daysAhead = 14;

/** When a callback is given up: some days after it was asked for, or after the time it was asked for. */
export const expiryOf = (from: Date, rules: Pick<CallbackRules, 'expiresDays'>): Date =>
  new Date(from.getTime() + rules.expiresDays * day);

/**
 * Times to choose from: whole half hours at which the service is open, from the next but one on, so that nobody chooses
 * what is over before they have confirmed it.
 */
export function timesToChoose(
  now: Date,
  open: (at: Date) => boolean,
  { days = 7, most = 200 }: { days?: number; most?: number } = {},
): Date[] {
  const first = Math.ceil((now.getTime() + 15 * 60_000) / halfHour) * halfHour;
  const times: Date[] = [];
  for (let at = first; at < now.getTime() + days * day && times.length < most; at += halfHour)
    if (open(new Date(at))) times.push(new Date(at));
  return times;
}
