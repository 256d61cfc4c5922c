// Looks for words in what a customer wrote. Everything is linear in the length of the text: what a rule looks for is
// literal words with `*` for any letters, never a regular expression of somebody's own.

export type TextPlace = 'subject' | 'body' | 'both';
export type TextWay = 'words' | 'stems' | 'exact';

/** As much of a text as is looked at, in characters. */
export const longestText = 100_000;

/** Without accents and capitals, apostrophes and spaces made alike. */
export const folded = (text: string): string =>
  text
    .slice(0, longestText)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc`\u00b4]/g, "'")
    .replace(/\s+/g, ' ');

/** What the writer answers to is not what they write: lines quoted with ">" are left out. */
export const withoutQuoted = (text: string): string =>
  text
    .slice(0, longestText)
    .split('\n')
    .filter((line) => !line.startsWith('>'))
    .join('\n');

const shortestStem = 4;
/**
 * A word without what makes it plural or feminine. Italian: the ending vowels, as in the light stemmer of J. Savoy
 * (UniNE); English: the plural s, as in the S-stemmer of D. Harman. Other languages: the word itself. `word` is folded.
 */
export function stemOf(word: string, language: string): string {
  if (language === 'en') {
    if (word.length < 4) return word;
    if (word.endsWith('ies') && !/[ae]ies$/.test(word)) return `${word.slice(0, -3)}y`;
    if (word.endsWith('es') && !/[aeo]es$/.test(word)) return word.slice(0, -1);
    return word.endsWith('s') && !/[us]s$/.test(word) ? word.slice(0, -1) : word;
  }
  if (language !== 'it' || word.length < shortestStem) return word;
  const last = word.at(-1)!;
  if (!'aeio'.includes(last)) return word;
  const before = word.at(-2)!;
  return word.slice(0, before === 'i' || (before === 'h' && (last === 'e' || last === 'i')) ? -2 : -1);
}

/** The parts between the `*` of one word; a single part is the word itself. */
type Glob = readonly string[];

function fits(word: string, glob: Glob): boolean {
  const first = glob[0]!;
  if (glob.length === 1) return word === first;
  const last = glob.at(-1)!;
  if (word.length < first.length + last.length || !word.startsWith(first) || !word.endsWith(last))
    return false;
  let from = first.length;
  const end = word.length - last.length;
  for (const part of glob.slice(1, -1)) {
    const at = word.indexOf(part, from);
    if (at < 0 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}

/** The words of a phrase; none when it has no letter and no digit. */
export const phraseWords = (phrase: string): string[] =>
  (folded(phrase).match(/[\p{L}\p{N}*]+/gu) ?? []).filter((word) => !/^\*+$/.test(word));

interface Words {
  list: readonly string[];
  /** Places of each word. */
  places: ReadonlyMap<string, readonly number[]>;
}

function wordsOf(text: string, language: string | null): Words {
  const list = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  const kept = language === null ? list : list.map((word) => stemOf(word, language));
  const places = new Map<string, number[]>();
  kept.forEach((word, at) => {
    const found = places.get(word);
    if (found === undefined) places.set(word, [at]);
    else found.push(at);
  });
  return { list: kept, places };
}

/** A text that is looked through many times: each form of it is made once, when it is first asked for. */
export interface Searchable {
  has(phrase: string, where: TextPlace, how: TextWay): boolean;
}

/** @param language says how words lose their endings for `stems` */
export function searchable(subject: string, body: string, language: string): Searchable {
  const forms = new Map<string, string | Words>();
  const once = <T extends string | Words>(key: string, make: () => T): T => {
    const known = forms.get(key);
    if (known !== undefined) return known as T;
    const made = make();
    forms.set(key, made);
    return made;
  };
  const text = (place: 'subject' | 'body') =>
    once(place, () => folded(place === 'subject' ? subject : withoutQuoted(body)));
  const words = (place: 'subject' | 'body', stems: boolean) =>
    once(`${place} ${stems}`, () => wordsOf(text(place), stems ? language : null));

  function inPlace(phrase: string, place: 'subject' | 'body', how: TextWay): boolean {
    if (how === 'exact') {
      const wanted = folded(phrase).trim();
      return wanted !== '' && text(place).includes(wanted);
    }
    const stems = how === 'stems';
    const globs = phraseWords(phrase).map((word): Glob =>
      word.includes('*') ? word.split(/\*+/) : [stems ? stemOf(word, language) : word],
    );
    return globs.length > 0 && holds(words(place, stems), globs);
  }
  return {
    has: (phrase, where, how) =>
      where === 'both'
        ? inPlace(phrase, 'subject', how) || inPlace(phrase, 'body', how)
        : inPlace(phrase, where, how),
  };
}

/** Whether the words stand in the text one after the other. */
function holds(words: Words, globs: readonly Glob[]): boolean {
  const first = globs[0]!;
  const starts =
    first.length === 1
      ? (words.places.get(first[0]!) ?? [])
      : [...words.places].flatMap(([word, places]) => (fits(word, first) ? places : []));
  return starts.some((at) =>
    globs.every((glob, index) => {
      const word = words.list[at + index];
      return word !== undefined && fits(word, glob);
    }),
  );
}
