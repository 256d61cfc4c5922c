import { gapsIn, fillPlaceholders } from '#contract/pure/gaps.ts';
import { lettersApart } from '#contract/pure/letters.ts';
import type { TextInForce } from '#contract/standard-texts.ts';

/** For which contact a text is looked for. */
export interface Asked {
  channel: string;
  language: string;
  service: string;
  classification: string | null;
}
/** A text at hand, in the language of the contact or the nearest. */
export interface Picked extends TextInForce {
  /** There is none in the language of the contact. */
  fallback: boolean;
  /** Filed under what the contact is about. */
  fits: boolean;
}

const fold = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();
const wordsOf = (text: string): string[] => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** A text as it is searched, read once: the same ones are looked through at every letter typed. */
const searched = new WeakMap<TextInForce, { whole: string; words: readonly string[] }>();
const searchedOf = (one: TextInForce) => {
  const { code, title, body } = one;
  const made = searched.get(one) ?? {
    whole: fold(`${code} ${title} ${body}`),
    words: [...new Set(wordsOf(`${code} ${title} ${body}`))],
  };
  searched.set(one, made);
  return made;
};

/** Slips that are borne in a word of so many letters; in a short one none, since everything is near to it. */
const slips = (letters: number) => (letters < 4 ? 0 : letters < 7 ? 1 : 2);

/** How far a word is from what was typed, which may be the beginning of it only. */
function apart(typed: string, word: string): number {
  const bounds = [typed.length - 1, typed.length, typed.length + 1].filter((end) => end < word.length);
  return Math.min(lettersApart(typed, word), ...bounds.map((end) => lettersApart(typed, word.slice(0, end))));
}

/**
 * How a word of the search is found. As it was typed, also inside of others; where nobody has written it, the words that
 * are nearest to it in letters, another ending or a slip of the pen.
 */
function looksFor(typed: string, all: readonly TextInForce[]): (one: TextInForce) => boolean {
  if (all.some((one) => searchedOf(one).whole.includes(typed)))
    return (one) => searchedOf(one).whole.includes(typed);
  const most = slips(typed.length);
  const known = new Set(most === 0 ? [] : all.flatMap((one) => searchedOf(one).words));
  let best = most;
  let near = new Set<string>();
  for (const word of known) {
    if (word.length < typed.length - best) continue;
    const far = apart(typed, word);
    if (far < best) near = new Set();
    if (far <= best) near.add(word);
    best = Math.min(best, far);
  }
  return (one) => searchedOf(one).words.some((word) => near.has(word));
}

/**
 * The texts that may be used for a contact, each once: for its channel and service, still in force, in its language or else the
 * text's main one. Every word of the search is in code, title or text, in any order, misspelt as well. First what begins with
 * the search, then what is filed under the contact's classification, then what is in its language, then what is used most.
 * @param items as the server tells them: of each text the main language first
 */
export function pickTexts(
  items: readonly TextInForce[],
  asked: Asked,
  search: string,
  now: number,
): Picked[] {
  const usable = items.filter(
    ({ channels, serviceId, validTo }) =>
      (channels.length === 0 || channels.includes(asked.channel)) &&
      (serviceId === null || serviceId === asked.service) &&
      (validTo === null || Date.parse(validTo) > now),
  );
  const shown = [...Map.groupBy(usable, ({ textId }) => textId).values()].map((wordings) => {
    const own = wordings.find(({ language }) => language === asked.language);
    return { one: own ?? wordings[0]!, fallback: own === undefined };
  });
  // What is typed after "/" may name a code with its hyphens as well as words.
  const whole = fold(search).trim().replace(/\s+/g, ' ');
  const here = shown.map(({ one }) => one);
  const wanted = whole === '' ? [] : whole.split(' ').map((word) => looksFor(word, here));
  return shown
    .filter(({ one }) => wanted.every((isIn) => isIn(one)))
    .map(({ one, fallback }): Picked => {
      const fits = one.classificationId !== null && one.classificationId === asked.classification;
      return { ...one, fallback, fits };
    })
    .toSorted((one, other) => {
      const begins = ({ code, title }: Picked) =>
        whole === '' ? 0 : code.startsWith(whole) ? 2 : Number(fold(`${code} ${title}`).includes(whole));
      return (
        begins(other) - begins(one) ||
        Number(other.fits) - Number(one.fits) ||
        Number(one.fallback) - Number(other.fallback) ||
        other.uses - one.uses
      );
    });
}

/** A "/" or "@" before the caret that asks for something. */
export interface Trigger {
  kind: 'text' | 'mention';
  query: string;
  /** Characters before the caret that the choice replaces. */
  length: number;
}

/**
 * A "/" at the start of a word asks for a standard text, by its code or by several words of it; an "@" in a note for a
 * colleague.
 */
export function triggerIn(before: string, note: boolean): Trigger | null {
  const text = /(?:^|\s)\/((?:[\p{L}\d][\p{L}\p{M}\d'’\s-]{0,59})?)$/u.exec(before);
  if (text !== null) {
    const query = text[1] ?? '';
    return { kind: 'text', query: query.trim(), length: query.length + 1 };
  }
  const mention = note ? /(?:^|\s)@([\p{L}'-]{0,30})$/u.exec(before) : null;
  return mention === null
    ? null
    : { kind: 'mention', query: mention[1] ?? '', length: (mention[1] ?? '').length + 1 };
}

/** A text as it goes into an answer, and what of it is still to be filled. */
export const filledText = (body: string, values: Readonly<Record<string, string | null>>) => {
  const { text } = fillPlaceholders(body, values);
  return { text, gaps: gapsIn(text) };
};
