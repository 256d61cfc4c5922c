/** The files of a mail: their names made safe, their bytes hashed, the pictures inside the HTML told apart. */
import { hash } from 'node:crypto';
import { firstHeader, headerText, parseHeaders } from './headers.ts';
import { decodeContent, splitHeader, type MimePart } from './mime-tree.ts';

/** A file of the mail. `inline` is true when the HTML shows it by its content id (kept without brackets). */
export type MailAttachment = {
  name: string;
  declaredType: string;
  size: number;
  contentId: string | null;
  inline: boolean;
  content: Buffer;
  sha256: string;
};

/** The name that a part claims, or null. */
export function fileName(part: MimePart): string | null {
  return part.disposition.params.get('filename') ?? part.type.params.get('name') ?? null;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'message/rfc822': 'eml',
  'text/calendar': 'ics',
  'text/plain': 'txt',
  'text/html': 'html',
  'text/csv': 'csv',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'application/pdf': 'pdf',
  'application/pkcs7-signature': 'p7s',
  'application/pkcs7-mime': 'p7m',
  'application/pgp-signature': 'asc',
};

/** The file that a part is. */
export function attachmentOf(part: MimePart): MailAttachment {
  const content = decodeContent(part);
  const type = part.type.value;
  let name = fileName(part);
  if (name === null && type === 'message/rfc822') {
    const subject = headerText(
      firstHeader(parseHeaders(splitHeader(content).header.toString('latin1')), 'subject'),
    );
    name = `${subject === '' ? 'message' : subject.slice(0, 100)}.eml`;
  }
  name ??= `${type.startsWith('image/') ? 'image' : 'attachment'}.${EXTENSIONS[type] ?? 'bin'}`;
  const contentId = firstHeader(part.headers, 'content-id')?.replace(/[<>\s]/g, '') ?? null;
  return makeAttachment(name, type, contentId === '' ? null : contentId, content);
}

/**
 * A file name that is safe to show and to store: the last path piece, without control characters, without the
 * invisible characters that make `gpj.exe` read as `exe.jpg`, at most 200 characters with the extension kept.
 */
export function safeFileName(name: string): string {
  const clean = (name.split(/[/\\]/).at(-1) ?? '')
    .replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  if (clean === '') return 'attachment';
  if (clean.length <= 200) return clean;
  const dot = clean.lastIndexOf('.');
  const extension = dot > 0 && clean.length - dot <= 20 ? clean.slice(dot) : '';
  return clean.slice(0, 200 - extension.length).toWellFormed() + extension;
}

/** A file out of its pieces; `inline` is decided later, by markInline. */
export function makeAttachment(
  name: string,
  declaredType: string,
  contentId: string | null,
  content: Buffer,
): MailAttachment {
  return {
    name: safeFileName(name),
    declaredType,
    size: content.length,
    contentId,
    inline: false,
    content,
    sha256: hash('sha256', content),
  };
}

/** Marks the files that the HTML shows by their content id. */
export function markInline(attachments: MailAttachment[], html: string): void {
  if (attachments.length === 0 || !/cid:/i.test(html)) return;
  const shown = new Set<string>();
  for (const match of html.matchAll(/cid:([^"'\s>)]{1,300})/gi)) {
    shown.add(safeDecode(match[1] ?? ''));
  }
  for (const attachment of attachments) {
    attachment.inline = attachment.contentId !== null && shown.has(attachment.contentId);
  }
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('&amp;', '&'));
  } catch {
    return text; // a stray percent sign: the identifier is meant as written
  }
}
