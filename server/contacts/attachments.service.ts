import type { Readable } from 'node:stream';
import { contentTypeOf } from '#server/platform/content-type.ts';
import {
  actorLabel,
  invalid,
  newId,
  notFound,
  saveFiles,
  tooLarge,
  type Ctx,
} from '#server/platform/index.ts';
import { accessConversation } from './access.ts';
import { findAttachment, insertUpload } from './attachments.store.ts';
import { noteLook } from './looks.ts';
import { attachmentUrl, type AttachmentView } from './messages.read.ts';

/** The largest file that may be attached, in bytes. */
export const maxAttachmentBytes = 25 * 1024 * 1024;

/** Types that may show in a page. Only pictures of dots: a browser draws them and can do nothing else with them. */
export const shownInPage: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
]);

/** A file name as it may be kept: the last part of a path, without control or direction-changing characters. */
export function fileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  // oxlint-disable-next-line no-control-regex
  const clean = last.replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '').trim();
  return clean === '' || clean === '.' || clean === '..' ? 'file' : clean.slice(-200);
}

/** A file as somebody has sent it. */
export interface FileSent {
  name: string;
  type: string;
  content: Buffer;
}

/**
 * The name and type under which a file may be kept.
 * @throws Problem 422 `file` when it is empty or a program, 413 when it is too large
 */
export async function checkedFile({
  name: called,
  type,
  content,
}: FileSent): Promise<{ name: string; type: string }> {
  if (content.length === 0) throw invalid('file', 'is empty');
  if (content.length > maxAttachmentBytes) throw tooLarge('file: 25 MB at most.');
  const name = fileName(called);
  const found = await contentTypeOf(content, name, type);
  if (found.reason === 'program' || found.reason === 'disguised' || found.reason === 'disk_image')
    throw invalid('file', 'programs cannot be attached', 'dangerous_file');
  return { name, type: found.type };
}

/**
 * Keeps a file for a message to come. Until a message takes it, only its uploader may see it.
 * @throws Problem 422 `file` when it is empty or a program, 413 when it is too large
 */
export async function uploadAttachment(ctx: Ctx, file: FileSent): Promise<AttachmentView> {
  const { content } = file;
  const { name, type } = await checkedFile(file);
  const sha256 = await ctx.platform.files.put(content);
  const id = newId();
  await ctx.tx(async (tx) => {
    const [kept] = await saveFiles(tx, [{ sha256, size: content.length, type }]);
    await insertUpload(tx, {
      id,
      fileId: kept!.id,
      name,
      type,
      size: content.length,
      uploadedBy: actorLabel(ctx.actor),
      createdAt: ctx.clock.now(),
    });
  });
  return { id, name, type, size: content.length, inline: false, url: attachmentUrl(id) };
}

export interface Download {
  content: Readable;
  headers: Record<string, string>;
}

/**
 * The bytes of an attachment with headers under which they cannot act: a download, never sniffed, sandboxed. With
 * `inline`, pictures of dots may show in the page.
 * @throws Problem 404 when there is none, or its conversation (or, before it has one, its uploader) is not the caller's
 */
export async function downloadAttachment(ctx: Ctx, id: string, inline: boolean): Promise<Download> {
  const found = await findAttachment(ctx.db, id);
  if (found === null) throw notFound('attachment');
  if (found.conversationId === null) {
    if (found.uploadedBy !== actorLabel(ctx.actor)) throw notFound('attachment');
  } else {
    await accessConversation(ctx.db, ctx.actor, found.conversationId, 'contact.read').catch(
      (error: unknown) => {
        throw (error as { status?: number }).status === 404 ? notFound('attachment') : error;
      },
    );
    await noteLook(ctx, found.customerId!, `conversation:${found.conversationId}`);
  }
  return { content: ctx.platform.files.stream(found.sha256), headers: servedAs(found, inline) };
}

/** Headers under which the bytes of a file cannot act; with `inline`, pictures of dots may show in the page. */
export function servedAs(
  file: { name: string; type: string; size: number | string | bigint },
  inline: boolean,
): Record<string, string> {
  const shown = inline && shownInPage.has(file.type);
  return {
    'content-type': file.type,
    'content-length': String(file.size),
    ...guarded(`${shown ? 'inline' : 'attachment'}; ${dispositionName(file.name)}`),
  };
}

/** Headers for bytes of strangers: no sniffing, no scripts, no frames of other sites, no shared caches. */
export const guarded = (disposition: string): Record<string, string> => ({
  'content-disposition': disposition,
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'private, max-age=3600',
});

// RFC 6266: an ASCII name for old readers, the true one beside it.
function dispositionName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '')
    .replace(/["\\%;]/g, '_');
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `filename="${plain === '' ? 'file' : plain}"; filename*=UTF-8''${encoded}`;
}
