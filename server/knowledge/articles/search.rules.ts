// How the words of a question become what is looked for. Pure; stems and what was written stand in the database.
import { lettersApart } from '#contract/pure/letters.ts';
import { isLight } from './italian.rules.ts';

/** Words that say nothing of what is asked, without accents. The stems' own stop words come on top. */
const silent: Readonly<Record<string, ReadonlySet<string>>> = {
  it: new Set(
    `a ad al allo ai agli alla alle con col da dal dallo dai dagli dalla dalle di del dello dei degli della delle in nel nello nei
    negli nella nelle su sul sullo sui sugli sulla sulle per tra fra il lo la i gli le un uno una e ed o od ma se che chi cui non
    ne ci vi si mi ti ce ve me te lui lei noi voi loro io tu mio mia miei mie tuo tua tuoi tue suo sua suoi sue nostro nostra nostri
    nostre vostro vostra vostri vostre questo questa questi queste quello quella quelli quelle quel quei quegli come cosa cos dove dov
    quando quanto quanta quanti quante quale quali qual perche poiche anche ancora gia piu meno molto poco troppo tutto tutta tutti
    tutte ogni qualche qualcosa qualcuno nessuno niente nulla sempre mai adesso ora allora poi prima dopo cosi bene male solo soltanto
    pure proprio forse magari invece pero quindi dunque oppure ossia cioe mentre fino verso circa senza sotto sopra dentro fuori
    sono sei siamo siete era ero erano eravamo stato stata stati state essere sia siano fosse ho hai ha abbiamo avete hanno avevo
    aveva avere avuto avrei avrebbe faccio fai fa fate fanno fare fatto fatta facevo posso puoi puo possiamo potete possono potere
    potrei potrebbe devo devi deve dobbiamo dovete devono dovere dovrei dovrebbe voglio vuoi vuole vogliamo volete vogliono vorrei
    vorrebbe volevo volere vado vai va andiamo andate vanno andare sto stai sta stanno stare dico dici dice dire detto sapere so sai
    sapete salve buongiorno buonasera ciao grazie prego gentile gentili scusi scusate cortesemente favore perfavore piacere saluti
    cordiali distinti domanda info informazione informazioni chiedere chiedo sapete dirmi aiuto aiutare aiutarmi spiegare capire
    capisco succede successo bisogna serve servono occorre caso modo`.split(/\s+/),
  ),
  en: new Set(
    `a an the of to in on at by for with from and or but if that this these those it its is are was were be been am do does did done
    i you he she we they me my your our their his her us them what which who whom whose where when why how can could may might must
    shall should will would have has had not no so as than then there here about into out up down over under again just only also
    please hello hi dear thanks thank want need know tell get got like`.split(/\s+/),
  ),
};

export const saysNothing = (word: string, language: string): boolean => silent[language]?.has(word) === true;

const longest = 40;

/**
 * The words of a text, without accents and in lower case, with what says nothing left out. Every language's letters and
 * figures count; `l'acqua` is two words.
 * @param most how many different words, at most, in the order of the text
 */
export function wordsOf(text: string, language: string, most = 40): string[] {
  const skip = silent[language];
  const found = new Set<string>();
  for (const word of allWords(text)) {
    if (found.size >= most) break;
    if (skip?.has(word) !== true) found.add(word);
  }
  return [...found];
}

/** All words of a text in their order, repeated ones too. */
export const allWords = (text: string): string[] =>
  (folded(text).match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => word.length > 1 && word.length <= longest);

/** Lower case, accents off. */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();

/** What one word of the question stands for in the index. */
export interface Sought {
  /** Which word of the question; alternatives of one word count once, the best of them. */
  term: number;
  lexeme: string;
  /** 1 for the word itself, less for what only may be meant. */
  boost: number;
  /** The word itself: what may be meant tells no more than it does, however rare. */
  own: boolean;
}

export interface Known {
  word: string;
  /** Null: it says nothing. */
  lexeme: string | null;
  /** Whether any published article has it. */
  written: boolean;
  /** Written words that look like it; only for those that are not written. */
  similar: readonly { word: string; lexeme: string }[];
}

export interface Meaning {
  /** Each with the stems of all its words. */
  said: readonly (readonly string[])[];
  /** What they mean, each by the stems of its telling words. */
  means: readonly (readonly string[])[];
  /** Whether the two are the same, in the same order: each then means all the others. */
  mutual: boolean;
  /** How much of a hit counts that comes this way. */
  boost: number;
}

/** Grows with every change of how words come into the index: it is then made anew at the next start. */
export const indexRules = 2;

/** How much of a hit counts that comes by another way than the word itself. */
export const boosts = { synonym: 0.75, alike: 0.75, leads: 0.5, similar: 0.8, light: 0.6 } as const;

/**
 * What to look for: each word's stem, what is called the same, and for a word that nobody has written the nearest ones
 * that somebody has.
 * @param words all of the question, in their order
 * @param language whose words that say nothing, or little, are known
 */
