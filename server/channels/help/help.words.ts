import en from '../../../locales/en/help.json' with { type: 'json' };
import it from '../../../locales/it/help.json' with { type: 'json' };
import { publicLanguage } from '../visitors/sentences.ts';

export type HelpWord = keyof typeof it;
export type HelpWords = (key: HelpWord, values?: Record<string, string>) => string;

/** The words of the help site around its articles: Italian or, for everybody else, English. */
export const helpWords = (language: string): HelpWords => {
  const texts = publicLanguage(language) === 'it' ? it : en;
  return (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
};
