import type { SpeechLanguage } from '#contract/speech.ts';
import { wordsOf } from './reading.rules.ts';
import { wordsFor } from './understanding.words.ts';

// What somebody means who was asked to choose, or for yes or no, or a number: pure, by the words that an editor of a menu
// has given. It never guesses in silence: what is not clear is to be confirmed, or was not understood.

export interface Choice {
  id: string;
  /** Words and phrases by which it is meant: "lettura del contatore", "autolettura". */
  words: readonly string[];
  /** The key that means it as well; "due" says it, too. */
  key?: string | undefined;
}

export type Understood =
  /** Clear enough to go on. */
  | { result: 'confident'; id: string; score: number }
  /** Probably: to be asked, "Ho capito: …, è giusto?" */
  | { result: 'confirm'; id: string; score: number }
  /** They want a person, whatever there is to choose. */
  | { result: 'person' }
  | { result: 'not understood' };

/** A word and one that it may be: 1 the same, less the more they differ, 0 another word. */
export function likeness(heard: string, meant: string): number {
  if (heard === meant) return 1;
  const [short, long] = heard.length < meant.length ? [heard, meant] : [meant, heard];
  // Endings say singular or plural, he or she; what carries the meaning stands before them.
  const stem = Math.max(4, Math.ceil(long.length * 0.6));
  if (short.length >= stem && long.length - short.length <= 3) {
    let common = 0;
    while (common < short.length && short[common] === long[common]) common += 1;
    if (common >= Math.max(stem, short.length - 2)) return 0.95;
  }
  if (short.length < 5) return 0;
  const edits = distance(heard, meant, 2);
  if (edits === 1) return 0.85;
  return edits === 2 && short.length >= 8 ? 0.75 : 0;
}

/** How many letters must be put in, left out, changed or swapped; more than `most` is `most + 1`. */
export function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_one, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        next[j] = Math.min(next[j]!, before[j - 2]! + 1);
    }
    before = row;
    row = next;
  }
  return Math.min(row[b.length]!, most + 1);
}

interface Fit {
  score: number;
  /** Which words of the utterance it stands on. */
  on: ReadonlySet<number>;
}
const noFit: Fit = { score: 0, on: new Set() };

// How well a phrase is found in what was heard: all its words, or at least half of them.
function fitOf(heard: readonly string[], phrase: readonly string[]): Fit {
  if (phrase.length === 0) return noFit;
  const on = new Set<number>();
  let sum = 0;
  for (const meant of phrase) {
    let best = 0;
    let place = -1;
    heard.forEach((word, index) => {
      const like = on.has(index) ? 0 : likeness(word, meant);
      if (like > best) [best, place] = [like, index];
    });
    if (place >= 0) {
      on.add(place);
      sum += best;
    }
  }
  if (on.size * 2 < phrase.length || on.size === 0) return noFit;
  const share = on.size / phrase.length;
  return { score: (sum / phrase.length) * (share === 1 ? 1 : 0.8), on };
}

const phraseIn = (heard: readonly string[], phrase: readonly string[]) =>
  heard.some((_word, at) => phrase.every((word, offset) => heard[at + offset] === word));

// "Non la bolletta, ma il contatore": what comes after counts, where what came before was refused.
function whatCounts(heard: readonly string[], language: SpeechLanguage): readonly string[] {
  const { but, no } = wordsFor(language);
  const at = heard.findLastIndex((word) => but.has(word));
  if (at <= 0 || at === heard.length - 1) return heard;
  return no.some((phrase) => phraseIn(heard.slice(0, at), phrase)) ? heard.slice(at + 1) : heard;
}

/** From here on it is clear; below it is asked; below the second it was not understood. */
const clear = 0.84;
const likely = 0.55;

/**
 * Which choice somebody means.
 * @param certainty how sure the listener was of the words, 0 to 1; null where it does not say
 */
export function understand(
  text: string,
  language: SpeechLanguage,
  choices: readonly Choice[],
  certainty: number | null = null,
): Understood {
  const words = wordsFor(language);
  const heard = whatCounts(wordsOf(text), language);
  const single = heard.filter((word) => !words.idle.has(word));
  // Listeners part what belongs together: "auto lettura".
  const telling = [...single, ...single.slice(1).map((word, index) => single[index]! + word)];
  const fits = choices
    .map(({ id, words: phrases }) => ({
      id,
      ...phrases
        .map((phrase) => {
          const all = wordsOf(phrase);
          const content = all.filter((word) => !words.idle.has(word));
          // A phrase of idle words only ("come fare") is looked for as it stands.
          return content.length === 0
            ? phraseIn(heard, all)
              ? { score: 0.85, on: new Set([-1]) }
              : noFit
            : fitOf(telling, content);
        })
        .reduce(
          (best, fit) =>
            fit.score > best.score || (fit.score === best.score && fit.on.size > best.on.size) ? fit : best,
          noFit,
        ),
    }))
    .toSorted((a, b) => b.score - a.score || b.on.size - a.on.size);
  const best = pick(fits);
  if (words.person.some((phrase) => phraseIn(heard, phrase)) && (best === undefined || best.fit.score < 0.95))
    return { result: 'person' };
  const byKey = keyOf(heard, language, choices);
  if (byKey !== null && (best === undefined || best.fit.score < likely))
    return { result: certain(certainty) ? 'confident' : 'confirm', id: byKey, score: 0.9 };
  if (best === undefined || best.fit.score < likely) return { result: 'not understood' };
  const { id, score } = best.fit;
  const sure = best.alone && score >= clear && certain(certainty);
  return { result: sure ? 'confident' : 'confirm', id, score: Math.round(score * 100) / 100 };
}

