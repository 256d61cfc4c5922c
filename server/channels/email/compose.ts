/**
 * An answer to the very bytes that are stored and sent. Nothing a person typed can add a header line, every mail
 * threads in the customer's client, and automatic mail says that it is automatic.
 */
import MailComposer from 'nodemailer/lib/mail-composer';
import { LOOP_HEADER } from './automatic.rules.ts';
import { isAddress, type MailAddress } from './headers.ts';
import { escapeHtml, htmlToText, textToHtml } from './html-to-text.ts';
import { sanitiseHtml } from './sanitise.ts';
import { subjectMark } from './threading.rules.ts';

/** What cannot be sent, with the field that is wrong. */
export class MailNotSendable extends Error {
  readonly field: string;
  constructor(field: string, words: string) {
    super(words);
    this.name = 'MailNotSendable';
    this.field = field;
  }
}

export type OutgoingFile = { name: string; type: string; content: Buffer; contentId?: string | null };

export type OutgoingMail = {
  /** From makeMessageId; kept over retries. */
  messageId: string;
  from: MailAddress;
  to: readonly MailAddress[];
  cc?: readonly MailAddress[];
  bcc?: readonly MailAddress[];
  replyTo?: readonly MailAddress[];
  subject: string;
  /** Case or contact number put into the subject as `[PR-2026-000123]`. */
  number?: string | null;
  /** The mail this one answers, with the references that it carried. */
  answers?: { messageId: string | null; references: readonly string[] } | null;
  /** Plain text; made from `html` when left out. */
  text?: string | null;
  html?: string | null;
  /** The lines below the answer: the agent's public name, the service, its hours… */
  signature?: readonly string[] | null;
  /** The mail being answered, below the answer. `attribution` is the ready line: `Il giorno … ha scritto:`. */
  quoted?: { attribution: string; text: string; html: string | null } | null;
  files?: readonly OutgoingFile[];
  /** `auto-replied` answers a mail by machine (sent with an empty return path), `auto-generated` tells of an event. */
  automatic?: 'auto-replied' | 'auto-generated' | null;
  /** Domain of the installation, for the loop header of automatic mail. */
  domain: string;
  language?: string | null;
  date: Date;
};

/** The bytes and the envelope to hand to an SMTP server. */
export type RenderedMail = {
  raw: Buffer;
  envelope: { from: string; to: string[] };
  subject: string;
  text: string;
  html: string;
};

const MAX_REFERENCES = 20;
const MAX_QUOTED = 200_000;

const REPLY_PREFIX =
  /^(?:\s*(?:re|r|rif|aw|antw|antwort|sv|vs|ref|fw|fwd|i|inoltro|wg|tr|rv)\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*[:：]\s*)+/i;

function oneLine(text: string, limit: number): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
    .slice(0, limit);
}

/** A subject without its pile of `Re: R: AW: I:` in front. */
export function bareSubject(subject: string): string {
  return oneLine(subject, 900).replace(REPLY_PREFIX, '').trim();
}

/** `Re: ` before a bare subject when it is an answer; the number is added once. */
export function outgoingSubject(
  subject: string,
  options: { answer: boolean; number?: string | null },
): string {
  let bare = options.answer ? bareSubject(subject) : oneLine(subject, 900);
  if (options.number && !bare.includes(options.number))
    bare = `${bare} ${subjectMark(options.number)}`.trim();
  return options.answer ? `Re: ${bare}`.trim() : bare;
}

/** References of an answer (RFC 5322 3.6.4): the chain and then its parent; too long a chain keeps both ends. */
export function answerReferences(references: readonly string[], parent: string | null): string[] {
  const chain = [
    ...new Set([...references.filter((id) => id !== parent), ...(parent === null ? [] : [parent])]),
  ].filter((id) => /^<[^<>\s]{1,996}>$/.test(id));
  if (chain.length <= MAX_REFERENCES) return chain;
  return [...chain.slice(0, 1), ...chain.slice(1 - MAX_REFERENCES)];
}

function recipients(
  field: string,
  list: readonly MailAddress[] | undefined,
): { name: string; address: string }[] {
  return (list ?? []).map((one) => {
    if (!isAddress(one.address))
      throw new MailNotSendable(field, `${field}: ${JSON.stringify(one.address)} is not an e-mail address.`);
    return { name: oneLine(one.name, 200), address: one.address };
  });
}

