import { sql } from '#server/platform/index.ts';
import type { Db, Tx } from '#server/platform/index.ts';
import type { Refusal, Requirement } from './engine/index.ts';

export interface ItemRow {
  id: string;
  kind: string;
  channel: string;
  queueId: string;
  serviceId: string;
  state: 'waiting' | 'offered' | 'active' | 'parked' | 'wrap_up';
  boostSeconds: number;
  arrivedAt: Date;
  queuedAt: Date;
  waitingSince: Date;
  /** All that must be met now: what the item itself asks for and what its queue asks for. */
  requires: Requirement[];
  ownRequires: Requirement[];
  /** The routing plan that the item brought; it beats the queue's. */
  planId: string | null;
  /** Entry into the present queue. */
  enteredAt: Date;
  /** R18: not before this time; null = at once. */
  notBefore: Date | null;
  /** Queues that it left by overflow. */
  overflowed: string[];
  preferredAgent: string | null;
  preferredUntil: Date | null;
  agentId: string | null;
  activeAt: Date | null;
  wrapUpUntil: Date | null;
  refusals: (Refusal & { reason?: string })[];
  refusalCount: number;
  missedCount: number;
  offerCount: number;
  attention: string[];
  version: number;
}

export interface OfferRow {
  id: string;
  itemId: string;
  number: number;
  agentId: string;
  queueId: string;
  channel: string;
  state: 'open' | 'accepted' | 'declined' | 'timed_out' | 'rescinded' | 'abandoned';
  madeAt: Date;
  expiresAt: Date;
}

const columns = [
  'id',
  'kind',
  'channel',
  'queueId',
  'serviceId',
  'state',
  'boostSeconds',
  'arrivedAt',
  'queuedAt',
  'waitingSince',
  'requires',
  'ownRequires',
  'planId',
  'enteredAt',
  'notBefore',
  'overflowed',
  'preferredAgent',
  'preferredUntil',
  'agentId',
  'activeAt',
  'wrapUpUntil',
  'refusals',
  'refusalCount',
  'missedCount',
  'offerCount',
  'attention',
  'version',
] as const;
const offerColumns = [
  'id',
  'itemId',
  'number',
  'agentId',
  'queueId',
  'channel',
  'state',
  'madeAt',
  'expiresAt',
] as const;

export async function insertItems(tx: Tx, rows: readonly Omit<ItemRow, 'version'>[]): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insertInto('routing.workItem')
    .values(
      rows.map((row) => ({
        ...row,
        requires: JSON.stringify(row.requires),
        ownRequires: JSON.stringify(row.ownRequires),
        refusals: JSON.stringify(row.refusals),
      })),
    )
    .execute();
}

/** Locks items for the rest of the transaction, always in the order of their ids. */
export async function lockItems(tx: Tx, ids: readonly string[]): Promise<ItemRow[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom('routing.workItem')
    .select(columns)
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows as unknown as ItemRow[];
}

/** Items by id, or all of them, for the leader. */
export async function readItems(db: Db, ids: readonly string[] | 'all'): Promise<ItemRow[]> {
  const query = db.selectFrom('routing.workItem').select(columns);
  const rows = await (
    ids === 'all'
      ? query
      : query.where('id', 'in', ids.length === 0 ? ['00000000-0000-0000-0000-000000000000'] : ids)
  ).execute();
  return rows as unknown as ItemRow[];
}

export async function readOpenOffers(db: Db, items: readonly string[] | 'all'): Promise<OfferRow[]> {
  const query = db.selectFrom('routing.offer').select(offerColumns).where('state', '=', 'open');
  const rows = await (items === 'all' ? query : query.where('itemId', 'in', items)).execute();
  return rows as OfferRow[];
}

export async function findOffer(db: Db, id: string): Promise<OfferRow | null> {
  const row = await db
    .selectFrom('routing.offer')
    .select(offerColumns)
    .where('id', '=', id)
    .executeTakeFirst();
  return (row as OfferRow | undefined) ?? null;
}

