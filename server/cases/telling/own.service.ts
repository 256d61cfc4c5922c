import type { z } from 'zod';
import type * as contract from '#contract/case-page.ts';
import type { Parsed } from '#contract/route.ts';
import { organisationName } from '#server/access/index.ts';
import { noticeSender, receive } from '#server/contacts/index.ts';
import { clocksShown } from '#server/clocks/index.ts';
import {
  actorLabel,
  conflict,
  digest,
  invalid,
  logRead,
  newId,
  notFound,
  readSetting,
  saveFiles,
  type Ctx,
} from '#server/platform/index.ts';
import { lockedCase } from '../access.ts';
import { caseRow, type CaseRow } from '../cases.read.ts';
import { link } from '../cases.service.ts';
import { addEntry } from '../cases.store.ts';
import { insertDocument } from '../work.store.ts';
import { stateOf } from '../types/moves.rules.ts';
import { definitionOf } from '../types/types.store.ts';
import { caseOfKey, countLook } from './links.store.ts';
import { bodyOf } from './compose.ts';
import { ownTextsById } from './own-texts.ts';
import { nextDue, turnOf, wantedOf } from './own.rules.ts';
import { documentsThere, isWritten, pageConversation, pageLines, toldOf } from './own.read.ts';
import { namingNobody, wordAbout } from './word.rules.ts';
import { knownAs, newsOfReader, readerOf, wishOfReader, type Reader } from './own.reader.ts';
import { readTelling } from './settings.ts';
import { factsOf } from './telling.store.ts';

// What the customer does by their own link, and what others do by theirs who have a part in the case. The key is the right
// to it: no grants are asked, and nothing else is told.

type OwnView = z.input<typeof contract.ownCase>;
/** The page's share of the answer: what it takes of files is the channel's to say. */
type Told = Omit<OwnView, 'maxFiles' | 'maxFileBytes' | 'accept'>;

/** The case of a key, and who has it. @throws Problem 404, the same for a wrong key and an old one */
async function byKey(
  ctx: Ctx,
  key: string,
): Promise<{ row: CaseRow; linkId: string; reader: Reader; asReader: Ctx }> {
  const { linkDays } = await readTelling(ctx.db);
  const since = new Date(ctx.clock.now().getTime() - linkDays * 86_400_000);
  const found = await caseOfKey(ctx.db, digest(key), since);
  const row = found === null ? null : await caseRow(ctx.db, found.caseId);
  const reader = row === null ? null : await readerOf(ctx, row, found!.partyId);
  if (found === null || row === null || reader === null) throw notFound('case');
  return {
    row,
    linkId: found.link,
    reader,
    // The audit log names who has the link.
    asReader: {
      ...ctx,
      actor: { ...ctx.actor, kind: 'customer', id: reader.customer, name: reader.name },
    },
  };
}

/** How a case stands, for who has its key; that it was looked at is noted. @throws Problem 404 */
export async function lookAtOwnCase(ctx: Ctx, key: string): Promise<Told> {
  const { row, linkId, reader, asReader } = await byKey(ctx, key);
  await countLook(ctx.db, linkId, ctx.clock.now());
  await logRead(
    ctx.db,
    asReader.actor,
    row.customerId,
    `case page ${row.number}${reader.role === 'holder' ? '' : ` (${reader.role})`}`,
  );
  return told(ctx, row, reader);
}

/** As much of an address as its owner needs to know it again. */
export function maskedAddress(address: string): string {
  const at = address.indexOf('@');
  return at > 0 ? `${address.slice(0, 1)}…${address.slice(at)}` : `…${address.slice(-3)}`;
}

