import { createHash } from 'node:crypto';
import type { Route } from '#contract/route.ts';
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

/** Whether a route is a list that is read page by page with a cursor. */
const hasCursor = (route: Route) =>
  'shape' in route.query && 'cursor' in (route.query.shape as Record<string, unknown>);

/** A mark of one list in one order; a cursor that another list gave says nothing about it. */
const markOf = (route: Route, params: unknown, query: { sort?: unknown; direction?: unknown }) =>
  createHash('sha256')
    .update(JSON.stringify([route.path, params ?? null, query.sort ?? null, query.direction ?? null]))
    .digest('base64url')
    .slice(0, 8);

/** The query of a list with its cursor as the list itself knows it. @throws Problem 422 naming `cursor` when another list gave it */
export function withOwnCursor<Q>(route: Route, params: unknown, query: Q): Q {
  const { cursor, ...rest } = (query ?? {}) as {
    cursor?: string;
    sort?: unknown;
    direction?: unknown;
  };
  if (cursor === undefined || !hasCursor(route)) return query;
  const mark = `${markOf(route, params, rest)}.`;
  if (!cursor.startsWith(mark))
    throw invalid('cursor', 'use the `next` of an earlier answer of this list, in the same order');
  return { ...rest, cursor: cursor.slice(mark.length) } as Q;
}

/** A cursor as it leaves: it names the list that gave it. */
export const ownCursor = (route: Route, params: unknown, query: unknown, cursor: string): string =>
  hasCursor(route) ? `${markOf(route, params, query ?? {})}.${cursor}` : cursor;
