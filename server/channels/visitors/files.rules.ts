import { contentTypeOf } from '#server/platform/content-type.ts';
import type { Sentence } from './sentences.ts';

/** What strangers may send, by content: pictures, documents, sheets, plain text, signed documents, sound. */
export const acceptedTypes: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/heic',
  'image/tiff',
  'application/pdf',
  'application/rtf',
  'application/msword',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.oasis.opendocument.text',
  'application/vnd.oasis.opendocument.spreadsheet',
  'application/pkcs7-mime',
  'text/plain',
  'text/csv',
  'audio/mpeg',
  'audio/ogg',
  'audio/mp4',
  'audio/x-m4a',
]);

/** The same list for a file chooser, by extension; a hint for the visitor, never a check. */
export const acceptedExtensions =
  '.png .jpg .jpeg .gif .webp .heic .tif .tiff .pdf .rtf .doc .docx .xls .xlsx .odt .ods .txt .csv .p7m .mp3 .ogg .m4a'.split(
    ' ',
  );

/** Pictures that may be shown in the page of the chat. */
export const inlineTypes: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
]);

/** A file name as it may be kept: the last part of a path, without characters that control or turn text around. */
export function plainName(name: string): string {
  const clean = (name.split(/[/\\]/).at(-1) ?? '')
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
  return clean === '' || clean === '.' || clean === '..' ? 'file' : clean.toWellFormed().slice(-150);
}

export type FileVerdict =
  | { ok: true; name: string; type: string }
  | { ok: false; why: Sentence; name: string };

/** Whether a stranger's file is taken, judged by its bytes; name and declared type are only claims. */
export async function judgeFile(
  file: { name: string; type: string; content: Buffer },
  maxBytes: number,
): Promise<FileVerdict> {
  const name = plainName(file.name);
  if (file.content.length === 0) return { ok: false, why: 'fileEmpty', name };
  if (file.content.length > maxBytes) return { ok: false, why: 'fileTooLarge', name };
  const found = await contentTypeOf(file.content, name, file.type);
  if (found.dangerous || !acceptedTypes.has(found.type)) return { ok: false, why: 'fileType', name };
  if (found.mismatch) return { ok: false, why: 'fileMismatch', name };
  return { ok: true, name, type: found.type };
}
