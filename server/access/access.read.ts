import { sql } from 'kysely';
import {
  decodeCursor,
  isUuid,
  pageOf,
  scopeFilter,
  type Actor,
  type Db,
  type Scope,
  type Tx,
} from '#server/platform/index.ts';

/** A member of staff with grants, as lists and single answers show it. */
export interface StaffView {
  id: string;
  email: string;
  name: string;
  publicName: string;
  language: 'it' | 'en';
  teamId: string | null;
  active: boolean;
  createdAt: Date;
  grants: {
    id: string;
    role: { id: string; code: string; name: { it: string; en: string } };
    serviceId: string | null;
    teamId: string | null;
  }[];
}

/** A member of staff with the place of their team. */
export interface StaffPlace {
  id: string;
  name: string;
  email: string;
  language: string;
  teamId: string | null;
  serviceId: string | null;
}

const staffColumns = sql`s.id, s.email, s.name, s.public_name, s.language, s.team_id, s.active, s.created_at,
  coalesce((select json_agg(json_build_object('id', g.id, 'role', json_build_object('id', r.id, 'code', r.code, 'name', r.name),
      'serviceId', g.service_id, 'teamId', g.team_id) order by r.code, g.id)
    from access.grant g join access.role r on r.id = g.role_id where g.staff_id = s.id), '[]'::json) as grants`;

/** Staff by name; `scope` is where the caller may look: a person is where their team is. */
export async function listStaffViews(
  db: Db,
  scope: Scope,
  query: { search?: string | undefined; limit: number; cursor?: string | undefined },
) {
  const after = decodeCursor(query.cursor, 2);
  const like = `%${(query.search ?? '').replace(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await sql<StaffView>`
    select ${staffColumns} from access.staff s left join access.team t on t.id = s.team_id
    where ${scopeFilter(scope, sql`t.service_id`, sql`s.team_id`)}
      and (s.name ilike ${like} or s.public_name ilike ${like} or s.email ilike ${like})
      and ${after === null ? sql`true` : sql`(s.name, s.id) > (${after[0]}, ${uuidOf(after[1])}::uuid)`}
    order by s.name, s.id limit ${query.limit + 1}`.execute(db);
  return pageOf(rows, query.limit, (row) => [row.name, row.id]);
}

export async function findStaffView(db: Db, id: string): Promise<StaffView | null> {
  const { rows } =
    await sql<StaffView>`select ${staffColumns} from access.staff s where s.id = ${id}`.execute(db);
  return rows[0] ?? null;
}

/**
 * Active staff by name. `services` null: all; else those of these services. Who has no team that belongs to a service
 * is of the services of their grants, which may be all of them.
 */
export async function listColleagueViews(db: Db, services: ReadonlySet<string> | null) {
  const { rows } = await sql<{ id: string; name: string; publicName: string; teamId: string | null }>`
    select s.id, s.name, s.public_name, s.team_id from access.staff s left join access.team t on t.id = s.team_id
    where s.active and (${services === null} or t.service_id = any(${[...(services ?? [])]}::uuid[])
      or t.service_id is null and exists (
        select from access.grant g left join access.team gt on gt.id = g.team_id
        where g.staff_id = s.id and (coalesce(g.service_id, gt.service_id) is null
          or coalesce(g.service_id, gt.service_id) = any(${[...(services ?? [])]}::uuid[]))))
    order by s.name, s.id`.execute(db);
  return rows;
}

/** Names of staff by id, for screens that show who did something. */
export async function staffNames(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('access.staff').select(['id', 'name']).where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** The name of whoever an audit row names: a member of staff or a program; null for everybody else. */
export async function actorNameOf(db: Db, label: string): Promise<string | null> {
  const [kind, id = ''] = label.split(':');
  if (kind === 'staff') return (await staffNames(db, [id])).get(id) ?? null;
  if (kind !== 'token') return null;
  const row = await db.selectFrom('access.apiToken').select('name').where('id', '=', id).executeTakeFirst();
  return row?.name ?? null;
}

/** Active staff by id: how to write to them, and where they belong. */
export async function staffByIds(db: Db, ids: readonly string[]): Promise<StaffPlace[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<StaffPlace>`
    select s.id, s.name, s.email, s.language, s.team_id, t.service_id from access.staff s
    left join access.team t on t.id = s.team_id
    where s.active and s.id = any (${[...ids]}::uuid[]) order by s.name, s.id`.execute(db);
  return rows;
}

/**
 * The services in which a member of staff has any business: that of their team and those of their grants. Null: all,
 * since one of their grants holds everywhere.
 */
export async function servicesReached(db: Db, staffId: string): Promise<string[] | null> {
  const { rows } = await sql<{ services: string[]; everywhere: boolean }>`
    select coalesce(bool_or(g.id is not null and g.service_id is null and g.team_id is null), false) as everywhere,
      array_remove(array_agg(distinct coalesce(g.service_id, gt.service_id)) || array_agg(distinct t.service_id), null) as services
    from access.staff s left join access.team t on t.id = s.team_id
      left join access.grant g on g.staff_id = s.id left join access.team gt on gt.id = g.team_id
    where s.id = ${staffId}::uuid and s.active`.execute(db);
  return rows[0]!.everywhere ? null : (rows[0]!.services ?? []);
}

/** Active staff who hold a permission at a place. */
export async function staffWhoMay(
  db: Db,
  permission: string,
  place: { serviceId: string | null; teamId: string | null },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct s.id from access.staff s join access.grant g on g.staff_id = s.id join access.role r on r.id = g.role_id
    where s.active and r.permissions && ${[permission, '*']}::text[]
      and (g.service_id is null or g.service_id = ${place.serviceId}::uuid)
      and (g.team_id is null or g.team_id = ${place.teamId}::uuid)`.execute(db);
  return rows.map(({ id }) => id);
}

