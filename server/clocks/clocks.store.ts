import type { Insertable, Selectable } from 'kysely';
import type { ClockWarning } from '#contract/clocks.ts';
import type { ClockTurn, ClockUnit } from '#server/calendars/index.ts';
import { scopeFilter, sql, type Db, type DB, type Scope, type Tx } from '#server/platform/index.ts';
import type { Mark, Standing, Terms } from './clock.rules.ts';

type Stored = Selectable<DB['clocks.clock']>;
/** A clock as it is kept, with what the database knows as text given its type. */
export type ClockRow = Omit<Stored, 'name' | 'warnings' | 'unit'> & {
  name: { it: string; en: string };
  warnings: ClockWarning[];
  unit: ClockUnit;
};
export type EventRow = Omit<Selectable<DB['clocks.event']>, 'kind' | 'data'> & {
  kind: ClockTurn['kind'];
  data: Record<string, unknown>;
};
export type NewClock = Omit<Insertable<DB['clocks.clock']>, 'name' | 'warnings'> & {
  name: { it: string; en: string };
  warnings: readonly ClockWarning[];
};

export const termsOf = (row: Pick<ClockRow, 'unit' | 'amount' | 'warnings'>): Terms => ({
  unit: row.unit,
  amount: row.amount,
  warnings: row.warnings,
});

export async function insertClock(tx: Tx, row: NewClock): Promise<void> {
  await tx
    .insertInto('clocks.clock')
    .values({ ...row, name: JSON.stringify(row.name), warnings: JSON.stringify(row.warnings) })
    .execute();
}

/** The clock if it lies in the scope; null otherwise. */
export async function findClock(
  db: Db | Tx,
  scope: Scope,
  id: string,
  lock = false,
): Promise<ClockRow | null> {
  const row = await db
    .selectFrom('clocks.clock as c')
    .selectAll()
    .where('c.id', '=', id)
    .where(scopeFilter(scope, sql.ref('c.serviceId'), sql.ref('c.teamId')))
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();
  return (row as unknown as ClockRow | undefined) ?? null;
}

/** The clocks of a subject in the order in which they began. */
export async function clocksOn(
  db: Db | Tx,
  subject: { kind: string; id: string },
  { lock = false }: { lock?: boolean } = {},
): Promise<ClockRow[]> {
  const rows = await db
    .selectFrom('clocks.clock')
    .selectAll()
    .where('subjectKind', '=', subject.kind)
    .where('subjectId', '=', subject.id)
    .orderBy('startedAt')
    .orderBy('id')
    .$if(lock, (query) => query.forUpdate())
    .execute();
  return rows as unknown as ClockRow[];
}

export async function eventsOf(db: Db | Tx, clocks: readonly string[]): Promise<EventRow[]> {
  if (clocks.length === 0) return [];
  const rows = await db
    .selectFrom('clocks.event')
    .selectAll()
    .where('clockId', 'in', [...clocks])
    .orderBy('seq')
    .execute();
  return rows as unknown as EventRow[];
}

export interface NewClockEvent {
  clockId: string;
  kind: ClockTurn['kind'];
  at: Date;
  actor: string;
  actorName: string;
  reason?: string | null;
  data?: Record<string, unknown>;
}
export async function addEvents(tx: Tx, events: readonly NewClockEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx
    .insertInto('clocks.event')
    .values(events.map(({ data, ...event }) => ({ ...event, data: JSON.stringify(data ?? {}) })))
    .execute();
}

/** Keeps how a clock stands; of its marks those that were not told. */
export async function saveStanding(
  tx: Tx,
  id: string,
  standing: Standing,
  marks: readonly Mark[],
  also: { pauseReason?: string | null; breachedAt?: Date | null } = {},
): Promise<void> {
  const { marks: _, ...columns } = standing;
  await tx
    .updateTable('clocks.clock')
    .set({ ...columns, ...also })
    .where('id', '=', id)
    .execute();
  await tx.deleteFrom('clocks.mark').where('clockId', '=', id).execute();
  if (marks.length > 0)
    await tx
      .insertInto('clocks.mark')
      .values(marks.map((mark) => ({ ...mark, clockId: id })))
      .execute();
  if (standing.endedAt !== null) await tx.deleteFrom('clocks.told').where('clockId', '=', id).execute();
}

/** Who is told of the warnings of a subject's clocks from now on. */
export async function changeOwner(
  tx: Tx,
  subject: { kind: string; id: string },
  ownerId: string | null,
): Promise<void> {
  await tx
    .updateTable('clocks.clock')
    .set({ ownerId })
    .where('subjectKind', '=', subject.kind)
    .where('subjectId', '=', subject.id)
    .where('state', 'in', ['running', 'paused'])
    .execute();
}

/** Gives an open clock other terms; how it stands then is worked out by the caller. */
export async function changeTerms(
  tx: Tx,
  id: string,
  terms: {
    unit: ClockUnit;
    amount: number;
    pauses: string[];
    warnings: readonly ClockWarning[];
    calendarId: string | null;
  },
): Promise<void> {
  await tx
    .updateTable('clocks.clock')
    .set({ ...terms, warnings: JSON.stringify(terms.warnings) })
    .where('id', '=', id)
    .execute();
}
