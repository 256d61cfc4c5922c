import { scopeFilter, sql, type Db, type Scope, type Tx } from '#server/platform/index.ts';
import type { ThresholdMeasure } from '#contract/figures.ts';
import type { Breach, Level } from './alerts.rules.ts';

export interface ThresholdRow {
  id: string;
  queueId: string | null;
  measure: ThresholdMeasure;
  warn: number | null;
  critical: number | null;
  margin: number;
  holdSeconds: number;
  mailTo: string[];
  active: boolean;
}

/** Limits of queues in scope; those of the whole organisation only where the scope is everything. */
export async function readThresholds(db: Db, scope: Scope): Promise<ThresholdRow[]> {
  const { rows } = await sql<ThresholdRow>`
    select t.* from insight.threshold as t left join routing.queue as q on q.id = t.queue_id
    where ${scope === 'all'} or ${scopeFilter(scope, sql.ref('q.serviceId'), sql.ref('q.teamId'))}
    order by q.name nulls first, t.measure, t.id`.execute(db);
  return rows;
}

export async function findThreshold(tx: Tx, id: string): Promise<ThresholdRow | null> {
  const row = await tx
    .selectFrom('insight.threshold')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return (row as ThresholdRow | undefined) ?? null;
}

export async function saveThreshold(tx: Tx, row: ThresholdRow): Promise<void> {
  const { id: _, ...fields } = row;
  await tx
    .insertInto('insight.threshold')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(fields))
    .execute();
}

export const deleteThreshold = async (tx: Tx, id: string): Promise<void> => {
  await tx.deleteFrom('insight.threshold').where('id', '=', id).execute();
};

/** Limits that are watched, with what is remembered of each and its open alert. */
export interface Watched extends ThresholdRow {
  breach: Breach | null;
  alertId: string | null;
  told: Level;
  worst: number | null;
}
export async function watchedThresholds(db: Db): Promise<Watched[]> {
  const { rows } = await sql<
    ThresholdRow & {
      breachLevel: Level | null;
      breachSince: Date | null;
      alertId: string | null;
      told: Level | null;
      worst: number | null;
    }
  >`
    select t.*, b.level as breach_level, b.since as breach_since, a.id as alert_id, a.level as told, a.worst
    from insight.threshold as t left join insight.breach as b on b.threshold_id = t.id
      left join insight.alert as a on a.threshold_id = t.id and a.closed_at is null
    where t.active or a.id is not null order by t.id`.execute(db);
  return rows.map(({ breachLevel, breachSince, told, ...row }) => ({
    ...row,
    told: told ?? 'none',
    breach: breachLevel === null ? null : { level: breachLevel, since: breachSince!.getTime() },
  }));
}

export async function writeBreach(tx: Tx, thresholdId: string, breach: Breach | null): Promise<void> {
  if (breach === null) {
    await tx.deleteFrom('insight.breach').where('thresholdId', '=', thresholdId).execute();
    return;
  }
  const fields = { level: breach.level, since: new Date(breach.since) };
  await tx
    .insertInto('insight.breach')
    .values({ thresholdId, ...fields })
    .onConflict((conflict) => conflict.column('thresholdId').doUpdateSet(fields))
    .execute();
}

export interface AlertRow {
  id: string;
  kind: 'threshold' | 'figures';
  thresholdId: string | null;
  queueId: string | null;
  queueName: string | null;
  serviceId: string | null;
  teamId: string | null;
  measure: string;
  level: 'warn' | 'critical';
  value: number | null;
  bound: number | null;
  worst: number | null;
  openedAt: Date;
  acknowledgedAt: Date | null;
  acknowledgedBy: string | null;
  acknowledgedByName: string | null;
  closedAt: Date | null;
  closedBy: string | null;
  closedByName: string | null;
}

const alertRows = sql`
  select a.*, q.name as queue_name, s.name as acknowledged_by_name, c.name as closed_by_name
  from insight.alert as a left join routing.queue as q on q.id = a.queue_id
    left join access.staff as s on s.id = a.acknowledged_by left join access.staff as c on c.id = a.closed_by`;

/** Alerts in scope; one that belongs to no queue is everybody's who may see the live figures. */
export async function readAlerts(
  db: Db,
  scope: Scope,
  { state, limit }: { state: 'open' | 'closed' | 'all'; limit: number },
): Promise<AlertRow[]> {
  const { rows } = await sql<AlertRow>`${alertRows}
    where (a.service_id is null or ${scopeFilter(scope, sql.ref('a.serviceId'), sql.ref('a.teamId'))})
      and (${state} = 'all' or (a.closed_at is null) = (${state} = 'open'))
    order by a.opened_at desc, a.id desc limit ${limit}`.execute(db);
  return rows;
}

export async function findAlert(tx: Tx, id: string): Promise<AlertRow | null> {
  await tx.selectFrom('insight.alert').select('id').where('id', '=', id).forUpdate().execute();
  const { rows } = await sql<AlertRow>`${alertRows} where a.id = ${id}::uuid`.execute(tx);
  return rows[0] ?? null;
}

export const insertAlert = async (
  tx: Tx,
  row: Omit<
    AlertRow,
    | 'kind'
    | 'queueName'
    | 'acknowledgedAt'
    | 'acknowledgedBy'
    | 'acknowledgedByName'
    | 'closedAt'
    | 'closedBy'
    | 'closedByName'
  >,
): Promise<void> => {
  await tx.insertInto('insight.alert').values(row).execute();
};

export const changeAlert = async (
  tx: Tx,
  id: string,
  change: Partial<
    Pick<
      AlertRow,
      'level' | 'value' | 'bound' | 'worst' | 'acknowledgedAt' | 'acknowledgedBy' | 'closedAt' | 'closedBy'
    >
  >,
): Promise<void> => {
  await tx.updateTable('insight.alert').set(change).where('id', '=', id).execute();
};

/** Opens the alert that figures differ from legs, once; null when it is open. */
export async function openFiguresAlert(
  tx: Tx,
  id: string,
  quarters: number,
  at: Date,
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    insert into insight.alert (id, kind, measure, level, value, worst, opened_at)
    select ${id}::uuid, 'figures', 'figures', 'critical', ${quarters}, ${quarters}, ${at}
    where not exists (select from insight.alert where kind = 'figures' and closed_at is null)
    returning id`.execute(tx);
  return rows[0]?.id ?? null;
}

/** Ends it; null when none is open. */
export async function closeFiguresAlert(tx: Tx, at: Date): Promise<string | null> {
  const row = await tx
    .updateTable('insight.alert')
    .set({ closedAt: at })
    .where('kind', '=', 'figures')
    .where('closedAt', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Where mails to some members of staff go, and in which language. */
export async function mailAddresses(
  db: Db,
  ids: readonly string[],
): Promise<{ id: string; email: string; language: string }[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom('access.staff')
    .select(['id', 'email', 'language'])
    .where('id', 'in', ids)
    .where('active', '=', true)
    .execute();
}
