import type { FlowLanguage } from '#contract/flow-graph.ts';
import type it from '../../../locales/it/flow-page.json';

export { directionOf, languageNames, languageOf } from '../languages.ts';

// What the page itself says; everything else is the flow's. Each language is a file of its own, loaded when it is read.
export type PageWords = typeof it;
const files = import.meta.glob<PageWords>('../../../locales/*/flow-page.json', { import: 'default' });

/** @throws when they cannot be loaded */
export const wordsIn = (language: FlowLanguage): Promise<PageWords> =>
  files[`../../../locales/${language}/flow-page.json`]!();
export const fillIn = (text: string, values: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
