import type { FlowLanguage } from '#contract/flow-graph.ts';
import type it from '../../../locales/it/flow-page.json';

// What the page itself says; everything else is the flow's. Each language is a file of its own, loaded when it is read.
export type PageWords = typeof it;
const files = import.meta.glob<PageWords>('../../../locales/*/flow-page.json', { import: 'default' });

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
const isLanguage = (code: string): code is FlowLanguage => code in languageNames;

/** @throws when they cannot be loaded */
export const wordsIn = (language: FlowLanguage): Promise<PageWords> =>
  files[`../../../locales/${language}/flow-page.json`]!();
export const fillIn = (text: string, values: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
export const directionOf = (language: FlowLanguage): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr');
/** The first of the reader's languages that there is; English for everybody else. */
export const languageOf = (...wished: (string | null | undefined)[]): FlowLanguage =>
  wished.map((tag) => (tag ?? '').slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en';
