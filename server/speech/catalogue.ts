import { readFileSync } from 'node:fs';
import path from 'node:path';
import { speechLanguages, type SpeechLanguage } from '#contract/speech.ts';
import { toAlaw } from './audio/alaw.ts';
import { readWav } from './audio/wav.ts';

// The fixed prompts: `prompts/<language>.json` holds their texts, `prompts/<language>.wav` their shipped sound one after
// the other, `prompts/index.json` where each lies. `scripts/make-prompts.ts` makes the sound from the texts.

const folder = path.join(import.meta.dirname, 'prompts');

export type PromptGroup = 'messages' | 'values' | 'numbers' | 'letters';
export interface Prompt {
  key: string;
  language: SpeechLanguage;
  group: PromptGroup;
  text: string;
}

/** Where a shipped prompt lies in its language's file, in samples, and the text it was made from. */
export interface Shipped {
  at: number;
  length: number;
  text: string;
}

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** The prompts of a language as their texts say. Numbers to 99 and letters are made here: they need no writing. */
function promptsOf(language: SpeechLanguage): Map<string, Prompt> {
  const file = JSON.parse(readFileSync(path.join(folder, `${language}.json`), 'utf8')) as Record<
    'messages' | 'values',
    Record<string, string>
  >;
  const listed = (group: PromptGroup, texts: [string, string][]): [string, Prompt][] =>
    texts.map(([key, text]) => [key, { key, language, group, text }]);
  return new Map([
    ...listed('messages', Object.entries(file.messages)),
    ...listed('values', Object.entries(file.values)),
    ...listed(
      'numbers',
      Array.from({ length: 100 }, (_one, number) => [`number.${number}`, String(number)]),
    ),
    ...listed(
      'letters',
      [...letters].map((letter) => [`letter.${letter}`, letter.toUpperCase()]),
    ),
  ]);
}

const texts = new Map<SpeechLanguage, Map<string, Prompt>>();

/** Every prompt of a language, by its key. */
export function prompts(language: SpeechLanguage): ReadonlyMap<string, Prompt> {
  let known = texts.get(language);
  if (known === undefined) {
    known = promptsOf(language);
    texts.set(language, known);
  }
  return known;
}

/** The text of a prompt in the language nearest to one; empty where there is no such prompt. */
export const promptText = (language: string, key: string): string =>
  prompts(nearestLanguage(language)).get(key)?.text ?? '';

type Index = Record<
  string,
  { voice: string; prompts: Record<string, [at: number, length: number, text: string]> }
>;
let index: Index | null = null;
const sounds = new Map<SpeechLanguage, Buffer>();

/** Where the shipped sound of a prompt lies; null where it has none. */
export function shipped(language: SpeechLanguage, key: string): Shipped | null {
  index ??= JSON.parse(readFileSync(path.join(folder, 'index.json'), 'utf8')) as Index;
  const prompts = index[language]?.prompts ?? {};
  const place = Object.hasOwn(prompts, key) ? prompts[key] : undefined;
  return place === undefined ? null : { at: place[0], length: place[1], text: place[2] };
}

/** The shipped sound of a prompt, A-law; null where it has none. A language's file is read when it is first wanted. */
export function shippedSound(language: SpeechLanguage, key: string): Buffer | null {
  const place = shipped(language, key);
  if (place === null) return null;
  let all = sounds.get(language);
  if (all === undefined) {
    all = toAlaw(readWav(readFileSync(path.join(folder, `${language}.wav`))).samples);
    sounds.set(language, all);
  }
  return all.subarray(place.at, place.at + place.length);
}

/** The language of the eight that comes nearest to the one that is asked for; English for who speaks none of them. */
export function nearestLanguage(asked: string): SpeechLanguage {
  const base = asked.toLowerCase().split(/[-_]/)[0];
  return speechLanguages.find((one) => one === base) ?? 'en';
}
