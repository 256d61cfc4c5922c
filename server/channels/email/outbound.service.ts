import { createTransport, type Transporter } from 'nodemailer';
import { setDelivery, setMailHeaders, type Transport } from '#server/contacts/index.ts';
import {
  addJob,
  conflict,
  readSetting,
  removeJob,
  type Ctx,
  type Job,
  type Tx,
} from '#server/platform/index.ts';
import { MailNotSendable, renderMail, type RenderedMail } from './compose.ts';
import { tryDelivery, type Deliver } from './delivery.ts';
import { makeMessageId } from './message-id.ts';
import {
  answeredMessage,
  mailAddressOf,
  mailToSend,
  messageAddresses,
  quotedMessage,
  sendingPlace,
  settingsOfAddress,
} from './outbound.read.ts';
import { changeOutbound, insertOutbound, insertOutbox, lockOutbound } from './outbound.store.ts';
import { senderName, senderSettings, signatureLines } from './sender.rules.ts';

const jobName = 'email.send';
const jobKey = (id: string) => `${jobName}:${id}`;

const noAddress = 'This service has no e-mail address to write from: add an e-mail entry point.';

/** How answers on a mail conversation leave: a job in the answer's own transaction, held back while it can be undone. */
export const mailTransport: Transport = {
  async queue(tx, ctx, { messageId, conversationId, notBefore }) {
    const addresses = await messageAddresses(tx, messageId);
    const from = await sendingAddress(tx, conversationId);
    if (addresses === null) throw new Error('there is no such message to send');
    if (from === null) {
      await setDelivery(tx, ctx, { messageId, state: 'failed', detail: noAddress });
      return;
    }
    const answers = await answeredMessage(tx, conversationId);
    const sender = addresses.sender ?? from.address;
    await setMailHeaders(tx, messageId, {
      messageId: makeMessageId(ctx.platform.secret, domainOf(sender), messageId),
      inReplyTo: answers?.messageId ?? null,
      refs: [
        ...new Set([...(answers?.refs ?? []), ...(answers?.messageId == null ? [] : [answers.messageId])]),
      ],
    });
    await insertOutbound(tx, {
      id: messageId,
      entryPointId: from.id,
      notBefore,
      sender,
      recipients: [...addresses.recipients, ...addresses.cc],
      automatic: addresses.automatic,
    });
    await addJob(
      tx,
      jobName,
      { message: messageId },
      { runAt: notBefore, key: jobKey(messageId), maxAttempts: 5 },
    );
  },
  async undo(tx, ctx, messageId) {
    const row = await lockOutbound(tx, messageId);
    if (row === null || row.state !== 'queued' || row.notBefore <= ctx.clock.now()) return false;
    await changeOutbound(tx, messageId, { state: 'undone' });
    await removeJob(tx, jobKey(messageId));
    return true;
  },
  async retry(tx, ctx, messageId) {
    if ((await lockOutbound(tx, messageId)) === null) {
      const { conversationId } = (await messageAddresses(tx, messageId))!;
      if ((await sendingAddress(tx, conversationId)) === null) throw conflict('no_mail_address', noAddress);
      await mailTransport.queue(tx, ctx, { messageId, conversationId, notBefore: ctx.clock.now() });
      return;
    }
    await changeOutbound(tx, messageId, { state: 'queued', attempts: 0, notBefore: ctx.clock.now() });
    await addJob(tx, jobName, { message: messageId }, { key: jobKey(messageId), maxAttempts: 5 });
  },
};

/** The address a conversation is answered from: its own, else one of its service. */
async function sendingAddress(
  tx: Tx,
  conversationId: string,
): Promise<{ id: string; address: string } | null> {
  const place = await sendingPlace(tx, conversationId);
  return place?.entryPointId != null && (place.channel === 'email' || place.channel === 'pec')
    ? { id: place.entryPointId, address: place.address! }
    : mailAddressOf(tx, place?.serviceId ?? null);
}

const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1);

/** Sends what is due. A process that dies between the server's yes and our commit sends again, under the same Message-ID. */
export const sendJob = (deliver: Deliver): Job => ({
  name: jobName,
  async handle(ctx, payload) {
    const { message } = payload as { message: string };
    const due = await ctx.tx(async (tx) => {
      const row = await lockOutbound(tx, message);
      if (row === null || row.state === 'sent' || row.state === 'failed' || row.state === 'undone')
        return null;
      await changeOutbound(tx, message, { state: 'sending', attempts: row.attempts + 1 });
      return row.attempts + 1;
    });
    if (due === null) return;
    let rendered: RenderedMail;
    try {
      rendered = await render(ctx, message);
    } catch (error) {
      if (!(error instanceof MailNotSendable)) throw error;
      await ctx.tx((tx) => end(tx, ctx, message, error.message));
      return;
    }
    // No transaction is held open while another server takes its time.
    const outcome = await tryDelivery(ctx, deliver, message, rendered, due);
    await ctx.tx(async (tx) => {
      const { state, said } = outcome;
      await changeOutbound(tx, message, {
        state,
        response: said,
        ...(state === 'sent' ? { sentAt: ctx.clock.now() } : {}),
        ...(outcome.state === 'deferred' ? { notBefore: outcome.again } : {}),
      });
      await setDelivery(tx, ctx, { messageId: message, state, detail: said });
      if (outcome.state === 'deferred')
        await addJob(
          tx,
          jobName,
          { message },
          { runAt: outcome.again, key: `${jobKey(message)}:${due}`, maxAttempts: 5 },
        );
    });
  },
});

