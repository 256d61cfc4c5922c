/** A search text without control characters (PostgreSQL takes no zero byte) and without blanks around it. */
export const plainText = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();

/** A text as part of a LIKE pattern: its own wildcards mean themselves. */
export const likePattern = (text: string): string => text.replace(/[\\%_]/g, String.raw`\$&`);

/** The words by which a name is looked for: three letters at least each (a trigram index knows no less), six at most. */
export const searchWords = (text: string): string[] => {
  const words = text.split(/[\s,;"]+/).filter((word) => word !== '');
  const long = words.filter((word) => [...word].length >= 3);
  return long.length === 0 || long.length > 6 ? [] : words.filter((word) => [...word].length >= 2);
};

/**
 * What a text means as the number of a contact or case: the digits it ends with as a value, and a LIKE pattern of the
 * whole. `#123`, `C-2026-123`, `C-2026-000123` and `000123` all name the same; null for what cannot be a number.
 */
export function numberTail(text: string): { value: string; pattern: string } | null {
  const match = /^#?([A-Za-z]{0,4}[-/ ]?(?:\d{2,4}[-/])?)(\d{1,15})$/.exec(text.trim());
  if (match === null) return null;
  const value = BigInt(match[2]!).toString();
  return { value, pattern: match[1] === '' ? `%${value}` : `%${likePattern(match[1]!)}%${value}` };
}
