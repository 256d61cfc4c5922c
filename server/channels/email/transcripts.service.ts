import { addSystemLine } from '#server/contacts/index.ts';
import {
  addJob,
  newId,
  readSetting,
  type Consumer,
  type Ctx,
  type Job,
  type Tx,
} from '#server/platform/index.ts';
import { MailNotSendable, renderMail } from './compose.ts';
import { mayWriteTo } from './confirmations.service.ts';
import { tryDelivery, type Deliver } from './delivery.ts';
import { makeMessageId } from './message-id.ts';
import { mailAddressOf, settingsOfAddress } from './outbound.read.ts';
import { senderName, senderSettings, signatureLines } from './sender.rules.ts';
import { transcriptSentences } from './sentences.ts';
import { conversationPlace, publicLines } from './transcripts.read.ts';
import {
  changeTranscript,
  insertTranscript,
  lockTranscript,
  type TranscriptRow,
} from './transcripts.store.ts';

const jobName = 'email.transcript';
const mostLines = 2000;

// Seen by staff on the conversation: whether the copy left.
const tell = (
  tx: Tx,
  ctx: Ctx,
  conversationId: string,
  to: string,
  state: 'sent' | 'deferred' | 'failed' | 'refused',
  detail: string | null,
) => {
  const words = {
    sent: `Trascrizione inviata a ${to}`,
    deferred: `Trascrizione per ${to} rinviata`,
    failed: `Trascrizione per ${to} non consegnata`,
    refused: `Trascrizione per ${to} non inviata`,
  }[state];
  return addSystemLine(tx, ctx, conversationId, detail === null ? `${words}.` : `${words}: ${detail}`, {
    kind: `transcript-${state}`,
    to,
    detail,
  });
};

/** Who asked for a copy of their chat gets it by mail. */
export const chatTranscripts: Consumer = {
  name: 'email.chat-transcripts',
  kinds: ['chat.transcript-requested'],
  async handle(tx, ctx, { data }) {
    const { conversation, to, language } = data as Record<string, string | null | undefined>;
    if (conversation == null || to == null) return;
    const place = await conversationPlace(tx, conversation);
    if (place === null) return;
    const from = await mailAddressOf(tx, place.serviceId);
    if (from === null) {
      await tell(tx, ctx, conversation, to, 'refused', 'il servizio non ha un indirizzo di posta');
      return;
    }
    if (!(await mayWriteTo(tx, ctx, { conversationId: conversation, kind: 'transcript', address: to }))) {
      await tell(tx, ctx, conversation, to, 'refused', 'troppe richieste per questo indirizzo');
      return;
    }
    const id = newId();
    await insertTranscript(tx, {
      id,
      conversationId: conversation,
      language: language ?? 'it',
      sender: from.address,
      recipient: to,
      createdAt: ctx.clock.now(),
    });
    await addJob(tx, jobName, { transcript: id }, { key: `${jobName}:${id}`, maxAttempts: 5 });
  },
};

/** Sends the copies that are due. */
export const transcriptJob = (deliver: Deliver): Job => ({
  name: jobName,
  async handle(ctx, payload) {
    const { transcript: id } = payload as { transcript: string };
    const due = await ctx.tx(async (tx) => {
      const row = await lockTranscript(tx, id);
      if (row === null || row.state === 'sent' || row.state === 'failed') return null;
      await changeTranscript(tx, id, { state: 'sending', attempts: row.attempts + 1 });
      return { ...row, attempts: row.attempts + 1 };
    });
    if (due === null) return;
    const outcome = await render(ctx, due).then(
      (mail) => tryDelivery(ctx, deliver, id, mail, due.attempts),
      (error: unknown) => {
        if (!(error instanceof MailNotSendable)) throw error;
        return { state: 'failed' as const, said: error.message };
      },
    );
    await ctx.tx(async (tx) => {
      const { state, said } = outcome;
      await changeTranscript(tx, id, {
        state,
        response: said,
        ...(state === 'sent' ? { sentAt: ctx.clock.now() } : {}),
      });
      // The first delay is news; the twentieth is not.
      if (state !== 'deferred' || due.attempts === 1)
        await tell(tx, ctx, due.conversationId, due.recipient, state, state === 'sent' ? null : said);
      if (outcome.state === 'deferred')
        await addJob(
          tx,
          jobName,
          { transcript: id },
          { runAt: outcome.again, key: `${jobName}:${id}:${due.attempts}`, maxAttempts: 5 },
        );
    });
  },
});

async function render(ctx: Ctx, row: TranscriptRow) {
  const organisation = (await readSetting<string>(ctx.db, 'organisation')) ?? '';
  const timeZone = (await readSetting<string>(ctx.db, 'timeZone')) ?? 'Europe/Rome';
  const place = await conversationPlace(ctx.db, row.conversationId);
  const { subject, intro, you, automatic } = transcriptSentences(row.language);
  const when = new Intl.DateTimeFormat(row.language.slice(0, 2), {
    dateStyle: 'short',
    timeStyle: 'short',
    timeZone,
  });
  const lines = (await publicLines(ctx.db, row.conversationId, mostLines)).map((line) => {
    const author =
      line.from === 'flow'
        ? `${organisation} (${automatic})`
        : line.author || (line.from === 'customer' ? you : organisation);
    const words = [line.text, ...line.files.map((name) => `[${name}]`)].filter((part) => part !== '');
    return `${when.format(line.at)} · ${author}\n${words.join('\n')}`;
  });
  const own = senderSettings(await settingsOfAddress(ctx.db, row.sender));
  const domain = row.sender.slice(row.sender.lastIndexOf('@') + 1);
  return renderMail({
    messageId: makeMessageId(ctx.platform.secret, domain, row.id),
    from: { name: senderName(own, organisation, null), address: row.sender },
    to: [{ name: '', address: row.recipient }],
    subject,
    number: place?.number ?? null,
    text: `${intro}\n\n${lines.join('\n\n')}`,
    signature: signatureLines(own, row.language, { organisation }),
    automatic: 'auto-generated',
    domain,
    language: row.language,
    date: row.createdAt,
  });
}
