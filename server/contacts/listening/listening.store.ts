import { sql, type DB, type Db, type Tx } from '#server/platform/index.ts';
import type { Insertable, Selectable, Updateable } from 'kysely';
import type { ListeningEnd, ListeningMode } from '#contract/listening.ts';

export type ListeningRow = Omit<Selectable<DB['contacts.listening']>, 'mode' | 'endedBecause'> & {
  mode: ListeningMode;
  endedBecause: ListeningEnd | null;
};
export type WhisperRow = Selectable<DB['contacts.whisper']>;

/** @returns false when somebody follows this chat already, or this supervisor another one */
export async function insertListening(
  tx: Tx,
  row: Insertable<DB['contacts.listening']> & { mode: ListeningMode },
): Promise<boolean> {
  const made = await tx
    .insertInto('contacts.listening')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}

export async function changeListening(
  tx: Tx,
  id: string,
  change: Updateable<DB['contacts.listening']> & {
    mode?: ListeningMode;
    endedBecause?: ListeningEnd;
  },
): Promise<void> {
  await tx.updateTable('contacts.listening').set(change).where('id', '=', id).execute();
}

/** A listening under way, locked until the transaction ends; its contact is locked before it. */
export async function lockListening(tx: Tx, id: string): Promise<ListeningRow | null> {
  const row = await tx
    .selectFrom('contacts.listening')
    .selectAll()
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .forUpdate()
    .$castTo<ListeningRow>()
    .executeTakeFirst();
  return row ?? null;
}

/** Who follows a contact, locked; the caller holds the contact. */
export async function lockListeningOf(tx: Tx, contactId: string): Promise<ListeningRow | null> {
  const row = await tx
    .selectFrom('contacts.listening')
    .selectAll()
    .where('contactId', '=', contactId)
    .where('endedAt', 'is', null)
    .forUpdate()
    .$castTo<ListeningRow>()
    .executeTakeFirst();
  return row ?? null;
}

/** What is followed now: everywhere, or by one supervisor. */
export const openListening = (db: Db | Tx, supervisorId?: string): Promise<ListeningRow[]> =>
  db
    .selectFrom('contacts.listening')
    .selectAll()
    .where('endedAt', 'is', null)
    .$if(supervisorId !== undefined, (query) => query.where('supervisorId', '=', supervisorId!))
    .orderBy('id')
    .$castTo<ListeningRow>()
    .execute();

/** One that the member of staff is a party to, over or not. */
export async function listeningOfParty(
  db: Db | Tx,
  id: string,
  staffId: string,
): Promise<ListeningRow | null> {
  const row = await db
    .selectFrom('contacts.listening')
    .selectAll()
    .where('id', '=', id)
    .where((where) => where.or([where('supervisorId', '=', staffId), where('agentId', '=', staffId)]))
    .$castTo<ListeningRow>()
    .executeTakeFirst();
  return row ?? null;
}

/** Desks of these supervisors gave a sign of life. */
export async function touchSupervisors(db: Db, staffIds: readonly string[], at: Date): Promise<void> {
  await db
    .updateTable('contacts.listening')
    .set({ seenAt: sql`greatest(seen_at, ${at})` })
    .where('supervisorId', 'in', [...staffIds])
    .where('endedAt', 'is', null)
    .execute();
}

/** Whether a supervisor has stepped into a contact; the caller holds the contact, so that it stays so. */
export async function hasSteppedIn(tx: Tx, contactId: string, staffId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('contacts.listening')
    .select('id')
    .where('contactId', '=', contactId)
    .where('supervisorId', '=', staffId)
    .where('mode', '=', 'stepped_in')
    .where('endedAt', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

export async function insertWhisper(tx: Tx, row: Insertable<DB['contacts.whisper']>): Promise<void> {
  await tx.insertInto('contacts.whisper').values(row).execute();
}

/** The line that a screen has written under this id, if any. */
export async function whisperByClientId(
  tx: Tx,
  listeningId: string,
  clientId: string,
): Promise<string | null> {
  const row = await tx
    .selectFrom('contacts.whisper')
    .select('id')
    .where('listeningId', '=', listeningId)
    .where('clientId', '=', clientId)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Deletes what was over before an instant, with what was said meanwhile. @returns how many */
export async function deleteListening(tx: Tx, before: Date): Promise<number> {
  const result = await tx.deleteFrom('contacts.listening').where('endedAt', '<', before).executeTakeFirst();
  return Number(result.numDeletedRows);
}
