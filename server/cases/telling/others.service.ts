import { organisationName } from '#server/access/index.ts';
import { mailNotice, sendNotice, smsNotice } from '#server/contacts/index.ts';
import type { Ctx, Tx } from '#server/platform/index.ts';
import { lockedCase } from '../access.ts';
import type { CaseRow } from '../cases.read.ts';
import { addEntry } from '../cases.store.ts';
import { recipientsOf, type Recipient } from '../parties/parties.doors.ts';
import { compose, type Composed, type Told } from './compose.ts';
import { linkOf } from './links.ts';
import { newsOfOther, recipientKey } from './others.reach.ts';
import {
  casesOfPartyNews,
  changePartyNews,
  insertPartyNews,
  lockPartyNews,
  othersTried,
  type PartyNewsRow,
} from './others.store.ts';
import { ownTexts } from './own-texts.ts';
import type { Settings } from './settings.rules.ts';
import { readTelling } from './settings.ts';
import { together, type NoticeChannel, type Way } from './telling.rules.ts';
import { factsOf, noticeById, triedOf, type NoticeRow } from './telling.store.ts';
import { namingNobody } from './word.rules.ts';
import { wayFor, type News } from './ways.ts';

// What the other people of a case are told: those who act for its holder, those who are kept informed, those whom it
// concerns. Each in a message of their own, when the holder is told, or when it turns out that nothing reaches the holder;
// at an hour of their own channel, and what moves in several cases of theirs on one day together.

/** Something that is to be told to somebody, with all that is known of it. */
interface Telling {
  news: PartyNewsRow;
  notice: Pick<NoticeRow, 'about' | 'told' | 'facts' | 'happenedAt'>;
  row: CaseRow;
  one: Recipient;
}

/**
 * Tells the other people of these cases what the notices say, in the transaction in which the notices leave, so that it
 * happens once with them; what has to wait for an hour of their own leaves by the clock. A notice that is tried again for
 * its holder tells nobody else again.
 */
export async function tellOthers(
  tx: Tx,
  ctx: Ctx,
  sendings: readonly { notice: NoticeRow; row: CaseRow }[],
): Promise<void> {
  const now = ctx.clock.now();
  const tellings: Telling[] = [];
  for (const { notice, row } of sendings) {
    if (triedOf(notice).length > 0) continue;
    const others = (await recipientsOf(tx, row, now)).filter(({ role }) => role !== 'holder');
    for (const one of others) {
      const news = await insertPartyNews(tx, {
        caseId: row.id,
        partyId: one.party!,
        noticeId: notice.id,
        recipient: recipientKey(one),
        state: 'planned',
        channel: null,
        address: null,
        language: one.language ?? 'it',
        dueAt: now,
      });
      if (news !== null) tellings.push({ news, notice, row, one });
    }
  }
  if (tellings.length > 0) await settle(tx, ctx, await readTelling(tx), tellings);
}

/** Decides anew where and when each is told, and lets leave what is due, together where it goes to the same address. */
async function settle(tx: Tx, ctx: Ctx, settings: Settings, tellings: readonly Telling[]): Promise<void> {
  const now = ctx.clock.now();
  const due: (Telling & { way: Way; to: News })[] = [];
  for (const telling of tellings) {
    const { news, notice, row, one } = telling;
    const to = { ...(await newsOfOther(tx, row, one)), tried: othersTried(news) };
    const urgent =
      notice.told === 'opened' || settings.urgent.includes(factsOf(notice).type) || to.tried.length > 0;
    const { way, dueAt, ...choice } = await wayFor(tx, ctx, settings, to, {
      happenedAt: now,
      waitMinutes: 0,
      joins: urgent
        ? null
        : {
            customerId: recipientKey(one),
            cases: tellings.map((other) => other.row.id),
            // What has waited for its hour already is held by nothing but what was told meanwhile.
            leaving: news.channel !== null,
          },
    });
    if (way === null) {
      const unwanted = 'why' in choice && choice.why === 'not_wanted';
      await changePartyNews(tx, [news.id], { state: unwanted ? 'withdrawn' : 'failed', endedAt: now });
      await written(tx, ctx, telling, unwanted ? 'unwanted' : 'untold', {});
    } else {
      await changePartyNews(tx, [news.id], {
        channel: way.channel,
        address: way.address,
        language: to.language,
        dueAt,
      });
      if (dueAt <= now) due.push({ ...telling, way, to });
    }
  }
  const groups = Map.groupBy(due, ({ one, way, to, row }) =>
    JSON.stringify([recipientKey(one), way.channel, way.address, to.language, row.serviceId, one.told]),
  );
  for (const group of groups.values()) await leave(tx, ctx, group);
}

/** Written on the case: what became of the news of one of its people. */
async function written(
  tx: Tx,
  ctx: Ctx,
  { row, one, notice }: Pick<Telling, 'row' | 'one' | 'notice'>,
  about: 'told' | 'untold' | 'unwanted' | 'undelivered',
  more: { text?: string; channel?: string },
): Promise<void> {
  await addEntry(tx, {
    caseId: row.id,
    at: ctx.clock.now(),
    kind: 'party',
    actor: 'system',
    authorName: '',
    body: more.text ?? '',
    data: {
      about,
      party: one.party,
      role: one.role,
      name: one.name,
      notice: notice.about,
      ...(more.channel === undefined ? {} : { channel: more.channel }),
    },
  });
}