/** Active staff who have any business in a service, by their team or a grant; null: all active staff. */
export async function staffOfService(db: Db, serviceId: string | null): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select s.id from access.staff s left join access.team t on t.id = s.team_id
    where s.active and (${serviceId}::uuid is null or t.service_id = ${serviceId}::uuid or exists (
      select from access.grant g left join access.team gt on gt.id = g.team_id
      where g.staff_id = s.id and (g.service_id is null and g.team_id is null
        or coalesce(g.service_id, gt.service_id) = ${serviceId}::uuid)))`.execute(db);
  return rows.map(({ id }) => id);
}

/** Active staff of a team. */
export async function staffOfTeam(db: Db, teamId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select s.id from access.staff s where s.active and s.team_id = ${teamId}::uuid order by s.id`.execute(db);
  return rows.map(({ id }) => id);
}

/** Which of these people have used a desk since. */
export async function seenSince(db: Db, ids: readonly string[], since: Date): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select distinct s.staff_id as id from access.session s
    where s.staff_id = any (${[...ids]}::uuid[]) and s.seen_at >= ${since}`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** Names of active staff who hold a permission over everything, at most so many. */
export async function staffWhoMayEverywhere(db: Db, permission: string, most: number): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select s.name from access.staff s where s.active and exists (
      select from access.grant g join access.role r on r.id = g.role_id
      where g.staff_id = s.id and g.service_id is null and g.team_id is null and r.permissions && ${[permission, '*']}::text[])
    order by s.name, s.id limit ${most}`.execute(db);
  return rows.map(({ name }) => name);
}

// An actor is written `staff:<id>`; the name is looked up by what follows the colon.
const actorName = sql`coalesce(s.name, k.name, case x.actor when 'system' then 'Filodiretto' when 'customer' then '' else x.actor end)`;
const actorJoins = sql`
  left join access.staff s on x.actor like 'staff:%' and s.id::text = substr(x.actor, 7)
  left join access.api_token k on x.actor like 'token:%' and k.id::text = substr(x.actor, 7)`;

