/**
 * A raw mail to what the contact centre needs of it. Pure and synchronous, so that intake can call it in batches
 * inside its own timing; no stream, no copy of the raw bytes but for decoded parts.
 */
import { attachmentOf, fileName, makeAttachment, markInline, type MailAttachment } from './attachments.ts';
import { decodeBytes, normalCharset } from './charset.ts';
import { htmlToText, textToHtml } from './html-to-text.ts';
import {
  firstHeader,
  headerText,
  isAddress,
  parseAddresses,
  parseDate,
  parseHeaders,
  parseHeaderValue,
  parseMessageIds,
  type HeaderMap,
  type MailAddress,
} from './headers.ts';
import { languageHint } from './language.ts';
import { decodeContent, MailUnparseable, readPart, splitHeader, type MimePart } from './mime-tree.ts';
import { readTnef } from './tnef.ts';

export { MailUnparseable, type UnparseableCode } from './mime-tree.ts';
export { safeFileName, type MailAttachment } from './attachments.ts';
export { addressKey, isAddress, type HeaderMap, type MailAddress } from './headers.ts';

/** The machine-readable parts of a multipart/report (RFC 6522), undecoded beyond their transfer encoding. */
export type MailReport = { kind: string; status: string | null; original: HeaderMap | null };

/** A parsed mail. Message identifiers keep their angle brackets; sizes in bytes; texts hold no U+0000. */
export type ParsedMail = {
  messageId: string | null;
  inReplyTo: string[];
  /** References and then In-Reply-To, in order, without repeats: the whole set by which threads are found. */
  references: string[];
  from: MailAddress;
  /** Sender as claimed, and where an answer should go: never empty. */
  replyTo: MailAddress[];
  sender: MailAddress | null;
  to: MailAddress[];
  cc: MailAddress[];
  subject: string;
  date: Date | null;
  text: string;
  html: string | null;
  language: string | null;
  attachments: MailAttachment[];
  listId: string | null;
  /** The Return-Path field if a gateway wrote one: '' is the empty path of bounces, null is unknown. */
  returnPath: string | null;
  contentType: string;
  report: MailReport | null;
  headers: HeaderMap;
};

type Section = { text: string | null; html: string | null };
type Collected = {
  sections: Section[];
  attachments: MailAttachment[];
  report: MailReport | null;
  nested: Buffer | null;
};

/**
 * Parses a raw mail. Throws MailUnparseable (with a stable `code` and words) for an empty mail, bytes that are no
 * mail, a mail that names no sender, and structures beyond MIME_LIMITS; anything else comes out readable.
 */
export function parseMail(raw: Buffer): ParsedMail {
  return parse(raw, 0);
}

/** A mail in a mail in a mail is read this deep for its text; further in it stays a file. */
const MAX_NESTED_MAILS = 3;

function parse(raw: Buffer, nesting: number): ParsedMail {
  const start = skipEnvelopeLine(raw);
  if (start.length === 0) throw new MailUnparseable('empty', 'The mail is empty.');
  const root = readPart(start);
  if (root.headers.size === 0) {
    throw new MailUnparseable('no_headers', 'The data has no header fields: it is not a mail.');
  }
  const { headers } = root;
  const sender = parseAddresses(firstHeader(headers, 'sender'))[0] ?? null;
  const from = findFrom(root, sender);
  const references = parseMessageIds(headers.get('references'));
  const inReplyTo = parseMessageIds(headers.get('in-reply-to'));
  const replyTo = parseAddresses(headers.get('reply-to')?.[0]).filter((one) => isAddress(one.address));
  const collected: Collected = { sections: [], attachments: [], report: null, nested: null };
  collect(root, collected, false);
  // A report whose structure is broken is still one: the classification must not take it for a person's mail.
  const declared = parseHeaderValue(firstHeader(headers, 'content-type'));
  if (declared.value === 'multipart/report') {
    collected.report ??= {
      kind: (declared.params.get('report-type') ?? '').toLowerCase(),
      status: null,
      original: null,
    };
  }
  const body = joinSections(collected, nesting);
  if (body.html !== null) markInline(collected.attachments, body.html);
  return {
    messageId: parseMessageIds(headers.get('message-id')?.slice(0, 1))[0] ?? null,
    inReplyTo,
    references: [...new Set([...references, ...inReplyTo])],
    from,
    replyTo: replyTo.length > 0 ? replyTo : [from],
    sender,
    to: parseAddresses(headers.get('to')?.join(', ')),
    cc: parseAddresses(headers.get('cc')?.join(', ')),
    subject: headerText(firstHeader(headers, 'subject')).slice(0, 2_000),
    date: parseDate(firstHeader(headers, 'date')),
    text: body.text,
    html: body.html,
    language: languageOf(headers, body.text),
    attachments: collected.attachments,
    listId: listIdOf(firstHeader(headers, 'list-id')),
    returnPath: returnPathOf(firstHeader(headers, 'return-path')),
    contentType: root.type.value,
    report: collected.report,
    headers,
  };
}

