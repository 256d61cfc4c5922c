import { sql } from 'kysely';
import type { Db, Grant, Tx } from '#server/platform/index.ts';
import { grantsJson, toGrants } from './sessions.store.ts';

/** A member of staff as stored, without the password's hash. */
export interface StaffRow {
  id: string;
  email: string;
  name: string;
  publicName: string;
  language: string;
  teamId: string | null;
  active: boolean;
  preferences: Record<string, unknown>;
  createdAt: Date;
  /** The team's service. */
  serviceId: string | null;
}

/** A grant as given: a role at a place. */
export interface GivenGrant {
  roleId: string;
  serviceId: string | null;
  teamId: string | null;
}

const selectStaff = (db: Db) =>
  db
    .selectFrom('access.staff as s')
    .leftJoin('access.team as t', 't.id', 's.teamId')
    .select([
      's.id',
      's.email',
      's.name',
      's.publicName',
      's.language',
      's.teamId',
      's.active',
      's.preferences',
      's.createdAt',
      't.serviceId',
    ]);

export async function findStaff(db: Db, id: string): Promise<StaffRow | null> {
  const row = await selectStaff(db).where('s.id', '=', id).executeTakeFirst();
  return (row as StaffRow | undefined) ?? null;
}

/** Locks the row, so that two changes of one person follow each other. */
export async function lockStaff(tx: Tx, id: string): Promise<void> {
  await tx.selectFrom('access.staff').select('id').where('id', '=', id).forUpdate().execute();
}

export async function findStaffByEmail(
  db: Db,
  email: string,
): Promise<{ id: string; name: string; active: boolean; passwordHash: string | null } | null> {
  const row = await db
    .selectFrom('access.staff')
    .select(['id', 'name', 'active', 'passwordHash'])
    .where(sql`lower(email)`, '=', email)
    .executeTakeFirst();
  return row ?? null;
}

export async function findPasswordHash(db: Db, id: string): Promise<string | null> {
  const row = await db
    .selectFrom('access.staff')
    .select('passwordHash')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.passwordHash ?? null;
}

export async function findGrants(db: Db, staffId: string): Promise<Grant[]> {
  const { rows } = await sql<{
    grants: { role: string; permissions: string[]; serviceId: string | null; teamId: string | null }[];
  }>`select ${grantsJson} as grants from access.staff s where s.id = ${staffId}`.execute(db);
  return toGrants(rows[0]?.grants ?? []);
}

export interface StaffFields {
  email: string;
  name: string;
  publicName: string;
  language: string;
  teamId: string | null;
  active: boolean;
}

export async function insertStaff(
  tx: Tx,
  row: StaffFields & { id: string; createdAt: Date; passwordHash: string | null },
): Promise<void> {
  await tx.insertInto('access.staff').values(row).execute();
}

export async function updateStaffRow(
  tx: Tx,
  id: string,
  fields: Partial<StaffFields & { passwordHash: string; preferences: string }>,
): Promise<void> {
  if (Object.keys(fields).length === 0) return;
  await tx.updateTable('access.staff').set(fields).where('id', '=', id).execute();
}

/** Makes the grants of a member of staff exactly these; `ids` gives one new id for each. */
export async function replaceGrants(
  tx: Tx,
  staffId: string,
  grants: readonly (GivenGrant & { id: string })[],
): Promise<void> {
  await tx.deleteFrom('access.grant').where('staffId', '=', staffId).execute();
  if (grants.length > 0)
    await tx
      .insertInto('access.grant')
      .values(grants.map((grant) => ({ ...grant, staffId })))
      .execute();
}

const administratorsLock = 7_146_202_610;

/** One change at a time of who is administrator: two people must not remove each other at the same moment. */
export async function lockAdministrators(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${administratorsLock})`.execute(tx);
}

/** How many active people can sign in and manage staff everywhere. */
export async function countAdministrators(tx: Tx): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct s.id) as count from access.staff s
    join access.grant g on g.staff_id = s.id and g.service_id is null and g.team_id is null
    join access.role r on r.id = g.role_id and 'admin.staff' = any(r.permissions)
    where s.active and s.password_hash is not null`.execute(tx);
  return rows[0]!.count;
}

/** Whether anybody at all is on the staff. */
export async function hasStaff(db: Db): Promise<boolean> {
  return (await db.selectFrom('access.staff').select('id').limit(1).executeTakeFirst()) !== undefined;
}
