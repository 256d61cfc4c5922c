import { organisationName } from '#server/access/index.ts';
import { conversationOfCase, sendAutomatic, sendNotice } from '#server/contacts/index.ts';
import type { Ctx, Db, Tx } from '#server/platform/index.ts';
import { lockedCase } from '../access.ts';
import type { CaseRow } from '../cases.read.ts';
import { addEntry } from '../cases.store.ts';
import { compose, type Addressee, type Composed, type Told } from './compose.ts';
import { linkOf, linkShown } from './links.ts';
import { tellOthers } from './others.service.ts';
import { ownTexts } from './own-texts.ts';
import type { Settings } from './settings.rules.ts';
import { readTelling } from './settings.ts';
import { together, type NoticeChannel, type Way } from './telling.rules.ts';
import {
  casesWaiting,
  changeNotices,
  factsOf,
  lockPlanned,
  triedOf,
  type NoticeRow,
} from './telling.store.ts';
import { tellNotice, untold } from './told.ts';
import { newsOf, sameWay, wayFor, type News } from './ways.ts';

/** A planned notice with its case, both locked. */
export interface Sending {
  notice: NoticeRow;
  row: CaseRow;
}

/** What a message about these notices says, to whom it may go in `news`. */
export async function composeFor(
  db: Db | Tx,
  ctx: Ctx,
  sendings: readonly { notice: Pick<NoticeRow, 'about' | 'facts'>; row: CaseRow }[],
  news: Pick<News, 'language' | 'name'>,
  channel: NoticeChannel,
  /** null: only to be read; then a page that nobody was told of yet is not made. */
  tx: Tx | null = null,
): Promise<Composed> {
  const to: Addressee = {
    language: news.language,
    name: news.name,
    organisation: await organisationName(db),
  };
  const told: Told[] = [];
  for (const { notice, row } of sendings)
    told.push({
      about: notice.about,
      facts: factsOf(notice),
      link: await (tx === null ? linkShown(db, ctx, row) : linkOf(tx, ctx, row)),
    });
  const own = await ownTexts(
    db,
    sendings[0]!.row.serviceId,
    ctx.clock.now(),
    sendings.map(({ notice }) => notice.about),
  );
  return compose(told, to, channel, own);
}

/** Whether a notice waits for no other: of an opening, of a type that is urgent, and where one has failed already. */
export const isUrgent = (settings: Settings, notice: Pick<NoticeRow, 'told' | 'facts' | 'tried'>): boolean =>
  notice.told === 'opened' || settings.urgent.includes(factsOf(notice).type) || triedOf(notice).length > 0;

/**
 * Sends notices of one customer as one message, in the caller's transaction: message, delivery job, state and the entry
 * on each case are one commit. Where they go is decided anew: wishes, consents and addresses may have changed since
 * they were planned. What has to wait for its channel's hours is planned anew.
 */
export async function sendTogether(
  tx: Tx,
  ctx: Ctx,
  settings: Settings,
  sendings: readonly Sending[],
  { hoursKept = true }: { hoursKept?: boolean } = {},
): Promise<void> {
  const [first] = sendings;
  if (first === undefined) return;
  const now = ctx.clock.now();
  const news = {
    ...(await newsOf(tx, first.notice.customerId, first.row.id)),
    tried: sendings.flatMap(({ notice }) => triedOf(notice)),
  };
  const choice = await wayFor(tx, ctx, settings, news, {
    happenedAt: now,
    waitMinutes: 0,
    joins:
      hoursKept && !sendings.some(({ notice }) => isUrgent(settings, notice))
        ? { customerId: first.notice.customerId, cases: sendings.map(({ row }) => row.id), leaving: true }
        : null,
  });
  if (choice.way === null) {
    await unreachable(tx, ctx, sendings, choice.why);
    return;
  }
  const { way } = choice;
  const ids = sendings.map(({ notice }) => notice.id);
  if (hoursKept && choice.dueAt > now) {
    await changeNotices(tx, ids, { channel: way.channel, address: way.address, dueAt: choice.dueAt });
    for (const { notice, row } of sendings) await tellNotice(tx, ctx, row, notice, 'planned');
    return;
  }
  const composed = await composeFor(tx, ctx, sendings, news, way.channel, tx);
  const sent = await leave(tx, ctx, first.row, way, composed, news.language, sendings.length);
  if (sent === null || 'held' in sent) {
    await unreachable(tx, ctx, sendings, sent === null ? 'no_address' : 'unfilled');
    return;
  }
  for (const [index, { notice, row }] of sendings.entries()) {
    await changeNotices(tx, [notice.id], {
      state: index === 0 ? 'sent' : 'merged',
      channel: way.channel,
      address: way.address,
      language: news.language,
      endedAt: now,
      endedBy: 'system',
      why: null,
      messageId: sent.messageId,
      conversationId: sent.conversationId,
      text: composed.text,
      textId: composed.sources[index]!.text,
      mergedInto: index === 0 ? null : first.notice.id,
    });
    await addEntry(tx, {
      caseId: row.id,
      at: now,
      kind: 'message',
      actor: 'system',
      authorName: '',
      body: composed.text,
      data: {
        about: notice.about,
        sent: true,
        message: sent.messageId,
        conversation: sent.conversationId,
        channel: way.channel,
        notice: notice.id,
      },
    });
    await tellNotice(tx, ctx, row, notice, index === 0 ? 'sent' : 'merged');
  }
  await tellOthers(tx, ctx, sendings);
}

