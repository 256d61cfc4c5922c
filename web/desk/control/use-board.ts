import { useMemo, useState } from 'react';
import { listThresholds } from '#contract/figures.ts';
import type { Output } from '#contract/route.ts';
import { wallboard, wallboardGroups, type WallboardRow } from '#contract/wallboard.ts';
import type { Channel } from '#contract/words.ts';
import { formats, useApi, useNow, useText } from '#web/kit/index.ts';
import {
  dayStateOf,
  inOrder,
  limitsOf,
  order,
  stateOf,
  writeSort,
  type Limits,
  type RowState,
  type Sort,
} from './board.rules.ts';
import { busySpan, clockOf, type Clock, type Span } from './day.rules.ts';

export type By = (typeof wallboardGroups)[number];
export const readBy = (text: string | undefined): By =>
  wallboardGroups.find((one) => one === text) ?? 'queue';

/** A board as its parts show it. */
export interface Board {
  by: By;
  /** The figures move: the day is not over. */
  live: boolean;
  /** Named in the reader's language. */
  rows: readonly WallboardRow[];
  totals: Output<typeof wallboard>['totals'];
  /** When it was read, ms since the epoch. */
  readAt: number;
  clock: Clock;
  span: Span;
  groupSize: number;
  limits: (row: WallboardRow) => Limits;
  /** Those of all queues together. */
  totalLimits: Limits;
  state: (row: WallboardRow) => RowState;
}

// Events tell at once what has changed; what time alone changes is read again before it is called late.
const every = 5000;

/** The figures of a day, today's unless told, with the limits that are watched. */
export function useBoard(by: By, day?: string) {
  const t = useText('control');
  const kit = useText('kit');
  const query = useApi(
    wallboard,
    { query: { by, ...(day === undefined ? {} : { day }) } },
    { ...(day === undefined ? { refetchInterval: every } : {}), refetchOnWindowFocus: true },
  );
  const thresholds = useApi(listThresholds, undefined, { staleTime: 60_000, refetchInterval: 60_000 });
  const { data, dataUpdatedAt: readAt } = query;
  const watched = thresholds.data?.items;
  const board = useMemo<Board | null>(() => {
    if (data === undefined) return null;
    const { live } = data;
    const limits = (row: WallboardRow): Limits =>
      data.by === 'queue' && live ? limitsOf(watched ?? [], row.key) : {};
    const named = (row: WallboardRow): string =>
      data.by === 'channel'
        ? kit(`channel.${row.key as Channel}`)
        : row.name === ''
          ? t(data.by === 'team' ? 'noTeam' : 'noSupplier')
          : row.name;
    const clock = clockOf(data.halfHours, data.timeZone, formats.locale());
    return {
      by: data.by,
      live,
      rows: data.rows.map((row) => ({ ...row, name: named(row) })),
      totals: data.totals,
      readAt,
      clock,
      span: busySpan(data.totals, clock),
      groupSize: data.groupSize,
      limits,
      totalLimits: live ? limitsOf(watched ?? [], null) : {},
      state: (row) => (live ? stateOf(row, limits(row)) : dayStateOf(row)),
    };
  }, [data, readAt, watched, t, kit]);
  return { query, board };
}

/**
 * Rows in their order. It is made anew when the wish or the rows change and every ten seconds, but not while `held`: what
 * one looks at or steps through does not jump.
 */
export function useOrder({ rows, state }: Board, sort: Sort, held: boolean): WallboardRow[] {
  const beat = useNow(10_000);
  const wish = `${writeSort(sort)} ${rows
    .map(({ key }) => key)
    .toSorted()
    .join()}`;
  const [made, setMade] = useState({ wish: '', beat: 0, keys: [] as string[] });
  if (made.wish !== wish || (made.beat !== beat && !held))
    setMade({ wish, beat, keys: order(rows, sort, state).map(({ key }) => key) });
  return inOrder(rows, made.keys);
}
