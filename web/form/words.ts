import type it from '../../locales/it/form.json';
import type { FlowLanguage } from '#contract/flow-graph.ts';

export type Language = FlowLanguage;
export type Words = (key: keyof typeof it | 'errorTitle', values?: Record<string, string | number>) => string;

// Each language is a file of its own, loaded when it is read.
const files = import.meta.glob<Record<string, string>>('../../locales/*/form.json', { import: 'default' });

/** Texts of one language; `count` chooses the plural form. @throws when they cannot be loaded */
export async function wordsIn(language: Language): Promise<Words> {
  const table = await files[`../../locales/${language}/form.json`]!();
  const plural = new Intl.PluralRules(language);
  return (key, values = {}) => {
    const form = typeof values['count'] === 'number' ? plural.select(values['count']) : '';
    const text = table[`${key}_${form}`] ?? table[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  };
}
