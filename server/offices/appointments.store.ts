import { randomInt } from 'node:crypto';
import type { Insertable, Updateable } from 'kysely';
import type { DB, Tx } from '#server/platform/index.ts';

type Row = Insertable<DB['offices.appointment']>;

/** Writes an appointment under a number that no other has which is still to come. @returns the number */
export async function insertAppointment(tx: Tx, row: Omit<Row, 'number'>): Promise<string> {
  for (;;) {
    // Six digits, the first one not 0: said on the phone, typed on its keys.
    const number = String(randomInt(100_000, 1_000_000));
    const written = await tx
      .insertInto('offices.appointment')
      .values({ ...row, number })
      .onConflict((conflict) =>
        conflict.column('number').where('state', 'in', ['booked', 'arrived']).doNothing(),
      )
      .returning('number')
      .executeTakeFirst();
    if (written !== undefined) return written.number;
  }
}

export async function changeAppointment(
  tx: Tx,
  id: string,
  change: Updateable<DB['offices.appointment']>,
): Promise<void> {
  await tx.updateTable('offices.appointment').set(change).where('id', '=', id).execute();
}

/** The appointment, held until the transaction ends; null when there is none. */
export async function lockAppointment(tx: Tx, id: string) {
  const row = await tx
    .selectFrom('offices.appointment')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

interface Notice {
  appointmentId: string;
  version: number;
  about: string;
}
/** Notes that the customer is being told of something; false when they were told before. */
export async function noteNotice(tx: Tx, notice: Notice & { at: Date }): Promise<boolean> {
  const written = await tx
    .insertInto('offices.appointmentNotice')
    .values(notice)
    .onConflict((conflict) => conflict.columns(['appointmentId', 'version', 'about']).doNothing())
    .returning('about')
    .executeTakeFirst();
  return written !== undefined;
}
export async function noticeSent(
  tx: Tx,
  { appointmentId, version, about }: Notice,
  by: 'email' | 'sms',
): Promise<void> {
  await tx
    .updateTable('offices.appointmentNotice')
    .set({ by })
    .where('appointmentId', '=', appointmentId)
    .where('version', '=', version)
    .where('about', '=', about)
    .execute();
}
