/**
 * The header block of a mail or of a part: fields, encoded words (RFC 2047), parameters (RFC 2231), addresses,
 * message identifiers. Everything is linear in its input and tolerant: what strangers send is rarely by the book.
 */
import { decodeBytes } from './charset.ts';

/** One address as written: `address` keeps its case, `name` is decoded and free of control characters. */
export type MailAddress = { name: string; address: string };

/** Values by lower-case field name, in order of appearance, unfolded, one character per byte (not yet decoded). */
export type HeaderMap = Map<string, string[]>;

/** Longest Message-ID kept; a btree index row could not hold more than about 2,700 bytes, RFC 5322 allows 998. */
export const MAX_MESSAGE_ID = 998;
const MAX_ADDRESSES = 5_000;
const MAX_REFERENCES = 1_000;

/** Reads the fields of a header block given as latin1 text. Lines that are no field are left out. */
export function parseHeaders(block: string): HeaderMap {
  const headers: HeaderMap = new Map();
  let name = '';
  let parts: string[] = [];
  const flush = (): void => {
    if (name === '') return;
    const value = parts.length === 1 ? (parts[0] ?? '') : parts.join('');
    const seen = headers.get(name);
    if (seen) seen.push(value.trim());
    else headers.set(name, [value.trim()]);
    name = '';
  };
  let at = 0;
  while (at < block.length) {
    let end = block.indexOf('\n', at);
    if (end < 0) end = block.length;
    const line = block.slice(at, block.charCodeAt(end - 1) === 13 && end > at ? end - 1 : end);
    at = end + 1;
    const first = line.charCodeAt(0);
    if (first === 32 || first === 9) {
      if (name !== '') parts.push(line);
      continue;
    }
    flush();
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const field = line.slice(0, colon).trimEnd();
    if (!/^[!-9;-~]{1,200}$/.test(field)) continue;
    name = field.toLowerCase();
    parts = [line.slice(colon + 1)];
  }
  flush();
  return headers;
}

/** The first value of a field, not decoded. */
export function firstHeader(headers: HeaderMap, name: string): string | undefined {
  return headers.get(name)?.[0];
}

function wordBytes(encoding: string, payload: string): Buffer {
  if (encoding === 'b' || encoding === 'B') return Buffer.from(payload, 'base64');
  const text = payload
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(text, 'latin1');
}

function rawText(value: string): string {
  return /^\p{ASCII}*$/u.test(value) ? value : decodeBytes(Buffer.from(value, 'latin1'));
}

/**
 * Decodes the encoded words of a header value. Neighbours of one charset are joined before decoding, because
 * many mailers cut a character in two; 8-bit text outside the words is decoded by detection.
 */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return rawText(value);
  const word = /=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*)\?=/g;
  let out = '';
  let last = 0;
  let pending: Buffer[] = [];
  let charset = '';
  const flush = (): void => {
    if (pending.length > 0) out += decodeBytes(Buffer.concat(pending), charset);
    pending = [];
  };
  for (let match = word.exec(value); match; match = word.exec(value)) {
    const between = value.slice(last, match.index);
    const label = (match[1] ?? '').toLowerCase();
    const neighbour = pending.length > 0 && between.trim() === '';
    if (!neighbour || label !== charset) {
      flush();
      if (!neighbour) out += rawText(between);
      charset = label;
    }
    pending.push(wordBytes(match[2] ?? 'q', match[3] ?? ''));
    last = word.lastIndex;
  }
  flush();
  return out + rawText(value.slice(last));
}

/** Header text for people: encoded words decoded, folding and control characters turned into single spaces. */
export function headerText(value: string | undefined): string {
  if (value === undefined) return '';
  return (
    decodeWords(value)
      // What turns the direction of the text around would turn the line of a list around that it stands in.
      .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim()
  );
}

/** A structured value: `text/plain; charset="utf-8"`. Keys are lower case; broken pieces are left out. */
export type HeaderValue = { value: string; params: Map<string, string> };

type Piece = { index: number; text: string; coded: boolean };

