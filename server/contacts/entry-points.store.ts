import type { Db, Tx } from '#server/platform/index.ts';

export interface EntryPointRow {
  id: string;
  channel: string;
  address: string;
  name: string;
  serviceId: string;
  queueId: string;
  language: string;
  settings: Record<string, unknown>;
  active: boolean;
}
export interface OutcomeRow {
  id: string;
  code: string;
  name: { it: string; en: string };
  position: number;
  active: boolean;
  /** With it the customer's question is answered. */
  solves: boolean;
}

const entryPoints = (db: Db | Tx) =>
  db
    .selectFrom('contacts.entryPoint')
    .select(['id', 'channel', 'address', 'name', 'serviceId', 'queueId', 'language', 'settings', 'active']);

/** All entry points, or those of a channel, by channel and name. */
export async function allEntryPoints(db: Db | Tx, channel?: string): Promise<EntryPointRow[]> {
  const rows = await entryPoints(db)
    .$if(channel !== undefined, (query) => query.where('channel', '=', channel!))
    .orderBy('channel')
    .orderBy('name')
    .orderBy('id')
    .execute();
  return rows as EntryPointRow[];
}

/** The entry point, locked for a change; null when there is none. */
export async function lockEntryPoint(tx: Tx, id: string): Promise<EntryPointRow | null> {
  const row = await entryPoints(tx).where('id', '=', id).forUpdate().executeTakeFirst();
  return (row as EntryPointRow | undefined) ?? null;
}

export async function saveEntryPoint(tx: Tx, row: EntryPointRow): Promise<void> {
  const { id, ...values } = { ...row, settings: JSON.stringify(row.settings) };
  await tx
    .insertInto('contacts.entryPoint')
    .values({ id, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}

const outcomes = (db: Db | Tx) =>
  db.selectFrom('contacts.outcome').select(['id', 'code', 'name', 'position', 'active', 'solves']);

export async function allOutcomes(db: Db | Tx): Promise<OutcomeRow[]> {
  return (await outcomes(db).orderBy('position').orderBy('code').execute()) as OutcomeRow[];
}

/** The outcome, locked for a change; null when there is none. */
export async function lockOutcome(tx: Tx, id: string): Promise<OutcomeRow | null> {
  const row = await outcomes(tx).where('id', '=', id).forUpdate().executeTakeFirst();
  return (row as OutcomeRow | undefined) ?? null;
}

export async function saveOutcome(tx: Tx, row: OutcomeRow): Promise<void> {
  const { id, ...values } = { ...row, name: JSON.stringify(row.name) };
  await tx
    .insertInto('contacts.outcome')
    .values({ id, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}