async function unreachable(
  tx: Tx,
  ctx: Ctx,
  sendings: readonly Sending[],
  why: 'no_address' | 'not_wanted' | 'unfilled',
): Promise<void> {
  await changeNotices(
    tx,
    sendings.map(({ notice }) => notice.id),
    {
      state: why === 'not_wanted' ? 'withdrawn' : 'failed',
      why,
      channel: null,
      address: null,
      endedAt: ctx.clock.now(),
      endedBy: 'system',
    },
  );
  for (const { notice, row } of sendings) await untold(tx, ctx, row, notice, why);
  await tellOthers(tx, ctx, sendings);
}

/** Hands the message to its channel: on the conversation of the case where it goes on, else on one of its own. */
async function leave(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  way: Way,
  { subject, text }: Composed,
  language: string,
  cases: number,
): Promise<{ messageId: string; conversationId: string } | { held: string } | null> {
  if (way.address === null) {
    const conversation = await conversationOfCase(tx, row.id);
    // What is said of several cases belongs to the conversation of none.
    if (conversation !== null && (cases === 1 || !conversation.byMail)) {
      const messageId = await sendAutomatic(tx, ctx, conversation.id, { text, subject });
      if (messageId !== null) return { messageId, conversationId: conversation.id };
    }
    if (way.channel === 'chat') return null;
  }
  return sendNotice(tx, ctx, {
    customerId: row.customerId,
    serviceId: row.serviceId,
    teamId: row.teamId,
    subject: subject === '' ? row.subject : subject,
    text,
    language,
    caseId: row.id,
    ...(way.address === null
      ? {}
      : { by: { channel: way.channel === 'chat' ? 'email' : way.channel, to: way.address } }),
  });
}

/**
 * Sends what is due of a customer, in messages that gather what belongs together. Cases are locked in one order, before
 * their notices, as by everybody; what another process has sent meanwhile is no longer there.
 */
export const sendDueOf = (ctx: Ctx, customerId: string): Promise<void> =>
  ctx.tx(async (tx) => {
    const settings = await readTelling(tx);
    const now = ctx.clock.now();
    const cases = new Map<string, CaseRow>();
    for (const id of await casesWaiting(tx, customerId)) cases.set(id, await lockedCase(tx, ctx, id));
    const planned = (await lockPlanned(tx, { customerId })).filter((one) => cases.has(one.caseId));
    const groups = together(
      planned.map((notice) => ({
        ...notice,
        channel: notice.channel as NoticeChannel | null,
        serviceId: cases.get(notice.caseId)!.serviceId,
      })),
      now,
      settings.pace === 'at_once' ? 0 : settings.mergeMinutes,
    );
    for (const group of groups)
      await sendTogether(
        tx,
        ctx,
        settings,
        group.map((notice) => ({ notice, row: cases.get(notice.caseId)! })),
      );
  });

/** Plans the news that waits anew, because the customer wants it otherwise. */
export async function planAnew(tx: Tx, ctx: Ctx, customerId: string): Promise<void> {
  const settings = await readTelling(tx);
  const rows = new Map<string, CaseRow>();
  for (const id of await casesWaiting(tx, customerId)) rows.set(id, await lockedCase(tx, ctx, id));
  for (const notice of await lockPlanned(tx, { customerId })) {
    const row = rows.get(notice.caseId);
    if (row === undefined) continue;
    const news = { ...(await newsOf(tx, customerId, row.id)), tried: triedOf(notice) };
    const choice = await wayFor(tx, ctx, settings, news, {
      happenedAt: notice.happenedAt,
      waitMinutes: notice.told === 'opened' ? 0 : settings.waitMinutes,
      joins: isUrgent(settings, notice) ? null : { customerId, cases: [row.id] },
    });
    if (choice.way === null) await unreachable(tx, ctx, [{ notice, row }], choice.why);
    else if (!sameWay(choice.way, notice) || news.language !== notice.language) {
      await changeNotices(tx, [notice.id], {
        channel: choice.way.channel,
        address: choice.way.address,
        language: news.language,
        dueAt: choice.dueAt,
      });
      await tellNotice(tx, ctx, row, notice, 'planned');
    }
  }
}
