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

/** Teams, and members of staff who handle contacts: what the need of a plan may name. */
export async function teamsAndAgents(db: Db): Promise<{ teams: Set<string>; agents: Set<string> }> {
  const [teams, agents] = await Promise.all([
    db.selectFrom('access.team').select('id').execute(),
    db.selectFrom('routing.agent').select('staffId').execute(),
  ]);
  return {
    teams: new Set(teams.map((one) => one.id)),
    agents: new Set(agents.map((one) => one.staffId)),
  };
}

/** Who handles contacts and is in active service, with their team; null who belongs to none. */
export async function activeAgents(db: Db): Promise<Map<string, string | null>> {
  const rows = await db
    .selectFrom('routing.agent as a')
    .innerJoin('access.staff as s', 's.id', 'a.staffId')
    .select(['s.id', 's.teamId'])
    .where('s.active', '=', true)
    .execute();
  return new Map(rows.map((row) => [row.id, row.teamId]));
}

/** The teams of members of staff; null who belongs to none. */
export async function teamsOf(db: Db, staff: readonly string[] | 'all'): Promise<Map<string, string | null>> {
  const query = db.selectFrom('access.staff').select(['id', 'teamId']);
  if (staff !== 'all' && staff.length === 0) return new Map();
  const rows = await (staff === 'all' ? query : query.where('id', 'in', staff)).execute();
  return new Map(rows.map((row) => [row.id, row.teamId]));
}

/** Skills in use, for choosing by code. */
export async function skillsByCode(db: Db): Promise<{ id: string; code: string; name: string }[]> {
  const rows = await db
    .selectFrom('routing.skill')
    .select(['id', 'code', 'name'])
    .where('active', '=', true)
    .orderBy('code')
    .execute();
  return rows.map(({ id, code, name }) => ({ id, code, name: (name as { it: string }).it }));
}
