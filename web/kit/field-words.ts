import type { Text } from './i18n.ts';
import { sentenceWords } from './problem-words.ts';

// What the server's checker says of a field, for every form alike. Its other words are sentences of ours.
const known: [RegExp, string][] = [
  [/^Too small: expected string to have >=1 character/, 'field.required'],
  [/^Too small: expected string to have >=(\d+)/, 'field.minLength'],
  [/^at least (\d+) characters/i, 'field.minLength'],
  [/^Too big: expected string to have <=(\d+)/, 'field.maxLength'],
  [/^Too small: expected array to have >=1 /, 'field.chooseOne'],
  [/^Too small: expected number to be >=?(\d+)/, 'field.min'],
  [/^Too big: expected number to be <=?(\d+)/, 'field.max'],
  [/^Invalid email/, 'field.email'],
  [/^Invalid URL/, 'field.url'],
  [/^Invalid (UUID|option)/, 'field.choose'],
  [/^Invalid input: expected number/, 'field.number'],
  [/^Another member of staff has this/, 'field.taken'],
  [/^Invalid (ISO )?date/, 'field.date'],
];

/** What is wrong with a field, in the reader's language where the words are known; else as the server said it. */
export function fieldWords(message: string, t: Text): string {
  for (const [pattern, key] of known) {
    const found = pattern.exec(message);
    if (found !== null) return t(key, { value: found[1] ?? '' });
  }
  return sentenceWords(message) ?? message;
}
