import { staffNames } from '#server/access/index.ts';
import { newId, type Ctx, type Tx } from '#server/platform/index.ts';
import type { CaseRow } from '../cases.read.ts';
import { holdingNow } from './charge.read.ts';
import { endHolder, insertHolder, openHolder, setLevel } from './charge.store.ts';

/**
 * Writes down who has a case, where that is somebody else than before: called by whatever may have changed it, with the
 * case locked, as often as one likes.
 * @param row the case as it was before the change
 */
export async function settleHolder(
  tx: Tx,
  ctx: Ctx,
  row: Pick<CaseRow, 'id' | 'openedAt' | 'ownerId'>,
): Promise<void> {
  const now = ctx.clock.now();
  const is = await holdingNow(tx, row.id);
  const open = await openHolder(tx, row.id);
  if (
    open !== null &&
    open.level === is.level &&
    open.queueId === is.queueId &&
    open.centreName === is.centreName &&
    open.agentId === is.agentId
  )
    return;
  const since = open?.since ?? row.openedAt;
  // The clock of another process may be a little ahead.
  const from = since > now ? since : now;
  if (open !== null) await endHolder(tx, open.id, from);
  else {
    const names = row.ownerId === null ? null : await staffNames(tx, [row.ownerId]);
    await insertHolder(tx, {
      id: newId(),
      caseId: row.id,
      level: 'front',
      queueId: null,
      queueName: null,
      centreName: null,
      agentId: row.ownerId,
      agentName: names?.get(row.ownerId ?? '') ?? null,
      since,
      until: from,
    });
  }
  await insertHolder(tx, { id: newId(), caseId: row.id, ...is, since: from, until: null });
  await setLevel(tx, row.id, is.level);
}
