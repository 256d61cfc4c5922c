import { receive, setDelivery, type Incoming } from '#server/contacts/index.ts';
import {
  contextFor,
  isConnectionError,
  record,
  systemActor,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { classifyMail } from './automatic.rules.ts';
import { isAbout, readDeliveryReport } from './bounce.rules.ts';
import { confirmReceipt } from './confirmations.service.ts';
import { answerAddress, toIncoming, type ReadMail } from './incoming.service.ts';
import {
  deliveryOf,
  mailEntryPoints,
  filedBefore,
  sentMails,
  servicesOf,
  type MailEntryPoint,
} from './intake.read.ts';
import { keepReplies } from './letters/replies.service.ts';
import { isOwnMessageId } from './message-id.ts';
import { addressKey, MailUnparseable, parseMail } from './mime.ts';
import { endRaw, lockRaw, mayFile, newRaw, noteAttempt, type RawEnd, type RawRow } from './raw.store.ts';
import { afterReceipt, isOf, readReceipt } from './receipts.rules.ts';
import { decideThreads, type Threaded } from './threads.service.ts';

// From raw mails to messages, conversations and contacts: a batch in one transaction, and what fails alone by itself.

const batchSize = 40;
// Parsed mails of a batch are in memory together, attachments included.
const batchBytes = 24 * 1024 * 1024;
const tries = 3;

/** Files the next batch. @returns whether more may wait */
export async function fileNext(ctx: Ctx): Promise<boolean> {
  let batch: RawRow[] = [];
  try {
    return await ctx.tx(async (tx) => {
      batch = [];
      if (!(await mayFile(tx))) return false;
      batch = fitting(await newRaw(tx, batchSize));
      if (batch.length === 0) return false;
      await fileBatch(tx, ctx, batch);
      return true;
    });
  } catch (error) {
    if (isConnectionError(error) || batch.length === 0) throw error;
    ctx.log.warn(
      { err: error, mails: batch.length },
      'a batch of mails could not be filed together; they are filed one by one',
    );
  }
  for (const row of batch) await fileAlone(ctx, row.id);
  return true;
}

/** The first mails that fit into memory together; at least one. */
function fitting(rows: RawRow[]): RawRow[] {
  let bytes = 0;
  const end = rows.findIndex((row, index) => (bytes += row.size) > batchBytes && index > 0);
  return end < 0 ? rows : rows.slice(0, end);
}

type AlsoWith = (tx: Tx, end: RawEnd) => Promise<void>;

/** Files one mail by itself; what goes wrong now is its own fault, or is tried again. */
async function fileAlone(ctx: Ctx, id: string, also?: AlsoWith): Promise<RawEnd | null> {
  try {
    return await ctx.tx(async (tx) => {
      const row = await lockRaw(tx, id);
      if (row === null || (row.state !== 'new' && row.state !== 'quarantined')) return null;
      const [end] = await fileBatch(tx, ctx, [row]);
      if (end === undefined) return null;
      await also?.(tx, end);
      return end;
    });
  } catch (error) {
    if (isConnectionError(error)) throw error;
    ctx.log.error({ err: error, raw: id }, 'a mail could not be filed');
    return ctx.tx(async (tx) => {
      const row = await lockRaw(tx, id);
      if (row === null) return null;
      const words = (error as Error).message.slice(0, 500);
      if (row.state === 'new' && row.attempts + 1 < tries) {
        await noteAttempt(tx, id, words);
        return null;
      }
      const end = quarantine(row, 'internal', `It could not be filed: ${words}`);
      await finish(tx, ctx, [{ row, end }]);
      await also?.(tx, end);
      return end;
    });
  }
}

/**
 * Tries a quarantined mail again, at a person's wish; who wished it goes into the audit log by `also`, in the same
 * transaction. Filing itself is the system's doing. Null when there is none.
 */
export const retryRaw = async (ctx: Ctx, id: string, also: AlsoWith): Promise<RawEnd | null> =>
  fileAlone(contextFor(ctx.platform, systemActor), id, also);

async function fileBatch(tx: Tx, ctx: Ctx, rows: readonly RawRow[]): Promise<RawEnd[]> {
  const entryPoints = await mailEntryPoints(tx);
  const own = {
    addresses: new Set(entryPoints.map((one) => addressKey(one.address))),
    isOwnMessageId: (id: string) => isOwnMessageId(ctx.platform.secret, id),
  };
  const ends: { row: RawRow; end: RawEnd }[] = [];
  const read: ReadMail[] = [];
  const inBatch = new Set<string>();
  for (const row of rows) {
    const entryPoint = entryPoints.find((one) => one.id === row.entryPointId);
    if (entryPoint === undefined) {
      ends.push({ row, end: quarantine(row, 'no_entry_point', 'Its address is not in use any more.') });
      continue;
    }
    try {
      const content = row.content ?? (await ctx.platform.files.read(row.fileSha256!));
      const mail = parseMail(content);
      // A reply to a mail of the same batch must find it filed: it waits for the next one.
      if (rows.length > 1 && mail.references.some((id) => inBatch.has(id))) break;
      if (mail.messageId !== null) inBatch.add(mail.messageId);
      read.push({ row, mail, kind: classifyMail(mail, row.envelopeFrom, own), entryPoint });
    } catch (error) {
      if (!(error instanceof MailUnparseable)) throw error;
      ends.push({ row, end: quarantine(row, error.code, error.message) });
    }
  }
  const before = new Set(
    (
      await filedBefore(
        tx,
        read.flatMap((one) => nameOf(one) ?? []),
      )
    ).map((one) => `${one.headerMessageId} ${one.sha256} ${one.entryPointId}`),
  );
  const wanted: ReadMail[] = [];
  for (const one of read) {
    const name = nameOf(one);
    const key = `${name} ${one.row.sha256} ${one.entryPoint.id}`;
    if (name !== null && before.has(key))
      ends.push({
        row: one.row,
        end: ended(one, 'ignored', 'duplicate', 'The same mail has been filed before.'),
      });
    else if (one.kind.kind === 'loop')
      ends.push({
        row: one.row,
        end: ended(
          one,
          'quarantined',
          'loop',
          `It came from ourselves (${one.kind.reason}): answering it would begin a loop.`,
        ),
      });
    else wanted.push(one);
    before.add(key);
  }
  ends.push(...(await fileMails(tx, ctx, wanted)));
  await finish(tx, ctx, ends);
  return ends.map(({ end }) => end);
}

async function fileMails(
  tx: Tx,
  ctx: Ctx,
  all: readonly ReadMail[],
): Promise<{ row: RawRow; end: RawEnd }[]> {
  const ends: { row: RawRow; end: RawEnd }[] = [];
  const replies = await keepReplies(tx, ctx, all);
  for (const one of replies)
    ends.push({ row: one.row, end: ended(one, 'filed', 'letter', 'An answer to a letter.') });
  const mails = all.filter((one) => !replies.has(one));
  const threads = await decideThreads(
    tx,
    mails.map(({ mail, entryPoint }) => ({ mail, serviceId: entryPoint.serviceId })),
    ctx.clock.now(),
  );
  const filed: { one: ReadMail; incoming: Incoming; thread: Threaded }[] = [];
  for (const [index, one] of mails.entries()) {
    const thread = threads[index]!;
    if (one.kind.kind === 'bounce') {
      const about = await noteBounce(tx, ctx, one);
      if (about === 'unknown' && thread.join === null) {
        ends.push({
          row: one.row,
          end: ended(
            one,
            'quarantined',
            'bounce_unknown',
            'A delivery report about a mail that was not sent from here.',
          ),
        });
        continue;
      }
      if (about !== 'unknown') Object.assign(thread, about);
    }
    if (one.kind.kind === 'receipt') {
      const about = await noteReceipt(tx, ctx, one);
      if (about === 'unknown') {
        ends.push({
          row: one.row,
          end: ended(
            one,
            'ignored',
            'receipt_unknown',
            'A receipt about a mail that was not sent from here.',
          ),
        });
        continue;
      }
      Object.assign(thread, about);
    }
    filed.push({ one, thread, incoming: await toIncoming(tx, ctx, one, thread) });
  }
  const received = await receive(
    tx,
    ctx,
    filed.map(({ incoming }) => incoming),
  );
  for (const [index, { one, thread }] of filed.entries()) {
    const got = received[index]!;
    if (thread.caseId !== null && got.newContact)
      await record(tx, ctx.actor, {
        kind: 'contact.case-named',
        subjectId: got.contactId,
        data: { contact: got.contactId, case: thread.caseId },
      });
    if (got.newContact && one.kind.mayAnswer && acknowledges(one.entryPoint))
      await confirmReceipt(tx, ctx, {
        conversationId: got.conversationId,
        address: answerAddress(one.mail) ?? one.mail.from.address,
        language: one.mail.language ?? one.entryPoint.language,
        number: got.contactNumber!,
        own: one.entryPoint.settings.autoReply,
      });
    ends.push({
      row: one.row,
      end: {
        ...ended(one, 'filed', null, null),
        conversationId: got.conversationId,
        contactId: got.contactId,
        messageId: got.messageId,
      },
    });
  }
  return ends;
}

/**
 * A bounce tells how one of our mails ended: its message says so, and somebody is told. Where it goes: into the
 * conversation of that mail; beside it, as a suggestion, when it names nobody to whom the mail went or comes to
 * another service; 'unknown' when it is about no mail of ours.
 */
async function noteBounce(
  tx: Tx,
  ctx: Ctx,
  { mail, entryPoint }: ReadMail,
): Promise<Pick<Threaded, 'join' | 'suggest'> | 'unknown'> {
  const report = readDeliveryReport(mail);
  const sent = await sentMails(tx, report.originalMessageIds);
  const known = report.originalMessageIds.flatMap((id) => sent.find((one) => one.messageId === id) ?? [])[0];
  if (known === undefined) return 'unknown';
  if (known.service !== entryPoint.serviceId) return { join: null, suggest: null };
  if (!isAbout(mail, report, known.recipients))
    return {
      join: null,
      suggest: { conversation: known.conversation, reason: 'stranger_with_known_message' },
    };
  const worst = report.recipients.find((one) => one.outcome === 'failed') ?? report.recipients[0];
  if (worst === undefined || worst.outcome === 'failed') {
    const detail =
      [worst?.recipient, worst?.status, worst?.diagnostic].filter(Boolean).join(' · ') || mail.subject;
    await setDelivery(tx, ctx, { messageId: known.id, state: 'failed', detail: detail.slice(0, 1000) });
  } else if (worst.outcome === 'delayed')
    await setDelivery(tx, ctx, { messageId: known.id, state: 'deferred', detail: worst.diagnostic });
  return { join: known.conversation, suggest: null };
}

/** A receipt of certified mail tells how one of ours fared, and stands beside it as its proof; it is nobody's work. */
async function noteReceipt(
  tx: Tx,
  ctx: Ctx,
  { mail, row, entryPoint }: ReadMail,
): Promise<Pick<Threaded, 'join' | 'suggest'> | 'unknown'> {
  const receipt = readReceipt(mail, row.receivedAt);
  const [known] = receipt?.about == null ? [] : await sentMails(tx, [receipt.about]);
  if (receipt === null || known?.service !== entryPoint.serviceId || !isOf(receipt, known.recipients))
    return 'unknown';
  const state = afterReceipt(await deliveryOf(tx, known.id), receipt);
  if (state !== null) await setDelivery(tx, ctx, { messageId: known.id, state, detail: receipt.detail });
  return { join: known.conversation, suggest: null };
}

const acknowledges = ({ settings }: MailEntryPoint) =>
  settings.acknowledge === true || Boolean(settings.autoReply);

const quarantine = (row: RawRow, code: string, reason: string): RawEnd => ({
  id: row.id,
  state: 'quarantined',
  reason,
  reasonCode: code,
  headerMessageId: null,
  subject: null,
  conversationId: null,
  contactId: null,
  messageId: null,
});

/**
 * The name by which the same mail is known when it comes again. A folder that was numbered anew hands over everything
 * again, so that its mails without a Message-ID go by their content; elsewhere equal bytes may well be two mails.
 */
const nameOf = ({ mail, row }: Pick<ReadMail, 'mail' | 'row'>): string | null =>
  mail.messageId ?? (row.source === 'imap' ? `sha256:${row.sha256}` : null);

const ended = (
  { row, mail }: ReadMail,
  state: RawEnd['state'],
  code: string | null,
  reason: string | null,
): RawEnd => ({
  ...quarantine(row, code ?? '', reason ?? ''),
  state,
  reason,
  reasonCode: code,
  headerMessageId: nameOf({ mail, row }),
  subject: mail.subject.slice(0, 500),
});

async function finish(tx: Tx, ctx: Ctx, ends: readonly { row: RawRow; end: RawEnd }[]): Promise<void> {
  await endRaw(
    tx,
    ends.map(({ end }) => end),
    ctx.clock.now(),
  );
  for (const { end } of ends) ctx.platform.metrics.mails.inc({ result: end.state });
  const bad = ends.filter(({ end, row }) => end.state === 'quarantined' && row.state !== 'quarantined');
  const services = await servicesOf(
    tx,
    bad.map(({ row }) => row.entryPointId),
  );
  await record(
    tx,
    ctx.actor,
    ...bad.map(({ end, row }) => ({
      kind: 'mail.quarantined',
      subjectId: end.id,
      serviceId: services.get(row.entryPointId) ?? null,
      data: { raw: end.id, entryPoint: row.entryPointId, reason: end.reason, code: end.reasonCode },
    })),
  );
}
