import { sql } from 'kysely';
import type { Db, Grant, Tx } from '#server/platform/index.ts';
import type { FailedSignIns } from './access.rules.ts';

/** Who a session or a token stands for, as the database has it. */
export interface Holder {
  id: string;
  name: string;
  grants: Grant[];
}

interface GrantRow {
  role: string;
  permissions: string[];
  serviceId: string | null;
  teamId: string | null;
}
export const toGrants = (rows: readonly GrantRow[]): Grant[] =>
  rows.map((row) => ({
    role: row.role,
    permissions: new Set(row.permissions),
    serviceId: row.serviceId,
    teamId: row.teamId,
  }));

/** The grants of a member of staff as JSON, for use inside a select on `access.staff s`. */
export const grantsJson = sql<GrantRow[]>`coalesce((
  select json_agg(json_build_object('role', r.code, 'permissions', r.permissions, 'serviceId', g.service_id, 'teamId', g.team_id))
  from access.grant g join access.role r on r.id = g.role_id where g.staff_id = s.id), '[]'::json)`;

export interface LiveSession extends Holder {
  createdAt: Date;
  seenAt: Date;
}

/** A session that may be used now, with its member of staff; null when it is ended, revoked or its owner inactive. */
export async function findSession(db: Db, id: string, now: Date): Promise<LiveSession | null> {
  const { rows } = await sql<{
    id: string;
    name: string;
    createdAt: Date;
    seenAt: Date;
    grants: GrantRow[];
  }>`
    select s.id, s.name, x.created_at, x.seen_at, ${grantsJson} as grants
    from access.session x join access.staff s on s.id = x.staff_id
    where x.id = ${id} and x.revoked_at is null and x.expires_at > ${now} and s.active`.execute(db);
  const row = rows[0];
  return row === undefined ? null : { ...row, grants: toGrants(row.grants) };
}

export async function insertSession(
  tx: Tx,
  session: {
    id: string;
    staffId: string;
    createdAt: Date;
    expiresAt: Date;
    ip: string | null;
    userAgent: string | null;
  },
): Promise<void> {
  await tx
    .insertInto('access.session')
    .values({ ...session, seenAt: session.createdAt })
    .execute();
}

export async function noteSessionUse(db: Db, id: string, seenAt: Date, expiresAt: Date): Promise<void> {
  await db.updateTable('access.session').set({ seenAt, expiresAt }).where('id', '=', id).execute();
}

export async function listSessions(db: Db, staffId: string, now: Date) {
  return db
    .selectFrom('access.session')
    .select(['id', 'createdAt', 'seenAt', 'ip', 'userAgent'])
    .where('staffId', '=', staffId)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', now)
    .orderBy('seenAt', 'desc')
    .execute();
}

/** Ends sessions of a member of staff: one of them, all, or all but one. Returns how many it ended. */
export async function revokeSessions(
  tx: Tx,
  staffId: string,
  at: Date,
  which: { only?: string; except?: string } = {},
): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('access.session')
    .set({ revokedAt: at })
    .where('staffId', '=', staffId)
    .where('revokedAt', 'is', null)
    .$if(which.only !== undefined, (query) => query.where('id', '=', which.only!))
    .$if(which.except !== undefined, (query) => query.where('id', '!=', which.except!))
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Notes a sign-in that begins, as failed until it is known better, so that parallel guesses count each other. */
export async function beginSignIn(db: Db, email: string, ip: string, at: Date): Promise<number> {
  const row = await db
    .insertInto('access.loginAttempt')
    .values({ email, ip, at, ok: false })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

export async function signInSucceeded(tx: Tx, attempt: number): Promise<void> {
  await tx.updateTable('access.loginAttempt').set({ ok: true }).where('id', '=', attempt).execute();
}

/** Takes back the note of an attempt that was refused unread, so that waiting, not trying, ends the throttle. */
export async function forgetSignIn(db: Db, attempt: number): Promise<void> {
  await db.deleteFrom('access.loginAttempt').where('id', '=', attempt).execute();
}

export async function failedSignIns(db: Db, email: string, ip: string, since: Date): Promise<FailedSignIns> {
  const { rows } = await sql<FailedSignIns>`
    select (select count(*) from access.login_attempt where email = ${email} and ip = ${ip} and not ok and at > greatest(${since},
              (select max(at) from access.login_attempt where email = ${email} and ip = ${ip} and ok))) as pair,
           (select count(*) from access.login_attempt where email = ${email} and at > ${since} and not ok) as email,
           (select count(*) from access.login_attempt where ip = ${ip} and at > ${since} and not ok) as address`.execute(
    db,
  );
  return rows[0]!;
}

/** Drops sign-in attempts and ended sessions that nobody needs any more. */
export async function dropOldAccess(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('access.loginAttempt').where('at', '<', before).execute();
  await db
    .deleteFrom('access.session')
    .where((eb) => eb.or([eb('expiresAt', '<', before), eb('revokedAt', '<', before)]))
    .execute();
}
