import { sql, type DB, type Db, type Tx } from '#server/platform/index.ts';
import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Call, CallOutside, CallParty, TrunkHealth } from '#contract/voice.ts';
import type { CallScript, LastTurn } from './script.ts';

/** A number outside on a call; `held`: the customer was put on hold for it. */
export type Outside = CallOutside & { held: boolean };

type Row = Selectable<DB['voice.call']>;
export type CallRow = Omit<
  Row,
  'direction' | 'state' | 'wanted' | 'recording' | 'parties' | 'outside' | 'script' | 'lastTurn'
> &
  Pick<Call, 'direction' | 'state' | 'wanted' | 'recording'> & {
    parties: CallParty[];
    outside: Outside | null;
    script: CallScript | null;
    lastTurn: LastTurn | null;
  };

/** Notes that a gateway is here. @returns how its telephone lines stood before; null: it had none, or said nothing */
export async function beat(
  db: Db,
  gateway: {
    name: string;
    abilities: Record<string, boolean>;
    offers: string | null;
    trunk: TrunkHealth | null;
    seenAt: Date;
  },
): Promise<'up' | 'down' | null> {
  const before = await db
    .selectFrom('voice.gateway')
    .select(sql<'up' | 'down' | null>`trunk ->> 'state'`.as('state'))
    .where('name', '=', gateway.name)
    .executeTakeFirst();
  const fields = {
    abilities: JSON.stringify(gateway.abilities),
    offers: gateway.offers,
    trunk: gateway.trunk === null ? null : JSON.stringify(gateway.trunk),
    seenAt: gateway.seenAt,
  };
  await db
    .insertInto('voice.gateway')
    .values({ name: gateway.name, ...fields })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(fields))
    .execute();
  return before?.state ?? null;
}

/** The gateway that dials: one that can and has been heard of since; the one heard of last. */
export const diallingGateway = async (db: Db | Tx, since: Date): Promise<string | null> =>
  (await whoDials(db, since))?.name ?? null;

/** The same, with whether it hears that a machine answers. */
export async function whoDials(db: Db | Tx, since: Date): Promise<{ name: string; machine: boolean } | null> {
  const row = await db
    .selectFrom('voice.gateway')
    .select(['name', sql<boolean>`coalesce((abilities ->> 'machine')::boolean, false)`.as('machine')])
    .where('seenAt', '>=', since)
    .where(sql<boolean>`(abilities ->> 'dial')::boolean`)
    .orderBy('seenAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** The gateway that takes the offers of browsers: the one heard of last since an instant. */
export async function webGateway(db: Db | Tx, since: Date): Promise<{ name: string; offers: string } | null> {
  const row = await db
    .selectFrom('voice.gateway')
    .select(['name', 'offers'])
    .where('seenAt', '>=', since)
    .where('offers', 'is not', null)
    .orderBy('seenAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { name: row.name, offers: row.offers! };
}

/** A gateway has gone, and says so no more. */
export async function forgetGateway(db: Db | Tx, name: string, seenAt: Date): Promise<void> {
  await db
    .updateTable('voice.gateway')
    .set({ seenAt, offers: null, trunk: null })
    .where('name', '=', name)
    .execute();
}

/** Whether a gateway is here and dials. */
export async function gatewayDials(db: Db | Tx, name: string, since: Date): Promise<boolean> {
  const row = await db
    .selectFrom('voice.gateway')
    .select('name')
    .where('name', '=', name)
    .where('seenAt', '>=', since)
    .where(sql<boolean>`(abilities ->> 'dial')::boolean`)
    .executeTakeFirst();
  return row !== undefined;
}

export const insertCall = async (tx: Tx, row: Insertable<DB['voice.call']>): Promise<void> => {
  await tx.insertInto('voice.call').values(row).execute();
};

export async function findCall(
  db: Db | Tx,
  which: { id: string } | { gateway: string; ref: string } | { contactId: string; open?: true },
  { lock = false }: { lock?: boolean } = {},
): Promise<CallRow | null> {
  const query = db.selectFrom('voice.call').selectAll();
  const narrowed =
    'id' in which
      ? query.where('id', '=', which.id)
      : 'ref' in which
        ? query.where('gateway', '=', which.gateway).where('ref', '=', which.ref)
        : which.open === true
          ? query.where('contactId', '=', which.contactId).where('endedAt', 'is', null)
          : query.where('contactId', '=', which.contactId).orderBy('startedAt', 'desc').limit(1);
  const row = await narrowed.$if(lock, (one) => one.forUpdate()).executeTakeFirst();
  return (row as CallRow | undefined) ?? null;
}

export async function openCallsOf(db: Db, gateway: string): Promise<CallRow[]> {
  const rows = await db
    .selectFrom('voice.call')
    .selectAll()
    .where('gateway', '=', gateway)
    .where('endedAt', 'is', null)
    .orderBy('startedAt')
    .execute();
  return rows as CallRow[];
}

export async function changeCall(tx: Tx, id: string, change: Updateable<DB['voice.call']>): Promise<void> {
  await tx
    .updateTable('voice.call')
    .set({ ...change, version: sql`version + 1` })
    .where('id', '=', id)
    .execute();
}

/** Notes what a gateway has told. @returns false when it had told it before */
export async function noteEvent(tx: Tx, row: Insertable<DB['voice.callEvent']>): Promise<boolean> {
  const made = await tx
    .insertInto('voice.callEvent')
    .values(row)
    .onConflict((conflict) => conflict.columns(['callId', 'event']).doNothing())
    .returning('event')
    .executeTakeFirst();
  return made !== undefined;
}

/** Open calls whose gateway has been silent since an instant. */
export async function orphanedCalls(db: Db, since: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from voice.call as c left join voice.gateway as g on g.name = c.gateway
    where c.ended_at is null and coalesce(g.seen_at, c.started_at) < ${since} limit 200`.execute(db);
  return rows.map(({ id }) => id);
}
