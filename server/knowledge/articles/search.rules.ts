// How the words of a question become what is looked for. Pure; stems and what was written stand in the database.

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

export interface SynonymGroup {
  /** Each with the stems of its words. */
  members: readonly (readonly string[])[];
}

/** How much of a hit counts that comes by another way than the word itself. */
export const synonymBoost = 0.75;
const similarBoost = 0.8;

/**
 * What to look for: each word's stem, what is called the same, and for a word that nobody has written the nearest ones
 * that somebody has.
 */
export function plan(
  words: readonly Known[],
  synonyms: readonly SynonymGroup[],
): { sought: Sought[]; corrected: { word: string; to: string }[] } {
  const sought = new Map<string, Sought>();
  const corrected: { word: string; to: string }[] = [];
  const add = (term: number, lexeme: string, boost: number) => {
    const key = `${term} ${lexeme}`;
    if ((sought.get(key)?.boost ?? 0) < boost) sought.set(key, { term, lexeme, boost });
  };
  const stems: { lexeme: string; term: number; boost: number }[] = [];
  words.forEach(({ word, lexeme, written, similar }, term) => {
    if (lexeme === null) return;
    stems.push({ lexeme, term, boost: 1 });
    add(term, lexeme, 1);
    if (written) return;
    const near = nearest(word, similar, lexeme);
    if (near.length > 0) corrected.push({ word, to: near[0]!.word });
    for (const one of near) {
      add(term, one.lexeme, similarBoost);
      stems.push({ lexeme: one.lexeme, term, boost: similarBoost });
    }
  });
  const at = Map.groupBy(stems, ({ lexeme }) => lexeme);
  for (const { members } of synonyms) {
    for (const member of members) {
      if (member.length === 0 || !member.every((lexeme) => at.has(lexeme))) continue;
      const here = member.map((lexeme) => at.get(lexeme)![0]!);
      const boost = Math.min(...here.map((one) => one.boost)) * synonymBoost;
      for (const other of members) {
        if (other === member) continue;
        // A phrase counts for the phrase: each of its words for a part of it.
        for (const lexeme of other) add(here[0]!.term, lexeme, boost / Math.sqrt(other.length));
      }
    }
  }
  return { sought: [...sought.values()], corrected };
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
      const whole = distance(word, one.word);
      if (whole <= slips(word)) return [{ one, distance: whole }];
      if (stem === undefined || one.lexeme === undefined || stem.length < 5) return [];
      const begun = distance(stem, one.lexeme);
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

/** How many slips lie between two words: a letter too many, missing, wrong, or two that changed places. */
export function distance(one: string, other: string): number {
  const [a, b] = [[...one], [...other]];
  let before: number[] = [];
  let last = b.map((_, index) => index).concat(b.length);
  for (let row = 1; row <= a.length; row += 1) {
    const now = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let least = Math.min(last[column]! + 1, now[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        least = Math.min(least, before[column - 2]! + 1);
      now.push(least);
    }
    [before, last] = [last, now];
  }
  return last[b.length]!;
}

/** A field of an article: how much its words count, and how long such a field is as a rule. */
const fields = {
  title: { weight: 4, usual: 7 },
  keywords: { weight: 3, usual: 20 },
  summary: { weight: 1.2, usual: 35 },
  body: { weight: 0.45, usual: 140 },
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
