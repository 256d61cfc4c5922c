import { sql, type Db, type Tx } from '#server/platform/index.ts';
import type { FlowGraph } from '#contract/flow-graph.ts';

export interface FlowRow {
  id: string;
  code: string;
  name: { it: string; en: string };
  active: boolean;
  serviceId: string | null;
  draft: unknown;
  draftRevision: number;
  draftBase: number | null;
  draftAt: Date | null;
  draftBy: string | null;
}
export interface VersionRow {
  number: number;
  state: 'scheduled' | 'published' | 'retired' | 'withdrawn';
  note: string;
  publishAt: Date;
  publishedBy: string;
  retiredAt: Date | null;
}
const columns = [
  'id',
  'code',
  'name',
  'active',
  'serviceId',
  'draft',
  'draftRevision',
  'draftBase',
  'draftAt',
  'draftBy',
] as const;
const versionColumns = ['number', 'state', 'note', 'publishAt', 'publishedBy', 'retiredAt'] as const;

export async function findFlow(
  db: Db | Tx,
  code: string,
  options: { lock?: boolean } = {},
): Promise<FlowRow | null> {
  const row = await db
    .selectFrom('flows.flow')
    .select(columns)
    .where('code', '=', code)
    .$if(options.lock === true, (query) => query.forUpdate())
    .executeTakeFirst();
  return (row as unknown as FlowRow | undefined) ?? null;
}
/** Which flow has this code, and where it belongs. */
export async function placeOfFlow(
  db: Db | Tx,
  code: string,
): Promise<{ id: string; serviceId: string | null } | null> {
  const row = await db
    .selectFrom('flows.flow')
    .select(['id', 'serviceId'])
    .where('code', '=', code)
    .executeTakeFirst();
  return row ?? null;
}
/** All flows by their code, without their drafts. */
export async function allFlows(db: Db): Promise<FlowRow[]> {
  const rows = await db
    .selectFrom('flows.flow')
    .select(['id', 'code', 'name', 'active', 'serviceId', 'draftRevision', 'draftBase', 'draftAt', 'draftBy'])
    .select(sql<unknown>`case when draft is null then null else '{}'::jsonb end`.as('draft'))
    .orderBy('code')
    .execute();
  return rows as unknown as FlowRow[];
}
export async function insertFlow(
  tx: Tx,
  row: { id: string; code: string; name: { it: string; en: string }; serviceId: string | null },
): Promise<void> {
  await tx
    .insertInto('flows.flow')
    .values({ ...row, name: JSON.stringify(row.name) })
    .execute();
}
export async function changeFlow(
  tx: Tx,
  id: string,
  change: { name?: { it: string; en: string } | undefined; active?: boolean | undefined },
): Promise<void> {
  const set = {
    ...(change.name === undefined ? {} : { name: JSON.stringify(change.name) }),
    ...(change.active === undefined ? {} : { active: change.active }),
  };
  if (Object.keys(set).length > 0) await tx.updateTable('flows.flow').set(set).where('id', '=', id).execute();
}
/** Saves a draft; null throws it away. The revision counts on in any case. */
export async function saveDraftOf(
  tx: Tx,
  id: string,
  draft: FlowGraph | null,
  by: string,
  at: Date,
  base: number | null,
): Promise<number> {
  const row = await tx
    .updateTable('flows.flow')
    .set({
      draft: draft === null ? null : JSON.stringify(draft),
      draftRevision: sql`draft_revision + 1`,
      draftBase: base,
      draftAt: draft === null ? null : at,
      draftBy: draft === null ? null : by,
    })
    .where('id', '=', id)
    .returning('draftRevision')
    .executeTakeFirstOrThrow();
  return row.draftRevision;
}

