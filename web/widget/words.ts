import en from '../../locales/en/widget.json';
import it from '../../locales/it/widget.json';

export type Words = (key: Key, values?: Record<string, string | number>) => string;
type Key = keyof typeof it | 'unread' | 'waitMinutes' | 'newLines';

const tables: Record<string, Record<string, string>> = { it, en };

/** The languages of the widget; any other falls back on the language of the page, then on Italian. */
export const languageOf = (wished: string | null | undefined, page: string): string =>
  [wished, page, 'it'].map((tag) => (tag ?? '').slice(0, 2).toLowerCase()).find((tag) => tag in tables) ??
  'it';

/** Texts of one language; `count` chooses the plural form. */
export function wordsIn(language: string): Words {
  const table: Record<string, string> = tables[language] ?? it;
  const plural = new Intl.PluralRules(language);
  return (key, values = {}) => {
    const form = typeof values['count'] === 'number' ? plural.select(values['count']) : '';
    const text = table[`${key}_${form}`] ?? table[`${key}_other`] ?? table[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  };
}

/** `1,4 MB`, in the reader's notation. */
export const sizeText = (bytes: number, language: string): string =>
  new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(
    bytes < 1_000_000 ? Math.max(0.1, bytes / 1000) : bytes / 1_000_000,
  ) + (bytes < 1_000_000 ? ' kB' : ' MB');
