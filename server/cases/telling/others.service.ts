import { organisationName } from '#server/access/index.ts';
import { mailNotice, sendNotice } from '#server/contacts/index.ts';
import type { Ctx, Tx } from '#server/platform/index.ts';
import type { CaseRow } from '../cases.read.ts';
import { addEntry } from '../cases.store.ts';
import { recipientsOf, type Recipient } from '../parties/parties.doors.ts';
import { compose, type Composed, type Told } from './compose.ts';
import { ownTexts } from './own-texts.ts';
import { chooseWay, type NoticeChannel } from './telling.rules.ts';
import { factsOf, triedOf, type Facts, type NoticeRow } from './telling.store.ts';
import { newsOf } from './ways.ts';

// What the other people of a case are told: those who act for its holder, those who are kept informed, those whom it
// concerns. Each in a message of their own, when the holder is told, or when it turns out that nothing reaches the holder.

/** What may be said to somebody who is to learn nothing of the holder: the number and how the case stands. */
const namingNobody = (facts: Facts, language: 'it' | 'en'): Facts => ({
  ...facts,
  subject: facts.typeNames[language],
  resolution: null,
  fields: { it: {}, en: {} },
  words: {},
});

/**
 * Tells the other people of these cases what the notices say, in the transaction in which the notices leave, so that it
 * happens once with them. A notice that is tried again for its holder tells nobody else again.
 */
export async function tellOthers(
  tx: Tx,
  ctx: Ctx,
  sendings: readonly { notice: Pick<NoticeRow, 'about' | 'facts' | 'tried'>; row: CaseRow }[],
): Promise<void> {
  for (const { notice, row } of sendings) {
    if (triedOf(notice).length > 0) continue;
    const others = (await recipientsOf(tx, row, ctx.clock.now())).filter(({ role }) => role !== 'holder');
    for (const one of others) await tellOne(tx, ctx, row, notice, one);
  }
}

async function tellOne(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  notice: Pick<NoticeRow, 'about' | 'facts'>,
  one: Recipient,
): Promise<void> {
  const news = one.customer === null ? null : await newsOf(tx, one.customer, null);
  const choice = news === null ? outside(one) : chooseWay(news);
  const said =
    choice.way === null
      ? null
      : await wordsFor(tx, ctx, row, notice, one, {
          language: one.language ?? news?.language ?? 'it',
          name: news?.name ?? one.name,
          channel: choice.way.channel,
        });
  const sent = said !== null && (await leave(tx, ctx, row, one, choice.way!, said));
  await addEntry(tx, {
    caseId: row.id,
    at: ctx.clock.now(),
    kind: 'party',
    actor: 'system',
    authorName: '',
    body: sent ? said.text : '',
    data: {
      about: sent ? 'told' : choice.way === null && choice.why === 'not_wanted' ? 'unwanted' : 'untold',
      party: one.party,
      role: one.role,
      name: one.name,
      notice: notice.about,
      ...(sent ? { channel: choice.way!.channel } : {}),
    },
  });
}

/** Somebody outside the register is written to by mail: no consent to anything else is known of them. */
function outside({ addresses }: Recipient): ReturnType<typeof chooseWay> {
  const address = addresses.email ?? addresses.pec;
  return address === null ? { way: null, why: 'no_address' } : { way: { channel: 'email', address } };
}

async function wordsFor(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  notice: Pick<NoticeRow, 'about' | 'facts'>,
  { told }: Recipient,
  { language, name, channel }: { language: string; name: string; channel: NoticeChannel },
): Promise<Composed & { language: string }> {
  const facts = factsOf(notice);
  // The holder's page is theirs alone.
  const what: Told = {
    about: notice.about,
    facts: told === 'all' ? facts : namingNobody(facts, language === 'it' ? 'it' : 'en'),
    link: '',
  };
  const own =
    told === 'all' ? await ownTexts(tx, row.serviceId, ctx.clock.now(), [notice.about]) : () => null;
  const organisation = await organisationName(tx);
  return { ...compose([what], { language, name, organisation }, channel, own), language };
}

async function leave(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  one: Recipient,
  way: { channel: NoticeChannel; address: string | null },
  { subject, text, language }: Composed & { language: string },
): Promise<boolean> {
  const head = subject === '' ? `[${row.number}]` : subject;
  if (one.customer === null) {
    await mailNotice(tx, { to: way.address!, subject: head, text, language, serviceId: row.serviceId });
    return true;
  }
  const sent = await sendNotice(tx, ctx, {
    customerId: one.customer,
    serviceId: row.serviceId,
    teamId: row.teamId,
    subject: head,
    text,
    language,
    caseId: row.id,
    ...(way.address === null || way.channel === 'chat'
      ? {}
      : { by: { channel: way.channel, to: way.address } }),
  });
  return sent !== null && !('held' in sent);
}
