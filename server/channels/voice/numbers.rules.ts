import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

// What the people of a service may dial. Pure.

/** What a service lets its people dial, beside everybody's own line in Italy. */
export interface DialRules {
  abroad: boolean;
  premium: boolean;
  emergency: boolean;
}

/** A number to dial, or why it is none, in words that follow the field's name. */
export type DialReading =
  | { ok: true; value: string }
  | { ok: false; code: 'empty' | 'shape' | 'abroad' | 'premium' | 'emergency'; message: string };

/** Those that must never be rung by a slip: whoever needs help waits behind them. */
const emergencyNumbers: ReadonlySet<string> = new Set([
  '112',
  '113',
  '114',
  '115',
  '116000',
  '117',
  '118',
  '1515',
  '1522',
  '1530',
]);
// What costs whoever calls no more than any call does, or nothing.
const ordinary: ReadonlySet<string | undefined> = new Set([
  'FIXED_LINE',
  'MOBILE',
  'FIXED_LINE_OR_MOBILE',
  'VOIP',
  'TOLL_FREE',
]);

/** Reads a number as people write it, Italian unless it says otherwise, into what is dialled: E.164, or a short number. */
export function readDialledNumber(input: string, rules: DialRules): DialReading {
  const text = input.trim();
  if (text === '') return { ok: false, code: 'empty', message: 'is empty' };
  const short = text.replace(/[\s./()-]+/g, '').replace(/^(\+|00)39(?=1)/, '');
  if (emergencyNumbers.has(short))
    return rules.emergency
      ? { ok: true, value: short }
      : { ok: false, code: 'emergency', message: 'must not be an emergency number' };
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
  if (!rules.premium && !ordinary.has(number.getType()))
    return { ok: false, code: 'premium', message: 'must not cost more than a call' };
  return { ok: true, value: number.number };
}

/**
 * Whether a number of ours may be shown to those who are called: it must be one that they can call back, from wherever
 * they are. A short or internal one is not.
 */
export const isCallable = (address: string): boolean => /^\+[1-9]\d{6,14}$/.test(address);