/** Blank lines and an mbox `From ` line before the headers belong to the transport, not to the mail. */
function skipEnvelopeLine(raw: Buffer): Buffer {
  let at = 0;
  while (raw[at] === 10 || raw[at] === 13 || raw[at] === 32) at++;
  if (raw.subarray(at, at + 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) at += 3;
  if (raw.subarray(at, at + 5).toString('latin1') === 'From ') {
    const end = raw.indexOf(10, at);
    at = end < 0 ? raw.length : end + 1;
  }
  return raw.subarray(at);
}

function findFrom(root: MimePart, sender: MailAddress | null): MailAddress {
  const { headers } = root;
  const written = parseAddresses(headers.get('from')?.join(', '));
  const usable = written.find((one) => isAddress(one.address));
  if (usable) return usable;
  // Mail systems write themselves without a domain: `From: MAILER-DAEMON`.
  const daemon = written.find((one) => /^(?:mailer-daemon|postmaster)$/i.test(one.address));
  if (daemon) return daemon;
  const reply = parseAddresses(firstHeader(headers, 'reply-to'));
  const other = [sender, ...reply, ...parseAddresses(firstHeader(headers, 'return-path'))].find(
    (one) => one !== null && isAddress(one.address),
  );
  if (other) return { name: other.name || (written[0]?.name ?? ''), address: other.address };
  if (root.type.value === 'multipart/report')
    return { name: written[0]?.name ?? '', address: 'MAILER-DAEMON' };
  const known = ['from', 'to', 'subject', 'date', 'message-id', 'received', 'mime-version'].some((name) =>
    headers.has(name),
  );
  throw known
    ? new MailUnparseable(
        'no_sender',
        'The mail names no sender: From, Sender, Reply-To and Return-Path hold no address.',
      )
    : new MailUnparseable('no_headers', 'The data has none of the header fields of a mail.');
}

function isBody(part: MimePart): boolean {
  if (part.type.value !== 'text/plain' && part.type.value !== 'text/html') return false;
  if (part.disposition.value === 'attachment') return false;
  return !part.disposition.params.has('filename') || part.disposition.value === '';
}

function collect(part: MimePart, into: Collected, inReport: boolean): void {
  const type = part.type.value;
  if (type === 'multipart/alternative') {
    collectAlternative(part, into, inReport);
  } else if (type.startsWith('multipart/')) {
    const report = type === 'multipart/report';
    if (report && into.report === null) {
      into.report = {
        kind: (part.type.params.get('report-type') ?? '').toLowerCase(),
        status: null,
        original: null,
      };
    }
    for (const child of part.children) collect(child, into, inReport || report);
  } else if (inReport && into.report !== null && collectReport(part, into.report)) {
    if (type === 'message/rfc822') into.attachments.push(attachmentOf(part));
  } else if (isBody(part)) {
    const text = bodyText(part);
    if (type === 'text/html') into.sections.push({ text: null, html: text });
    else if (text.trim() !== '') into.sections.push({ text, html: null });
  } else if (type === 'application/ms-tnef' || /^winmail\.dat$/i.test(fileName(part) ?? '')) {
    collectTnef(part, into);
  } else {
    if (type === 'message/rfc822') into.nested ??= decodeContent(part);
    into.attachments.push(attachmentOf(part));
  }
}

/** Of an alternative, the last plain text and the last HTML are one section; the rest (calendar…) are files. */
function collectAlternative(part: MimePart, into: Collected, inReport: boolean): void {
  const own: Collected = {
    sections: [],
    attachments: into.attachments,
    report: into.report,
    nested: into.nested,
  };
  for (const child of part.children) {
    if (child.type.value === 'text/watch-html' || child.type.value === 'text/x-amp-html') continue;
    collect(child, own, inReport);
  }
  into.report = own.report;
  into.nested = own.nested;
  const text = own.sections.findLast((section) => section.text !== null)?.text ?? null;
  const html = own.sections.filter((section) => section.html !== null).map((section) => section.html);
  if (text !== null || html.length > 0)
    into.sections.push({ text, html: html.length > 0 ? html.join('\n') : null });
}

function collectReport(part: MimePart, report: MailReport): boolean {
  const type = part.type.value;
  if (
    type === 'message/delivery-status' ||
    type === 'message/global-delivery-status' ||
    type === 'message/disposition-notification'
  ) {
    report.status ??= decodeBytes(decodeContent(part));
    return true;
  }
  if (type === 'text/rfc822-headers' || type === 'message/rfc822' || type === 'message/global') {
    const content = decodeContent(part);
    report.original ??= parseHeaders(
      (type === 'text/rfc822-headers' ? content : splitHeader(content).header).toString('latin1'),
    );
    return true;
  }
  return false;
}

function collectTnef(part: MimePart, into: Collected): void {
  const content = decodeContent(part);
  const tnef = readTnef(content);
  if (tnef === null) {
    into.attachments.push(attachmentOf(part));
    return;
  }
  if (into.sections.length === 0 && (tnef.text !== null || tnef.html !== null)) {
    into.sections.push({ text: tnef.text, html: tnef.html });
  }
  for (const file of tnef.files) {
    into.attachments.push(
      makeAttachment(file.name, file.type ?? 'application/octet-stream', file.contentId, file.content),
    );
  }
  // Nothing readable inside: the file itself is better than nothing.
  if (tnef.files.length === 0 && tnef.text === null && tnef.html === null)
    into.attachments.push(attachmentOf(part));
}

function bodyText(part: MimePart): string {
  const content = decodeContent(part);
  let charset = part.type.params.get('charset');
  if (part.type.value === 'text/html' && (charset === undefined || normalCharset(charset) === '')) {
    charset = /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{1,40})/i.exec(
      content.subarray(0, 2_048).toString('latin1'),
    )?.[1];
  }
  const text = decodeBytes(content, charset).replaceAll('\r\n', '\n');
  if ((part.type.params.get('format') ?? '').toLowerCase() !== 'flowed') return text;
  return unflow(text, (part.type.params.get('delsp') ?? '').toLowerCase() === 'yes');
}

