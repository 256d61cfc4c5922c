import type { CaseTypeMove } from '#contract/case-types-api.ts';
import { scopeFilter, scopeOf, sql, type Actor, type Db, type Tx } from '#server/platform/index.ts';
import type { TypeRow, VersionRow } from './types.store.ts';

/** The way of open cases to the newest version, as it is kept. */
export interface KeptMove extends Omit<CaseTypeMove, 'startedAt' | 'endedAt'> {
  startedAt: string;
  endedAt: string | null;
  states: Record<string, string>;
  /** Who asked for it, for what is written on the cases. */
  by: { kind: 'staff' | 'token' | 'system'; id: string | null };
  /** The last case that was looked at. */
  last: string | null;
}
export type AdminTypeRow = TypeRow & { move: KeptMove | null };

/** A type, whatever was published of it. */
export async function findType(
  db: Db | Tx,
  code: string,
  { lock = false } = {},
): Promise<AdminTypeRow | null> {
  const row = await db
    .selectFrom('cases.type')
    .selectAll()
    .where('code', '=', code)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();
  return (row as unknown as AdminTypeRow | undefined) ?? null;
}
/** All types, by code. */
export const allTypes = async (db: Db): Promise<AdminTypeRow[]> =>
  (await db.selectFrom('cases.type').selectAll().orderBy('code').execute()) as unknown as AdminTypeRow[];

/** The versions of one type or of all, the newest first. */
export const versionsOf = (db: Db | Tx, type?: string): Promise<(VersionRow & { type: string })[]> =>
  db
    .selectFrom('cases.typeVersion')
    .select(['type', 'number', 'note', 'shipped', 'publishedAt', 'publishedBy'])
    .$if(type !== undefined, (query) => query.where('type', '=', type!))
    .orderBy('type')
    .orderBy('number', 'desc')
    .execute();

export interface Standing {
  type: string;
  version: number;
  state: string;
  cases: number;
}
/** How many open cases stand where, of those that somebody's scope holds. */
export async function standingOf(
  db: Db | Tx,
  actor: Actor,
  permission: string,
  type?: string,
): Promise<Standing[]> {
  const { rows } = await sql<Standing>`
    select k.type, k.type_version as version, k.state, count(*)::int as cases from cases.case as k
    where k.closed_at is null and ${type === undefined ? sql`true` : sql`k.type = ${type}`}
      and ${scopeFilter(scopeOf(actor, permission), sql.ref('k.service_id'), sql.ref('k.team_id'))}
    group by 1, 2, 3 order by 1, 2, 3`.execute(db);
  return rows;
}

/** Open cases of a type below a version, after one of them: what they go by and what they hold. */
export const openBelow = (
  db: Db | Tx,
  type: string,
  version: number,
  { after, limit }: { after: string | null; limit: number },
): Promise<{ id: string; typeVersion: number; state: string; fields: unknown }[]> =>
  db
    .selectFrom('cases.case')
    .select(['id', 'typeVersion', 'state', 'fields'])
    .where('type', '=', type)
    .where('closedAt', 'is', null)
    .where('typeVersion', '<', version)
    .$if(after !== null, (query) => query.where('id', '>', after!))
    .orderBy('id')
    .limit(limit)
    .execute();

/** Keeps what is being written; null: nothing is. A draft that is kept counts its revisions up. */
export async function saveDraft(
  tx: Tx,
  code: string,
  draft: { document: object; base: number | null; at: Date; by: string } | null,
): Promise<void> {
  await tx
    .updateTable('cases.type')
    .set({
      draft: draft === null ? null : JSON.stringify(draft.document),
      draftBase: draft?.base ?? null,
      draftAt: draft?.at ?? null,
      draftBy: draft?.by ?? null,
      draftRevision: sql<number>`draft_revision + 1`,
    })
    .where('code', '=', code)
    .execute();
}
export async function setActive(tx: Tx, code: string, active: boolean): Promise<void> {
  await tx.updateTable('cases.type').set({ active }).where('code', '=', code).execute();
}
export async function saveMove(tx: Tx, code: string, move: KeptMove): Promise<void> {
  await tx
    .updateTable('cases.type')
    .set({ move: JSON.stringify(move) })
    .where('code', '=', code)
    .execute();
}
