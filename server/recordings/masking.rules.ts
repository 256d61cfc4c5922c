import type { SpeechLanguage } from '#contract/speech.ts';

// What is never written down of a call: numbers of cards with what follows them, their security codes, IBANs. People say
// them in groups, in words, over several sentences; so a speaker's numbers are looked at one after the other. Pure.

export interface Sentence {
  speaker: string;
  start: number;
  end: number;
  text: string;
}

/** How the digits of one word are read ("quattro", "ventuno", "4111"); null: it is no number. */
export type ReadDigits = (word: string, language: SpeechLanguage) => string | null;

/** A digit that is not written down. */
export const hidden = '•';

/** So many words between two groups do not end a number, nor do so many milliseconds. */
const fillers = 3;
const longestGap = 30_000;
/** The security code of a card comes so soon after it was spoken of, in milliseconds. */
const codeSoon = 25_000;
const codeWords =
  /\b(?:cvv2?|cvc2?|cv2|codice (?:di )?(?:sicurezza|controllo)|security code|card verification)\b/giu;
const languages: readonly SpeechLanguage[] = ['it', 'en', 'fr', 'de', 'es', 'ar', 'pl', 'ru'];

/** After one of these another number begins: what a contact centre is told all day. */
const otherNumbers =
  /^(?:euro?s?|cent|centesimi|pdr|pod|pratica|cliente|utente|utenza|contratto|contatore|matricola|lettura|letture|bolletta|fattura|telefono|cellulare|metri|chilowattora|kwh|case|customer|contract|meter|reading|bill|invoice|phone|pounds?)$/;

interface Word {
  sentence: number;
  from: number;
  to: number;
  plain: string;
  /** Empty: no number. */
  digits: string;
}

/** The check digit of cards (ISO/IEC 7812). */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    sum += place % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0;
}
/** A number that a payment card may have: 13 to 19 digits, of an issuer of cards, with the right check digit. */
export const isCard = (digits: string): boolean => /^[2-6]\d{12,18}$/.test(digits) && isLuhn(digits);

/** The check of an IBAN (ISO 13616). */
export function isIban(text: string): boolean {
  const plain = text.replace(/\s/g, '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(plain)) return false;
  let rest = 0;
  for (const sign of plain.slice(4) + plain.slice(0, 4)) rest = Number(`${rest}${parseInt(sign, 36)}`) % 97;
  return rest === 1;
}

/** The same sentences, with signs in the place of what is never written down. What has no such thing comes back as it is. */
export function maskNumbers<S extends Sentence>(
  given: readonly S[],
  language: string,
  read: ReadDigits,
): S[] {
  const spoken = languages.find((one) => language.toLowerCase().startsWith(one)) ?? 'it';
  const sentences = given.map((one) => {
    const text = withoutIbans(one.text);
    return text === one.text ? one : { ...one, text };
  });
  const words = sentences.map((one, index) => wordsIn(one.text, index, (word) => read(word, spoken)));
  const secret = new Set<Word>();
  for (const speaker of new Set(sentences.map((one) => one.speaker)))
    for (const run of runsOf(
      sentences,
      words.filter((_, index) => sentences[index]!.speaker === speaker).flat(),
    ))
      for (const word of cardIn(run)) secret.add(word);
  for (const word of codesAfterWords(sentences, words)) secret.add(word);
  return sentences.map((one, index) => {
    const hiding = words[index]!.filter((word) => secret.has(word));
    return hiding.length === 0 ? one : { ...one, text: hide(one.text, hiding) };
  });
}

const wordsIn = (text: string, sentence: number, digitsOf: (word: string) => string | null): Word[] =>
  [...text.matchAll(/\d+|[\p{L}\p{M}]+/gu)].map((found) => {
    const plain = plainOf(found[0]);
    const [from, to] = [found.index, found.index + found[0].length];
    return { sentence, from, to, plain, digits: digitsOf(plain) ?? '' };
  });
const plainOf = (word: string) => word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Numbers that one person says one after the other. */
function runsOf(sentences: readonly Sentence[], words: readonly Word[]): Word[][] {
  const runs: Word[][] = [];
  let between = 0;
  for (const word of words) {
    if (word.digits === '') {
      between += otherNumbers.test(word.plain) ? fillers + 1 : 1;
      continue;
    }
    const run = runs.at(-1);
    const last = run?.at(-1);
    const near =
      last !== undefined &&
      between <= fillers &&
      sentences[word.sentence]!.start - sentences[last.sentence]!.end <= longestGap;
    if (near) run!.push(word);
    else runs.push([word]);
    between = 0;
  }
  return runs;
}

/** The words of a card's number in a run, and of what is said after it (when it ends, its code). */
function cardIn(run: readonly Word[]): Word[] {
  for (let first = 0; first < run.length; first += 1) {
    let digits = '';
    let found = -1;
    for (let last = first; last < run.length && digits.length < 19; last += 1) {
      digits += run[last]!.digits;
      if (isCard(digits)) found = last;
      // Written in one with what follows it.
      else if (last === first && digits.length > 19)
        for (let length = 13; length <= 19; length += 1) if (isCard(digits.slice(0, length))) found = last;
    }
    if (found < 0) continue;
    const rest = run.slice(found + 1);
    // A further card in the same breath, or the short numbers that belong to this one.
    const others = cardIn(rest);
    return [
      ...run.slice(first, found + 1),
      ...others,
      ...rest.filter((word) => word.digits.length <= 4 && !others.includes(word)),
    ];
  }
  return [];
}

/** Three or four digits said, by whomever, soon after a security code was spoken of. */
function codesAfterWords(sentences: readonly Sentence[], words: readonly (readonly Word[])[]): Word[] {
  const all = words.flat().filter(({ digits }) => digits !== '');
  return sentences.flatMap((one, index) =>
    [...one.text.matchAll(codeWords)].flatMap((found) => {
      const code: Word[] = [];
      for (const word of all) {
        const { start } = sentences[word.sentence]!;
        const after =
          word.sentence > index || (word.sentence === index && word.from >= found.index + found[0].length);
        if (!after || start - one.end > codeSoon) continue;
        const length = code.reduce((sum, { digits }) => sum + digits.length, 0) + word.digits.length;
        if (length > 4) break;
        code.push(word);
      }
      return code.reduce((sum, { digits }) => sum + digits.length, 0) >= 3 ? code : [];
    }),
  );
}

function hide(text: string, words: readonly Word[]): string {
  let hiding = text;
  for (const { from, to, digits } of words.toReversed())
    hiding = hiding.slice(0, from) + hidden.repeat(digits.length) + hiding.slice(to);
  return hiding;
}

const withoutIbans = (text: string): string =>
  text.replace(/(?<![\p{L}\d])[a-z]{2}\d{2}(?: ?[a-z0-9]){11,30}/giu, (found) => {
    // A word after it may have been taken for its end.
    for (let length = found.length; length >= 15; length -= 1)
      if (isIban(found.slice(0, length)))
        return found.slice(0, length).replace(/[a-z0-9]/gi, hidden) + found.slice(length);
    return found;
  });
