import en from '../../locales/en/widget.json';
import it from '../../locales/it/widget.json';

export type Words = (key: Key, values?: Record<string, string | number>) => string;
type Key = keyof typeof it | 'unread' | 'waitMinutes' | 'newLines';
type Table = Record<string, string>;

// Two come with the script; each other is asked for where it is read.
const own = new Map<string, Table>([
  ['it', it],
  ['en', en],
]);
const others = ['fr', 'de', 'es', 'ar', 'pl', 'ru', 'ro'];

/** The languages of the widget; any other falls back on the language of the page, then on Italian. */
export const languageOf = (wished: string | null | undefined, page: string): string =>
  [wished, page]
    .map((tag) => (tag ?? '').slice(0, 2).toLowerCase())
    .find((tag) => own.has(tag) || others.includes(tag)) ?? 'it';

export const directionOf = (language: string): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr');

/** The texts of a language; English where they cannot be had. */
export async function loadWords(base: string, language: string): Promise<Words> {
  const there = own.get(language);
  if (there !== undefined) return wordsFrom(there, language);
  try {
    const answer = await fetch(`${base}/widget-words/${language}.json`);
    if (answer.ok) return wordsFrom((await answer.json()) as Table, language);
  } catch {
    // Offline, or another site's policy: said in English rather than not at all.
  }
  return wordsFrom(en, 'en');
}

/** Texts of one table; `count` chooses the plural form. */
export function wordsFrom(table: Table, language: string): Words {
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
