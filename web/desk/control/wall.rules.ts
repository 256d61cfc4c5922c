import type { By } from './use-board.ts';

export type Look = 'dark' | 'light';
export interface Wall {
  by: By;
  /** Keys of the rows that are shown; all of them when empty. */
  rows: string[];
  /** How long a page stands, where they do not fit on one. */
  seconds: number;
  look: Look;
}
/** Paces that can be chosen; any from 5 to 300 is taken from an address. */
export const rotations = [10, 15, 30, 60] as const;
const pace = 15;
const groups: readonly string[] = ['queue', 'channel', 'team', 'supplier'] satisfies By[];

/** What a wall's address says, as the part after `?`; nothing for what is usual. */
export function writeWall({ by, rows, seconds, look }: Wall): string {
  const said = new URLSearchParams();
  if (by !== 'queue') said.set('by', by);
  // The nameless row ("no team") has an empty key; that of a supplier is a name, which may hold a comma.
  if (rows.length > 0)
    said.set('rows', rows.map((key) => (key === '' ? '-' : encodeURIComponent(key))).join(','));
  if (seconds !== pace) said.set('seconds', String(seconds));
  if (look !== 'dark') said.set('look', look);
  const text = said.toString();
  return text === '' ? '' : `?${text}`;
}

/** Reads an address as people type it: what makes no sense is as if it were not there. */
export function readWall(search: string): Wall {
  const said = new URLSearchParams(search);
  const by = said.get('by') ?? '';
  const seconds = Number(said.get('seconds') ?? pace);
  return {
    by: groups.includes(by) ? (by as By) : 'queue',
    rows: (said.get('rows') ?? '')
      .split(',')
      .filter((key) => key !== '')
      .map((key) => (key === '-' ? '' : decoded(key))),
    seconds: Number.isFinite(seconds) && seconds >= 5 && seconds <= 300 ? seconds : pace,
    look: said.get('look') === 'light' ? 'light' : 'dark',
  };
}

/** A text may hold a % that means itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A page that somebody holds on to, and until when (ms). */
export interface Held {
  page: number;
  until: number;
}
/** How long a page stands that somebody turned to by hand. */
const patience = 60_000;

/** Which page stands at an instant: pages go on by the clock, so that walls side by side go on together. */
export const pageAt = (now: number, seconds: number, pages: number, held: Held | null): number =>
  pages <= 1
    ? 0
    : held !== null && now < held.until
      ? held.page % pages
      : Math.floor(now / 1000 / seconds) % pages;

/** Turns to the page after or before the one that stands, which stays for a minute; held for good it stays held. */
export const turn = (shown: number, by: 1 | -1, pages: number, held: Held | null, now: number): Held => ({
  page: (shown + by + pages) % pages,
  until: held?.until === Infinity ? Infinity : now + patience,
});

/** Holds the page that stands until it is let go, or lets it go. */
export const toggleHold = (shown: number, held: Held | null, now: number): Held | null =>
  held !== null && now < held.until ? null : { page: shown, until: Infinity };
