import { sql, type Db, type Tx } from '#server/platform/index.ts';

export interface NoticeRow {
  queueId: string;
  /** `change`: what was changed while offers of it were open. */
  kind: 'help' | 'problem' | 'change';
  /** The helping queue, the reason of the problem, or the routing profile or agent that was changed. */
  about: string;
  detail: Record<string, unknown>;
  since: Date;
}

/** Notes that help or a problem began; false when that is known already. */
export async function beginNotice(tx: Tx, row: NoticeRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('routing.queueNotice')
    .values({ ...row, detail: JSON.stringify(row.detail) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Notes that help or a problem is over; false when it was not known. */
export async function endNotice(
  tx: Tx,
  { queueId, kind, about }: Pick<NoticeRow, 'queueId' | 'kind' | 'about'>,
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('routing.queueNotice')
    .where('queueId', '=', queueId)
    .where('kind', '=', kind)
    .where('about', '=', about)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Notes a change, in place of an earlier one of the same thing; what was noted before `expired` is forgotten. */
export async function noteChange(tx: Tx, row: Omit<NoticeRow, 'kind'>, expired: Date): Promise<void> {
  await tx
    .deleteFrom('routing.queueNotice')
    .where('kind', '=', 'change')
    .where('since', '<', expired)
    .execute();
  const values = { ...row, kind: 'change', detail: JSON.stringify(row.detail) };
  await tx
    .insertInto('routing.queueNotice')
    .values(values)
    .onConflict((conflict) =>
      conflict
        .columns(['queueId', 'kind', 'about'])
        .doUpdateSet({ detail: values.detail, since: values.since }),
    )
    .execute();
}

/** The open offers of whoever holds a routing profile, or of one agent, by queue. */
export async function openOffersOf(
  tx: Tx,
  whose: { profile: string } | { agent: string },
): Promise<{ queueId: string; offers: string[]; agents: number }[]> {
  const these =
    'agent' in whose ? sql`o.agent_id = ${whose.agent}::uuid` : sql`a.profile_id = ${whose.profile}::uuid`;
  const { rows } = await sql<{ queueId: string; offers: string[]; agents: number }>`
    select o.queue_id, array_agg(o.id::text order by o.id) as offers, count(distinct o.agent_id)::int as agents
    from routing.offer as o join routing.agent as a on a.staff_id = o.agent_id
    where o.state = 'open' and ${these} group by o.queue_id order by o.queue_id`.execute(tx);
  return rows;
}

/** How these offers stand: what of them is still open, what was accepted. */
export async function fateOfOffers(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('routing.offer').select(['id', 'state']).where('id', 'in', ids).execute();
  return new Map(rows.map(({ id, state }) => [id, state]));
}

export async function readNotices(db: Db): Promise<NoticeRow[]> {
  const rows = await db.selectFrom('routing.queueNotice').selectAll().orderBy('since').execute();
  return rows as unknown as NoticeRow[];
}
