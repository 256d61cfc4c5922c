import en from '../../locales/en/form.json';
import it from '../../locales/it/form.json';

export const languages = ['it', 'en'] as const;
export type Language = (typeof languages)[number];
export type Words = (key: Key, values?: Record<string, string | number>) => string;
type Key = keyof typeof it | 'errorTitle';

/** The reader's language when we have it; English for everybody else. */
export const languageOf = (...wished: (string | null | undefined)[]): Language => {
  for (const tag of wished) {
    const found = languages.find((language) => tag?.toLowerCase().startsWith(language));
    if (found !== undefined) return found;
  }
  return 'en';
};

/** Texts of one language; `count` chooses the plural form. */
export function wordsIn(language: Language): Words {
  const table: Record<string, string> = language === 'it' ? it : en;
  const plural = new Intl.PluralRules(language);
  return (key, values = {}) => {
    const form = typeof values['count'] === 'number' ? plural.select(values['count']) : '';
    const text = table[`${key}_${form}`] ?? table[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  };
}
