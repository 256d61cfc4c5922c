import { flowLanguages, type FlowLanguage } from '#contract/flow-graph.ts';
import en from '../../../locales/en/public.json' with { type: 'json' };
import it from '../../../locales/it/public.json' with { type: 'json' };

export type PublicLanguage = 'it' | 'en';
export type Sentence = keyof typeof it;

/** The language the public pages answer in: Italian or, for everybody else, English. */
export const publicLanguage = (tag: string | undefined): PublicLanguage =>
  (tag ?? 'it').toLowerCase().startsWith('it') ? 'it' : 'en';

/** The language in which a visitor is served where somebody, or a flow, speaks it: one of the public's. */
export const visitorLanguage = (tag: string): FlowLanguage =>
  flowLanguages.find((one) => one === tag.slice(0, 2).toLowerCase()) ?? publicLanguage(tag);

/** A sentence for customers in the language of their conversation, for modules that only know its tag. */
export const customerSentence = (
  language: string,
  key: Sentence,
  values: Readonly<Record<string, string>>,
): string => sentence(publicLanguage(language), key, values);

/** A sentence for customers, in their language. */
export function sentence(
  language: PublicLanguage,
  key: Sentence,
  values: Record<string, string | number> = {},
): string {
  return (language === 'it' ? it : en)[key].replace(/\{(\w+)\}/g, (_, name: string) =>
    String(values[name] ?? ''),
  );
}
