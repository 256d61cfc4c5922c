import type { Insertable } from 'kysely';
import type { DB, Tx } from '#server/platform/index.ts';

export type ClockRow = Insertable<DB['clocks.clock']>;
export type MarkRow = Insertable<DB['clocks.mark']>;
export type ClockEventRow = Insertable<DB['clocks.event']>;
export type CompensationRow = Insertable<DB['clocks.compensation']>;

// A statement has room for so many values.
const atOnce = 200;
const parts = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / atOnce) }, (_, index) =>
    rows.slice(index * atOnce, (index + 1) * atOnce),
  );

/** Writes the clocks of the demo with their events and compensations. */
export async function insertDemoClocks(
  tx: Tx,
  made: { clocks: ClockRow[]; marks: MarkRow[]; events: ClockEventRow[]; compensations: CompensationRow[] },
): Promise<void> {
  for (const rows of parts(made.clocks)) await tx.insertInto('clocks.clock').values(rows).execute();
  for (const rows of parts(made.marks)) await tx.insertInto('clocks.mark').values(rows).execute();
  for (const rows of parts(made.events)) await tx.insertInto('clocks.event').values(rows).execute();
  for (const rows of parts(made.compensations))
    await tx.insertInto('clocks.compensation').values(rows).execute();
}

export async function insertDemoExport(tx: Tx, row: Insertable<DB['clocks.export']>): Promise<void> {
  await tx.insertInto('clocks.export').values(row).execute();
}
