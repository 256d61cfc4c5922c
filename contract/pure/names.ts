import type { PublicNames } from '../route.ts';

/**
 * A name for a citizen who reads a language: in it where somebody has translated it, else in English for who does not read
 * Italian. With the language in which it stands, so that a page can say so to whoever has it read aloud.
 */
export function namedIn(names: PublicNames, language: string): { text: string; language: string } {
  const own = Object.entries(names).find(([code]) => code === language)?.[1];
  return own === undefined ? { text: names.en, language: 'en' } : { text: own, language };
}
