import { useQueries } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { Output, Route } from '#contract/route.ts';
import { call, type ApiProblem, type CallInput } from './api.ts';
import { keyOf, queryClient } from './query.ts';

const pageSize = 60;
// Rows before the end of what is here at which the next page is asked for.
const ahead = 20;

interface Page<Item> {
  items: Item[];
  next: string | null;
}
type ItemOf<R extends Route> = Output<R> extends { items: (infer Item)[] } ? Item : never;

/** A long list as far as somebody has come in it. */
export interface LongList<Item> {
  /** As `Loaded` wants it; undefined until the first page is here. */
  query: {
    data: Item[] | undefined;
    error: ApiProblem | null;
    isPending: boolean;
    refetch: () => unknown;
  };
  /** There is more after the last row. */
  more: boolean;
  /** The next page is on its way. */
  busy: boolean;
  /** Asks for the next page. */
  next: () => void;
  /** The first and last rows on screen: their pages are kept true, and the next one comes before it is needed. */
  seen: (first: string, last: string) => void;
}

/**
 * Reads a list of things with an id page by page, each page after the last row of the one before. A live event makes all
 * pages stale, but only those on screen are asked for again; the others when somebody comes back to them. Until all up
 * to the screen are here the list stays as it was, so that nothing jumps.
 */
export function useLongList<R extends Route>(
  route: R,
  input: Pick<CallInput<R>, 'params' & keyof CallInput<R>> & { query?: Record<string, unknown> },
): LongList<ItemOf<R>> {
  type Item = ItemOf<R> & { id: string };
  const name = JSON.stringify([route.path, input]);
  const [place, setPlace] = useState<Place>({ name, from: 0, to: 0 });
  const { from, to } = place.name === name ? place : { from: 0, to: 0 };

  const inputOf = (cursor: string | undefined) =>
    ({
      ...input,
      query: { ...input.query, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) },
    }) as unknown as CallInput<R>;
  const chain: { asked: CallInput<R>; page: Page<Item> | undefined }[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const asked = inputOf(cursor);
    const page = queryClient.getQueryData<Page<Item>>(keyOf(route, asked));
    // Pages that nobody has come to yet are not begun.
    if (page === undefined && chain.length > to) break;
    chain.push({ asked, page });
    if (page === undefined) break;
    cursor = page.next;
  }
  const answers = useQueries({
    queries: chain.map(({ asked, page }, index) => ({
      queryKey: keyOf(route, asked),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call(route, asked, { signal }) as unknown as Promise<Page<Item>>,
      enabled: page === undefined || (index >= from && index <= to),
    })),
  });

  // From the answers, not from the cache: that a page is here is what makes the list be drawn again.
  const pages = answers.map(({ data }) => data);
  const complete = pages.slice(0, to + 1).every((page) => page !== undefined);
  const [kept, setKept] = useState<Shown<Item> | null>(null);
  const fresh = complete && !(kept?.name === name && equal(kept.pages, pages)) ? joined(name, pages) : null;
  if (fresh !== null) setKept(fresh);
  const shown = fresh ?? kept;
  const failed = answers.find(({ error }) => error !== null)?.error as ApiProblem | undefined;

  const seen = useCallback(
    (first: string, last: string) => {
      if (shown === null || shown.name !== name) return;
      const [start, end] = [shown.pageOf.get(first) ?? 0, shown.pageOf.get(last) ?? 0];
      const near = shown.items.slice(-ahead).some(({ id }) => id === last);
      setPlace(placeAt(name, start, near && shown.more ? end + 1 : end));
    },
    [name, shown, setPlace],
  );
  return {
    query: {
      data: shown?.items,
      error: failed ?? null,
      isPending: shown === null,
      refetch: () => answers.map((one) => one.refetch()),
    },
    more: shown?.more ?? false,
    busy: !complete && failed === undefined,
    next: () => setPlace(placeAt(name, from, chain.length)),
    seen,
  };
}

/** The pages on screen, by their number, of the list with this name. */
interface Place {
  name: string;
  from: number;
  to: number;
}
const placeAt =
  (name: string, from: number, to: number) =>
  (old: Place): Place =>
    old.name === name && old.from === from && old.to === to ? old : { name, from, to };

interface Shown<Item> {
  name: string;
  pages: (Page<Item> | undefined)[];
  items: Item[];
  pageOf: Map<string, number>;
  more: boolean;
}

/** Rows of all pages, each once: between two answers a row may have come into the page before. */
function joined<Item extends { id: string }>(name: string, pages: (Page<Item> | undefined)[]): Shown<Item> {
  const pageOf = new Map<string, number>();
  const items: Item[] = [];
  for (const [index, page] of pages.entries())
    for (const item of page?.items ?? []) {
      if (pageOf.has(item.id)) continue;
      pageOf.set(item.id, index);
      items.push(item);
    }
  return { name, pages, items, pageOf, more: pages.at(-1)?.next !== null };
}

const equal = (some: readonly unknown[], others: readonly unknown[]): boolean =>
  some.length === others.length && some.every((one, index) => one === others[index]);
