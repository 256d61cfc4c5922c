import { notFound, type Actor, type Ctx, type Db, type Tx } from '#server/platform/index.ts';
import { findCase, type CaseRow } from './cases.read.ts';

/**
 * The one way to a case: visible are those in the scope of the permission.
 * @param options.lock hold the row until the transaction ends, for a change
 * @throws Problem 404 when there is none or it is outside what the actor may see; the two are never told apart
 */
export async function accessCase(
  db: Db | Tx,
  actor: Actor,
  id: string,
  permission: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<CaseRow> {
  const row = await findCase(db, actor, id, permission, lock);
  if (row === null) throw notFound('case');
  return row;
}

const everything = [{ permissions: new Set(['*']), serviceId: null, teamId: null }] as const;

/** A case for a verb whose caller has been let through another door already, locked. */
export const lockedCase = (tx: Tx, ctx: Ctx, id: string): Promise<CaseRow> =>
  accessCase(tx, { ...ctx.actor, kind: 'system', grants: everything }, id, 'case.write', { lock: true });
