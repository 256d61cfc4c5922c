import type { Selectable } from 'kysely';
import { sql, type Db, type DB, type Tx } from '#server/platform/index.ts';

export type LinkRow = Selectable<DB['cases.link']>;

/** The link of a case that is good now: its holder's, or that of one of its parties. */
export async function goodLink(db: Db, caseId: string, partyId: string | null): Promise<LinkRow | null> {
  const row = await db
    .selectFrom('cases.link')
    .selectAll()
    .where('caseId', '=', caseId)
    .where('partyId', partyId === null ? 'is' : '=', partyId)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

/** Keeps a new link; where another process was quicker, that one is good. */
export async function insertLink(
  tx: Tx,
  link: {
    id: string;
    caseId: string;
    partyId: string | null;
    keyHash: string;
    madeAt: Date;
    madeBy: string;
  },
): Promise<void> {
  await tx
    .insertInto('cases.link')
    .values(link)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function revokeLink(
  tx: Tx,
  id: string,
  how: { revokedAt: Date; revokedBy: string; why: string },
): Promise<void> {
  await tx.updateTable('cases.link').set(how).where('id', '=', id).execute();
}

/** The case that a key opens: a good link, of a case that was not closed before `closedSince`. */
export async function caseOfKey(
  db: Db,
  keyHash: string,
  closedSince: Date,
): Promise<{ link: string; caseId: string; partyId: string | null } | null> {
  const row = await db
    .selectFrom('cases.link as l')
    .innerJoin('cases.case as k', 'k.id', 'l.caseId')
    .select(['l.id as link', 'k.id as caseId', 'l.partyId'])
    .where('l.keyHash', '=', keyHash)
    .where('l.revokedAt', 'is', null)
    .where((eb) => eb.or([eb('k.closedAt', 'is', null), eb('k.closedAt', '>', closedSince)]))
    .executeTakeFirst();
  return row ?? null;
}

export async function countLook(db: Db, id: string, at: Date): Promise<void> {
  await db
    .updateTable('cases.link')
    .set({ lookedAt: at, looks: sql`looks + 1` })
    .where('id', '=', id)
    .execute();
}
