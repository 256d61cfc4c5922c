import { listContacts, type Contact } from '#contract/contacts.ts';
import type { Input } from '#contract/route.ts';
import { useLongList, type LongList } from '#web/kit/long-list.ts';

/** A long list of contacts as far as somebody has come in it. */
export type ContactPages = LongList<Contact>;

/** Reads contacts page by page; `useLongList` says how. */
export const useContactPages = (
  filter: Omit<NonNullable<Input<typeof listContacts>['query']>, 'limit' | 'cursor'>,
): ContactPages => useLongList(listContacts, { query: filter });
