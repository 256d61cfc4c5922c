// What people say for digits and numbers, in Italian, and the digits that every keyboard has. Pure.

/** Words with a value, and nothing else: what people say may be the name of what every object has by itself. */
const said = <T>(words: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.assign(Object.create(null) as Record<string, T>, words);

const units = said<number>({
  zero: 0,
  uno: 1,
  un: 1,
  una: 1,
  due: 2,
  tre: 3,
  quattro: 4,
  cinque: 5,
  sei: 6,
  sette: 7,
  otto: 8,
  nove: 9,
});
const teens = said<number>({
  dieci: 10,
  undici: 11,
  dodici: 12,
  tredici: 13,
  quattordici: 14,
  quindici: 15,
  sedici: 16,
  diciassette: 17,
  diciotto: 18,
  diciannove: 19,
});
const tens = said<number>({
  venti: 20,
  trenta: 30,
  quaranta: 40,
  cinquanta: 50,
  sessanta: 60,
  settanta: 70,
  ottanta: 80,
  novanta: 90,
});

/** Without accents, in lower case, one blank between words; digits of Arabic and Persian as ours. */
export const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[’`´]/g, "'")
    .replace(/\s+/g, ' ')
    .trim();

/** A number below a hundred as one word: `ventitre`, `trentuno`. */
function belowHundred(word: string): number | null {
  const whole = units[word] ?? teens[word] ?? tens[word];
  if (whole !== undefined) return whole;
  for (const [name, value] of Object.entries(tens)) {
    // Before a vowel the ten loses its own: ventuno, ventotto.
    for (const head of [name, name.slice(0, -1)]) {
      if (!word.startsWith(head)) continue;
      const unit = units[word.slice(head.length)];
      if (unit !== undefined && unit > 0) return value + unit;
    }
  }
  return null;
}

function belowThousand(word: string): number | null {
  const at = word.indexOf('cent');
  if (at === -1) return belowHundred(word);
  const before = word.slice(0, at);
  const hundreds = before === '' ? 1 : units[before];
  if (hundreds === undefined || hundreds < 1) return null;
  const rest = word.slice(at + 4).replace(/^o/, '');
  if (rest === '') return hundreds * 100;
  const below =
    belowHundred(rest) ?? (word.slice(at).startsWith('centotto') ? belowHundred(`o${rest}`) : null);
  return below === null || below === 0 ? null : hundreds * 100 + below;
}

/** A whole number below a million in Italian words, written together or apart; null when it is none. */
export function wordsToNumber(text: string): number | null {
  const word = plain(text)
    .replace(/ e /g, '')
    .replace(/ |(?<=[a-z])-(?=[a-z])/g, '');
  if (word === '') return null;
  if (/^\d+$/.test(word)) return word.length > 15 ? null : Number(word);
  const thousand = /^(.*?)mil(?:le|a)(.*)$/.exec(word);
  if (thousand === null) return belowThousand(word);
  const before = thousand[1] === '' ? 1 : belowThousand(thousand[1]!);
  const after = thousand[2] === '' ? 0 : belowThousand(thousand[2]!);
  return before === null || before === 0 || after === null ? null : before * 1000 + after;
}

/**
 * A row of digits as people say or type it: `12 34`, `uno due tre`, `dodici trentaquattro`, `doppio zero`. Null when
 * anything else is in it.
 */
export function digitsSaid(text: string): string | null {
  const words = plain(text)
    .replace(/[.,;:/_-]/g, ' ')
    .split(' ')
    .filter((word) => word !== '' && word !== 'e');
  let digits = '';
  let times = 1;
  for (const word of words) {
    if (word === 'doppio' || word === 'due volte') {
      times = 2;
      continue;
    }
    const part = /^\d+$/.test(word) ? word : String(wordsToNumber(word) ?? '');
    if (part === '') return null;
    digits += part.repeat(times);
    times = 1;
  }
  return digits === '' ? null : digits;
}

// How letters are spelled on an Italian telephone; of each the first letter counts.
const letterNames = said<string>({
  bi: 'B',
  ci: 'C',
  di: 'D',
  effe: 'F',
  gi: 'G',
  acca: 'H',
  cappa: 'K',
  elle: 'L',
  emme: 'M',
  enne: 'N',
  pi: 'P',
  qu: 'Q',
  erre: 'R',
  esse: 'S',
  ti: 'T',
  vu: 'V',
  vi: 'V',
  ics: 'X',
  ipsilon: 'Y',
  zeta: 'Z',
});

/** A code of letters and digits as it is typed, dictated or spelled (`R come Roma`, `Savona`, `otto cinque`). */
export function codeSaid(text: string): string {
  const typed = plain(text).replace(/[^a-z0-9]/g, '');
  const words = plain(text)
    .replace(/\b([a-z])\s+come\s+\w+/g, '$1')
    .replace(/[.,;:/_-]/g, ' ')
    .split(' ')
    .filter((word) => word !== '' && word !== 'e' && word !== 'come');
  // One block is a code that was typed; several long words are one that was spelled.
  if (words.length < 6) return typed.toUpperCase();
  return words
    .map((word) => {
      if (/^\d+$/.test(word) || word.length === 1) return word;
      const number = wordsToNumber(word);
      if (number !== null) return String(number);
      return letterNames[word] ?? (/\d/.test(word) ? word : word[0]!);
    })
    .join('')
    .toUpperCase();
}
