import ar from '../../../locales/ar/help.json' with { type: 'json' };
import de from '../../../locales/de/help.json' with { type: 'json' };
import en from '../../../locales/en/help.json' with { type: 'json' };
import es from '../../../locales/es/help.json' with { type: 'json' };
import fr from '../../../locales/fr/help.json' with { type: 'json' };
import it from '../../../locales/it/help.json' with { type: 'json' };
import pl from '../../../locales/pl/help.json' with { type: 'json' };
import ro from '../../../locales/ro/help.json' with { type: 'json' };
import ru from '../../../locales/ru/help.json' with { type: 'json' };

export type HelpWord = keyof typeof it;
export type HelpWords = (key: HelpWord, values?: Record<string, string>) => string;

const all = new Map<string, Record<HelpWord, string>>(Object.entries({ ar, de, en, es, fr, it, pl, ro, ru }));

/** The words of the help site around its articles, in the language of the page; for one that has none, in English. */
export const helpWords = (language: string): HelpWords => {
  const texts = all.get(language) ?? en;
  return (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
};
