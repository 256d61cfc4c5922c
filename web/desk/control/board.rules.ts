import {
  fewestJudged,
  thresholdMeasures,
  type Alert,
  type Threshold,
  type ThresholdMeasure,
} from '#contract/figures.ts';
import type { WallboardFigures, WallboardRow } from '#contract/wallboard.ts';

/** How a figure stands: beyond the limit of alarm, beyond that of attention, or within. */
export type Level = 'critical' | 'warn' | 'fine';
export interface Limit {
  warn: number | null;
  critical: number | null;
}
export type Limits = Partial<Record<ThresholdMeasure, Limit>>;

/** The limits that are watched on a queue, or on all queues together (null); the stricter one where there are several. */
export function limitsOf(thresholds: readonly Threshold[], queueId: string | null): Limits {
  const limits: Limits = {};
  for (const { measure, warn, critical, active, queueId: of } of thresholds) {
    if (!active || of !== queueId) continue;
    const known = limits[measure];
    limits[measure] = {
      warn: stricter(measure, known?.warn ?? null, warn),
      critical: stricter(measure, known?.critical ?? null, critical),
    };
  }
  return limits;
}
const stricter = (measure: ThresholdMeasure, one: number | null, other: number | null): number | null =>
  one === null
    ? other
    : other === null
      ? one
      : thresholdMeasures[measure].bad === 'above'
        ? Math.min(one, other)
        : Math.max(one, other);

/** Where a value stands; null when nothing is watched or there is no value. Passed means beyond, as the server counts. */
export function levelOf(
  measure: ThresholdMeasure,
  value: number | null,
  limit: Limit | undefined,
): Level | null {
  if (value === null || limit === undefined) return null;
  const passed = (bound: number | null) =>
    bound !== null && (thresholdMeasures[measure].bad === 'above' ? value > bound : value < bound);
  return passed(limit.critical) ? 'critical' : passed(limit.warn) ? 'warn' : 'fine';
}

/** Of those who were served or gave up, who gave up; short abandons count on neither side. Null before the first. */
export function abandonment(row: WallboardFigures): number | null {
  return settled(row) === 0 ? null : (row.abandoned - row.shortAbandoned) / settled(row);
}
const settled = ({ answered, abandoned, shortAbandoned }: WallboardFigures): number =>
  answered + abandoned - shortAbandoned;

/** Seconds after which figures that were not read again are called late, and then still. */
export const lateAfter = 10;
export const stillAfter = 30;

/**
 * How long the one that waits longest has waited by now, in seconds; null when nobody waits. It grows between two
 * readings, but not when the figures stand still: nobody knows whether it still waits.
 */
export const waitedBy = (row: WallboardFigures, readAt: number, now: number): number | null =>
  row.waiting === 0 ? null : row.longestWait + Math.min(stillAfter, Math.max(0, (now - readAt) / 1000));

/** Agents on duty and free ones; null while they are kept back. */
export function crewOf({ agents: { states } }: WallboardFigures): { free: number; on: number } | null {
  if (states === null) return null;
  return { free: states.idle, on: states.idle + states.offered + states.interacting + states.wrap_up };
}

/** The level of a service level: by the limit that is watched, else by the target that was promised. */
export function serviceState(row: WallboardFigures, limits: Limits): Level | null {
  const { value, target, denominator } = row.serviceLevel;
  const watched = denominator < fewestJudged ? null : levelOf('service_level', value, limits.service_level);
  if (watched !== null && watched !== 'fine') return watched;
  if (value === null) return null;
  return target === null ? watched : value < target ? 'warn' : 'fine';
}

/** Every measure of a row with its level now. */
export function levelsOf(
  row: WallboardFigures,
  limits: Limits,
): Partial<Record<ThresholdMeasure, Level | null>> {
  return {
    waiting: levelOf('waiting', row.waiting, limits.waiting),
    longest_wait: levelOf('longest_wait', row.waiting === 0 ? null : row.longestWait, limits.longest_wait),
    average_wait: levelOf('average_wait', row.averageWait, limits.average_wait),
    service_level: serviceState(row, limits),
    abandonment:
      settled(row) < fewestJudged ? null : levelOf('abandonment', abandonment(row), limits.abandonment),
    idle_agents: levelOf('idle_agents', row.agents.states?.idle ?? null, limits.idle_agents),
  };
}

/** The one word that a row gets. */
export type RowState = 'emergency' | 'critical' | 'warn' | 'below' | 'unmanned' | 'fine' | 'quiet' | 'closed';
const gravity: Record<RowState, number> = {
  emergency: 7,
  critical: 6,
  warn: 5,
  below: 4,
  unmanned: 3,
  fine: 2,
  quiet: 1,
  closed: 0,
};

