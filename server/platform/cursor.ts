import { invalid } from './errors.ts';

/** A list's place as opaque text: the sort values of the last row shown. */
export const encodeCursor = (values: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url');

/** @throws Problem 422 naming `cursor` when the text is not one of ours or has another length */
export function decodeCursor(cursor: string | undefined, length: number): (string | number)[] | null {
  if (cursor === undefined) return null;
  try {
    const values = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown;
    if (
      Array.isArray(values) &&
      values.length === length &&
      values.every((value) => typeof value === 'string' || typeof value === 'number')
    )
      return values;
  } catch (error) {
    throw Object.assign(invalid('cursor', 'use the `next` of an earlier answer'), { cause: error });
  }
  throw invalid('cursor', 'use the `next` of an earlier answer');
}

/** Cuts a result that was asked with one row too many into a page with its cursor. */
export function pageOf<T>(
  rows: T[],
  limit: number,
  place: (row: T) => (string | number)[],
): { items: T[]; next: string | null } {
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? encodeCursor(place(items.at(-1)!)) : null };
}
