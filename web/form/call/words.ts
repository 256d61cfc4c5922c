import type it from '../../../locales/it/call-page.json';
import type { Language } from '../callback/words.ts';

// Each language is a file of its own, loaded when it is read.
const files = import.meta.glob<Record<string, string>>('../../../locales/*/call-page.json', {
  import: 'default',
});
export type Words = (key: keyof typeof it, values?: Record<string, string | number>) => string;

/** Texts of one language. @throws when they cannot be loaded */
export async function wordsIn(language: Language): Promise<Words> {
  const table = await files[`../../../locales/${language}/call-page.json`]!();
  return (key, values = {}) =>
    (table[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
