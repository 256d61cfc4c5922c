import type { FlowLanguage, FlowNodeOf } from '#contract/flow-graph.ts';

// What a session knows, and how it is put into words. Pure.

export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };
export type Values = Readonly<Record<string, Value>>;

/** `bill.lines.0.name` in what is known; null when there is nothing. */
export function valueAt(values: Values, place: string): Value {
  let at: Value = values as { [key: string]: Value };
  for (const step of place.split('.')) {
    if (at === null || typeof at !== 'object') return null;
    const next: Value | undefined = Array.isArray(at)
      ? at[Number(step)]
      : Object.hasOwn(at, step)
        ? at[step]
        : undefined;
    if (next === undefined) return null;
    at = next;
  }
  return at;
}

export const isSet = (value: Value): boolean =>
  value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

export const formats = ['amount', 'date', 'time', 'digits', 'number', 'list', 'url'] as const;
const placeholder = /\{([a-z][a-zA-Z0-9_.]*)(?:\|([a-z]+))?\}/g;

/** The placeholders of a text: what they name, and the format asked for. */
export const placeholdersIn = (text: string): { place: string; format: string | null }[] =>
  [...text.matchAll(placeholder)].map(([, place, format]) => ({ place: place!, format: format ?? null }));

const locales: Readonly<Record<FlowLanguage, string>> = {
  it: 'it-IT',
  en: 'en-GB',
  fr: 'fr-FR',
  de: 'de-DE',
  es: 'es-ES',
  // Digits that a telephone, and a reader from the Maghreb, uses.
  ar: 'ar-MA',
  pl: 'pl-PL',
  ru: 'ru-RU',
  ro: 'ro-RO',
};
const formatters = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();
function formatter<T extends Intl.DateTimeFormat | Intl.NumberFormat>(key: string, make: () => T): T {
  const known = formatters.get(key) as T | undefined;
  if (known !== undefined) return known;
  const made = make();
  formatters.set(key, made);
  return made;
}

/** A value in the words of a language. `spoken`: digits are read one by one. */
export function worded(value: Value, format: string | null, language: FlowLanguage, spoken: boolean): string {
  if (value === null) return '';
  if (Array.isArray(value))
    return value.map((one) => worded(one, format === 'list' ? null : format, language, spoken)).join(', ');
  if (typeof value === 'object') return '';
  const locale = locales[language];
  switch (format) {
    case 'amount':
      return Number.isFinite(Number(value))
        ? formatter(
            `amount ${locale}`,
            () => new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' }),
          )
            .format(Number(value))
            .replace(/\s/g, ' ')
        : String(value);
    case 'number':
      return Number.isFinite(Number(value))
        ? formatter(`number ${locale}`, () => new Intl.NumberFormat(locale)).format(Number(value))
        : String(value);
    case 'date':
    case 'time': {
      const text = String(value);
      const at = new Date(text.length === 10 ? `${text}T12:00:00Z` : text);
      if (Number.isNaN(at.getTime())) return text;
      const options: Intl.DateTimeFormatOptions =
        format === 'date'
          ? { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'Europe/Rome' }
          : { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Rome' };
      return formatter(`${format} ${locale}`, () => new Intl.DateTimeFormat(locale, options)).format(at);
    }
    case 'digits':
      return spoken ? [...String(value)].join(' ') : String(value);
    case 'url':
      return encodeURIComponent(String(value));
    case null:
    default:
      return typeof value === 'boolean' ? (value ? '1' : '0') : String(value);
  }
}

/** A text with its placeholders filled; what is not known leaves nothing. */
export const fill = (text: string, values: Values, language: FlowLanguage, spoken = false): string =>
  text.replace(placeholder, (_, place: string, format?: string) =>
    worded(valueAt(values, place), format ?? null, language, spoken),
  );

/** The placeholders of a text that nothing is known for: filled, it would have holes. */
export const holesIn = (text: string, values: Values): string[] => [
  ...new Set(
    placeholdersIn(text).flatMap(({ place }) => {
      const value = valueAt(values, place);
      return value === null || (typeof value === 'string' && value.trim() === '') ? [place] : [];
    }),
  ),
];

/** A template that is one placeholder alone gives the value itself, any other a text. */
export function filled(template: string, values: Values, language: FlowLanguage): Value {
  const whole = /^\{([a-z][a-zA-Z0-9_.]*)\}$/.exec(template.trim());
  return whole === null ? fill(template, values, language) : valueAt(values, whole[1]!);
}

/** What a `check` node asks. Numbers and days are compared as such, everything else as words. */
export function holds(
  { value, is, than }: Pick<FlowNodeOf<'check'>, 'value' | 'is' | 'than'>,
  values: Values,
): boolean {
  const known = valueAt(values, value);
  const text = worded(known, null, 'it', false).trim().toLowerCase();
  const other = than.trim().toLowerCase();
  switch (is) {
    case 'set':
      return isSet(known) && known !== false;
    case 'equals':
      return same(known, text, other);
    case 'not_equals':
      return !same(known, text, other);
    case 'one_of':
      return other
        .split(',')
        .map((one) => one.trim())
        .some((one) => same(known, text, one));
    case 'above':
      return compare(text, other) > 0;
    case 'below':
      return compare(text, other) < 0;
  }
}
const same = (known: Value, text: string, other: string): boolean =>
  typeof known === 'boolean'
    ? known === ['true', 'yes', '1'].includes(other)
    : text === other || compare(text, other) === 0;
/** Not a number where the two cannot be compared: neither above nor below. */
function compare(a: string, b: string): number {
  if (a === '' || b === '') return Number.NaN;
  const [left, right] = [Number(a), Number(b)];
  if (!Number.isNaN(left) && !Number.isNaN(right)) return left - right;
  if (/^\d{4}-\d{2}-\d{2}/.test(a) && /^\d{4}-\d{2}-\d{2}/.test(b)) return Date.parse(a) - Date.parse(b);
  return Number.NaN;
}
