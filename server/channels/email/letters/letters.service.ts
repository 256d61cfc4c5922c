import type { Letter, Letters } from '#server/contacts/index.ts';
import { addJob, readSetting, record, type Ctx, type Job } from '#server/platform/index.ts';
import { MailNotSendable, renderMail, type RenderedMail } from '../compose.ts';
import { tryDelivery, type Deliver, type Delivered } from '../delivery.ts';
import { makeMessageId } from '../message-id.ts';
import { mailAddressOf, settingsOfAddress } from '../outbound.read.ts';
import { senderName, senderSettings, signatureLines } from '../sender.rules.ts';
import { markedNumber } from './letter-mark.rules.ts';
import {
  changeLetter,
  insertLetter,
  lockLetter,
  threadIds,
  type LetterFile,
  type LetterRow,
} from './letters.store.ts';

const jobName = 'email.letter';
const mostReferences = 20;

const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1);

/** How the modules above write to people who never log in. */
export const letterPost: Letters = {
  async able(db, serviceId) {
    return (await mailAddressOf(db, serviceId)) !== null;
  },
  async send(tx, ctx, letter: Letter) {
    const from = await mailAddressOf(tx, letter.serviceId);
    if (from === null) {
      await record(tx, ctx.actor, {
        kind: 'letter.ended',
        subjectId: letter.thread,
        data: { letter: letter.id, thread: letter.thread, state: 'failed', detail: 'no mail address' },
      });
      return;
    }
    const before = await threadIds(tx, letter.thread);
    await insertLetter(tx, {
      id: letter.id,
      thread: letter.thread,
      number: letter.number,
      entryPointId: from.id,
      sender: from.address,
      recipients: letter.to,
      subject: letter.subject,
      text: letter.text,
      language: letter.language,
      automatic: letter.automatic,
      files: letter.files,
      messageId: makeMessageId(ctx.platform.secret, domainOf(from.address), letter.id),
      inReplyTo: before.at(-1) ?? null,
      refs: before.slice(-mostReferences),
      createdAt: ctx.clock.now(),
    });
    await addJob(tx, jobName, { letter: letter.id }, { key: `${jobName}:${letter.id}`, maxAttempts: 5 });
  },
};

/** Sends letters; tried again as any other mail. One that could not be delivered is told to whoever wrote it. */
export const letterJob = (deliver: Deliver): Job => ({
  name: jobName,
  async handle(ctx, payload) {
    const { letter: id } = payload as { letter: string };
    const due = await ctx.tx(async (tx) => {
      const row = await lockLetter(tx, id);
      if (row === null || row.state === 'sent' || row.state === 'failed') return null;
      await changeLetter(tx, id, { state: 'sending', attempts: row.attempts + 1 });
      return { ...row, attempts: row.attempts + 1 };
    });
    if (due === null) return;
    const outcome = await render(ctx, due).then(
      (mail) => tryDelivery(ctx, deliver, id, mail, due.attempts),
      (error: unknown): Delivered => {
        if (!(error instanceof MailNotSendable)) throw error;
        return { state: 'failed', said: error.message };
      },
    );
    await ctx.tx(async (tx) => {
      await changeLetter(tx, id, {
        state: outcome.state,
        response: outcome.said,
        ...(outcome.state === 'sent' ? { sentAt: ctx.clock.now() } : {}),
      });
      if (outcome.state === 'failed')
        await record(tx, ctx.actor, {
          kind: 'letter.ended',
          subjectId: due.thread,
          data: { letter: id, thread: due.thread, state: 'failed', detail: outcome.said },
        });
      if (outcome.state === 'deferred')
        await addJob(
          tx,
          jobName,
          { letter: id },
          { runAt: outcome.again, key: `${jobName}:${id}:${due.attempts}`, maxAttempts: 5 },
        );
    });
  },
});

async function render(ctx: Ctx, row: LetterRow): Promise<RenderedMail> {
  const organisation = (await readSetting<string>(ctx.db, 'organisation')) ?? '';
  const own = senderSettings(await settingsOfAddress(ctx.db, row.sender));
  const domain = domainOf(row.sender);
  return renderMail({
    messageId: row.messageId,
    from: { name: senderName(own, organisation, null), address: row.sender },
    to: row.recipients.map((address) => ({ name: '', address })),
    subject: row.subject,
    number: markedNumber(ctx.platform.secret, row.number),
    answers: row.inReplyTo === null ? null : { messageId: row.inReplyTo, references: row.refs },
    text: row.text,
    signature: signatureLines(own, row.language, { organisation }),
    files: await Promise.all(
      (row.files as unknown as LetterFile[]).map(async ({ sha256, name, type }) => ({
        name,
        type,
        content: await ctx.platform.files.read(sha256),
      })),
    ),
    automatic: row.automatic ? 'auto-generated' : null,
    domain,
    language: row.language,
    date: row.createdAt,
  });
}
