import {
  pauseKey,
  sayAmount,
  sayCharacters,
  sayDate,
  sayDays,
  sayMinutes,
  sayNumber,
  sayPercent,
  sayTime,
  type Speaker,
} from './saying.rules.ts';

// What of a text can be said with fixed prompts alone, where no voice is there: sentences that are prompts, and the
// figures. Pure.

/** A language's prompts, as far as this needs them. */
export interface Reader extends Speaker {
  /** Messages and the names of months, with their texts. */
  texts: readonly { key: string; text: string }[];
}

export interface Reading {
  /** Keys of prompts and pauses, in order. */
  keys: string[];
  /** Whether everything could be said. */
  complete: boolean;
}

/** Words as they are compared: lower case, without accents and signs. */
export const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ł/g, 'l')
    .replace(/ß/g, 'ss')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

interface Found {
  from: number;
  to: number;
  keys: string[];
}

const numberOf = (text: string, language: Speaker['language']): number => {
  // A mark before exactly three digits groups thousands, where that is the habit; the other one is the decimal one.
  const grouped = language === 'en' ? /,(?=\d{3}(?:\D|$))/g : /[.\s'\u00a0](?=\d{3}(?:\D|$))/g;
  return Number(text.replace(grouped, '').replace(',', '.'));
};

const number = String.raw`\d{1,3}(?:[.,'\u00a0]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?`;
const minuteWords = 'minut[oiae]?|minutes?|minuten?|minutos?|минут[аыу]?|دقيقة|دقائق|min';
const dayWords = 'giorn[oi]|days?|jours?|tage?n?|días?|dni|dzień|день|дня|дней|يوم|أيام';

type Rule = [pattern: RegExp, say: (reader: Reader, match: RegExpExecArray) => string[] | null];

const isDay = (year: number, month: number, day: number) => {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
};
const two = (value: number) => String(value).padStart(2, '0');
const dated = (reader: Reader, year: number, month: number, day: number, withYear = true) =>
  isDay(year, month, day) ? sayDate(reader, `${year}-${two(month)}-${two(day)}`, withYear) : null;

// In this order: the first that fits a place in the text has it.
const rules: Rule[] = [
  [/\b(\d{4})-(\d{2})-(\d{2})\b/g, (reader, [, y, m, d]) => dated(reader, Number(y), Number(m), Number(d))],
  [
    /\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b/g,
    (reader, [, d, m, y]) => dated(reader, Number(y), Number(m), Number(d)),
  ],
  [
    new RegExp(`(?:€|euro?s?)\\s*(${number})|(${number})\\s*(?:€|eur(?:o|os)?\\b|евро|يورو)`, 'giu'),
    (reader, match) => sayAmount(reader, numberOf(match[1] ?? match[2]!, reader.language)),
  ],
  [
    /\b([01]?\d|2[0-3])([:.h])([0-5]\d)\b(?![.,]?\d)/g,
    (reader, [, h, mark, m]) =>
      mark === '.' && reader.language === 'en' ? null : sayTime(reader, `${two(Number(h))}:${m}`),
  ],
  [
    new RegExp(`(\\d{1,4})\\s*(?:${minuteWords})(?![\\p{L}])`, 'giu'),
    (reader, [, n]) => sayMinutes(reader, Number(n)),
  ],
  [
    new RegExp(`(\\d{1,4})\\s*(?:${dayWords})(?![\\p{L}])`, 'giu'),
    (reader, [, n]) => sayDays(reader, Number(n)),
  ],
  [new RegExp(`(${number})\\s*%`, 'g'), (reader, [, n]) => sayPercent(reader, numberOf(n!, reader.language))],
  // Telephone numbers and codes: signs and digits in one, or digits in groups.
  [/\+\d[\d\s]{5,20}\d/g, (reader, [text]) => sayCharacters(reader, text)],
  [
    /(?=[\p{L}\d-]*\d)(?=[\p{L}\d-]*[\p{Lu}-])[\p{Lu}\d]+(?:-[\p{Lu}\d]+)*/gu,
    (reader, [text]) => (/^\d+$/.test(text) ? null : sayCharacters(reader, text)),
  ],
  [/\b(?:0\d+|\d{7,})\b/g, (reader, [text]) => sayCharacters(reader, text)],
  [
    new RegExp(`(?<![\\p{L}\\d])-?(?:${number})`, 'gu'),
    (reader, [text]) => sayNumber(reader, numberOf(text, reader.language)),
  ],
];

/** The places of all figures of a text. */
function figures(reader: Reader, text: string): Found[] {
  const found: Found[] = [];
  const free = (from: number, to: number) => found.every((one) => to <= one.from || from >= one.to);
  const take = (from: number, to: number, keys: string[] | null) => {
    if (keys !== null && keys.length > 0 && free(from, to)) found.push({ from, to, keys });
  };
  for (const match of promptsWithDigits(reader, text)) take(match.from, match.to, match.keys);
  for (const match of datesInWords(reader, text)) take(match.from, match.to, match.keys);
  for (const [pattern, say] of rules)
    for (const match of text.matchAll(pattern)) {
      const from = match.index;
      if (free(from, from + match[0].length)) take(from, from + match[0].length, say(reader, match));
    }
  return found.toSorted((a, b) => a.from - b.from);
}

// A prompt that holds a digit itself ("press 1") is found before its digit is.
const promptsWithDigits = (reader: Reader, text: string): Found[] =>
  reader.texts
    .filter((one) => !one.key.includes('.') && /\d/.test(one.text))
    .flatMap((one) => {
      const from = text.toLowerCase().indexOf(one.text.toLowerCase().replace(/[.?]$/, ''));
      return from < 0 ? [] : [{ from, to: from + one.text.length, keys: [one.key] }];
    });

// "29 novembre 2026", "November 29, 2026", "1º enero": the months are those of the prompts.
function datesInWords(reader: Reader, text: string): Found[] {
  const months = reader.texts.filter(({ key }) => key.startsWith('month.'));
  const names = months
    .map(({ text: name }) => name.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('|');
  if (names === '') return [];
  const pattern = new RegExp(
    String.raw`(?<![\p{L}\d])(?:(\d{1,2})(?:[.º°]|er|st|nd|rd|th)?\s+(?:de\s+)?(${names})|(${names})\s+(\d{1,2})(?:st|nd|rd|th)?)(?![\p{L}])(?:,?\s+(?:de[l]?\s+)?(\d{4})(?!\d))?`,
    'giu',
  );
  return [...text.matchAll(pattern)].flatMap((match) => {
    const name = (match[2] ?? match[3]!).toLowerCase();
    const month = Number(months.find((one) => one.text.toLowerCase() === name)!.key.slice(6));
    const day = Number(match[1] ?? match[4]);
    const year = match[5] === undefined ? null : Number(match[5]);
    // A day without its year has a weekday that nobody knows.
    const keys =
      year === null
        ? day >= 1 && day <= 31
          ? sayDate(reader, `2024-${two(month)}-${two(day)}`, false).filter(
              (key) => !key.startsWith('weekday.'),
            )
          : null
        : dated(reader, year, month, day);
    return keys === null ? [] : [{ from: match.index, to: match.index + match[0].length, keys }];
  });
}

/**
 * Reads a text with prompts: stretches that are the text of a prompt, and figures between them. What is left (words that
 * no prompt has) is not said, and the reading is not complete.
 */
export function readText(reader: Reader, text: string): Reading {
  const found = figures(reader, text);
  const keys: string[] = [];
  let complete = true;
  const between = (from: number, to: number) => {
    const read = readWords(reader, text.slice(from, to));
    keys.push(...read.keys);
    complete &&= read.complete;
  };
  let at = 0;
  for (const one of found) {
    between(at, one.from);
    keys.push(...one.keys, pauseKey);
    at = one.to;
  }
  between(at, text.length);
  while (keys.at(-1) === pauseKey) keys.pop();
  return { keys, complete };
}

/** Words by the longest prompts that they hold. A single word is no sentence: it is not said out of its context. */
function readWords(reader: Reader, text: string): Reading {
  const words = wordsOf(text);
  const candidates = candidatesOf(reader);
  const keys: string[] = [];
  let complete = true;
  for (let at = 0; at < words.length;) {
    const fits = candidates.find(
      (one) =>
        (one.words.length > 1 || one.words.length === words.length) &&
        one.words.every((word, offset) => words[at + offset] === word),
    );
    if (fits === undefined) {
      complete = false;
      at += 1;
    } else {
      keys.push(fits.key);
      at += fits.words.length;
    }
  }
  return { keys, complete };
}

const known = new WeakMap<Reader['texts'], { key: string; words: string[] }[]>();
function candidatesOf({ texts }: Reader): { key: string; words: string[] }[] {
  let list = known.get(texts);
  if (list === undefined) {
    list = texts
      .filter(({ key }) => !key.includes('.'))
      .map(({ key, text }) => ({ key, words: wordsOf(text) }))
      .toSorted((a, b) => b.words.length - a.words.length);
    known.set(texts, list);
  }
  return list;
}
