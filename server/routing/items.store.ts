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
  /** R19: who asks, of a consult. */
  asker: string | null;
  /** R20: an end of its own while it waits. */
  expiresAt: Date | null;
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
  'asker',
  'expiresAt',
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
  which: { items: readonly string[] } | { offers: readonly string[] } | { item: string; number: number },
  state: OfferRow['state'],
  at: Date,
  reason: string | null = null,
): Promise<OfferRow[]> {
  const query = tx
    .updateTable('routing.offer')
    .set({ state, endedAt: at, reason })
    .where('state', '=', 'open');
  if (('items' in which && which.items.length === 0) || ('offers' in which && which.offers.length === 0))
    return [];
  const narrowed =
    'items' in which
      ? query.where('itemId', 'in', which.items)
      : 'offers' in which
        ? query.where('id', 'in', which.offers)
        : query.where('itemId', '=', which.item).where('number', '=', which.number);
  return (await narrowed.returning(offerColumns).execute()) as OfferRow[];
}

/**
 * Makes offers. Left out is that of an item which no longer waits in the queue it was offered from, has as many open
 * offers as its queue allows, or is before this agent already.
 * @returns the ids of the offers that were made
 */
export async function makeOffers(tx: Tx, offers: readonly OfferRow[]): Promise<Set<string>> {
  if (offers.length === 0) return new Set();
  const ids = [...new Set(offers.map((offer) => offer.itemId))];
  const { rows } = await sql<{ id: string; queueId: string; state: string; parallel: number }>`
    select w.id, w.queue_id, w.state, q.parallel_offers as parallel
    from routing.work_item as w join routing.queue as q on q.id = w.queue_id
    where w.id = any (${ids}::uuid[]) order by w.id for update of w`.execute(tx);
  const items = new Map(rows.map((row) => [row.id, row]));
  // Read after the lock: what it had to wait for is seen.
  const shared = rows.filter((row) => row.state === 'offered' && row.parallel > 1).map((row) => row.id);
  const open = Map.groupBy(
    shared.length === 0 ? [] : await readOpenOffers(tx, shared),
    (offer) => offer.itemId,
  );
  const made = offers.filter((offer) => {
    const item = items.get(offer.itemId);
    if (item === undefined || item.queueId !== offer.queueId) return false;
    const others = open.get(item.id) ?? [];
    const room =
      item.state === 'waiting' || (item.state === 'offered' && others.length > 0)
        ? others.length < item.parallel
        : false;
    if (!room || others.some((other) => other.agentId === offer.agentId)) return false;
    open.set(item.id, [...others, offer]);
    return true;
  });
  if (made.length === 0) return new Set();
  await sql`
    update routing.work_item as w set state = 'offered', offer_count = greatest(w.offer_count, o.number), version = version + 1
    from (select id, max(number) as number from unnest(${made.map((offer) => offer.itemId)}::uuid[], ${made.map((offer) => offer.number)}::int[])
      as n (id, number) group by id) as o where w.id = o.id`.execute(tx);
  await tx.insertInto('routing.offer').values(made).execute();
  return new Set(made.map((offer) => offer.id));
}

/**
 * An item whose offer has ended goes back to its place: the routing arrival stays. Missed by the agent it was kept
 * for, it is everybody's.
 * @returns whether it is before other agents still
 */
export async function returnToPlace(tx: Tx, id: string, missedBy: string | null): Promise<boolean> {
  const { rows } = await sql<{ state: string }>`
    update routing.work_item set version = version + 1,
      state = case when exists (select from routing.offer as o where o.item_id = ${id}::uuid and o.state = 'open')
        then 'offered' else 'waiting' end,
      missed_count = missed_count + ${missedBy === null ? 0 : 1},
      preferred_until = case when preferred_agent = ${missedBy}::uuid then null else preferred_until end,
      preferred_agent = nullif(preferred_agent, ${missedBy}::uuid)
    where id = ${id}::uuid and state = 'offered' returning state`.execute(tx);
  return rows[0]?.state === 'offered';
}

export async function raiseAttention(tx: Tx, id: string, reason: string): Promise<void> {
  await sql`update routing.work_item set attention = array_append(attention, ${reason}::text), version = version + 1
    where id = ${id}::uuid and not (${reason}::text = any (attention))`.execute(tx);
}
