/**
 * Takes the MIME structure of a raw mail apart. Synchronous and without copies: a part is a stretch of the one
 * buffer. Broken boundaries, missing last boundaries and parts without headers are read the way a person would.
 */
import { firstHeader, parseHeaders, parseHeaderValue, type HeaderMap, type HeaderValue } from './headers.ts';

/** Why a mail cannot be read: a stable code for programs, the message of the error in words for people. */
export type UnparseableCode =
  | 'empty'
  | 'no_headers'
  | 'no_sender'
  | 'headers_too_large'
  | 'too_many_parts'
  | 'too_deep';

/** Thrown for a mail that goes to quarantine as it is. */
export class MailUnparseable extends Error {
  readonly code: UnparseableCode;
  constructor(code: UnparseableCode, words: string) {
    super(words);
    this.name = 'MailUnparseable';
    this.code = code;
  }
}

/** Sizes in bytes, counts in parts. A header block of 100 kB is read; one above `headerBytes` is not a mail. */
export const MIME_LIMITS = { headerBytes: 512 * 1024, parts: 1_000, depth: 30 } as const;

/** One node: a multipart has children, a leaf has its still encoded content. */
export type MimePart = {
  headers: HeaderMap;
  type: HeaderValue;
  disposition: HeaderValue;
  encoding: string;
  children: MimePart[];
  content: Buffer;
};

type Walk = { parts: number };

/** Splits a buffer into header block and body start. A body without any header starts at once. */
export function splitHeader(raw: Buffer): { header: Buffer; body: Buffer } {
  if (raw[0] === 10) return { header: raw.subarray(0, 0), body: raw.subarray(1) };
  if (raw[0] === 13 && raw[1] === 10) return { header: raw.subarray(0, 0), body: raw.subarray(2) };
  let at = 0;
  for (;;) {
    const end = raw.indexOf(10, at);
    if (end < 0) return { header: raw, body: raw.subarray(raw.length) };
    at = end + 1;
    if (raw[at] === 10) return { header: raw.subarray(0, at), body: raw.subarray(at + 1) };
    if (raw[at] === 13 && raw[at + 1] === 10)
      return { header: raw.subarray(0, at), body: raw.subarray(at + 2) };
  }
}