async function told(ctx: Ctx, row: CaseRow, reader: Reader): Promise<Told> {
  const { db } = ctx;
  const now = ctx.clock.now();
  const { page, answers, writes } = reader.rights;
  const all = page !== 'generic';
  const [definition, organisation, timeZone, notices, lines, news, there, clocks] = await Promise.all([
    definitionOf(db, row),
    organisationName(db),
    readSetting<string>(db, 'timeZone'),
    toldOf(db, row.id, row.customerId),
    pageLines(db, row.id, reader),
    newsOfReader(db, row, reader),
    documentsThere(db, row.id),
    all ? clocksShown(db, { kind: 'case', id: row.id }, now) : [],
  ]);
  const texts = await ownTextsById(
    db,
    notices.flatMap(({ textId }) => textId ?? []),
  );
  // Papers are asked of whoever answers for the customer.
  const wanted = answers ? wantedOf(definition, row.status, there) : [];
  const namesOf = (key: string) => stateOf(definition, key)?.name ?? { it: key, en: key };
  const nothing = { text: '', files: [], status: null, stateNames: null };
  const happened: Told['happened'] = [
    { ...nothing, at: row.openedAt, kind: 'opened' as const },
    ...notices
      .filter(
        ({ about, told: what, fromState }) =>
          about === wordAbout || (what !== 'opened' && fromState !== null),
      )
      .map((notice) => {
        const facts = factsOf(notice);
        const { status, stateNames } = facts;
        const anonymous = namingNobody(notice.about, facts, news.language === 'it' ? 'it' : 'en');
        return {
          ...nothing,
          at: notice.happenedAt,
          kind: notice.about === wordAbout ? ('answer' as const) : ('state' as const),
          // As the customer was told, without greeting and name: whoever holds the link need not learn more.
          text:
            all || notice.about === wordAbout
              ? bodyOf(
                  { about: notice.about, facts: all ? facts : anonymous, link: '' },
                  { language: notice.language, name: '', organisation },
                  texts.get(notice.textId ?? '') ?? null,
                )
              : '',
          status: status as Told['status'],
          stateNames,
        };
      }),
    ...lines.map(({ at, direction, text, files }) => ({
      ...nothing,
      at,
      kind: direction === 'in' ? ('wrote' as const) : ('answer' as const),
      text,
      files,
    })),
  ];
  return {
    organisation,
    role: reader.role,
    writes,
    language: news.language,
    timeZone: timeZone ?? 'Europe/Rome',
    number: row.number,
    typeNames: definition.name,
    subject: all ? row.subject : '',
    status: row.status as Told['status'],
    stateNames: namesOf(row.state),
    openedAt: row.openedAt,
    closedAt: row.closedAt,
    resolution: all && row.status === 'closed' ? row.resolution : null,
    turn: turnOf(row.status, wanted),
    due: nextDue(clocks, now),
    wanted,
    happened: happened.toSorted((a, b) => new Date(a.at).getTime() - new Date(b.at).getTime()),
    news: {
      channel: news.channel,
      channels: news.channels.map(({ channel, address }) => ({ channel, address: maskedAddress(address) })),
    },
  };
}

/** What a channel has read of a customer's message: files are judged and stored. */
export interface OwnMessage {
  text: string;
  /** The page's own id: the same message again is the same one. */
  clientKey: string | null;
  /** The paper of the type that the files are. */
  document: string | null;
  files: { name: string; type: string; sha256: string; size: number }[];
}

/**
 * The customer, or somebody with a part, writes on the case: a contact for whoever has it, on the conversation of their own
 * page. A closed case stays closed; whoever handles the contact decides whether it is taken up again. Papers that the case
 * asks for are taken from whoever answers for its customer.
 * @throws Problem 404, 409 may_not_write, 422 naming `document`, 409 `nowhere_to_write`, `not_taken` with the words of a full or closed queue
 */