export interface AuditView {
  id: number;
  at: Date;
  actor: string;
  actorName: string;
  action: string;
  objectType: string;
  objectId: string | null;
  before: unknown;
  after: unknown;
  reason: string | null;
  ip: string | null;
}

/** The audit log, newest first. Rows without a service are for those who may read it everywhere. */
export async function listAuditRows(
  db: Db,
  scope: Scope,
  query: {
    action?: string | undefined;
    objectType?: string | undefined;
    objectId?: string | undefined;
    actor?: string | undefined;
    from?: string | undefined;
    to?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  },
) {
  const after = decodeCursor(query.cursor, 1);
  const tests = [
    scopeFilter(scope, sql`x.service_id`, sql`null::uuid`),
    ...(query.action === undefined
      ? []
      : [
          sql`(x.action = ${query.action} or x.action like ${`${query.action.replace(/[\\%_]/g, '\\$&')}.%`})`,
        ]),
    ...(query.objectType === undefined ? [] : [sql`x.object_type = ${query.objectType}`]),
    ...(query.objectId === undefined ? [] : [sql`x.object_id = ${query.objectId}`]),
    // A bare id is taken for a member of staff.
    ...(query.actor === undefined
      ? []
      : [sql`x.actor = ${isUuid(query.actor) ? `staff:${query.actor}` : query.actor}`]),
    ...(query.from === undefined ? [] : [sql`x.at >= ${new Date(query.from)}`]),
    ...(query.to === undefined ? [] : [sql`x.at < ${new Date(query.to)}`]),
    ...(after === null ? [] : [sql`x.id < ${Number(after[0])}`]),
  ];
  const { rows } = await sql<AuditView>`
    select x.id, x.at, x.actor, ${actorName} as actor_name, x.action, x.object_type, x.object_id, x.before, x.after, x.reason, x.ip
    from platform.audit x ${actorJoins} where ${sql.join(tests, sql` and `)}
    order by x.id desc limit ${query.limit + 1}`.execute(db);
  return pageOf(rows, query.limit, (row) => [row.id]);
}

/**
 * Looks at customers' records, newest first. A look is where the one who looked belongs.
 * @param named whether the customers are named
 */
export async function listReadRows(
  db: Db,
  scope: Scope,
  query: { customer?: string | undefined; limit: number; cursor?: string | undefined },
  named: boolean,
) {
  const after = decodeCursor(query.cursor, 1);
  const { rows } = await sql<{
    id: number;
    at: Date;
    actor: string;
    actorName: string;
    customerId: string;
    customerName: string | null;
    customerNumber: string | null;
    what: string;
    ip: string | null;
  }>`
    select x.id, x.at, x.actor, ${actorName} as actor_name, x.customer_id, c.name as customer_name,
      c.number as customer_number, x.what, x.ip
    from platform.read_log x ${actorJoins} left join access.team t on t.id = s.team_id
    left join customers.customer c on ${named} and c.id = x.customer_id
    where ${scopeFilter(scope, sql`coalesce(t.service_id, k.service_id)`, sql`s.team_id`)}
      and ${query.customer === undefined ? sql`true` : sql`x.customer_id = ${query.customer}`}
      and ${after === null ? sql`true` : sql`x.id < ${Number(after[0])}`}
    order by x.id desc limit ${query.limit + 1}`.execute(db);
  return pageOf(rows, query.limit, (row) => [row.id]);
}

// A cursor is the caller's text: an id in it that is none must not reach the database as a type error.
const uuidOf = (value: string | number | undefined): string =>
  typeof value === 'string' && isUuid(value) ? value : '00000000-0000-0000-0000-000000000000';

/** The language in which whoever asks reads. */
export async function readerLanguage(db: Db | Tx, actor: Actor): Promise<'it' | 'en'> {
  if (actor.kind !== 'staff' || actor.id === null) return 'it';
  const { rows } = await sql<{ language: 'it' | 'en' }>`
    select s.language from access.staff as s where s.id = ${actor.id}::uuid`.execute(db);
  return rows[0]?.language ?? 'it';
}
