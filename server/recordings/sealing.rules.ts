import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import type { WrappingKey } from './key-file.ts';

// AES-256-GCM for everything. What is encrypted is bound to its place (AAD): a part that is put into another recording,
// or under another number, does not open.

const ivBytes = 12;
const tagBytes = 16;

export interface Sealed {
  iv: Buffer;
  tag: Buffer;
  content: Buffer;
}

export function encrypt(key: Buffer, place: string, content: Buffer): Sealed {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
  return { iv, tag: cipher.getAuthTag(), content: sealed };
}

/** @throws when it was changed, or belongs to another place or key */
export function decrypt(key: Buffer, place: string, { iv, tag, content }: Sealed): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(content), decipher.final()]);
}

/** The same in one piece: iv, tag, content. */
export const encryptWhole = (key: Buffer, place: string, content: Buffer): Buffer => {
  const { iv, tag, content: sealed } = encrypt(key, place, content);
  return Buffer.concat([iv, tag, sealed]);
};
export const decryptWhole = (key: Buffer, place: string, whole: Buffer): Buffer =>
  decrypt(key, place, {
    iv: whole.subarray(0, ivBytes),
    tag: whole.subarray(ivBytes, ivBytes + tagBytes),
    content: whole.subarray(ivBytes + tagBytes),
  });

export const newDataKey = (): Buffer => randomBytes(32);
const wrapPlace = (recording: string, id: string) => `data key of ${recording} under ${id}`;
export const wrap = ({ id, key }: WrappingKey, recording: string, dataKey: Buffer): Buffer =>
  encryptWhole(key, wrapPlace(recording, id), dataKey);
/** @throws when the wrapped key was changed or is another recording's */
export const unwrap = ({ id, key }: WrappingKey, recording: string, wrapped: Buffer): Buffer =>
  decryptWhole(key, wrapPlace(recording, id), wrapped);

/** A key of its own for each use of a data key. */
export const derived = (dataKey: Buffer, use: 'audio' | 'peaks' | 'print' | 'seal' | 'text'): Buffer =>
  Buffer.from(hkdfSync('sha256', dataKey, '', `filodiretto recording ${use}`, 32));

export interface PartPlace {
  number: number;
  startMs: number;
  lengthMs: number;
}
export const partPlace = (recording: string, { number, startMs, lengthMs }: PartPlace): string =>
  `${recording} ${number} ${startMs} ${lengthMs}`;

/** What a part is known by, without saying anything about it to whoever has no key. */
export const printOf = (dataKey: Buffer, place: PartPlace, content: Buffer): Buffer =>
  createHmac('sha256', derived(dataKey, 'print'))
    .update(`${place.number} ${place.startMs} `)
    .update(content)
    .digest();

/** A seal over the whole list of parts: one that is taken out or put in breaks it. */
export const sealOf = (
  dataKey: Buffer,
  recording: string,
  parts: readonly (PartPlace & { print: Buffer })[],
): Buffer => {
  const hmac = createHmac('sha256', derived(dataKey, 'seal')).update(recording);
  for (const part of parts.toSorted((a, b) => a.number - b.number))
    hmac.update(`|${part.number} ${part.startMs} ${part.lengthMs} ${part.print.toString('hex')}`);
  return hmac.digest();
};
export const sameBytes = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);
