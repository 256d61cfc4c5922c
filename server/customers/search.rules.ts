import { normaliseIdentity } from './identity.rules.ts';

/** What a person may have meant by a few typed characters. */
export interface SearchTerms {
  /** Every word must be found in the name, in any order. */
  words: string[];
  /** Part of an identity as compared, three characters at least; null when the text cannot be one. */
  part: string | null;
  /** Part of a telephone number, digits only. */
  digits: string | null;
  /** A whole telephone number in E.164. */
  phone: string | null;
  /** Beginning of a customer number or of the code of a position (POD, PDR, contract). */
  code: string | null;
}

const wordsAtMost = 6;

/** Takes a search text apart. Null when there is nothing to search for. */
export function searchTerms(text: string): SearchTerms | null {
  const trimmed = text.trim().replace(/\s+/g, ' ');
  if (trimmed === '') return null;
  const joined = trimmed.replace(/ /g, '');
  const digits = trimmed.replace(/[\s./()+-]/g, '');
  const isNumber = /^\d+$/.test(digits);
  const phone = isNumber && digits.length >= 6 ? normaliseIdentity('phone', trimmed) : null;
  return {
    words: trimmed.split(' ').slice(0, wordsAtMost),
    part: joined.length >= 3 && (!trimmed.includes(' ') || isNumber || /\d/.test(trimmed)) ? joined : null,
    digits: isNumber && digits.length >= 4 ? digits.replace(/^00/, '') : null,
    phone: phone?.ok === true ? phone.value : null,
    code: /^[\w./-]{3,}$/.test(joined) ? joined.toUpperCase() : null,
  };
}