/** What to say of a row: the gravest of its alerts and of its figures, then whether it is open and manned. */
export function stateOf(row: WallboardRow, limits: Limits): RowState {
  const levels = levelsOf(row, limits);
  const { value, target } = row.serviceLevel;
  const all = [...row.alerts.map(({ level }) => level as Level), ...Object.values(levels)];
  if (row.emergency) return 'emergency';
  if (all.includes('critical')) return 'critical';
  if (row.alerts.length > 0) return 'warn';
  if (row.open === false) return 'closed';
  const below = value !== null && target !== null && value < target;
  if (Object.entries(levels).some(([measure, level]) => level === 'warn' && measure !== 'service_level'))
    return 'warn';
  if (levels.service_level === 'warn') return below ? 'below' : 'warn';
  if (row.waiting > 0 && row.manned === false) return 'unmanned';
  return row.offered === 0 ? 'quiet' : 'fine';
}

/** The same of a day that is over: limits and alerts are about what is now. */
export function dayStateOf({ serviceLevel: { value, target }, offered }: WallboardFigures): RowState {
  if (offered === 0) return 'quiet';
  return value !== null && target !== null && value < target ? 'below' : 'fine';
}

/** What rows can be sorted by; each with the value it compares. `gravity` has no column. */
export const sortable = {
  name: (row) => row.name,
  waiting: (row) => row.waiting,
  longest: (row) => (row.waiting === 0 ? null : row.longestWait),
  flow: (row) => row.inFlow,
  hands: (row) => row.inHandling,
  offered: (row) => row.offered,
  handled: (row) => row.handled,
  abandoned: (row) => row.abandoned,
  short: (row) => row.shortAbandoned,
  service: (row) => row.serviceLevel.value,
  average: (row) => row.averageWait,
  handling: (row) => row.handlingTime,
  occupancy: (row) => row.occupancy,
  // Of a day that is over nothing is estimated any more: what was told was wrong by so much.
  estimate: ({ manned, estimatedWait: { now, meanAbsoluteError } }) =>
    manned === null ? meanAbsoluteError : now,
  agents: (row) => crewOf(row)?.on ?? null,
} as const satisfies Record<string, (row: WallboardRow) => string | number | null>;
export type SortColumn = keyof typeof sortable;
export interface Sort {
  column: SortColumn | 'gravity';
  down: boolean;
}

/** `waiting`, `-waiting`: as it stands in the address; the gravest first when it says nothing known. */
export function readSort(text: string | undefined): Sort {
  const down = text?.startsWith('-') ?? false;
  const column = text?.replace(/^-/, '') ?? '';
  return Object.hasOwn(sortable, column)
    ? { column: column as SortColumn, down }
    : { column: 'gravity', down: true };
}
export const writeSort = ({ column, down }: Sort): string =>
  column === 'gravity' ? '' : `${down ? '-' : ''}${column}`;
/** What a press on a head does: figures the highest first, names from A; then the other way; then by gravity again. */
export function nextSort(now: Sort, column: SortColumn): Sort {
  const first = column !== 'name';
  if (now.column !== column) return { column, down: first };
  return now.down === first ? { column, down: !first } : { column: 'gravity', down: true };
}

/** Orders rows; what has no value stands last either way, equals by name. */
export function order(
  rows: readonly WallboardRow[],
  { column, down }: Sort,
  state: (row: WallboardRow) => RowState,
): WallboardRow[] {
  const byName = (one: WallboardRow, other: WallboardRow) => one.name.localeCompare(other.name);
  if (column === 'gravity')
    return rows.toSorted(
      (one, other) =>
        gravity[state(other)] - gravity[state(one)] ||
        other.longestWait - one.longestWait ||
        byName(one, other),
    );
  const value: (row: WallboardRow) => string | number | null = sortable[column];
  return rows.toSorted((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === null || b === null) return a === b ? byName(one, other) : a === null ? 1 : -1;
    const way = typeof a === 'string' ? a.localeCompare(String(b)) : a - Number(b);
    return (down ? -way : way) || byName(one, other);
  });
}

/** Rows in an order that was made before: known ones keep their place, new ones come last. */
export function inOrder(rows: readonly WallboardRow[], keys: readonly string[]): WallboardRow[] {
  const place = new Map(keys.map((key, at) => [key, at]));
  return rows.toSorted(
    (one, other) => (place.get(one.key) ?? keys.length) - (place.get(other.key) ?? keys.length),
  );
}

/** Cuts rows into pages as even as can be. */
export function pagesOf<T>(rows: readonly T[], fit: number): T[][] {
  if (rows.length === 0) return [[]];
  const pages = Math.ceil(rows.length / Math.max(1, fit));
  const each = Math.ceil(rows.length / pages);
  return Array.from({ length: pages }, (_one, page) => rows.slice(page * each, (page + 1) * each));
}

/** Alerts that nobody looks after first, then by level, then the newest. */
export function byUrgency(one: Alert, other: Alert): number {
  const weight = ({ closedAt, acknowledgedAt, level }: Alert) =>
    closedAt !== null ? 0 : (acknowledgedAt === null ? 2 : 0) + (level === 'critical' ? 1 : 0);
  return weight(other) - weight(one) || other.openedAt.localeCompare(one.openedAt);
}
