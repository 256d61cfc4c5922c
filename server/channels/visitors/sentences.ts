import { flowLanguages, type FlowLanguage } from '#contract/flow-graph.ts';
import ar from '../../../locales/ar/form-answers.json' with { type: 'json' };
import de from '../../../locales/de/form-answers.json' with { type: 'json' };
import en from '../../../locales/en/form-answers.json' with { type: 'json' };
import es from '../../../locales/es/form-answers.json' with { type: 'json' };
import fr from '../../../locales/fr/form-answers.json' with { type: 'json' };
import it from '../../../locales/it/form-answers.json' with { type: 'json' };
import pl from '../../../locales/pl/form-answers.json' with { type: 'json' };
import ro from '../../../locales/ro/form-answers.json' with { type: 'json' };
import ru from '../../../locales/ru/form-answers.json' with { type: 'json' };
import publicEn from '../../../locales/en/public.json' with { type: 'json' };
import publicIt from '../../../locales/it/public.json' with { type: 'json' };

export type PublicLanguage = 'it' | 'en';
export type Sentence = keyof typeof publicIt | keyof typeof it;

// What a form answers is told in every language of the public, the rest in Italian and English.
const sentences: Readonly<Record<FlowLanguage, Readonly<Partial<Record<Sentence, string>>>>> = {
  it: { ...publicIt, ...it },
  en: { ...publicEn, ...en },
  fr,
  de,
  es,
  ar,
  pl,
  ru,
  ro,
};

/** The language of what is written in Italian and English only: Italian or, for everybody else, English. */
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

/** A sentence for customers, in their language; in English where there is none in it. */
export function sentence(
  language: FlowLanguage,
  key: Sentence,
  values: Record<string, string | number> = {},
): string {
  return (sentences[language][key] ?? sentences.en[key]!).replace(/\{(\w+)\}/g, (_, name: string) =>
    String(values[name] ?? ''),
  );
}
