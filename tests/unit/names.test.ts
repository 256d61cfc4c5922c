import { expect, test } from 'vitest';
import { namedIn } from '#contract/pure/names.ts';

test('a name is told in the reader’s language where somebody has translated it, else in English, and says in which', () => {
  const names = { it: 'Guasto', en: 'Fault', fr: 'Panne' };
  expect(namedIn(names, 'it')).toEqual({ text: 'Guasto', language: 'it' });
  expect(namedIn(names, 'fr')).toEqual({ text: 'Panne', language: 'fr' });
  for (const language of ['de', '__proto__', 'constructor', ''])
    expect(namedIn(names, language)).toEqual({ text: 'Fault', language: 'en' });
});