export function plan(
  words: readonly Known[],
  meanings: readonly Meaning[],
  language: string,
): { sought: Sought[]; corrected: { word: string; to: string }[] } {
  const sought = new Map<string, Sought>();
  const corrected: { word: string; to: string }[] = [];
  const add = (term: number, lexeme: string, boost: number, own = false) => {
    const key = `${term} ${lexeme}`;
    if ((sought.get(key)?.boost ?? 0) < boost) sought.set(key, { term, lexeme, boost, own });
  };
  const said = words.map(({ word, lexeme, written, similar }, term) => {
    if (saysNothing(word, language)) return { term: null, stems: new Map([[lexeme ?? word, 1]]) };
    if (lexeme === null) return { term: null, stems: new Map([[word, 1]]) };
    add(term, lexeme, isLight(word, language) ? boosts.light : 1, true);
    const stems = new Map<string, number>([[lexeme, 1]]);
    if (!written) {
      const near = nearest(word, similar, lexeme);
      if (near.length > 0) corrected.push({ word, to: near[0]!.word });
      for (const one of near) {
        add(term, one.lexeme, boosts.similar);
        if (!stems.has(one.lexeme)) stems.set(one.lexeme, boosts.similar);
      }
    }
    return { term, stems };
  });
  let terms = words.length;
  for (const { said: members, means, mutual, boost: counts } of meanings) {
    for (const [place, member] of members.entries()) {
      const found = phraseIn(said, member);
      if (found === null) continue;
      // What is said by words that say nothing alone is a term of its own.
      const places = found.terms.length === 0 ? [terms++] : found.terms;
      for (const [index, other] of means.entries()) {
        if (mutual && index === place) continue;
        // A phrase counts for the phrase: each of its words for a part of it.
        const boost = (found.boost * counts) / Math.sqrt(other.length * places.length);
        for (const term of places) for (const lexeme of other) add(term, lexeme, boost);
      }
    }
  }
  return { sought: [...sought.values()], corrected };
}

/** So many other words may stand between two of a phrase. */
const between = 2;

/** Where a phrase stands in a question: its words in their order and close to each other. */
function phraseIn(
  words: readonly { term: number | null; stems: ReadonlyMap<string, number> }[],
  phrase: readonly string[],
): { terms: number[]; boost: number } | null {
  const from = (start: number): { terms: number[]; boost: number } | null => {
    const terms: number[] = [];
    let boost = 1;
    let at = start;
    for (const [index, lexeme] of phrase.entries()) {
      const last = index === 0 ? start : Math.min(words.length - 1, at + between);
      while (at <= last && !words[at]!.stems.has(lexeme)) at += 1;
      if (at > last) return null;
      boost = Math.min(boost, words[at]!.stems.get(lexeme)!);
      const { term } = words[at]!;
      if (term !== null) terms.push(term);
      at += 1;
    }
    // Two words that say nothing say nothing together; three may be a phrase.
    return terms.length > 0 || phrase.length > 2 ? { terms: [...new Set(terms)], boost } : null;
  };
  if (phrase.length === 0) return null;
  for (let start = 0; start < words.length; start += 1) {
    const found = from(start);
    if (found !== null) return found;
  }
  return null;
}

/**
 * The written words that a misspelt one is nearest to: one slip in a short word, two in a long one; at most three. With
 * its stem, words of another ending count as well: it is the beginning that was meant.
 */
export function nearest<T extends { word: string; lexeme?: string }>(
  word: string,
  candidates: readonly T[],
  stem?: string,
): T[] {
  const slips = (text: string) => (text.length < 4 ? 0 : text.length < 7 ? 1 : text.length < 11 ? 2 : 3);
  const measured = candidates
    .flatMap((one) => {
      const whole = lettersApart(word, one.word);
      if (whole <= slips(word)) return [{ one, distance: whole }];
      if (stem === undefined || one.lexeme === undefined || stem.length < 5) return [];
      const begun = lettersApart(stem, one.lexeme);
      // Behind every whole word that is as near.
      return begun <= Math.min(2, slips(stem)) ? [{ one, distance: begun + 0.5 }] : [];
    })
    .toSorted((a, b) => a.distance - b.distance || (a.one.word < b.one.word ? -1 : 1));
  const best = measured[0]?.distance;
  return measured
    .filter((found) => found.distance === best)
    .slice(0, 3)
    .map(({ one }) => one);
}

/** A field of an article: how much its words count, and how long such a field is as a rule. */
const fields = {
  title: { weight: 4, usual: 7 },
  keywords: { weight: 3, usual: 20 },
  summary: { weight: 1.2, usual: 35 },
  body: { weight: 0.45, usual: 140 },
  // A way of asking counts as a whole (`score`); its words alone say little.
  asked: { weight: 0.3, usual: 30 },
} as const;
export type Fields = Readonly<Record<keyof typeof fields, string>>;

/** What each word of an article weighs: often, and in a short or telling field, is more. */
export function weigh(parts: Fields, language: string): Map<string, number> {
  const weights = new Map<string, number>();
  const skip = silent[language];
  for (const [name, { weight, usual }] of Object.entries(fields)) {
    const words = allWords(parts[name as keyof Fields]).filter((word) => skip?.has(word) !== true);
    const each = weight / (0.5 + 0.5 * Math.max(words.length / usual, 0.4));
    for (const word of words) weights.set(word, (weights.get(word) ?? 0) + each);
  }
  return weights;
}

/**
 * A question as it may be kept: without addresses, codes and numbers that could be somebody's. Single words in capitals
 * are names more often than not, so all is kept in lower case and short.
 */
export const withoutPersons = (text: string): string =>
  folded(text)
    .replace(/\S+@\S+/g, '…')
    .replace(/\b[a-z]{6}[\da-z]{2}[a-z][\da-z]{2}[a-z][\da-z]{3}[a-z]\b/g, '…')
    .replace(/\b[a-z]{0,3}[+\d][\d\s./-]{3,}\d\b/g, '…')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 120);
