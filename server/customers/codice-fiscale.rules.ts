/** Sex as the fiscal code tells it. */
export type Sex = 'M' | 'F';

/** What a fiscal code is made of. */
export interface FiscalCodePerson {
  surname: string;
  name: string;
  /** YYYY-MM-DD. */
  birthDate: string;
  sex: Sex;
  /** Cadastral code of the municipality or state of birth: a letter and three digits (H501 is Rome). */
  birthplaceCode: string;
}

/** What a valid code tells: a person's code, or a provisional or company code of 11 digits, which tells nothing. */
export type FiscalCodeReading =
  | {
      ok: true;
      kind: 'person';
      value: string;
      birthDate: string;
      sex: Sex;
      birthplaceCode: string;
      omocodia: number;
    }
  | { ok: true; kind: 'numeric'; value: string };

/** Why a value was refused: a stable code for translations and an English sentence that names the field. */
export interface Refusal {
  ok: false;
  field: string;
  code: 'empty' | 'shape' | 'birth_date' | 'check_character' | 'check_digit';
  message: string;
}

const SHAPE = /^[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$/;
const MONTHS = 'ABCDEHLMPRST';
const OMOCODIA = 'LMNPQRSTUV';
/** Positions (from 0) that may carry a letter for a digit, in the order in which the tax office replaces them. */
const DIGIT_POSITIONS = [14, 13, 12, 10, 9, 7, 6];
// Ministerial decree of 23 December 1976: values of characters in odd places, A to Z; a digit has that of its letter.
const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/**
 * The fiscal code of a person. Accents and marks are dropped; letters outside A-Z that have no such base are left out.
 * `omocodia` (0-7) replaces that many digits by letters from the right, as the tax office does for people whose codes
 * coincide. Throws RangeError naming the field.
 */
export function computeFiscalCode(person: FiscalCodePerson, omocodia = 0): string {
  const match = /^(\d{2})(\d{2})-(\d{2})-(\d{2})$/.exec(person.birthDate);
  if (!match || !isRealDate(person.birthDate)) {
    throw new RangeError(`birthDate: "${person.birthDate}" is not a date YYYY-MM-DD`);
  }
  if (!/^[A-Z]\d{3}$/.test(person.birthplaceCode)) {
    throw new RangeError(`birthplaceCode: "${person.birthplaceCode}" is not a letter and three digits`);
  }
  if (!Number.isInteger(omocodia) || omocodia < 0 || omocodia > DIGIT_POSITIONS.length) {
    throw new RangeError(`omocodia: must be a whole number from 0 to 7, got ${omocodia}`);
  }
  const [, , year, month, day] = match as unknown as [string, string, string, string, string];
  const dayText = String(Number(day) + (person.sex === 'F' ? 40 : 0)).padStart(2, '0');
  const plain =
    surnamePart(person.surname) +
    namePart(person.name) +
    year +
    MONTHS[Number(month) - 1]! +
    dayText +
    person.birthplaceCode;
  const letters = [...plain];
  for (const position of DIGIT_POSITIONS.slice(0, omocodia)) {
    letters[position] = OMOCODIA[Number(letters[position])]!;
  }
  const body = letters.join('');
  return body + checkCharacter(body);
}

/**
 * Reads a fiscal code: 16 characters of a person, with omocodia, or 11 digits (companies, provisional codes of people).
 * Blanks and lower case are accepted. The century of birth is the latest that is not after `today` (YYYY-MM-DD, the
 * present day unless given), since the code carries two digits of the year only.
 */
export function readFiscalCode(
  input: string,
  field = 'fiscalCode',
  today = new Date().toISOString().slice(0, 10),
): FiscalCodeReading | Refusal {
  const value = input.replace(/\s+/g, '').toUpperCase();
  if (value === '') return refuse(field, 'empty', 'is empty');
  if (/^\d+$/.test(value)) {
    const number = readVatNumber(value, field);
    return number.ok ? { ok: true, kind: 'numeric', value } : number;
  }
  if (!SHAPE.test(value)) {
    return refuse(field, 'shape', 'must be 16 letters and digits of an Italian fiscal code, or 11 digits');
  }
  if (checkCharacter(value.slice(0, 15)) !== value[15]) {
    return refuse(
      field,
      'check_character',
      'is not a valid fiscal code: its last letter does not fit the others',
    );
  }
  const letters = [...value];
  let omocodia = 0;
  for (const position of DIGIT_POSITIONS) {
    const digit = OMOCODIA.indexOf(letters[position]!);
    if (digit >= 0) {
      letters[position] = String(digit);
      omocodia += 1;
    }
  }
  const plain = letters.join('');
  const dayNumber = Number(plain.slice(9, 11));
  const sex: Sex = dayNumber > 40 ? 'F' : 'M';
  const monthDay = `${two(MONTHS.indexOf(plain[8]!) + 1)}-${two(sex === 'F' ? dayNumber - 40 : dayNumber)}`;
  const birthDate = ['20', '19']
    .map((century) => `${century}${plain.slice(6, 8)}-${monthDay}`)
    .find((date) => isRealDate(date) && date <= today);
  if (!birthDate)
    return refuse(field, 'birth_date', 'is not a valid fiscal code: its date of birth does not exist');
  return {
    ok: true,
    kind: 'person',
    value,
    birthDate,
    sex,
    birthplaceCode: plain.slice(11, 15),
    omocodia,
  };
}

/** The check character of the first 15 characters of a fiscal code. */
export function checkCharacter(body: string): string {
  let sum = 0;
  for (let i = 0; i < 15; i += 1) {
    const code = body.charCodeAt(i);
    const n = code < 65 ? code - 48 : code - 65;
    sum += i % 2 === 0 ? ODD[n]! : n;
  }
  return String.fromCharCode(65 + (sum % 26));
}

/** Reads an Italian VAT number (partita IVA): 11 digits with a check digit by Luhn's rule; "IT" before it is dropped. */
export function readVatNumber(input: string, field = 'vatNumber'): { ok: true; value: string } | Refusal {
  const value = input
    .replace(/[\s.]+/g, '')
    .toUpperCase()
    .replace(/^IT/, '');
  if (value === '') return refuse(field, 'empty', 'is empty');
  if (!/^\d{11}$/.test(value)) return refuse(field, 'shape', 'must be 11 digits');
  if (value.startsWith('0000000') || vatCheckDigit(value.slice(0, 10)) !== value[10]) {
    return refuse(field, 'check_digit', 'is not a valid number: its last digit does not fit the others');
  }
  return { ok: true, value };
}

/** The check digit of the first ten digits of a VAT number. */
export function vatCheckDigit(body: string): string {
  let sum = 0;
  for (let i = 0; i < 10; i += 1) {
    const digit = Number(body[i]);
    const n = i % 2 === 0 ? digit : digit * 2;
    sum += n > 9 ? n - 9 : n;
  }
  return String((10 - (sum % 10)) % 10);
}

// Surname: consonants, then vowels, then X. Name: the same, but of four or more consonants the second is left out.
function surnamePart(surname: string): string {
  const { consonants, vowels } = lettersOf(surname, 'surname');
  return (consonants + vowels + 'XXX').slice(0, 3);
}

function namePart(name: string): string {
  const { consonants, vowels } = lettersOf(name, 'name');
  if (consonants.length >= 4) return consonants[0]! + consonants[2]! + consonants[3]!;
  return (consonants + vowels + 'XXX').slice(0, 3);
}

function lettersOf(text: string, field: string): { consonants: string; vowels: string } {
  const letters = text
    .normalize('NFD')
    .toUpperCase()
    .replace(/[^A-Z]/g, '');
  if (letters === '') throw new RangeError(`${field}: has no letter of the Latin alphabet`);
  return { consonants: letters.replace(/[AEIOU]/g, ''), vowels: letters.replace(/[^AEIOU]/g, '') };
}

function isRealDate(date: string): boolean {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === date;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}

function refuse(field: string, code: Refusal['code'], words: string): Refusal {
  return { ok: false, field, code, message: `${field} ${words}` };
}
