import { sql } from 'kysely';
import type { Tx } from './db.ts';

/**
 * Locks a consumer's cursor for this transaction, making it at the present end of the events when it is new.
 * @returns the last event number handled, or null when another process is at work
 */
export async function lockConsumer(tx: Tx, name: string): Promise<number | null> {
  const find = () =>
    tx
      .selectFrom('platform.consumer')
      .select('cursor')
      .where('name', '=', name)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
  const known = await find();
  if (known !== undefined) return known.cursor;
  await sql`insert into platform.consumer (name, cursor)
    select ${name}, coalesce((select last from platform.event_counter), 0)
    where not exists (select from platform.consumer where name = ${name}) on conflict do nothing`.execute(tx);
  const row = await find();
  return row?.cursor ?? null;
}

export async function moveConsumer(tx: Tx, name: string, cursor: number): Promise<void> {
  await tx.updateTable('platform.consumer').set({ cursor }).where('name', '=', name).execute();
}
