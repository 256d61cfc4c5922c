import { sql, type Db, type Tx } from '#server/platform/index.ts';

/** Sets when items are looked at next. What has been done to an item stays known. */
export async function setWaits(tx: Tx, rows: readonly { itemId: string; dueAt: Date }[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into routing.rule_wait (item_id, due_at)
    select * from unnest(${rows.map((one) => one.itemId)}::uuid[], ${rows.map((one) => one.dueAt)}::timestamptz[])
    on conflict (item_id) do update set due_at = excluded.due_at`.execute(tx);
}

export async function changeWait(
  tx: Tx,
  itemId: string,
  change: { dueAt: Date; done?: string[] },
): Promise<void> {
  await tx.updateTable('routing.ruleWait').set(change).where('itemId', '=', itemId).execute();
}

export async function dropWait(tx: Tx, itemId: string): Promise<void> {
  await tx.deleteFrom('routing.ruleWait').where('itemId', '=', itemId).execute();
}

/** Items whose time has come, the longest due first. */
export async function dueWaits(db: Db, now: Date, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('routing.ruleWait')
    .select('itemId')
    .where('dueAt', '<=', now)
    .orderBy('dueAt')
    .limit(limit)
    .execute();
  return rows.map((row) => row.itemId);
}

/** When the next item is due; null when none is. */
export async function nextWait(db: Db): Promise<Date | null> {
  const row = await db
    .selectFrom('routing.ruleWait')
    .select('dueAt')
    .orderBy('dueAt')
    .limit(1)
    .executeTakeFirst();
  return row?.dueAt ?? null;
}

/** Holds a due item, unless another process has it or it is no longer due. */
export async function lockWait(tx: Tx, itemId: string, now: Date): Promise<{ done: string[] } | null> {
  const row = await tx
    .selectFrom('routing.ruleWait')
    .select('done')
    .where('itemId', '=', itemId)
    .where('dueAt', '<=', now)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row ?? null;
}

/** All items that wait, with what has been done to them. Business rules are about customers: consults are left out. */
export async function waitingItems(tx: Tx) {
  const { rows } = await sql<{ id: string; channel: string; queueId: string; since: Date; done: string[] }>`
    select i.id, i.channel, i.queue_id, i.waiting_since as since, coalesce(w.done, '{}') as done
    from routing.work_item as i left join routing.rule_wait as w on w.item_id = i.id
    where i.kind <> 'consult' and i.state in ('waiting', 'offered')`.execute(tx);
  return rows;
}

/** When the last open offer of an item runs out. */
export async function offeredUntil(tx: Tx, itemId: string): Promise<Date | null> {
  const row = await tx
    .selectFrom('routing.offer')
    .select((eb) => eb.fn.max('expiresAt').as('until'))
    .where('itemId', '=', itemId)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return row?.until ?? null;
}