async function end(tx: Tx, ctx: Ctx, message: string, words: string): Promise<void> {
  await changeOutbound(tx, message, { state: 'failed', response: words });
  await setDelivery(tx, ctx, { messageId: message, state: 'failed', detail: words });
}

const attributions: Record<string, (when: string, who: string) => string> = {
  it: (when, who) => `Il ${when} ${who} ha scritto:`,
  en: (when, who) => `On ${when}, ${who} wrote:`,
  fr: (when, who) => `Le ${when}, ${who} a écrit :`,
  de: (when, who) => `Am ${when} schrieb ${who}:`,
  es: (when, who) => `El ${when}, ${who} escribió:`,
};

async function render(ctx: Ctx, messageId: string): Promise<RenderedMail> {
  const mail = await mailToSend(ctx.db, messageId);
  if (mail === null) throw new MailNotSendable('message', 'message: it does not exist any more.');
  const place = await sendingPlace(ctx.db, mail.conversationId);
  const from = mail.sender ?? (await mailAddressOf(ctx.db, place?.serviceId ?? null))?.address;
  if (from === undefined) throw new MailNotSendable('from', 'from: the organisation has no mail address.');
  const organisation = (await readSetting<string>(ctx.db, 'organisation')) ?? '';
  const timeZone = (await readSetting<string>(ctx.db, 'timeZone')) ?? 'Europe/Rome';
  const quoted = mail.automatic ? null : await quotedMessage(ctx.db, mail.conversationId, mail.seq);
  const language = attributions[mail.language] === undefined ? 'en' : mail.language;
  const when =
    quoted === null
      ? ''
      : new Intl.DateTimeFormat(language, {
          dateStyle: 'long',
          timeStyle: 'short',
          timeZone,
        }).format(quoted.at);
  const own = senderSettings(await settingsOfAddress(ctx.db, from));
  const person = mail.automatic ? null : mail.publicName;
  return renderMail({
    messageId: mail.messageId!,
    from: { name: senderName(own, organisation, person), address: from },
    to: mail.recipients.map((address) => ({
      name: address === mail.recipients[0] ? (mail.customerName ?? '') : '',
      address,
    })),
    cc: mail.cc.map((address) => ({ name: '', address })),
    subject: mail.subject ?? '',
    number: mail.contactNumber,
    answers: mail.inReplyTo === null ? null : { messageId: mail.inReplyTo, references: mail.refs },
    text: mail.text,
    html: mail.html,
    signature: signatureLines(own, mail.language, {
      'customer.name': mail.customerName,
      'agent.publicName': person,
      'case.number': mail.caseNumber,
      'contact.number': mail.contactNumber,
      organisation,
      today: new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone }).format(mail.at),
    }),
    quoted:
      quoted === null
        ? null
        : {
            attribution: attributions[language]!(when, quoted.authorName || quoted.sender || ''),
            text: quoted.text,
            html: quoted.html,
          },
    files: await Promise.all(
      mail.attachments.map(async (file) => ({
        name: file.name,
        type: file.type,
        content: await ctx.platform.files.read(file.sha256),
        contentId: file.inline ? file.contentId : null,
      })),
    ),
    automatic: mail.automatic ? 'auto-generated' : null,
    domain: domainOf(from),
    language: mail.language,
    date: mail.at,
  });
}

/** To the local outbox page: what a newcomer sees arrive. */
export const deliverToOutbox: Deliver = async (ctx, id, mail) => {
  await ctx.tx((tx) =>
    insertOutbox(tx, {
      id,
      sender: mail.envelope.from,
      recipients: mail.envelope.to,
      subject: mail.subject,
      content: mail.raw,
    }),
  );
  return 'kept in the local outbox: no relay is configured';
};

/** To the configured relay. */
export function deliverByRelay(relayUrl: string): { deliver: Deliver; close(): void } {
  const transporter: Transporter = createTransport(relayUrl, {
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async deliver(_ctx, _id, mail) {
      const sent = (await transporter.sendMail({ envelope: mail.envelope, raw: mail.raw })) as {
        response: string;
        rejected?: string[];
      };
      return sent.rejected !== undefined && sent.rejected.length > 0
        ? `${sent.response}; refused: ${sent.rejected.join(', ')}`
        : sent.response;
    },
    close: () => transporter.close(),
  };
}