/** One message about what several cases have to tell to one of their people, or about one of them. */
async function leave(tx: Tx, ctx: Ctx, group: readonly (Telling & { way: Way; to: News })[]): Promise<void> {
  const { way, to, one, row } = group[0]!;
  const { language, name } = to;
  const told: Told[] = [];
  for (const { notice, row: about, one: them } of group) {
    const facts = factsOf(notice);
    told.push({
      about: notice.about,
      facts: one.told === 'all' ? facts : namingNobody(notice.about, facts, language === 'it' ? 'it' : 'en'),
      // A page of their own: the holder's is the holder's alone.
      link: them.page === null ? '' : await linkOf(tx, ctx, about, them.party),
    });
  }
  const own =
    one.told === 'all'
      ? await ownTexts(
          tx,
          row.serviceId,
          ctx.clock.now(),
          group.map(({ notice }) => notice.about),
        )
      : () => null;
  const said = compose(told, { language, name, organisation: await organisationName(tx) }, way.channel, own);
  const sent = await carry(tx, ctx, { row, one, way, said, language, cases: group.length });
  const ids = group.map(({ news }) => news.id);
  const endedAt = ctx.clock.now();
  if (sent === null) await changePartyNews(tx, ids, { state: 'failed', endedAt });
  else await changePartyNews(tx, ids, { state: 'sent', endedAt, messageId: sent.messageId });
  for (const telling of group)
    await written(
      tx,
      ctx,
      telling,
      sent === null ? 'untold' : 'told',
      sent === null ? {} : { text: said.text, channel: way.channel },
    );
}

/** Hands the message to its channel; null where nothing of the organisation writes there. */
async function carry(
  tx: Tx,
  ctx: Ctx,
  letter: { row: CaseRow; one: Recipient; way: Way; said: Composed; language: string; cases: number },
): Promise<{ messageId: string | null } | null> {
  const { row, one, way, said, language } = letter;
  const subject = said.subject === '' ? `[${row.number}]` : said.subject;
  const { text } = said;
  if (one.customer === null) {
    const to = way.address!;
    if (way.channel === 'sms') {
      const sent = await smsNotice(tx, ctx, { to, text, serviceId: row.serviceId, caseId: row.id });
      return sent ? { messageId: null } : null;
    }
    await mailNotice(tx, { to, subject, text, language, serviceId: row.serviceId });
    return { messageId: null };
  }
  const sent = await sendNotice(tx, ctx, {
    customerId: one.customer,
    serviceId: row.serviceId,
    teamId: row.teamId,
    subject,
    text,
    language,
    caseId: row.id,
    ...(way.address === null || way.channel === 'chat'
      ? {}
      : { by: { channel: way.channel, to: way.address } }),
  });
  // What has a hole left in it leaves to nobody.
  return sent === null || 'held' in sent ? null : sent;
}

/** What is to be told still holds for: the notice, its case and the person, if their part still says so. */
async function tellingOf(tx: Tx, ctx: Ctx, news: PartyNewsRow, row: CaseRow): Promise<Telling | null> {
  const notice = await noticeById(tx, news.noticeId);
  const one = (await recipientsOf(tx, row, ctx.clock.now())).find(
    (other) => other.role !== 'holder' && recipientKey(other) === news.recipient,
  );
  return notice === null || one === undefined ? null : { news, notice, row, one };
}

/**
 * Sends what is due of somebody, in messages that gather what belongs together. Cases are locked in one order, before their
 * news. Whose part has ended meanwhile is told nothing more.
 */
export const sendDueToOther = (ctx: Ctx, recipient: string): Promise<void> =>
  ctx.tx(async (tx) => {
    const settings = await readTelling(tx);
    const rows = new Map<string, CaseRow>();
    for (const id of await casesOfPartyNews(tx, { recipient })) rows.set(id, await lockedCase(tx, ctx, id));
    const tellings: Telling[] = [];
    for (const news of await lockPartyNews(tx, { recipient })) {
      const row = rows.get(news.caseId);
      if (row === undefined) continue;
      const telling = await tellingOf(tx, ctx, news, row);
      if (telling === null)
        await changePartyNews(tx, [news.id], { state: 'withdrawn', endedAt: ctx.clock.now() });
      else tellings.push(telling);
    }
    const groups = together(
      tellings.map((telling) => ({
        telling,
        id: telling.news.id,
        channel: telling.news.channel as NoticeChannel | null,
        address: telling.news.address,
        language: telling.news.language,
        serviceId: telling.row.serviceId,
        dueAt: telling.news.dueAt,
        happenedAt: telling.notice.happenedAt,
      })),
      ctx.clock.now(),
      settings.pace === 'at_once' ? 0 : settings.mergeMinutes,
    );
    for (const group of groups)
      await settle(
        tx,
        ctx,
        settings,
        group.map(({ telling }) => telling),
      );
  });

/** A message to one of the people of a case did not arrive: it goes on their next channel, and the case says so. */
export async function otherFailed(tx: Tx, ctx: Ctx, message: string, detail: string): Promise<void> {
  const rows = new Map<string, CaseRow>();
  for (const id of await casesOfPartyNews(tx, { message })) rows.set(id, await lockedCase(tx, ctx, id));
  const again: Telling[] = [];
  for (const news of await lockPartyNews(tx, { message })) {
    const row = rows.get(news.caseId);
    const telling = row === undefined ? null : await tellingOf(tx, ctx, news, row);
    const tried = [
      ...othersTried(news),
      { channel: news.channel as NoticeChannel, address: news.address, why: detail.slice(0, 500) },
    ];
    const planned = telling !== null;
    await changePartyNews(tx, [news.id], {
      tried,
      messageId: null,
      state: planned ? 'planned' : 'failed',
      endedAt: planned ? null : ctx.clock.now(),
    });
    if (telling === null) continue;
    await written(tx, ctx, telling, 'undelivered', { channel: news.channel ?? 'email' });
    again.push({ ...telling, news: { ...news, tried: tried as unknown as PartyNewsRow['tried'] } });
  }
  if (again.length > 0) await settle(tx, ctx, await readTelling(tx), again);
}
