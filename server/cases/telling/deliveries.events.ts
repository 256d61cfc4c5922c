import { accessContact, noteOnWork } from '#server/contacts/index.ts';
import { isUuid, systemActor, type Consumer, type Ctx, type Tx } from '#server/platform/index.ts';
import { lockedCase } from '../access.ts';
import type { CaseRow } from '../cases.read.ts';
import { otherFailed } from './others.service.ts';
import { readTelling } from './settings.ts';
import type { NoticeChannel } from './telling.rules.ts';
import { carriedBy, staffLanguage } from './telling.read.ts';
import {
  changeNotices,
  lockNotice,
  noticesOfMessage,
  noticesTriedBy,
  triedOf,
  type NoticeRow,
} from './telling.store.ts';
import { tellNotice, untold } from './told.ts';
import { newsOf, wayFor } from './ways.ts';

/**
 * How the message of a notice fares. One that did not arrive goes to the customer's next channel, and whoever has the
 * case is told; that it arrived is shown on the case.
 */
export const deliveriesConsumer: Consumer = {
  name: 'cases.notice-deliveries',
  kinds: ['message.delivery'],
  async handle(tx, ctx, event) {
    const { message, state, detail } = event.data;
    if (typeof message !== 'string' || !isUuid(message)) return;
    if (state === 'failed') await otherFailed(tx, ctx, message, typeof detail === 'string' ? detail : '');
    const found = await noticesOfMessage(tx, message);
    for (const { id, caseId } of found.toSorted((a, b) => a.caseId.localeCompare(b.caseId))) {
      const row = await lockedCase(tx, ctx, caseId);
      const notice = await lockNotice(tx, id);
      // Meanwhile it may have left on another channel.
      if (notice?.messageId !== message) continue;
      if (state === 'failed') await another(tx, ctx, row, notice, typeof detail === 'string' ? detail : '');
      else await tellNotice(tx, ctx, row, notice, notice.state);
    }
    if (state === 'delivered' || state === 'read') await arrivedAfterAll(tx, ctx, message);
  },
};

/**
 * It was said not to have arrived, and then that it has: reports come in any order. What still waits for another channel
 * has been told; what has left there already cannot be called back.
 */
async function arrivedAfterAll(tx: Tx, ctx: Ctx, message: string): Promise<void> {
  const waiting = await noticesTriedBy(tx, message);
  for (const { id, caseId } of waiting.toSorted((a, b) => a.caseId.localeCompare(b.caseId))) {
    const row = await lockedCase(tx, ctx, caseId);
    const notice = await lockNotice(tx, id);
    if (notice?.state !== 'planned') continue;
    const carried = await carriedBy(tx, message);
    const tried = triedOf(notice);
    const way = tried.find((one) => one.message === message);
    if (way === undefined || carried === null) continue;
    await changeNotices(tx, [id], {
      state: 'sent',
      why: null,
      channel: way.channel,
      address: way.address,
      messageId: message,
      conversationId: carried.conversationId,
      endedAt: ctx.clock.now(),
      endedBy: 'system',
      tried: tried.filter((one) => one !== way),
    });
    await tellNotice(tx, ctx, row, notice, 'sent');
  }
}

async function another(tx: Tx, ctx: Ctx, row: CaseRow, notice: NoticeRow, detail: string): Promise<void> {
  const now = ctx.clock.now();
  const message = notice.messageId!;
  const carried = await carriedBy(tx, message);
  const channel = notice.channel as NoticeChannel;
  const tried = [
    ...triedOf(notice),
    { channel, address: notice.address ?? carried?.recipient ?? null, why: detail.slice(0, 500), message },
  ];
  const settings = await readTelling(tx);
  const news = { ...(await newsOf(tx, notice.customerId, row.id)), tried };
  const choice = await wayFor(tx, ctx, settings, news, {
    happenedAt: now,
    waitMinutes: 0,
    joins: null,
  });
  const next = choice.way;
  await changeNotices(tx, [notice.id], {
    tried,
    ...(next === null
      ? { state: 'failed', why: 'undelivered', endedAt: now, endedBy: 'system' }
      : {
          state: 'planned',
          why: null,
          channel: next.channel,
          address: next.address,
          dueAt: choice.dueAt,
          endedAt: null,
          endedBy: null,
          messageId: null,
          conversationId: null,
          mergedInto: null,
        }),
  });
  await untold(tx, ctx, row, notice, 'undelivered', {
    channel,
    message,
    detail,
    next: next?.channel ?? null,
  });
  await tellNotice(tx, ctx, row, notice, next === null ? 'failed' : 'planned');
  if (row.ownerId !== null && carried?.contactId != null)
    await tellOwner(tx, ctx, row, carried.contactId, {
      number: row.number,
      detail,
      next: next?.channel ?? null,
    });
}

const channelNames = {
  it: { email: 'posta', pec: 'PEC', sms: 'SMS', chat: 'chat' },
  en: { email: 'mail', pec: 'certified mail', sms: 'text message', chat: 'chat' },
} as const;

/** A note where the message stands, which names whoever has the case. */
async function tellOwner(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  contactId: string,
  { number, detail, next }: { number: string; detail: string; next: NoticeChannel | null },
): Promise<void> {
  const bySystem = { ...ctx, actor: systemActor };
  const contact = await accessContact(tx, systemActor, contactId, 'contact.read');
  const italian = (await staffLanguage(tx, row.ownerId!)).startsWith('it');
  const said = detail === '' ? '' : ` (${detail.slice(0, 200)})`;
  const text = italian
    ? `L’avviso sulla pratica ${number} non è arrivato al cliente${said}. ${next === null ? 'Non c’è un altro canale: va chiamato.' : `Parte su un altro canale: ${channelNames.it[next]}.`}`
    : `The notice about case ${number} did not reach the customer${said}. ${next === null ? 'There is no other channel: they have to be called.' : `It leaves on another channel: ${channelNames.en[next]}.`}`;
  await noteOnWork(tx, bySystem, contact, text, [row.ownerId!]);
}
