import type { Insertable, Updateable } from 'kysely';
import { sql, type DB, type Tx } from '#server/platform/index.ts';
import { lettersOf } from './visits.rules.ts';

/** The letters of a queue's tickets; the next free ones at its first visit. */
export async function lettersFor(tx: Tx, queueId: string): Promise<string> {
  const known = await tx
    .selectFrom('offices.series')
    .select('letters')
    .where('queueId', '=', queueId)
    .executeTakeFirst();
  if (known !== undefined) return known.letters;
  // Two queues that begin at the same moment must not get the same letters.
  await sql`lock table offices.series in share row exclusive mode`.execute(tx);
  const taken = await tx.selectFrom('offices.series').select(['queueId', 'letters']).execute();
  const now = taken.find((one) => one.queueId === queueId);
  if (now !== undefined) return now.letters;
  const used = new Set(taken.map((one) => one.letters));
  let index = 0;
  while (used.has(lettersOf(index))) index += 1;
  const letters = lettersOf(index);
  await tx.insertInto('offices.series').values({ queueId, letters }).execute();
  return letters;
}

/** The next ticket of a queue on a day, from 1. */
export async function nextTicket(tx: Tx, queueId: string, day: string): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    insert into offices.dispensed (queue_id, day, last) values (${queueId}::uuid, ${day}::date, 1)
    on conflict (queue_id, day) do update set last = offices.dispensed.last + 1 returning last`.execute(tx);
  return rows[0]!.last;
}

export async function insertVisit(tx: Tx, row: Insertable<DB['offices.visit']>): Promise<void> {
  await tx.insertInto('offices.visit').values(row).execute();
}
export async function changeVisit(
  tx: Tx,
  id: string,
  change: Updateable<DB['offices.visit']>,
): Promise<void> {
  await tx.updateTable('offices.visit').set(change).where('id', '=', id).execute();
}

/** The visit, held until the transaction ends; null when there is none. */
export async function lockVisit(tx: Tx, id: string) {
  const row = await tx
    .selectFrom('offices.visit')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

export async function saveCounter(tx: Tx, staffId: string, name: string): Promise<void> {
  if (name === '') await tx.deleteFrom('offices.counter').where('staffId', '=', staffId).execute();
  else
    await tx
      .insertInto('offices.counter')
      .values({ staffId, name })
      .onConflict((conflict) => conflict.column('staffId').doUpdateSet({ name }))
      .execute();
}