/** format=flowed (RFC 3676): a line that ends in a space goes on in the next line of the same quote depth. */
function unflow(text: string, deleteSpace: boolean): string {
  const out: string[] = [];
  let open: string[] | null = null;
  let openDepth = '';
  for (const line of text.split('\n')) {
    const depth = /^>*/.exec(line)?.[0] ?? '';
    let rest = line.slice(depth.length);
    if (rest.startsWith(' ')) rest = rest.slice(1);
    const soft = rest.endsWith(' ') && rest !== '-- ';
    const piece = soft && deleteSpace ? rest.slice(0, -1) : rest;
    if (open !== null && depth === openDepth && rest !== '-- ') open.push(piece);
    else {
      if (open !== null) out.push(open.join(''));
      open = [depth === '' ? piece : `${depth} ${piece}`];
      openDepth = depth;
    }
    if (!soft) {
      out.push(open.join(''));
      open = null;
    }
  }
  if (open !== null) out.push(open.join(''));
  return out.join('\n');
}

/** Characters of text kept; the raw mail holds the rest. Nobody reads more, and full-text search refuses more. */
const MAX_TEXT = 1_000_000;

function joinSections(collected: Collected, nesting: number): { text: string; html: string | null } {
  let { sections } = collected;
  if (sections.length === 0 && collected.nested !== null && nesting < MAX_NESTED_MAILS) {
    const inner = nestedText(collected.nested, nesting + 1);
    if (inner !== null) sections = [inner];
  }
  const text = sections
    .map((section) => section.text ?? htmlToText(section.html ?? ''))
    .join('\n')
    .slice(0, MAX_TEXT)
    .toWellFormed()
    .trimEnd();
  if (!sections.some((section) => section.html !== null)) return { text, html: null };
  const html = sections.map((section) => section.html ?? textToHtml(section.text ?? '')).join('<br>\n');
  return { text, html };
}

/** A mail that only wraps another one (forwarded as a file) shows the text of the inner one. */
function nestedText(raw: Buffer, nesting: number): Section | null {
  try {
    const inner = parse(raw, nesting);
    const top = [`From: ${inner.from.name} <${inner.from.address}>`, `Subject: ${inner.subject}`];
    return { text: `${top.join('\n')}\n\n${inner.text}`, html: null };
  } catch (error) {
    if (error instanceof MailUnparseable) return null; // it stays in the list of files
    throw error;
  }
}

function languageOf(headers: HeaderMap, text: string): string | null {
  const declared = /^\s*([a-z]{2})(?:[-_][A-Za-z]{2,4})?\s*$/i.exec(
    firstHeader(headers, 'content-language') ?? '',
  )?.[1];
  return declared?.toLowerCase() ?? languageHint(text);
}

function listIdOf(value: string | undefined): string | null {
  if (value === undefined) return null;
  return /<([^<>]+)>/.exec(value)?.[1]?.trim() ?? (headerText(value) || null);
}

function returnPathOf(value: string | undefined): string | null {
  if (value === undefined) return null;
  return /<([^<>]*)>/.exec(value)?.[1]?.trim() ?? value.trim();
}
