import type it from '../../../locales/it/case-page.json';

// Each language is a file of its own, loaded when it is read.
const files = import.meta.glob<Record<string, string>>('../../../locales/*/case-page.json', {
  import: 'default',
});

/** The languages of the page, each by its own name. */
export const languages = {
  it: 'Italiano',
  en: 'English',
  fr: 'Français',
  de: 'Deutsch',
  es: 'Español',
  ar: 'العربية',
  pl: 'Polski',
  ru: 'Русский',
} as const;
export type Language = keyof typeof languages;
export type Words = (key: keyof typeof it, values?: Record<string, string | number>) => string;

const isLanguage = (code: string): code is Language => code in languages;

/** The first of the wished languages that the page speaks; English for everybody else. */
export const languageOf = (...wished: (string | null | undefined)[]): Language =>
  wished.map((tag) => (tag ?? '').slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en';

export const directionOf = (language: Language): 'rtl' | 'ltr' => (language === 'ar' ? 'rtl' : 'ltr');

/** Texts of one language. @throws when they cannot be loaded */
export async function wordsIn(language: Language): Promise<Words> {
  const table = await files[`../../../locales/${language}/case-page.json`]!();
  return (key, values = {}) =>
    (table[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
