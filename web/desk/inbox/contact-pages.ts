import { useQueries } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { listContacts, type Contact } from '#contract/contacts.ts';
import type { Input, Output } from '#contract/route.ts';
import { call, keyOf, queryClient, type ApiProblem } from '#web/kit/index.ts';

const pageSize = 60;
// Rows before the end of what is here at which the next page is asked for.
const ahead = 20;

type Filter = Omit<NonNullable<Input<typeof listContacts>['query']>, 'limit' | 'cursor'>;
type Page = Output<typeof listContacts>;

/** A long list of contacts as far as somebody has come in it. */
export interface ContactPages {
  /** As `Loaded` wants it; undefined until the first page is here. */
  query: {
    data: Contact[] | undefined;
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
 * Reads contacts page by page, each page after the last row of the one before. A live event makes all pages stale, but
 * only those on screen are asked for again; the others when somebody comes back to them. Until all up to the screen are
 * here the list stays as it was, so that nothing jumps.
 */
export function useContactPages(filter: Filter): ContactPages {
  const name = JSON.stringify(filter);
  const [place, setPlace] = useState<Place>({ name, from: 0, to: 0 });
  const { from, to } = place.name === name ? place : { from: 0, to: 0 };

  const inputOf = (cursor: string | undefined) => ({
    query: { ...filter, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) },
  });
  const chain: { input: ReturnType<typeof inputOf>; page: Page | undefined }[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const input = inputOf(cursor);
    const page = queryClient.getQueryData<Page>(keyOf(listContacts, input));
    // Pages that nobody has come to yet are not begun.
    if (page === undefined && chain.length > to) break;
    chain.push({ input, page });
    if (page === undefined) break;
    cursor = page.next;
  }
  const answers = useQueries({
    queries: chain.map(({ input, page }, index) => ({
      queryKey: keyOf(listContacts, input),
      queryFn: ({ signal }: { signal: AbortSignal }) => call(listContacts, input, { signal }),
      enabled: page === undefined || (index >= from && index <= to),
    })),
  });

  // From the answers, not from the cache: that a page is here is what makes the list be drawn again.
  const pages = answers.map(({ data }) => data);
  const complete = pages.slice(0, to + 1).every((page) => page !== undefined);
  const [kept, setKept] = useState<Shown | null>(null);
  const fresh = complete && !(kept?.name === name && equal(kept.pages, pages)) ? joined(name, pages) : null;
  if (fresh !== null) setKept(fresh);
  const shown = fresh ?? kept;
  const failed = answers.find(({ error }) => error !== null)?.error as ApiProblem | undefined;

  const seen = useCallback(
    (first: string, last: string) => {
      if (shown === null || shown.name !== name) return;
      const [start, end] = [shown.pageOf.get(first) ?? 0, shown.pageOf.get(last) ?? 0];
      const near = shown.contacts.slice(-ahead).some(({ id }) => id === last);
      setPlace(placeAt(name, start, near && shown.more ? end + 1 : end));
    },
    [name, shown, setPlace],
  );
  return {
    query: {
      data: shown?.contacts,
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

interface Shown {
  name: string;
  pages: (Page | undefined)[];
  contacts: Contact[];
  pageOf: Map<string, number>;
  more: boolean;
}

/** Rows of all pages, each once: between two answers a row may have come into the page before. */
function joined(name: string, pages: (Page | undefined)[]): Shown {
  const pageOf = new Map<string, number>();
  const contacts: Contact[] = [];
  for (const [index, page] of pages.entries())
    for (const contact of page?.items ?? []) {
      if (pageOf.has(contact.id)) continue;
      pageOf.set(contact.id, index);
      contacts.push(contact);
    }
  return { name, pages, contacts, pageOf, more: pages.at(-1)?.next !== null };
}

const equal = (some: readonly unknown[], others: readonly unknown[]): boolean =>
  some.length === others.length && some.every((one, index) => one === others[index]);
