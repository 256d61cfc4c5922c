import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Db, DB, Tx } from '#server/platform/index.ts';

export type ConsultRow = Selectable<DB['contacts.consult']>;

export async function insertConsult(tx: Tx, row: Insertable<DB['contacts.consult']>): Promise<void> {
  await tx.insertInto('contacts.consult').values(row).execute();
}

export async function changeConsult(
  tx: Tx,
  id: string,
  change: Updateable<DB['contacts.consult']>,
): Promise<void> {
  await tx.updateTable('contacts.consult').set(change).where('id', '=', id).execute();
}

/** Consults, without a lock; in the order of their ids. */
export async function findConsults(db: Db | Tx, ids: readonly string[]): Promise<ConsultRow[]> {
  if (ids.length === 0) return [];
  return db.selectFrom('contacts.consult').selectAll().where('id', 'in', ids).orderBy('id').execute();
}

/** Locks consults in the order of their ids: after items, conversations and contacts. */
export async function lockConsults(tx: Tx, ids: readonly string[]): Promise<ConsultRow[]> {
  if (ids.length === 0) return [];
  return tx
    .selectFrom('contacts.consult')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute();
}

/** Consults that go on and that this contact or this member of staff takes part in. */
export async function openConsults(
  db: Db | Tx,
  of: { contact: string } | { staff: string },
): Promise<ConsultRow[]> {
  return db
    .selectFrom('contacts.consult')
    .selectAll()
    .where('endedAt', 'is', null)
    .where((eb) =>
      'contact' in of
        ? eb('contactId', '=', of.contact)
        : eb.or([eb('asker', '=', of.staff), eb('agentId', '=', of.staff)]),
    )
    .orderBy('id')
    .execute();
}

/** Who takes part in a contact's call as the consulted agent, and whether they speak with the customer too. */
export async function consultedOf(
  db: Db | Tx,
  contactId: string,
): Promise<{ agentId: string; together: boolean } | null> {
  const row = await db
    .selectFrom('contacts.consult as k')
    .innerJoin('contacts.contact as c', 'c.id', 'k.contactId')
    .select(['k.agentId', 'k.together'])
    .where('k.contactId', '=', contactId)
    .where('k.state', '=', 'active')
    .where('c.state', '=', 'active')
    .whereRef('c.agentId', '=', 'k.asker')
    .executeTakeFirst();
  return row === undefined ? null : { agentId: row.agentId!, together: row.together };
}

/** Whether somebody is asked about a contact, or answers. */
export const isConsulted = async (tx: Tx, contactId: string): Promise<boolean> =>
  (await openConsults(tx, { contact: contactId })).length > 0;

/** Whether a member of staff may write to the customer of a conversation as the consulted agent. */
export async function writesBeside(db: Db | Tx, staff: string, conversation: string): Promise<boolean> {
  const row = await db
    .selectFrom('contacts.consult as k')
    .innerJoin('contacts.contact as c', 'c.id', 'k.contactId')
    .select('k.id')
    .where('k.agentId', '=', staff)
    .where('k.state', '=', 'active')
    .where('k.writes', '=', true)
    .where('c.conversationId', '=', conversation)
    .where('c.state', '=', 'active')
    .whereRef('c.agentId', '=', 'k.asker')
    .executeTakeFirst();
  return row !== undefined;
}