const certain = (certainty: number | null) => certainty === null || certainty >= 0.5;

// The best fit, and whether no other comes close: one that stands on fewer of the same words does not.
function pick(
  fits: readonly (Fit & { id: string })[],
): { fit: Fit & { id: string }; alone: boolean } | undefined {
  const within = (inner: Fit, outer: Fit) =>
    inner.on.size < outer.on.size && [...inner.on].every((word) => outer.on.has(word));
  const candidates = fits.filter(({ score }) => score > 0);
  const fit =
    candidates.find((one) => !candidates.some((other) => other.score >= clear && within(one, other))) ??
    candidates[0];
  if (fit === undefined) return undefined;
  const close = candidates.some(
    (other) => other.id !== fit.id && other.score > fit.score - 0.15 && !within(other, fit),
  );
  return { fit, alone: !close };
}

// "Due", "il numero due", "prema 2": the key of a choice, where nothing else was said.
function keyOf(
  heard: readonly string[],
  language: SpeechLanguage,
  choices: readonly Choice[],
): string | null {
  const { numbers, idle } = wordsFor(language);
  const said = heard.flatMap((word) =>
    /^\d$/.test(word) ? [word] : numbers.has(word) ? [String(numbers.get(word))] : [],
  );
  const more = heard.filter((word) => !idle.has(word) && !/^\d$/.test(word) && !numbers.has(word));
  if (said.length !== 1 || more.length > 2) return null;
  return choices.find(({ key }) => key === said[0])?.id ?? null;
}

/** Whether somebody said yes or no; null: neither, or both. */
export function understandYesNo(text: string, language: SpeechLanguage): boolean | null {
  const { yes, no } = wordsFor(language);
  const heard = wordsOf(text);
  const [isYes, isNo] = [yes, no].map((list) => list.some((phrase) => phraseIn(heard, phrase))) as [
    boolean,
    boolean,
  ];
  if (isYes && isNo) {
    // "No, non va bene" refuses; "sì, non c'è altro" begins with yes: the first word decides when it is one of them.
    const first = heard[0]!;
    if (no.some(([word]) => word === first)) return false;
    if (yes.some((phrase) => phrase.length === 1 && phrase[0] === first)) return heard.length > 1;
    return false;
  }
  return isYes ? true : isNo ? false : null;
}

/**
 * The digits that somebody has said one by one, in groups or as numbers: "quattro due uno", "ventuno", "4 2 1". Null:
 * none, or something that is no number.
 */
export function understandDigits(text: string, language: SpeechLanguage): string | null {
  const { idle } = wordsFor(language);
  let digits = '';
  for (const word of wordsOf(text)) {
    const said = digitsOfWord(word, language);
    if (said !== null) digits += said;
    else if (!idle.has(word) && word !== 'numero' && word !== 'number' && word !== 'codice') return null;
  }
  return digits === '' ? null : digits;
}

/** The digits of one word, as `wordsOf` has it: "4111", "quattro", "ventuno"; null when it is no number. */
export function digitsOfWord(word: string, language: SpeechLanguage): string | null {
  if (/^\d+$/.test(word)) return word;
  const { numbers } = wordsFor(language);
  const number = language === 'it' ? italianNumber(word, numbers) : (numbers.get(word) ?? null);
  return number === null ? null : String(number);
}

// Italian writes its numbers in one word: "milleduecentotrentaquattro".
function italianNumber(word: string, numbers: ReadonlyMap<string, number>): number | null {
  const known = numbers.get(word);
  if (known !== undefined) return known;
  const split = /^(.*?)(mila|mille|cento)(.*)$/.exec(word);
  if (split !== null) {
    const [, before, unit, after] = split as unknown as [string, string, string, string];
    const factor = before === '' ? 1 : italianNumber(before, numbers);
    const rest = after === '' ? 0 : italianNumber(after, numbers);
    // "milleduecento": the first unit is the larger one, or this is no number.
    if (factor === null || rest === null) return null;
    const size = unit === 'cento' ? 100 : 1000;
    return rest < size ? factor * size + rest : null;
  }
  for (const [ten, value] of numbers) {
    if (value < 20) continue;
    // "ventuno", "ventotto" lose a vowel, "ventitre" does not.
    for (const stem of [ten, ten.slice(0, -1)])
      if (word.startsWith(stem)) {
        const unit = numbers.get(word.slice(stem.length));
        if (unit !== undefined && unit > 0 && unit < 10) return value + unit;
      }
  }
  return null;
}
