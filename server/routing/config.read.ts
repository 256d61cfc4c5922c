import type { Db } from '#server/platform/index.ts';

export async function findTeam(db: Db, id: string): Promise<{ id: string; serviceId: string | null } | null> {
  const row = await db
    .selectFrom('access.team')
    .select(['id', 'serviceId'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

export async function calendarExists(db: Db, id: string): Promise<boolean> {
  const row = await db.selectFrom('calendars.calendar').select('id').where('id', '=', id).executeTakeFirst();
  return row !== undefined;
}
