import type { Bookable } from '#contract/appointments.ts';
import { newId, sql, type Tx } from '#server/platform/index.ts';

export interface OfficeValues {
  code: string;
  name: string;
  address: string;
  calendar: string;
  queue: string;
  counters: number | null;
  graceMinutes: number;
  active: boolean;
}

/** Writes an office; its bookables are `saveBookables`. */
export async function saveOffice(tx: Tx, id: string, values: OfficeValues): Promise<void> {
  const { calendar, queue, ...rest } = values;
  const row = { ...rest, calendarId: calendar, queueId: queue };
  await tx
    .insertInto('offices.office')
    .values({ id, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

/** Writes what can be booked at an office, in this order. What is not among it stays for its appointments, out of use. */
export async function saveBookables(
  tx: Tx,
  officeId: string,
  bookables: readonly (Omit<Bookable, 'id'> & { id?: string | undefined })[],
): Promise<void> {
  await tx
    .updateTable('offices.bookable')
    .set({ active: false })
    .where('officeId', '=', officeId)
    .where('active', '=', true)
    .execute();
  for (const [place, { id, name, bring, calendar, ...rest }] of bookables.entries()) {
    const row = {
      ...rest,
      officeId,
      active: true,
      place,
      name: JSON.stringify(name),
      bring: JSON.stringify(bring),
      calendarId: calendar,
    };
    await tx
      .insertInto('offices.bookable')
      .values({ id: id ?? newId(), ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
  }
}

/**
 * Holds offices until the transaction ends: whoever books there waits, so that a time that was free still is when it is
 * written. In the order of their ids, so that two who move between offices do not wait for each other.
 */
export async function holdOffices(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`select id from offices.office where id = any (${[...new Set(ids)]}::uuid[]) order by id for update`.execute(
    tx,
  );
}
