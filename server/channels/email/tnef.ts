/**
 * Reader for winmail.dat (TNEF, MS-OXTNEF): Outlook's wrapping of attachments and body. Only what a person wants
 * out of it is read: files, plain text, HTML. Reads never leave the buffer; damage ends the reading, and what was
 * found before it is kept.
 */
import { decodeBytes } from './charset.ts';

/** A file out of a winmail.dat. */
export type TnefFile = { name: string; type: string | null; contentId: string | null; content: Buffer };
/** What a winmail.dat holds; text and html only when Outlook put them in. */
export type TnefContent = { text: string | null; html: string | null; files: TnefFile[] };

const SIGNATURE = 0x223e9f78;
const ATTRIBUTE = {
  body: 0x800c,
  data: 0x800f,
  title: 0x8010,
  start: 0x9002,
  props: 0x9003,
  fileProps: 0x9005,
  codepage: 0x9007,
};
const MAX_FILES = 500;
const MAX_NESTING = 5;

class OutOfBytes extends Error {}

type Reader = { bytes: Buffer; at: number };

function take(reader: Reader, length: number): Buffer {
  if (length < 0 || reader.at + length > reader.bytes.length) throw new OutOfBytes();
  const piece = reader.bytes.subarray(reader.at, reader.at + length);
  reader.at += length;
  return piece;
}
const u16 = (reader: Reader): number => take(reader, 2).readUInt16LE(0);
const u32 = (reader: Reader): number => take(reader, 4).readUInt32LE(0);
const skipPadding = (reader: Reader, length: number): void => {
  const rest = length % 4;
  if (rest > 0) reader.at = Math.min(reader.bytes.length, reader.at + 4 - rest);
};

const FIXED_SIZE: Readonly<Record<number, number>> = {
  0x02: 4,
  0x03: 4,
  0x04: 4,
  0x05: 8,
  0x06: 8,
  0x07: 8,
  0x0a: 4,
  0x0b: 4,
  0x14: 8,
  0x40: 8,
  0x48: 16,
};

type Property = { type: number; value: Buffer };

/** The MAPI properties of a stretch, by property number; named ones (0x8000 and above) are stepped over. */
function readProperties(bytes: Buffer): Map<number, Property> {
  const found = new Map<number, Property>();
  const reader: Reader = { bytes, at: 0 };
  try {
    const count = u32(reader);
    for (let index = 0; index < count; index++) {
      const type = u16(reader);
      const id = u16(reader);
      if (id >= 0x8000) {
        take(reader, 16);
        if (u32(reader) === 0) take(reader, 4);
        else {
          const length = u32(reader);
          take(reader, length);
          skipPadding(reader, length);
        }
      }
      const base = type & 0x0fff;
      const fixed = FIXED_SIZE[base];
      const values = fixed === undefined || (type & 0x1000) !== 0 ? u32(reader) : 1;
      for (let value = 0; value < values; value++) {
        const length = fixed ?? u32(reader);
        const content = take(reader, length);
        if (fixed === undefined) skipPadding(reader, length);
        if (id < 0x8000 && !found.has(id)) found.set(id, { type: base, value: content });
      }
    }
  } catch (error) {
    if (!(error instanceof OutOfBytes)) throw error; // a cut file: what came before the cut is good
  }
  return found;
}

function textOf(property: Property | undefined, charset: string): string | null {
  if (!property) return null;
  const text =
    property.type === 0x1f
      ? decodeBytes(property.value, 'utf-16le')
      : decodeBytes(property.value.subarray(0, endOfString(property.value)), charset);
  return text === '' ? null : text;
}

function endOfString(bytes: Buffer): number {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes.length : end;
}

type Draft = { title: string | null; data: Buffer | null; properties: Map<number, Property> };

/** True when the bytes carry the TNEF signature. */
export function isTnef(bytes: Buffer): boolean {
  return bytes.length >= 6 && bytes.readUInt32LE(0) === SIGNATURE;
}

/** Reads a winmail.dat; null when it is none. */
export function readTnef(bytes: Buffer, nesting = 0): TnefContent | null {
  if (!isTnef(bytes)) return null;
  const result: TnefContent = { text: null, html: null, files: [] };
  const reader: Reader = { bytes, at: 6 };
  const drafts: Draft[] = [];
  let charset = 'windows-1252';
  try {
    while (reader.at < bytes.length) {
      take(reader, 1);
      const attribute = u32(reader) & 0xffff;
      const data = take(reader, u32(reader));
      const draft = drafts.at(-1);
      if (attribute === ATTRIBUTE.codepage && data.length >= 4) charset = codepage(data.readUInt32LE(0));
      else if (attribute === ATTRIBUTE.body)
        result.text = decodeBytes(data.subarray(0, endOfString(data)), charset);
      else if (attribute === ATTRIBUTE.props) readBody(readProperties(data), charset, result);
      else if (attribute === ATTRIBUTE.start && drafts.length < MAX_FILES) {
        drafts.push({ title: null, data: null, properties: new Map() });
      } else if (draft && attribute === ATTRIBUTE.title) {
        draft.title = decodeBytes(data.subarray(0, endOfString(data)), charset);
      } else if (draft && attribute === ATTRIBUTE.data) draft.data = data;
      else if (draft && attribute === ATTRIBUTE.fileProps) draft.properties = readProperties(data);
      take(reader, 2);
    }
  } catch (error) {
    if (!(error instanceof OutOfBytes)) throw error; // cut short: keep what was read
  }
  for (const draft of drafts) addFile(draft, charset, result, nesting);
  return result;
}

function codepage(number: number): string {
  if (number === 65001) return 'utf-8';
  if (number === 932) return 'shift_jis';
  if (number === 936) return 'gbk';
  return `windows-${number}`;
}

function readBody(properties: Map<number, Property>, charset: string, into: TnefContent): void {
  into.text ??= textOf(properties.get(0x1000), charset);
  const html = properties.get(0x1013);
  const declared = properties.get(0x3fde)?.value.readUInt32LE(0);
  if (html) into.html ??= textOf(html, declared === undefined ? charset : codepage(declared));
}

function addFile(draft: Draft, charset: string, into: TnefContent, nesting: number): void {
  const { properties } = draft;
  const object = properties.get(0x3701);
  let content = draft.data ?? object?.value ?? null;
  if (content === null) return;
  if (object?.type === 0x0d && content === object.value) {
    content = content.subarray(16); // an object carries its interface identifier first
    if (nesting < MAX_NESTING && isTnef(content)) {
      const inner = readTnef(content, nesting + 1);
      if (inner && inner.files.length > 0) {
        into.files.push(...inner.files.slice(0, MAX_FILES - into.files.length));
        return;
      }
    }
  }
  if (into.files.length >= MAX_FILES) return;
  into.files.push({
    name:
      textOf(properties.get(0x3707), charset) ??
      textOf(properties.get(0x3704), charset) ??
      draft.title ??
      textOf(properties.get(0x3001), charset) ??
      'attachment',
    type: textOf(properties.get(0x370e), charset)?.toLowerCase() ?? null,
    contentId: textOf(properties.get(0x3712), charset),
    content,
  });
}
