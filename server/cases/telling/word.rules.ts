import { invalid } from '#server/platform/index.ts';
import type { Facts } from './telling.store.ts';
import { fieldPlaceholders, namesLink, wrongPlaceholders } from './texts.rules.ts';

// What may stand in news that is written by hand for the customers of many cases, and what is said to whoever is to learn
// nothing of a customer. Pure.

/** What such a notice is about; no notice of a type has this name. */
export const wordAbout = '*word';

export interface Words {
  subject: string;
  text: string;
}
/** The same news by language; at least one. */
export type WordTexts = Partial<Record<'it' | 'en', Words | undefined>>;

/**
 * One text for many: it names nobody's data, so that no field of a case may stand in it.
 * @throws Problem 422 naming the text
 */
export function checkWords(texts: WordTexts): void {
  for (const [language, words] of Object.entries(texts)) {
    if (words === undefined) continue;
    for (const field of ['subject', 'text'] as const) {
      const wrong = wrongPlaceholders(words[field]);
      const own = [...fieldPlaceholders(words[field]).map((key) => `field.${key}`)];
      const closing = /\{\s*resolution\s*\}/.test(words[field]) ? ['resolution'] : [];
      if (wrong.length + own.length + closing.length > 0)
        throw invalid(
          `texts.${language}.${field}`,
          'placeholders that every case can fill: {number}, {subject}, {customer}, {state}, {type}, {organisation}, {link}',
        );
    }
    if (namesLink(words.subject))
      throw invalid(`texts.${language}.subject`, 'a subject without the link of the page');
  }
}

/** What may be said to somebody who is to learn nothing of the holder: the number and how the case stands. */
export const namingNobody = (about: string, facts: Facts, language: 'it' | 'en'): Facts => ({
  ...facts,
  subject: facts.typeNames[language],
  resolution: null,
  fields: { it: {}, en: {} },
  // What is told to the customers of many cases names none of them.
  words: about === wordAbout ? facts.words : {},
});