export async function versionsOf(db: Db, flowId: string): Promise<VersionRow[]> {
  return (await db
    .selectFrom('flows.version')
    .select(versionColumns)
    .where('flowId', '=', flowId)
    .orderBy('number', 'desc')
    .execute()) as VersionRow[];
}
/** The versions that run or wait for their time, of all flows. */
export async function currentVersions(
  db: Db,
): Promise<(VersionRow & { flowId: string; languages: string[]; channels: string[] })[]> {
  const rows = await db
    .selectFrom('flows.version')
    .select(['flowId', ...versionColumns])
    .select([
      sql<string[]>`graph -> 'languages'`.as('languages'),
      sql<string[]>`graph -> 'channels'`.as('channels'),
    ])
    .where('state', 'in', ['scheduled', 'published'])
    .execute();
  return rows as (VersionRow & { flowId: string; languages: string[]; channels: string[] })[];
}
export async function findVersion(
  db: Db | Tx,
  flowId: string,
  which: number | 'published' | 'scheduled',
): Promise<(VersionRow & { graph: unknown }) | null> {
  const row = await db
    .selectFrom('flows.version')
    .select([...versionColumns, 'graph'])
    .where('flowId', '=', flowId)
    .$if(typeof which === 'number', (query) => query.where('number', '=', which as number))
    .$if(typeof which === 'string', (query) => query.where('state', '=', which as string))
    .executeTakeFirst();
  return (row as (VersionRow & { graph: unknown }) | undefined) ?? null;
}
export async function insertVersion(
  tx: Tx,
  flowId: string,
  version: {
    state: 'scheduled' | 'published';
    graph: FlowGraph;
    note: string;
    publishAt: Date;
    publishedBy: string;
  },
): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    insert into flows.version (flow_id, number, state, graph, note, publish_at, published_by)
    select ${flowId}::uuid, coalesce(max(number), 0) + 1, ${version.state}, ${JSON.stringify(version.graph)}::jsonb,
      ${version.note}, ${version.publishAt}, ${version.publishedBy}
    from flows.version where flow_id = ${flowId}::uuid returning number`.execute(tx);
  return rows[0]!.number;
}
/** Ends what is published, or scheduled, of a flow. */
export async function endVersion(
  tx: Tx,
  flowId: string,
  state: 'scheduled' | 'published',
  becomes: 'retired' | 'withdrawn',
  at: Date,
): Promise<number | null> {
  const row = await tx
    .updateTable('flows.version')
    .set({ state: becomes, retiredAt: at })
    .where('flowId', '=', flowId)
    .where('state', '=', state)
    .returning('number')
    .executeTakeFirst();
  return row?.number ?? null;
}
export async function markPublished(tx: Tx, flowId: string, number: number): Promise<void> {
  await tx
    .updateTable('flows.version')
    .set({ state: 'published' })
    .where('flowId', '=', flowId)
    .where('number', '=', number)
    .execute();
}
/** What waits for its time and has come to it. */
export async function dueVersions(db: Db, now: Date): Promise<{ code: string; number: number }[]> {
  return db
    .selectFrom('flows.version as v')
    .innerJoin('flows.flow as f', 'f.id', 'v.flowId')
    .select(['f.code', 'v.number'])
    .where('v.state', '=', 'scheduled')
    .where('v.publishAt', '<=', now)
    .execute();
}

export const secretNames = async (db: Db): Promise<string[]> =>
  (await db.selectFrom('flows.secret').select('name').orderBy('name').execute()).map(({ name }) => name);
export async function sealedSecrets(db: Db, names: readonly string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const rows = await db
    .selectFrom('flows.secret')
    .select(['name', 'sealed'])
    .where('name', 'in', [...names])
    .execute();
  return new Map(rows.map(({ name, sealed }) => [name, sealed]));
}
export async function saveSecret(tx: Tx, name: string, sealed: string, at: Date, by: string): Promise<void> {
  const fields = { sealed, changedAt: at, changedBy: by };
  await tx
    .insertInto('flows.secret')
    .values({ name, ...fields })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(fields))
    .execute();
}
export async function deleteSecret(tx: Tx, name: string): Promise<boolean> {
  const gone = await tx.deleteFrom('flows.secret').where('name', '=', name).executeTakeFirst();
  return gone.numDeletedRows > 0n;
}
