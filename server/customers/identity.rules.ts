import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { readFiscalCode, readVatNumber } from './codice-fiscale.rules.ts';

/** The kinds of identity that have a normal form here. */
export type NormalIdentityType = 'email' | 'pec' | 'phone' | 'fiscal_code' | 'vat_number' | 'customer_number';

/** The normal form of an identity, or why there is none, in words that name the field. */
export type NormalIdentity =
  | { ok: true; value: string }
  | { ok: false; field: string; code: string; message: string };

const MAX_EMAIL = 254;
// RFC 5321 without quoted local parts and address literals, which no customer has; letters outside ASCII are allowed
// on both sides (RFC 6531).
const LOCAL = /^[^\s"(),:;<>@[\\\]]+$/u;
const DOMAIN =
  /^(?=.{1,253}$)([\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}][\p{L}\p{N}-]{0,61}[\p{L}\p{N}]$/u;

/**
 * One form for each identity, so that equal addresses are equal strings: e-mail and PEC trimmed and in lower case
 * (dots and plus signs are kept: they may be different people), phone in E.164 with Italy as the default country,
 * fiscal code and customer number in upper case without blanks, VAT number as 11 digits.
 */
export function normaliseIdentity(
  type: NormalIdentityType,
  input: string,
  field: string = type,
): NormalIdentity {
  switch (type) {
    case 'email':
    case 'pec':
      return normaliseEmail(input, field);
    case 'phone':
      return normalisePhone(input, field);
    case 'fiscal_code': {
      const reading = readFiscalCode(input, field);
      return reading.ok ? { ok: true, value: reading.value } : reading;
    }
    case 'vat_number':
      return readVatNumber(input, field);
    case 'customer_number':
      return normaliseCustomerNumber(input, field);
  }
}

/** Electricity supply point (POD): IT, three digits, E, eight digits and an optional check character. */
export function readPod(input: string, field = 'pod'): NormalIdentity {
  const value = input.replace(/\s+/g, '').toUpperCase();
  if (value === '') return refuse(field, 'empty', 'is empty');
  if (!/^IT\d{3}E\d{8}[0-9A-Z]?$/.test(value)) {
    return refuse(field, 'shape', 'must be IT, three digits, E and eight digits, as in IT001E12345678');
  }
  return { ok: true, value };
}

/** Gas supply point (PDR): fourteen digits, kept as text since leading zeros count. */
export function readPdr(input: string, field = 'pdr'): NormalIdentity {
  const value = input.replace(/\s+/g, '');
  if (value === '') return refuse(field, 'empty', 'is empty');
  if (!/^\d{14}$/.test(value)) return refuse(field, 'shape', 'must be 14 digits');
  return { ok: true, value };
}

function normaliseEmail(input: string, field: string): NormalIdentity {
  const value = input.trim().normalize('NFC').toLowerCase();
  if (value === '') return refuse(field, 'empty', 'is empty');
  const at = value.lastIndexOf('@');
  const local = value.slice(0, Math.max(at, 0));
  const sound =
    at > 0 &&
    local.length <= 64 &&
    value.length <= MAX_EMAIL &&
    LOCAL.test(local) &&
    !local.startsWith('.') &&
    !local.endsWith('.') &&
    !local.includes('..') &&
    DOMAIN.test(value.slice(at + 1));
  return sound
    ? { ok: true, value }
    : refuse(field, 'shape', 'must be an e-mail address, as in nome@example.org');
}

function normalisePhone(input: string, field: string): NormalIdentity {
  if (input.trim() === '') return refuse(field, 'empty', 'is empty');
  const phone = parsePhoneNumberFromString(input.trim(), { defaultCountry: 'IT', extract: false });
  if (!phone?.isValid()) {
    return refuse(field, 'shape', 'must be a phone number; write the country code for one outside Italy');
  }
  return { ok: true, value: phone.number };
}

function normaliseCustomerNumber(input: string, field: string): NormalIdentity {
  const value = input.replace(/\s+/g, '').toUpperCase();
  if (value === '') return refuse(field, 'empty', 'is empty');
  if (!/^[A-Z0-9][A-Z0-9./-]{0,39}$/.test(value)) {
    return refuse(field, 'shape', 'must be up to 40 letters, digits, dots, slashes and hyphens');
  }
  return { ok: true, value };
}

function refuse(field: string, code: string, words: string): NormalIdentity {
  return { ok: false, field, code, message: `${field} ${words}` };
}
