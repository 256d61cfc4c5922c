import type { z } from 'zod';
import type { caseNotice, previewNotice } from '#contract/telling.ts';
import type { Parsed } from '#contract/route.ts';
import { audit, conflict, invalid, notFound, type Ctx, type Tx, ifMissing } from '#server/platform/index.ts';
import { accessCase } from '../access.ts';
import type { CaseRow } from '../cases.read.ts';
import { composeFor, sendTogether } from './sending.service.ts';
import { readTelling } from './settings.ts';
import { eyesOf } from '../types/fields.rules.ts';
import { waysToStatus } from '../types/moves.rules.ts';
import { definitionOf } from '../types/types.store.ts';
import { aboutOf, factsFor } from './telling.service.ts';
import type { NoticeChannel } from './telling.rules.ts';
import { noticesOfCase, type ShownNotice } from './telling.read.ts';
import { changeNotices, factsOf, lockNotice, noticeById, triedOf, type NoticeRow } from './telling.store.ts';
import { stateIn } from './texts.ts';
import { withdraw } from './told.ts';
import { newsOf, wayFor } from './ways.ts';

type View = z.input<typeof caseNotice>;

async function viewOf(ctx: Ctx, row: CaseRow, notice: ShownNotice): Promise<View> {
  const { status, stateNames } = factsOf(notice);
  const { language } = notice;
  const text =
    notice.text ??
    (notice.channel === null
      ? ''
      : (
          await composeFor(
            ctx.db,
            ctx,
            [{ notice, row }],
            await newsOf(ctx.db, notice.customerId, row.id),
            notice.channel as NoticeChannel,
          )
        ).text);
  return {
    ...notice,
    stateWords: stateIn(language, { status, names: stateNames }),
    state: notice.state as View['state'],
    channel: notice.channel as View['channel'],
    tried: triedOf(notice),
    conversation: notice.conversationId,
    text,
  };
}

/** What the customer of a case was told and will be told, the newest first. @throws Problem 404 */
export async function noticesFor(ctx: Ctx, caseId: string): Promise<{ items: View[] }> {
  const row = await accessCase(ctx.db, ctx.actor, caseId, 'case.read');
  const items: View[] = [];
  for (const notice of await noticesOfCase(ctx.db, row.id)) items.push(await viewOf(ctx, row, notice));
  return { items };
}

async function now(ctx: Ctx, caseId: string, id: string): Promise<View> {
  const found = (await noticesFor(ctx, caseId)).items.find((one) => one.id === id);
  if (found === undefined) throw notFound('notice');
  return found;
}

/** The case of a notice and the notice, both locked in this order. */
async function locked(tx: Tx, ctx: Ctx, id: string): Promise<{ row: CaseRow; notice: NoticeRow }> {
  const before = await noticeById(tx, id);
  if (before === null) throw notFound('notice');
  const row = await accessCase(tx, ctx.actor, before.caseId, 'case.write', { lock: true }).catch(
    ifMissing(notFound('notice')),
  );
  const notice = await lockNotice(tx, id);
  if (notice === null) throw notFound('notice');
  return { row, notice };
}

/**
 * Sends a planned notice at once, whatever the hour, or tries one that failed again, at every address anew.
 * @throws Problem 404, 409 notice_over when it has left or was taken back
 */
export async function sendNow(ctx: Ctx, id: string): Promise<View> {
  const caseId = await ctx.tx(async (tx) => {
    const { row, notice } = await locked(tx, ctx, id);
    if (notice.state !== 'planned' && notice.state !== 'failed')
      throw conflict('notice_over', 'This notice has left already, or was taken back.');
    const again = notice.state === 'failed';
    if (again)
      await changeNotices(tx, [id], { state: 'planned', endedAt: null, endedBy: null, why: null, tried: [] });
    const sending = again ? { ...notice, tried: [] as unknown as NoticeRow['tried'] } : notice;
    await sendTogether(tx, ctx, await readTelling(tx), [{ notice: sending, row }], { hoursKept: false });
    await audit(tx, ctx.actor, {
      action: 'case.notice-sent-now',
      objectType: 'case',
      objectId: row.id,
      serviceId: row.serviceId,
      after: { notice: id },
    });
    return row.id;
  });
  return now(ctx, caseId, id);
}

/** Holds a planned notice back for good. @throws Problem 404, 409 notice_over */
export async function holdBack(ctx: Ctx, id: string, reason: string): Promise<View> {
  const caseId = await ctx.tx(async (tx) => {
    const { row, notice } = await locked(tx, ctx, id);
    if (notice.state !== 'planned')
      throw conflict('notice_over', 'This notice has left already, or was taken back.');
    await withdraw(tx, ctx, row, [notice], 'by_hand', reason);
    await audit(tx, ctx.actor, {
      action: 'case.notice-withdrawn',
      objectType: 'case',
      objectId: row.id,
      serviceId: row.serviceId,
      after: { notice: id },
      reason,
    });
    return row.id;
  });
  return now(ctx, caseId, id);
}

/** What the customer would be told of a step that has not been made yet. @throws Problem 404, 422 naming `transition` */
export async function previewOf(
  ctx: Ctx,
  caseId: string,
  { transition: key, status, resolution }: Parsed<typeof previewNotice>['body'],
): Promise<z.input<typeof previewNotice.output>> {
  const row = await accessCase(ctx.db, ctx.actor, caseId, 'case.read');
  const definition = await definitionOf(ctx.db, row);
  const transition =
    key === undefined
      ? waysToStatus(definition, row.state, status!, eyesOf(ctx.actor, row))[0]
      : definition.transitions.find((one) => one.key === key);
  if (transition === undefined) throw invalid('transition', 'a transition of the type of this case');
  const settings = await readTelling(ctx.db);
  const about = aboutOf(definition, { kind: 'moved', transition, from: row.state, to: transition.to });
  const news = await newsOf(ctx.db, row.customerId, row.id);
  const nothing = {
    channel: null,
    address: null,
    why: null,
    language: news.language,
    subject: '',
    text: '',
    parts: null,
    dueAt: null,
  };
  if (about === null) return { tells: false, ...nothing };
  const { dueAt, ...choice } = await wayFor(ctx.db, ctx, settings, news, {
    happenedAt: ctx.clock.now(),
    waitMinutes: settings.waitMinutes,
    joins: settings.urgent.includes(row.type) ? null : { customerId: row.customerId, cases: [row.id] },
  });
  if (choice.way === null) return { tells: true, ...nothing, why: choice.why };
  const facts = factsFor(
    { ...row, resolution: resolution.trim() === '' ? (row.resolution ?? '…') : resolution },
    definition,
    transition.to,
    about,
  );
  const composed = await composeFor(
    ctx.db,
    ctx,
    [{ notice: { about, facts: facts as unknown as NoticeRow['facts'] }, row }],
    news,
    choice.way.channel,
  );
  return { tells: true, ...choice.way, why: null, language: news.language, ...composed, dueAt };
}
