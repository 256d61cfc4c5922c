import { checkedFile, servedAs, type FileSent } from '#server/contacts/index.ts';
import { newId, notFound, saveFiles, type Ctx } from '#server/platform/index.ts';
import { accessRoom, meOf } from './access.ts';
import { fileUrl, findFile } from './rooms.read.ts';
import { insertFile } from './rooms.store.ts';

/**
 * Keeps a file for a post to come. Until a post takes it, only its uploader may see it.
 * @throws Problem 422 `file` when it is empty or a program, 413 when it is too large
 */
export async function uploadFile(ctx: Ctx, file: FileSent) {
  const me = meOf(ctx);
  const { name, type } = await checkedFile(file);
  const size = file.content.length;
  const sha256 = await ctx.platform.files.put(file.content);
  const id = newId();
  await ctx.tx(async (tx) => {
    const [kept] = await saveFiles(tx, [{ sha256, size, type }]);
    await insertFile(tx, {
      id,
      fileId: kept!.id,
      name,
      type,
      size,
      uploadedBy: me,
      createdAt: ctx.clock.now(),
    });
  });
  return { id, name, type, size, url: fileUrl(id) };
}

/** The bytes of a file with headers under which they cannot act. @throws Problem 404 */
export async function downloadFile(ctx: Ctx, id: string, inline: boolean) {
  const found = await findFile(ctx.db, id);
  if (found === null) throw notFound('file');
  if (found.roomId === null) {
    if (found.uploadedBy !== meOf(ctx)) throw notFound('file');
  } else await accessRoom(ctx.db, ctx, found.roomId);
  return { content: ctx.platform.files.stream(found.sha256), headers: servedAs(found, inline) };
}