export async function lockOffer(tx: Tx, id: string): Promise<OfferRow | null> {
  const row = await tx
    .selectFrom('routing.offer')
    .select(offerColumns)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return (row as OfferRow | undefined) ?? null;
}

type ItemChange = Partial<Omit<ItemRow, 'id' | 'version'>>;

export async function changeItem(tx: Tx, id: string, change: ItemChange): Promise<void> {
  const { requires, ownRequires, refusals, ...plain } = change;
  await tx
    .updateTable('routing.workItem')
    .set({
      ...plain,
      ...(requires === undefined ? {} : { requires: JSON.stringify(requires) }),
      ...(ownRequires === undefined ? {} : { ownRequires: JSON.stringify(ownRequires) }),
      ...(refusals === undefined ? {} : { refusals: JSON.stringify(refusals) }),
      version: sql`version + 1`,
    })
    .where('id', '=', id)
    .execute();
}

export async function deleteItems(tx: Tx, ids: readonly string[]): Promise<ItemRow[]> {
  if (ids.length === 0) return [];
  return (await tx
    .deleteFrom('routing.workItem')
    .where('id', 'in', ids)
    .returning(columns)
    .execute()) as unknown as ItemRow[];
}

/** Ends open offers of items; the answer is those that were open. */
export async function endOffers(
  tx: Tx,
  which: { items: readonly string[] } | { offers: readonly string[] },
  state: OfferRow['state'],
  at: Date,
  reason: string | null = null,
): Promise<OfferRow[]> {
  const query = tx
    .updateTable('routing.offer')
    .set({ state, endedAt: at, reason })
    .where('state', '=', 'open');
  const narrowed =
    'items' in which ? query.where('itemId', 'in', which.items) : query.where('id', 'in', which.offers);
  if (('items' in which ? which.items : which.offers).length === 0) return [];
  return (await narrowed.returning(offerColumns).execute()) as OfferRow[];
}

/**
 * Makes offers of waiting items. An item that is no longer waiting in the queue it was offered from is left out.
 * @returns the ids of the items that are now offered
 */
export async function makeOffers(tx: Tx, offers: readonly OfferRow[]): Promise<Set<string>> {
  if (offers.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    update routing.work_item as w set state = 'offered', offer_count = o.number, version = version + 1
    from unnest(${offers.map((offer) => offer.itemId)}::uuid[], ${offers.map((offer) => offer.queueId)}::uuid[], ${offers.map((offer) => offer.number)}::int[]) as o (id, queue, number)
    where w.id = o.id and w.queue_id = o.queue and w.state = 'waiting' returning w.id`.execute(tx);
  const made = new Set(rows.map((row) => row.id));
  const kept = offers.filter((offer) => made.has(offer.itemId));
  if (kept.length > 0)
    await tx
      .insertInto('routing.offer')
      .values([...kept])
      .execute();
  return made;
}

/**
 * An item whose offer has ended goes back to its place: the routing arrival stays. Missed by the agent it was kept
 * for, it is everybody's.
 */
export async function returnToPlace(tx: Tx, id: string, missedBy: string | null): Promise<void> {
  await sql`update routing.work_item set state = 'waiting', version = version + 1,
      missed_count = missed_count + ${missedBy === null ? 0 : 1},
      preferred_until = case when preferred_agent = ${missedBy}::uuid then null else preferred_until end,
      preferred_agent = nullif(preferred_agent, ${missedBy}::uuid)
    where id = ${id}::uuid and state = 'offered'`.execute(tx);
}

export async function raiseAttention(tx: Tx, id: string, reason: string): Promise<void> {
  await sql`update routing.work_item set attention = array_append(attention, ${reason}::text), version = version + 1
    where id = ${id}::uuid and not (${reason}::text = any (attention))`.execute(tx);
}
