import { lettersApart } from '#contract/pure/letters.ts';
import type { Db, Tx } from '#server/platform/index.ts';
import { stemsOf } from './index.store.ts';
import { isLight } from './italian.rules.ts';
import { allWords, boosts, saysNothing, type Meaning } from './search.rules.ts';
import { italianSayings, type Saying } from './thesaurus.it.ts';

/** What a language calls the same, with its stems; made once, for it does not change while the program runs. */
export interface Thesaurus {
  meanings: readonly Meaning[];
  /** The places in `meanings` at which a stem is said. */
  at: ReadonlyMap<string, readonly number[]>;
  /** Single words with their stems: what a misspelt one may have meant. */
  words: readonly { word: string; lexeme: string }[];
}

const none: Thesaurus = { meanings: [], at: new Map(), words: [] };
const made = new Map<string, Promise<Thesaurus>>();

/** The thesaurus of a language that the program brings along; empty for one without. */
export function thesaurusOf(db: Db | Tx, language: string): Promise<Thesaurus> {
  if (language !== 'it') return Promise.resolve(none);
  let making = made.get(language);
  if (making === undefined) {
    making = make(db, language, italianSayings);
    made.set(language, making);
    // What failed is tried again by the next search.
    making.catch(() => made.delete(language));
  }
  return making;
}

async function make(db: Db | Tx, language: string, sayings: readonly Saying[]): Promise<Thesaurus> {
  const stems = await stemsOf(
    db,
    language,
    sayings.flatMap(({ said, means }) => [...said, ...(means ?? [])]).flatMap(allWords),
  );
  const meanings = sayings.map((one): Meaning => ({
    ...withStems(one.said, one.means, language, stems),
    boost: one.means === null ? boosts.alike : boosts.leads,
  }));
  const at = new Map<string, number[]>();
  meanings.forEach(({ said }, place) => {
    for (const lexeme of new Set(said.flat())) at.set(lexeme, [...(at.get(lexeme) ?? []), place]);
  });
  const words = [...stems].flatMap(([word, lexeme]) =>
    lexeme === null || word.length < 4 || saysNothing(word, language) ? [] : [{ word, lexeme }],
  );
  return { meanings, at, words };
}

/** Words that mean the same, or lead to others, by their stems. */
export function withStems(
  said: readonly string[],
  means: readonly string[] | null,
  language: string,
  stems: ReadonlyMap<string, string | null>,
): Omit<Meaning, 'boost'> {
  const telling = (text: string): string[] => {
    const words = allWords(text).filter((word) => !saysNothing(word, language));
    const heavy = words.filter((word) => !isLight(word, language));
    return (heavy.length > 0 ? heavy : words).flatMap((word) => stems.get(word) ?? []);
  };
  return {
    said: said.map((text) => allWords(text).map((word) => stems.get(word) ?? word)),
    means: (means ?? said).map(telling),
    mutual: means === null,
  };
}

/** What of the thesaurus may be meant by a question with these stems. */
export function meaningsWith(thesaurus: Thesaurus, lexemes: Iterable<string>): Meaning[] {
  const places = new Set([...lexemes].flatMap((lexeme) => thesaurus.at.get(lexeme) ?? []));
  return [...places].toSorted((one, other) => one - other).map((place) => thesaurus.meanings[place]!);
}

/** Words of the thesaurus that a misspelt one is near to. */
export const similarIn = (thesaurus: Thesaurus, word: string): { word: string; lexeme: string }[] =>
  thesaurus.words.filter(
    (one) => Math.abs(one.word.length - word.length) <= 2 && lettersApart(word, one.word) <= 2,
  );
