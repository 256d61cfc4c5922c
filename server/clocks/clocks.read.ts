import type { z } from 'zod';
import type { clockView } from '#contract/clocks.ts';
import { dayByDay, loadCounting, stretchesOf, usedAt } from '#server/calendars/index.ts';
import { sql, type Db } from '#server/platform/index.ts';
import { passedAt } from './clock.rules.ts';
import { clocksOn, eventsOf, type ClockRow } from './clocks.store.ts';

type ClockOut = z.input<typeof clockView>;

/** The clocks of a subject as screens show them, with everything that moved them. The caller has been let to the subject. */
export async function clocksShown(
  db: Db,
  subject: { kind: 'case' | 'contact'; id: string },
  now: Date,
): Promise<ClockOut[]> {
  const rows = await clocksOn(db, subject);
  if (rows.length === 0) return [];
  const events = Map.groupBy(
    await eventsOf(
      db,
      rows.map(({ id }) => id),
    ),
    ({ clockId }) => clockId,
  );
  const { rows: standards } = await sql<{
    clock: string;
    standard: NonNullable<ClockOut['standard']> & { packCode: string; packName: { it: string; en: string } };
  }>`
    select c.id as clock, jsonb_build_object('code', s.code, 'kind', s.kind, 'confirmed', s.confirmed, 'mark', s.mark,
      'source', s.source, 'packCode', p.code, 'packName', p.name) as standard
    from clocks.clock as c join clocks.standard as s on s.id = c.standard_id join clocks.pack as p on p.id = s.pack_id
    where c.subject_kind = ${subject.kind} and c.subject_id = ${subject.id}::uuid`.execute(db);
  const compensations = await db
    .selectFrom('clocks.compensation')
    .select(['clockId', 'id', 'multiple', 'amountCents', 'state'])
    .where(
      'clockId',
      'in',
      rows.map(({ id }) => id),
    )
    .execute();
  const shown: ClockOut[] = [];
  for (const row of rows) {
    const own = events.get(row.id) ?? [];
    const calendar = await loadCounting(db, row.calendarId);
    const known = standards.find(({ clock }) => clock === row.id)?.standard ?? null;
    const due = compensations.find(({ clockId }) => clockId === row.id);
    shown.push({
      ...(row as Omit<ClockRow, 'pauses' | 'state' | 'pauseReason'> &
        Pick<ClockOut, 'pauses' | 'state' | 'pauseReason'>),
      breachedAt: passedAt(row, now),
      used: usedAt(calendar, row.unit, stretchesOf(own), row.endedAt ?? now),
      measured: row.measured === null ? null : Number(row.measured),
      timeZone: calendar.hours.timeZone,
      pack: known === null ? null : { code: known.packCode, name: known.packName },
      standard: known,
      compensation:
        due === undefined
          ? null
          : {
              id: due.id,
              multiple: due.multiple,
              amountCents: due.amountCents,
              state: due.state as NonNullable<ClockOut['compensation']>['state'],
            },
      events: own.map((one) => ({
        kind: one.kind,
        at: one.at,
        recordedAt: one.recordedAt,
        author: one.actorName,
        reason: one.reason,
        data: one.data,
      })),
    });
  }
  return shown;
}

/** Why it is due then: the count of a clock of the subject, day by day; null when it has no such clock. */
export async function daysOfClock(
  db: Db,
  subject: { kind: 'case' | 'contact'; id: string },
  clockId: string,
  now: Date,
) {
  const row = (await clocksOn(db, subject)).find(({ id }) => id === clockId);
  if (row === undefined) return null;
  const calendar = await loadCounting(db, row.calendarId);
  const turns = await eventsOf(db, [row.id]);
  return dayByDay(calendar, row.unit, row.amount, stretchesOf(turns), { until: now, stop: row.endedAt });
}
