import { newId, type Tx } from '#server/platform/index.ts';

export async function insertReading(
  tx: Tx,
  row: { positionId: string; value: number; readOn: string; receivedAt: Date; channel: string },
): Promise<void> {
  await tx
    .insertInto('customers.reading')
    .values({ id: newId(), origin: 'customer', ...row })
    .execute();
}
/** Puts a position from one state into another; false when it was not in the first. */
export async function changePositionState(tx: Tx, id: string, from: string, to: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('customers.position')
    .set({ state: to })
    .where('id', '=', id)
    .where('state', '=', from)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
export async function savePin(tx: Tx, customerId: string, hash: string, at: Date): Promise<void> {
  await tx
    .insertInto('customers.pin')
    .values({ customerId, hash, changedAt: at })
    .onConflict((conflict) => conflict.column('customerId').doUpdateSet({ hash, changedAt: at }))
    .execute();
}
