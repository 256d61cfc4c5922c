import type { LegEnd } from '../core/leg.ts';

// The words of the telephone network made ours, and ours made theirs.

/** What a cause of Q.850 means for a call that was placed. 0 and 127 say nothing. */
const ofCause: Readonly<Record<number, LegEnd>> = {
  // Unallocated, no route, number changed, out of order, incomplete.
  1: 'wrong_number',
  2: 'wrong_number',
  3: 'wrong_number',
  22: 'wrong_number',
  28: 'wrong_number',
  16: 'hung_up',
  17: 'busy',
  // User busy is also "rejected by whoever was rung": nobody spoke, and it can be tried again.
  21: 'busy',
  18: 'no_answer',
  19: 'no_answer',
  20: 'no_answer',
  31: 'hung_up',
};

/**
 * Why a leg ended, from the cause that Asterisk gives.
 * @param answered whether it had been answered: then whoever leaves has hung up, unless the line broke
 */
export function endOf(cause: number | undefined, answered: boolean): LegEnd {
  const told = cause === undefined ? undefined : ofCause[cause];
  if (!answered) return told === 'hung_up' ? 'no_answer' : (told ?? 'failed');
  if (cause === undefined || cause === 0 || told !== undefined) return 'hung_up';
  // 38: out of order, 41: temporary failure, 44: channel gone, 102: the other side did not answer our signals any more.
  return [38, 41, 44, 102].includes(cause) ? 'lost' : 'hung_up';
}

/** The cause that the far end is told when we end a call. */
export const causeOf = (end: LegEnd): number =>
  ({ hung_up: 16, machine: 16, busy: 17, no_answer: 19, wrong_number: 1, failed: 41, lost: 41 })[end];

const withheldNames = new Set(['anonymous', 'restricted', 'unavailable', 'unknown', 'withheld', 's']);
/** The caller's number as the network gives it; null: withheld, or no number at all. @param presentation `CALLERID(num-pres)` */
export function callerOf(number: string | null | undefined, presentation?: string): string | null {
  const text = (number ?? '').trim();
  if (presentation !== undefined && /^(prohib|unavailable)/.test(presentation)) return null;
  if (text === '' || withheldNames.has(text.toLowerCase())) return null;
  const digits = text.replaceAll(/[\s().-]/g, '');
  return /^\+?\d{2,39}$/.test(digits) ? international(digits) : null;
}

/** `0039…` is `+39…`; what begins otherwise is left: which country it is of is not ours to say. */
export const international = (number: string): string =>
  /^00[1-9]\d{5,}$/.test(number) ? `+${number.slice(2)}` : number;

const dialled = /^\+?[0-9*#]{2,40}$/;
/** Where Asterisk is to call for a number; null when it is none that a telephone could dial. */
export function endpointOf(pattern: string, number: string): string | null {
  const clean = number.replaceAll(/[\s().-]/g, '');
  if (!dialled.test(clean)) return null;
  return pattern.replaceAll('{number}', clean).replaceAll('{digits}', clean.replace(/^\+/, ''));
}

/** Whether a person took the call, as the detection of Asterisk says. Not sure counts as a person: nobody is left hanging. */
export const isMachine = (status: string | undefined): boolean => status === 'MACHINE';
