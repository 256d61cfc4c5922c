import type { Insertable, Selectable, Updateable } from 'kysely';
import { newId, saveFiles, type Db, type DB, type Tx } from '#server/platform/index.ts';
import type { PaperFile } from '../escalations/escalations.store.ts';

export type OpinionRow = Omit<Selectable<DB['cases.opinion']>, 'search'>;

export async function findOpinion(db: Db | Tx, id: string, lock = false): Promise<OpinionRow | null> {
  const row = await db
    .selectFrom('cases.opinion')
    .selectAll()
    .where('id', '=', id)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();
  return row ?? null;
}

export async function insertOpinion(tx: Tx, row: Insertable<DB['cases.opinion']>): Promise<void> {
  await tx.insertInto('cases.opinion').values(row).execute();
}

export async function changeOpinion(
  tx: Tx,
  id: string,
  change: Updateable<DB['cases.opinion']>,
): Promise<void> {
  await tx.updateTable('cases.opinion').set(change).where('id', '=', id).execute();
}

/** Keeps papers of an opinion, with files of their own. */
export async function insertOpinionPapers(
  tx: Tx,
  opinionId: string,
  files: readonly PaperFile[],
): Promise<void> {
  if (files.length === 0) return;
  const kept = await saveFiles(
    tx,
    files.map(({ sha256, size, type }) => ({ sha256, size, type })),
  );
  await tx
    .insertInto('cases.opinionPaper')
    .values(
      files.map(({ name, type, size }, position) => ({
        id: newId(),
        opinionId,
        fileId: kept[position]!.id,
        name,
        type,
        size,
        position,
      })),
    )
    .execute();
}

export async function insertUse(tx: Tx, row: Insertable<DB['cases.opinionUse']>): Promise<void> {
  await tx.insertInto('cases.opinionUse').values(row).execute();
}
