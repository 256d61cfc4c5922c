import { scopeFilter, sql, type Db, type Scope, type Tx } from '#server/platform/index.ts';
import type { ServiceLevelFormula } from './service-level.rules.ts';

export interface VersionRow {
  id: string;
  queueId: string | null;
  version: number;
  formula: ServiceLevelFormula;
  threshold: Record<string, number>;
  target: number;
  shortAbandonSeconds: number;
  validFrom: Date;
  note: string;
  createdBy: string;
  createdAt: Date;
}

/** Versions of the service level of queues in scope, the newest first. */
export async function readVersions(db: Db, scope: Scope, queue: string | null): Promise<VersionRow[]> {
  const { rows } = await sql<VersionRow>`
    select v.id, v.queue_id, v.version, v.formula, v.threshold, v.target, v.short_abandon_seconds, v.valid_from, v.note,
      v.created_by, v.created_at
    from insight.indicator_version as v join routing.queue as q on q.id = v.queue_id
    where v.indicator = 'service_level' and ${scopeFilter(scope, sql.ref('q.serviceId'), sql.ref('q.teamId'))}
      and (${queue}::uuid is null or v.queue_id = ${queue}::uuid)
    order by v.valid_from desc, q.name, v.version desc limit 1000`.execute(db);
  return rows;
}

/** The version of a queue that counts at an instant; null before there is any. */
export async function versionAt(db: Db, queueId: string, at: Date): Promise<VersionRow | null> {
  const row = await db
    .selectFrom('insight.indicatorVersion')
    .selectAll()
    .where('indicator', '=', 'service_level')
    .where('queueId', '=', queueId)
    .where('validFrom', '<=', at)
    .orderBy('validFrom', 'desc')
    .limit(1)
    .executeTakeFirst();
  return (row as VersionRow | undefined) ?? null;
}

/** Writes the next version of a queue; one that is to count from the very same instant is replaced by it. */
export async function addVersion(
  tx: Tx,
  row: Omit<VersionRow, 'version' | 'createdAt'>,
): Promise<VersionRow> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`insight.indicator ${row.queueId}`}, 0))`.execute(
    tx,
  );
  await tx
    .deleteFrom('insight.indicatorVersion')
    .where('queueId', '=', row.queueId)
    .where('validFrom', '=', row.validFrom)
    .execute();
  return (await tx
    .insertInto('insight.indicatorVersion')
    .values({
      ...row,
      threshold: JSON.stringify(row.threshold),
      version: sql<number>`(select coalesce(max(version), 0) + 1 from insight.indicator_version where queue_id = ${row.queueId}::uuid)`,
    })
    .returningAll()
    .executeTakeFirstOrThrow()) as unknown as VersionRow;
}

/** Versions that were made ahead and began to count in a stretch of time, the oldest first. */
export async function begunBetween(db: Db, after: Date, until: Date): Promise<VersionRow[]> {
  return (await db
    .selectFrom('insight.indicatorVersion')
    .selectAll()
    .where('validFrom', '>', after)
    .where('validFrom', '<=', until)
    .whereRef('createdAt', '<', 'validFrom')
    .where('queueId', 'is not', null)
    .orderBy('validFrom')
    .execute()) as VersionRow[];
}

/** Gives every queue that has none its first version: what it promises now is taken as what it always did. */
export async function addFirstVersions(tx: Tx): Promise<void> {
  await sql`
    insert into insight.indicator_version (id, queue_id, version, formula, threshold, target, short_abandon_seconds, valid_from, created_by)
    select gen_random_uuid(), q.id, 1, q.service_level ->> 'formula', q.service_level -> 'threshold',
      (q.service_level ->> 'target')::float8, q.short_abandon_seconds, '2000-01-01Z', 'system'
    from routing.queue as q
    where not exists (select from insight.indicator_version as v where v.queue_id = q.id)
    on conflict do nothing`.execute(tx);
}
