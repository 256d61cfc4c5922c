import type { FlowLanguage } from '#contract/flow-graph.ts';

/** The languages of the public, each by its own name. */
export const languageNames: Record<FlowLanguage, string> = {
  it: 'Italiano',
  en: 'English',
  fr: 'Français',
  de: 'Deutsch',
  es: 'Español',
  ar: 'العربية',
  pl: 'Polski',
  ru: 'Русский',
  ro: 'Română',
};
const isLanguage = (code: string): code is FlowLanguage => Object.hasOwn(languageNames, code);

export const directionOf = (language: string): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr');
/** The first of the reader's languages that there is; English for everybody else. */
export const languageOf = (...wished: (string | null | undefined)[]): FlowLanguage =>
  wished.map((tag) => (tag ?? '').slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en';