/** Parses Content-Type and Content-Disposition, with RFC 2231 continuations and charsets and RFC 2047 in quotes. */
export function parseHeaderValue(raw: string | undefined): HeaderValue {
  const source = raw ?? '';
  const params = new Map<string, string>();
  let semicolon = source.indexOf(';');
  if (semicolon < 0) semicolon = source.length;
  const value = source.slice(0, semicolon).replace(/\(.*$/, '').trim().toLowerCase();
  const pieces = new Map<string, Piece[]>();
  let at = semicolon + 1;
  while (at < source.length && pieces.size < 100) {
    const equals = source.indexOf('=', at);
    if (equals < 0) break;
    const nextSemicolon = source.indexOf(';', at);
    if (nextSemicolon >= 0 && nextSemicolon < equals) {
      at = nextSemicolon + 1;
      continue;
    }
    const key = source.slice(at, equals).trim().toLowerCase();
    let cursor = equals + 1;
    while (source.charCodeAt(cursor) === 32 || source.charCodeAt(cursor) === 9) cursor++;
    let text = '';
    if (source[cursor] === '"') {
      cursor++;
      let start = cursor;
      while (cursor < source.length && source[cursor] !== '"') {
        if (source[cursor] === '\\' && (source[cursor + 1] === '"' || source[cursor + 1] === '\\')) {
          text += source.slice(start, cursor);
          start = ++cursor;
        }
        cursor++;
      }
      text += source.slice(start, cursor);
      const close = source.indexOf(';', cursor);
      at = close < 0 ? source.length : close + 1;
    } else {
      let end = source.indexOf(';', cursor);
      if (end < 0) end = source.length;
      text = source.slice(cursor, end).trim();
      at = end + 1;
    }
    const shape = /^([^*]+)(?:\*(\d{1,3}))?(\*)?$/.exec(key);
    if (!shape) continue;
    const name = shape[1] ?? key;
    const list = pieces.get(name) ?? [];
    list.push({ index: shape[2] === undefined ? -1 : Number(shape[2]), text, coded: shape[3] === '*' });
    pieces.set(name, list);
  }
  for (const [name, list] of pieces) {
    // A coded form beats the plain fallback that careful mailers send beside it.
    const coded = list.filter((piece) => piece.coded || piece.index >= 0);
    params.set(name, coded.length > 0 ? joinPieces(coded) : decodeWords(list[0]?.text ?? ''));
  }
  return { value, params };
}

function joinPieces(pieces: Piece[]): string {
  pieces.sort((a, b) => a.index - b.index);
  let charset = '';
  const bytes = pieces.map((piece, position) => {
    let text = piece.text;
    if (position === 0 && piece.coded) {
      const prefix = /^([^']*)'[^']*'/.exec(text);
      if (prefix) {
        charset = prefix[1] ?? '';
        text = text.slice(prefix[0].length);
      }
    }
    const plain = piece.coded
      ? text.replace(/%([0-9A-Fa-f]{2})/g, (_all, hex: string) =>
          String.fromCharCode(Number.parseInt(hex, 16)),
        )
      : text;
    return Buffer.from(plain, 'latin1');
  });
  const whole = Buffer.concat(bytes);
  const text = decodeBytes(whole, charset);
  return charset === '' && text.includes('=?') ? decodeWords(whole.toString('latin1')) : text;
}

/** True for what can be written to: one @, no blanks, no brackets, at most 320 characters. */
export function isAddress(text: string): boolean {
  return text.length <= 320 && /^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(text);
}

/** The form by which two spellings of an address are the same one. */
export function addressKey(address: string): string {
  return address.trim().toLowerCase();
}

function makeAddress(display: string, bracketed: string | null, comment: string): MailAddress | null {
  let name = headerText(display);
  let address = (bracketed ?? '').replace(/\s+/g, '');
  if (bracketed === null) {
    const bare = /[^\s<>"(),;]+@[^\s<>"(),;]+/.exec(display);
    if (bare) {
      address = bare[0];
      name = headerText(display.replace(bare[0], ' '));
    } else if (/^[\w.+-]+$/.test(name)) {
      address = name;
      name = '';
    }
  }
  address = rawText(address.slice(0, 1_000).replace(/^mailto:/i, ''));
  if (address.startsWith('@')) address = address.slice(address.lastIndexOf(':') + 1); // an old source route
  if (name === '') name = headerText(comment);
  name = name.replace(/^["']+|["']+$/g, '').trim();
  if (address === '' && name === '') return null;
  return { name: name.slice(0, 500), address: address.slice(0, 320) };
}

/**
 * Parses an address list (quoted names, comments, groups, missing brackets). Encoded words are decoded after the
 * split, so that a comma inside one never makes two people, and never inside an address (RFC 2047 section 5).
 * An entry may have an address without @ (`MAILER-DAEMON`) or none: use isAddress before writing to it.
 */
export function parseAddresses(raw: string | undefined): MailAddress[] {
  const found: MailAddress[] = [];
  if (!raw) return found;
  let display = '';
  let comment = '';
  let bracketed: string | null = null;
  const push = (): void => {
    if (found.length < MAX_ADDRESSES && (display.trim() !== '' || bracketed !== null || comment !== '')) {
      const address = makeAddress(display, bracketed, comment);
      if (address) found.push(address);
    }
    display = '';
    comment = '';
    bracketed = null;
  };
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at];
    if (char === '"') {
      const start = ++at;
      let text = '';
      let from = start;
      while (at < raw.length && raw[at] !== '"') {
        if (raw[at] === '\\' && at + 1 < raw.length) {
          text += raw.slice(from, at);
          from = ++at;
        }
        at++;
      }
      display += text + raw.slice(from, at);
    } else if (char === '(') {
      let depth = 1;
      const start = at + 1;
      while (depth > 0 && ++at < raw.length) {
        if (raw[at] === '\\') at++;
        else if (raw[at] === '(') depth++;
        else if (raw[at] === ')') depth--;
      }
      comment = raw.slice(start, at);
    } else if (char === '<') {
      let end = raw.indexOf('>', at);
      if (end < 0) end = raw.length;
      const inner = raw.slice(at + 1, end);
      // `<one@example.org, two@example.org` with the bracket never closed
      const cut = end === raw.length || inner.includes('<') ? inner.search(/[,;]/) : -1;
      bracketed = cut >= 0 ? inner.slice(0, cut) : inner;
      at = cut >= 0 ? at + cut : end;
    } else if (char === ',' || char === ';') {
      push();
    } else if (char === ':' && bracketed === null && /^[^@]*$/.test(display)) {
      display = ''; // the name of a group
    } else {
      display += char;
    }
  }
  push();
  return found;
}

/**
 * Message identifiers in order, without repeats, brackets kept. Folding inside an identifier is undone;
 * identifiers without brackets are taken when they have an @. Longer than MAX_MESSAGE_ID is no identifier.
 */
export function parseMessageIds(values: readonly string[] | undefined): string[] {
  const ids = new Set<string>();
  for (const value of values ?? []) {
    let bracketed = false;
    for (const match of value.matchAll(/<([^<>]+)>/g)) {
      bracketed = true;
      const inner = (match[1] ?? '').replace(/\s+/g, '');
      if (inner !== '' && inner.length <= MAX_MESSAGE_ID - 2 && ids.size < MAX_REFERENCES) {
        ids.add(`<${rawText(inner)}>`);
      }
    }
    if (bracketed) continue;
    for (const token of value.split(/[\s,<>]+/)) {
      if (token.includes('@') && token.length <= MAX_MESSAGE_ID - 2 && ids.size < MAX_REFERENCES) {
        ids.add(`<${rawText(token)}>`);
      }
    }
  }
  return [...ids];
}

/** A Date header, or null when it says nothing usable (missing, unreadable, before 1980, after 2100). */
export function parseDate(value: string | undefined): Date | null {
  if (!value) return null;
  const date = new Date(value.replace(/\(.*$/, '').trim());
  const year = date.getUTCFullYear();
  return Number.isNaN(year) || year < 1980 || year > 2100 ? null : date;
}
