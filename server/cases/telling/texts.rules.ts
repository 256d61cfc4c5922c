import { harmless } from '#contract/pure/gaps.ts';

// Texts for customers with placeholders: which there are, what is wrong with a text, and filling it in.

/** Everything a notice may say of its case, besides its fields: `{field.<key>}`. */
export const noticePlaceholders = [
  'number',
  'subject',
  'customer',
  'organisation',
  'resolution',
  'state',
  'type',
  'link',
] as const;
type Placeholder = (typeof noticePlaceholders)[number];
export interface Values extends Readonly<Record<Placeholder, string>> {
  fields: ReadonlyMap<string, string>;
}

const pattern = /\{\s*([^{}]*?)\s*\}/g;
const known = new Set<string>(noticePlaceholders);
const isPlaceholder = (name: string): name is Placeholder => known.has(name);
const isField = (name: string): boolean => /^field\.[a-z][a-z0-9_]*$/.test(name);

/** The placeholders of a text that do not exist, and braces that were never closed. */
export function wrongPlaceholders(text: string): string[] {
  // Double braces are of standard texts: named as they are written.
  const double = [...text.matchAll(/\{\{[^{}]*\}\}/g)].map(([written]) => written);
  const single = text.replace(/\{\{[^{}]*\}\}/g, '');
  const names = [...single.matchAll(pattern)].map((match) => match[1]!);
  const rest = single.replace(pattern, '');
  return [
    ...new Set(double),
    ...new Set(names.filter((name) => !isPlaceholder(name) && !isField(name)).map((name) => `{${name}}`)),
    ...(/[{}]/.test(rest) ? ['{'] : []),
  ];
}

/** The keys of the fields that a text names. */
export const fieldPlaceholders = (text: string): string[] => [
  ...new Set([...text.matchAll(pattern)].flatMap(([, name]) => (isField(name!) ? [name!.slice(6)] : []))),
];

/** Whether a text says itself where the customer's page is. */
export const namesLink = (text: string): boolean =>
  [...text.matchAll(pattern)].some(([, name]) => name === 'link');

const valueOf = (name: string, values: Values): string =>
  isPlaceholder(name) ? values[name] : isField(name) ? (values.fields.get(name.slice(6)) ?? '') : '';

/** The placeholders that a text uses and that have no value now: such a text would reach the customer with a hole. */
export const emptyPlaceholders = (text: string, values: Values): string[] => [
  ...new Set(
    [...text.matchAll(pattern)].flatMap(([, name]) => (valueOf(name!, values).trim() === '' ? [name!] : [])),
  ),
];

/** A text with its placeholders filled in; what fills them is never read for placeholders again, by nobody after us. */
export const fill = (text: string, values: Values): string =>
  text.replace(pattern, (_whole, name: string) => harmless(valueOf(name, values)));
