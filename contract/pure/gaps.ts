// What stands between double braces in a text: where, which of it is still to be filled, and filling it.

/** Something between double braces, where it stands; lines and columns count from one. */
export interface Mark {
  name: string;
  written: string;
  at: number;
  line: number;
  column: number;
}
const pattern = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Everything between double braces in a text, in its order. */
export function marksIn(text: string): Mark[] {
  return [...text.matchAll(pattern)].map((found) => {
    const before = text.slice(0, found.index).split('\n');
    return {
      name: found[1]!,
      written: found[0],
      at: found.index,
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
    };
  });
}

const contexts = new Set(['customer', 'contact', 'case', 'appointment', 'agent', 'organisation', 'today']);
/**
 * The placeholders of ours that still stand in a text: it would reach the customer with holes. One of ours by its first
 * word, so that one of a field that is no more is found as well; what somebody else puts between braces is their affair.
 */
export const gapsIn = (text: string): string[] => [
  ...new Set(
    marksIn(text)
      .map(({ name }) => name)
      .filter((name) => contexts.has(name.split('.')[0]!) && /^[\w.]+$/.test(name)),
  ),
];

/** The first of them that has to be filled, where it stands; null when there is none. */
export const firstGap = (text: string): Mark | null => {
  const names = new Set(gapsIn(text));
  return marksIn(text).find(({ name }) => names.has(name)) ?? null;
};

export type PlaceholderValues = Readonly<Record<string, string | null | undefined>>;
/** A text with its placeholders filled, and those for which there is no value here. */
export interface Filled {
  text: string;
  missing: string[];
}

/** A value is somebody else's words: double braces in it are taken apart, so that nothing reads them as a placeholder. */
export const harmless = (value: string): string =>
  value.replace(/\{(?=\{)/g, '{ ').replace(/\}(?=\})/g, '} ');

/**
 * Fills `{{customer.name}}` and its like, once: what stands in a value is never filled again. What has no value stays as it
 * is written, for the agent to see. What comes out is plain text, for HTML to be escaped like any other.
 */
export function fillPlaceholders(text: string, values: PlaceholderValues): Filled {
  const missing = new Set<string>();
  const filled = text.replace(pattern, (written, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : null;
    if (value != null && value.trim() !== '') return harmless(value);
    missing.add(name);
    return written;
  });
  return { text: filled, missing: [...missing] };
}