/** Reads one entity (a whole mail or a part). `fallbackType` is what it is when it does not say. */
export function readPart(
  raw: Buffer,
  fallbackType = 'text/plain',
  depth = 0,
  walk: Walk = { parts: 0 },
): MimePart {
  if (++walk.parts > MIME_LIMITS.parts) {
    throw new MailUnparseable('too_many_parts', `The mail has more than ${MIME_LIMITS.parts} parts.`);
  }
  if (depth > MIME_LIMITS.depth) {
    throw new MailUnparseable(
      'too_deep',
      `The parts of the mail are nested deeper than ${MIME_LIMITS.depth}.`,
    );
  }
  const { header, body } = splitHeader(raw);
  if (header.length > MIME_LIMITS.headerBytes) {
    throw new MailUnparseable(
      'headers_too_large',
      `The header block has ${header.length} bytes; ${MIME_LIMITS.headerBytes} is the limit.`,
    );
  }
  const headers = parseHeaders(header.toString('latin1'));
  const type = parseHeaderValue(firstHeader(headers, 'content-type'));
  if (!/^[\w.+-]+\/[\w.+-]+$/.test(type.value))
    type.value = type.value === 'text' ? 'text/plain' : fallbackType;
  const part: MimePart = {
    headers,
    type,
    disposition: parseHeaderValue(firstHeader(headers, 'content-disposition')),
    encoding:
      (firstHeader(headers, 'content-transfer-encoding') ?? '').toLowerCase().split(/[\s;(]/)[0] ?? '',
    children: [],
    content: body,
  };
  if (!type.value.startsWith('multipart/')) return part;
  const pieces = splitMultipart(body, type.params.get('boundary') ?? '');
  if (pieces === null) {
    type.value = 'text/plain'; // a multipart whose boundary never appears is shown as the text that it is
    return part;
  }
  const childType = type.value === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  for (const piece of pieces) {
    if (piece.length > 0) part.children.push(readPart(piece, childType, depth + 1, walk));
  }
  part.content = body.subarray(0, 0);
  return part;
}

/** The parts between boundary lines, or null when no boundary line is found at all. */
function splitMultipart(body: Buffer, declared: string): Buffer[] | null {
  const found = declared === '' ? null : splitAt(body, declared);
  if (found) return found;
  const guess = /(?:^|\n)--([^\s-][^\r\n]{0,80}?|-[^\r\n]{1,80}?)[ \t]*\r?\nContent-/i.exec(
    body.subarray(0, 8_192).toString('latin1'),
  );
  return guess?.[1] && guess[1] !== declared ? splitAt(body, guess[1]) : null;
}

function splitAt(body: Buffer, boundary: string): Buffer[] | null {
  const marker = Buffer.from(`--${boundary}`, 'latin1');
  const pieces: Buffer[] = [];
  let start = -1;
  let at = 0;
  for (;;) {
    const hit = body.indexOf(marker, at);
    if (hit < 0) break;
    at = hit + marker.length;
    if (hit > 0 && body[hit - 1] !== 10) continue;
    let end = at;
    const closing = body[end] === 45 && body[end + 1] === 45;
    if (closing) end += 2;
    while (body[end] === 32 || body[end] === 9) end++;
    if (body[end] === 13) end++;
    if (end < body.length && body[end] !== 10) continue; // a longer boundary that begins like this one
    if (start >= 0) {
      let stop = hit;
      if (stop > start && body[stop - 1] === 10) stop--;
      if (stop > start && body[stop - 1] === 13) stop--;
      pieces.push(body.subarray(start, stop));
      if (pieces.length > MIME_LIMITS.parts) break;
    }
    if (closing) return start < 0 && pieces.length === 0 ? null : pieces;
    start = Math.min(end + 1, body.length);
    at = start;
  }
  if (start < 0) return null;
  pieces.push(body.subarray(start)); // the last boundary is missing: what is left belongs to the last part
  return pieces;
}

/** Undoes the transfer encoding of a leaf. Damage costs the damaged characters, never the part. */
export function decodeContent(part: MimePart): Buffer {
  switch (part.encoding) {
    case 'base64':
      return decodeBase64(part.content);
    case 'quoted-printable':
      return decodeQuotedPrintable(part.content);
    case 'x-uuencode':
    case 'uuencode':
    case 'x-uue':
      return decodeUuencode(part.content);
    default:
      return part.content;
  }
}

function decodeBase64(content: Buffer): Buffer {
  const text = content.toString('latin1');
  const padding = text.indexOf('=');
  if (padding < 0 || text.slice(padding).replace(/[=\s]+/, '') === '') return Buffer.from(text, 'base64');
  // Some mailers encode line by line and pad each: Buffer.from would stop at the first padding.
  return Buffer.concat(text.split(/=+/).map((run) => Buffer.from(run, 'base64')));
}

function hexDigit(code: number | undefined): number {
  if (code === undefined) return -1;
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 65 && code <= 70) return code - 55;
  return code >= 97 && code <= 102 ? code - 87 : -1;
}

function decodeQuotedPrintable(content: Buffer): Buffer {
  if (!content.includes(61)) return content;
  const out = Buffer.allocUnsafe(content.length);
  let length = 0;
  for (let at = 0; at < content.length; at++) {
    const byte = content[at] ?? 0;
    if (byte !== 61) {
      out[length++] = byte;
      continue;
    }
    const high = hexDigit(content[at + 1]);
    const low = hexDigit(content[at + 2]);
    if (high >= 0 && low >= 0) {
      out[length++] = high * 16 + low;
      at += 2;
      continue;
    }
    let end = at + 1;
    while (content[end] === 32 || content[end] === 9) end++;
    if (content[end] === 13) end++;
    if (content[end] === 10 || end >= content.length) at = end;
    else out[length++] = byte; // an = that stands for itself, against the rules
  }
  return out.subarray(0, length);
}

function decodeUuencode(content: Buffer): Buffer {
  const out: number[] = [];
  for (const line of content.toString('latin1').split(/\r?\n/)) {
    if (/^begin [0-7]{3,4} /.test(line)) continue;
    if (line === 'end') break;
    const count = line === '' ? 0 : (line.charCodeAt(0) - 32) & 63;
    const value = (index: number): number => ((line.charCodeAt(index) || 32) - 32) & 63;
    for (let group = 0, written = 0; written < count; group++) {
      const at = 1 + group * 4;
      const triple = (value(at) << 18) | (value(at + 1) << 12) | (value(at + 2) << 6) | value(at + 3);
      for (let shift = 16; shift >= 0 && written < count; shift -= 8, written++)
        out.push((triple >> shift) & 255);
    }
  }
  return Buffer.from(out);
}
