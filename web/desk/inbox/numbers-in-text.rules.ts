// Telephone numbers in what somebody wrote: Italian ones, and those with the code of their country. Pure. What may as well
// be something else (a date, an account, a case, a tax or customer code) is none: nobody is called by a slip.

export interface NumberInText {
  at: number;
  /** As it was written. */
  text: string;
  /** As it is dialled. */
  number: string;
}

/** Digits with at most two signs between them, on one line. */
const run = /(?:\+|\()?\d(?:[ .\-/()\u00A0]{0,2}\d)*/g;
/** Beside a number these make it something else. */
const tied = /[\p{L}\p{N}_@#=&%/\\€$£-]/u;
/** What comes after these words, in whichever of them, is a code. */
const code =
  /(?:\b(?:iban|bic|conto|c\/c|account|konto|pratica|case|caso|dossier|vorgang|fascicolo|ticket|ref|rif|riferimento|reference|codice|code|cod|cliente|customer|kunde|client|contratto|contract|vertrag|contrat|utenza|fornitura|supply|matricola|contatore|meter|zähler|compteur|pod|pdr|fattura|bolletta|bill|invoice|rechnung|facture|protocollo|prot|partita\s+iva|p\.?\s?iva|vat|c\.?f|fiscale|lettura|reading|ordine|order|carta|card|tessera|badge|pin|otp|token)\b\.?|[#№])[^\p{L}\p{N}\n]{0,4}(?:(?:n|nr|no|num|numero|number)\b[.°º:]{0,2}\s?)?$/iu;

const date = /^(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{2}|\d{4})|\d{4}[./-]\d{1,2}[./-]\d{1,2})(?!\d)/;
const time = /^\d{1,2}\.\d{2}(?:\s?[-/]\s?\d{1,2}\.\d{2})?$/;

/** The check digit of an Italian VAT number: eleven digits that are one are not taken for a telephone. */
function isVat(digits: string): boolean {
  if (!/^\d{11}$/.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < 10; index += 1) {
    const digit = Number(digits[index]);
    const twice = digit * 2;
    sum += index % 2 === 0 ? digit : twice > 9 ? twice - 9 : twice;
  }
  return (10 - (sum % 10)) % 10 === Number(digits[10]);
}

/** An Italian number without its country: mobile, of a place (0…), or free of charge. */
const isItalian = (digits: string): boolean =>
  /^3[1-9]\d{8}$/.test(digits) || /^0[1-9]\d{6,9}$/.test(digits) || /^80[03]\d{3,6}$/.test(digits);

/** A number as it is dialled; null: it is none, or nobody can say. */
function dialled(text: string): string | null {
  const bare = text.replace(/[ .\-/()\u00A0]/g, '');
  if (isVat(bare)) return null;
  if (bare.startsWith('+') || bare.startsWith('00')) {
    // "+44 (0)20 …": the zero is for those who call from there.
    const international = text
      .replace(/\(0\)/, '')
      .replace(/[ .\-/()\u00A0]/g, '')
      .replace(/^\+|^00/, '');
    if (international.startsWith('39')) {
      const own = international.slice(2);
      return isItalian(own) ? `+39${own}` : null;
    }
    return /^[1-9]\d{7,14}$/.test(international) ? `+${international}` : null;
  }
  if (date.test(text) || time.test(text)) return null;
  return isItalian(bare) ? (bare.startsWith('80') ? bare : `+39${bare}`) : null;
}

/** The telephone numbers of a text, in their order. */
export function numbersIn(text: string): NumberInText[] {
  const found: NumberInText[] = [];
  for (const match of text.matchAll(run)) {
    const [whole] = match;
    const { index } = match;
    // A bracket that opens before the number is the sentence's unless it closes inside.
    const opens = whole.startsWith('(') && !whole.includes(')');
    const at = opens ? index + 1 : index;
    const written = opens ? whole.slice(1) : whole;
    const before = text.slice(0, at);
    const after = text.slice(at + written.length);
    if (tied.test(before.slice(-1)) || /^[,.]?[\p{L}\p{N}_@%€$£-]|^\s?[€$£%]/u.test(after)) continue;
    if (/[,:]$/.test(before) && /\d[,:]$/.test(before)) continue;
    const international = /^\(?\+/.test(written);
    if (!international && code.test(before.slice(-60))) continue;
    const number = dialled(written);
    if (number !== null) found.push({ at, text: written, number });
  }
  return found;
}