export async function writeOnOwnCase(ctx: Ctx, key: string, message: OwnMessage): Promise<Told> {
  const { row, reader, asReader } = await byKey(ctx, key);
  if (!reader.rights.writes)
    throw conflict('may_not_write', 'From this page nothing is written on the case.');
  await ctx.tx(async (tx) => {
    const locked = await lockedCase(tx, ctx, row.id);
    const now = ctx.clock.now();
    const definition = await definitionOf(tx, locked);
    const papers = reader.rights.answers ? wantedOf(definition, locked.status, new Set()) : [];
    const paper = papers.find(({ key }) => key === message.document);
    if (message.document !== null && paper === undefined)
      throw invalid('document', 'a document of this type of case');
    const form = await noticeSender(tx, 'form', row.serviceId);
    const entryPoint = form ?? (await noticeSender(tx, 'email', row.serviceId));
    if (entryPoint === null) throw conflict('nowhere_to_write', 'The organisation takes no messages here.');
    const conversationId = await pageConversation(tx, row.id, reader);
    const clientId = message.clientKey === null ? null : `page:${message.clientKey}`;
    if (conversationId !== null && clientId !== null && (await isWritten(tx, conversationId, clientId)))
      return;
    const { language } = await newsOfReader(tx, locked, reader);
    const kept = await saveFiles(
      tx,
      message.files.map(({ sha256, size, type }) => ({ sha256, size, type })),
    );
    if (paper !== undefined)
      for (const [index, { name }] of message.files.entries())
        await insertDocument(tx, {
          id: newId(),
          caseId: row.id,
          key: paper.key,
          fileId: kept[index]!.id,
          name,
          addedByName: asReader.actor.name,
          addedAt: now,
        });
    const text =
      message.text === '' && paper !== undefined ? paper.name[language === 'it' ? 'it' : 'en'] : message.text;
    const about =
      reader.rights.page === 'generic' ? definition.name[language === 'it' ? 'it' : 'en'] : row.subject;
    const subject = `[${row.number}] ${about}`.slice(0, 500);
    const [received] = await receive(tx, asReader, [
      {
        channel: form === null ? 'email' : 'form',
        entryPoint: {
          id: entryPoint.entryPointId,
          serviceId: entryPoint.serviceId,
          queueId: entryPoint.queueId,
        },
        conversationId,
        customer: knownAs(reader, language),
        lastAgent: locked.ownerId,
        subject,
        language,
        at: now,
        message: {
          sender: null,
          senderName: asReader.actor.name,
          subject,
          text,
          clientId,
          attachments: message.files.map(({ name, type, size }, index) => ({
            fileId: kept[index]!.id,
            name,
            type,
            size,
          })),
        },
        context: {
          casePage: row.id,
          ...(reader.party === null ? {} : { caseParty: reader.party.id, partyRole: reader.role }),
        },
        classificationId: row.classificationId,
      },
    ]);
    if (received!.blocked !== null)
      throw conflict('not_taken', received!.blocked.text[language === 'it' ? 'it' : 'en']);
    if (received!.contactId !== null)
      await link(tx, asReader, row.id, received!.contactId, 'the customer’s page');
    await addEntry(tx, {
      caseId: row.id,
      at: now,
      kind: 'message',
      actor: actorLabel(asReader.actor),
      authorName: asReader.actor.name,
      body: text,
      data: {
        about: 'customer',
        by: 'page',
        ...(reader.party === null ? {} : { party: reader.party.id, role: reader.role }),
        contact: received!.contactId,
        conversation: received!.conversationId,
      },
    });
  });
  return told(ctx, (await caseRow(ctx.db, row.id))!, (await byKey(ctx, key)).reader);
}

/** Whoever has the page says how they want news of this case. @throws Problem 404, 422 naming `channel`, `language` or `words` */
export async function wishOnOwnCase(
  ctx: Ctx,
  { key, channel, language, words }: Parsed<typeof contract.wishOnOwnCase>['body'],
): Promise<Told> {
  const { row, reader, asReader } = await byKey(ctx, key);
  if (channel !== null && channel !== 'none' && words.trim().length < 3)
    throw invalid('words', 'the words that the customer agreed to');
  await ctx.tx(async (tx) => {
    await lockedCase(tx, ctx, row.id);
    await wishOfReader(tx, asReader, row, reader, {
      channel,
      language,
      ...(channel === null || channel === 'none' ? {} : { consent: { how: 'page' as const, words } }),
    });
  });
  return told(ctx, (await caseRow(ctx.db, row.id))!, (await byKey(ctx, key)).reader);
}
