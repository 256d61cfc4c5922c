import { speechLanguages, type SpeechLanguage } from '#contract/speech.ts';
import { understand } from './understanding.rules.ts';

/**
 * Which of some options somebody probably means, for whoever asks people to choose; null when none, when they want a
 * person, or in a language that is not known here.
 * @param options with their label, and other words for the same, with commas
 */
export function guessChoice(
  text: string,
  language: string,
  options: readonly { id: string; key: string; label: string; words: string }[],
): { id: string; sure: boolean } | null {
  if (!(speechLanguages as readonly string[]).includes(language)) return null;
  const choices = options.map(({ id, key, label, words }) => ({
    id,
    key,
    words: [label, ...words.split(',')].map((one) => one.trim()).filter((one) => one !== ''),
  }));
  const understood = understand(text, language as SpeechLanguage, choices);
  return 'id' in understood ? { id: understood.id, sure: understood.result === 'confident' } : null;
}
