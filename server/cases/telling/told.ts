import { actorLabel, record, type Ctx, type Tx } from '#server/platform/index.ts';
import { workersOn, type CaseRow } from '../cases.read.ts';
import { addEntry } from '../cases.store.ts';
import { placeOf } from '../writing.ts';
import { changeNotices, type NoticeRow } from './telling.store.ts';

// What became of a notice, written on its case and told to those who see it.

/** The event that something became of a notice, told to those who see its case. */
export async function tellNotice(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  notice: Pick<NoticeRow, 'id'>,
  state: string,
): Promise<void> {
  await record(tx, ctx.actor, {
    kind: 'case.notice',
    subjectId: row.id,
    ...placeOf(row),
    data: {
      case: row.id,
      number: row.number,
      customer: row.customerId,
      notice: notice.id,
      owner: row.ownerId,
      state,
      workers: await workersOn(tx, row.id),
    },
  });
}

/** Written on the case: nothing could be told, and why. */
export async function untold(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  notice: Pick<NoticeRow, 'id' | 'about'>,
  why: string,
  more: Record<string, unknown> = {},
): Promise<void> {
  await addEntry(tx, {
    caseId: row.id,
    at: ctx.clock.now(),
    kind: 'message',
    actor: 'system',
    authorName: '',
    body: '',
    data: { about: notice.about, sent: false, why, ...more },
  });
  await tellNotice(tx, ctx, row, notice, why === 'not_wanted' ? 'withdrawn' : 'failed');
}

/** Takes planned notices back: they are never sent. */
export async function withdraw(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  notices: readonly NoticeRow[],
  why: 'superseded' | 'undone' | 'by_hand' | 'not_wanted',
  reason: string | null,
): Promise<void> {
  await changeNotices(
    tx,
    notices.map(({ id }) => id),
    {
      state: 'withdrawn',
      why,
      reason,
      endedAt: ctx.clock.now(),
      endedBy: ctx.actor.name === '' ? actorLabel(ctx.actor) : ctx.actor.name,
    },
  );
  for (const notice of notices) await tellNotice(tx, ctx, row, notice, 'withdrawn');
}