function bodies(mail: OutgoingMail): { text: string; html: string } {
  const answer =
    mail.html == null
      ? null
      : sanitiseHtml(mail.html, { cidUrl: (id) => `cid:${id}`, remoteImages: 'keep' }).html;
  let text = (mail.text ?? (answer === null ? '' : htmlToText(answer))).trimEnd();
  let html = answer ?? textToHtml(text);
  const lines = (mail.signature ?? []).map((line) => oneLine(line, 300)).filter((line) => line !== '');
  if (lines.length > 0) {
    text += `\n\n${lines.join('\n')}`;
    html += `<p>${lines.map(escapeHtml).join('<br>')}</p>`;
  }
  if (mail.quoted) {
    const attribution = oneLine(mail.quoted.attribution, 500);
    const old = mail.quoted.text.slice(0, MAX_QUOTED).toWellFormed().trimEnd();
    text += `\n\n${attribution}\n${old
      .split(/\r?\n/)
      .map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`))
      .join('\n')}`;
    const inner =
      mail.quoted.html !== null && mail.quoted.html.length <= MAX_QUOTED
        ? sanitiseHtml(mail.quoted.html, { remoteImages: 'drop' }).html
        : textToHtml(old);
    html += `<div class="gmail_quote"><div>${escapeHtml(attribution)}</div><blockquote type="cite" style="margin:0 0 0 8px;border-left:1px solid #ccc;padding-left:8px">${inner}</blockquote></div>`;
  }
  return { text, html };
}

/**
 * Renders a mail. Throws MailNotSendable when an address, the Message-ID or the content is not fit to send; the
 * message names the field. The same input gives the same bytes but for the MIME boundaries.
 */
export async function renderMail(mail: OutgoingMail): Promise<RenderedMail> {
  const from = recipients('from', [mail.from])[0];
  const to = recipients('to', mail.to);
  const cc = recipients('cc', mail.cc);
  const bcc = recipients('bcc', mail.bcc);
  if (from === undefined || to.length + cc.length + bcc.length === 0)
    throw new MailNotSendable('to', 'to: at least one recipient is needed.');
  if (!/^<[^<>\s@]+@[^<>\s@]+>$/.test(mail.messageId))
    throw new MailNotSendable('messageId', 'messageId: not a Message-ID with its angle brackets.');
  const { text, html } = bodies(mail);
  if (text.trim() === '' && (mail.files ?? []).length === 0)
    throw new MailNotSendable('text', 'text: the mail has neither text nor attachment.');
  const references = mail.answers ? answerReferences(mail.answers.references, mail.answers.messageId) : [];
  const parent = mail.answers?.messageId ?? null;
  const subject = outgoingSubject(mail.subject, {
    answer: mail.answers != null,
    number: mail.number ?? null,
  });
  const headers: Record<string, string> = {};
  if (mail.automatic) {
    headers['Auto-Submitted'] = mail.automatic;
    headers['X-Auto-Response-Suppress'] = 'All';
    headers[LOOP_HEADER] = oneLine(mail.domain, 253);
  }
  if (mail.language && /^[a-z]{2}$/.test(mail.language)) headers['Content-Language'] = mail.language;
  const envelope = {
    from: mail.automatic === 'auto-replied' ? '' : from.address,
    to: [...new Set([...to, ...cc, ...bcc].map((one) => one.address))],
  };
  const composer = new MailComposer({
    from,
    to,
    cc,
    replyTo: recipients('replyTo', mail.replyTo),
    subject,
    messageId: mail.messageId,
    date: mail.date,
    ...(parent !== null && references.includes(parent) ? { inReplyTo: parent } : {}),
    ...(references.length > 0 ? { references } : {}),
    headers,
    text,
    html,
    attachments: (mail.files ?? []).map((file) => ({
      filename: oneLine(file.name, 200).replace(/[/\\"]/g, '_') || 'attachment',
      contentType: /^[\w.+-]+\/[\w.+-]+$/.test(file.type) ? file.type : 'application/octet-stream',
      content: file.content,
      ...(file.contentId
        ? { cid: oneLine(file.contentId, 200).replace(/[<>\s]/g, ''), contentDisposition: 'inline' as const }
        : {}),
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const raw = await composer.compile().build();
  return { raw, envelope, subject, text, html };
}
