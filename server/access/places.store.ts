import { sql } from 'kysely';
import type { Db, Tx } from '#server/platform/index.ts';

export interface ServiceRow {
  id: string;
  code: string;
  name: string;
  active: boolean;
}
export interface TeamRow {
  id: string;
  name: string;
  serviceId: string | null;
  /** The outside company whose people it is made of; '' for the organisation's own. */
  supplier: string;
  active: boolean;
}
export interface RoleRow {
  id: string;
  code: string;
  name: { it: string; en: string };
  permissions: string[];
  builtIn: boolean;
}

export const allServices = (db: Db): Promise<ServiceRow[]> =>
  db.selectFrom('access.service').select(['id', 'code', 'name', 'active']).orderBy('name').execute();
export const allTeams = (db: Db): Promise<TeamRow[]> =>
  db
    .selectFrom('access.team')
    .select(['id', 'name', 'serviceId', 'supplier', 'active'])
    .orderBy('name')
    .execute();

const roleColumns = ['id', 'code', 'name', 'permissions', 'builtIn'] as const;
export const allRoles = async (db: Db): Promise<RoleRow[]> =>
  (await db
    .selectFrom('access.role')
    .select(roleColumns)
    .orderBy('builtIn', 'desc')
    .orderBy('code')
    .execute()) as RoleRow[];

export async function findService(db: Db, id: string): Promise<ServiceRow | null> {
  const row = await db
    .selectFrom('access.service')
    .select(['id', 'code', 'name', 'active'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}
export async function findTeam(db: Db, id: string): Promise<TeamRow | null> {
  const row = await db
    .selectFrom('access.team')
    .select(['id', 'name', 'serviceId', 'supplier', 'active'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}
export async function findRoles(db: Db, ids: readonly string[]): Promise<RoleRow[]> {
  if (ids.length === 0) return [];
  return (await db
    .selectFrom('access.role')
    .select(roleColumns)
    .where('id', 'in', ids)
    .execute()) as RoleRow[];
}

export async function saveService(tx: Tx, row: ServiceRow): Promise<void> {
  const { id: _, ...fields } = row;
  await tx
    .insertInto('access.service')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(fields))
    .execute();
}
export async function saveTeam(tx: Tx, row: TeamRow): Promise<void> {
  const { id: _, ...fields } = row;
  await tx
    .insertInto('access.team')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(fields))
    .execute();
}
export async function saveRole(tx: Tx, row: RoleRow): Promise<void> {
  const fields = {
    code: row.code,
    name: JSON.stringify(row.name),
    permissions: sql<string[]>`${row.permissions}::text[]`,
    builtIn: row.builtIn,
  };
  await tx
    .insertInto('access.role')
    .values({ id: row.id, ...fields })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(fields))
    .execute();
}

/** Makes a built-in role be as the build has it; found by its code. True when something had to change. */
export async function putBuiltInRole(tx: Tx, row: Omit<RoleRow, 'builtIn'>): Promise<boolean> {
  const { rows } = await sql`
    insert into access.role (id, code, name, permissions, built_in)
    values (${row.id}, ${row.code}, ${JSON.stringify(row.name)}::jsonb, ${row.permissions}::text[], true)
    on conflict (code) do update set name = excluded.name, permissions = excluded.permissions, built_in = true
    where (role.name, role.permissions, role.built_in) is distinct from (excluded.name, excluded.permissions, true)
    returning id`.execute(tx);
  return rows.length > 0;
}

/** The staff who hold a role. */
export async function holdersOf(tx: Tx, roleId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('access.grant')
    .select('staffId')
    .distinct()
    .where('roleId', '=', roleId)
    .execute();
  return rows.map((row) => row.staffId);
}
