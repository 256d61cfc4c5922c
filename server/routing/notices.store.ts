import type { Db, Tx } from '#server/platform/index.ts';

export interface NoticeRow {
  queueId: string;
  kind: 'help' | 'problem';
  /** The helping queue, or the reason of the problem. */
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

export async function readNotices(db: Db): Promise<NoticeRow[]> {
  const rows = await db.selectFrom('routing.queueNotice').selectAll().orderBy('since').execute();
  return rows as unknown as NoticeRow[];
}
