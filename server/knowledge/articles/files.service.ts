import type { Readable } from 'node:stream';
import { contentTypeOf } from '#server/platform/content-type.ts';
import {
  audit,
  invalid,
  newId,
  notFound,
  saveFiles,
  tooLarge,
  type Ctx,
  type Db,
} from '#server/platform/index.ts';
import { accessArticle } from './access.service.ts';
import { deleteFile, filesOf, findFile, insertFile, type ArticleFile } from './files.store.ts';
import { mayRead, type Reader } from './scope.read.ts';

const largest = 15 * 1024 * 1024;
const most = 20;

const cleanName = (name: string): string => {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  // oxlint-disable-next-line no-control-regex
  const clean = last.replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069"]/g, '').trim();
  return clean === '' || clean === '.' || clean === '..' ? 'file' : clean.slice(-120);
};

/** Adds a file to an article. @throws Problem 404, 403, 413, 422 `file` or `name` */
export async function addFile(
  ctx: Ctx,
  articleId: string,
  file: { name: string; content: Buffer },
): Promise<ArticleFile> {
  const article = await accessArticle(ctx.db, ctx.actor, articleId, 'knowledge.write');
  if (file.content.length === 0) throw invalid('file', 'is empty');
  if (file.content.length > largest) throw tooLarge('file: 15 MB at most.');
  const name = cleanName(file.name);
  const found = await contentTypeOf(file.content, name, 'application/octet-stream');
  if (found.reason === 'program' || found.reason === 'disguised' || found.reason === 'disk_image')
    throw invalid('file', 'programs cannot be attached', 'dangerous_file');
  if ((await filesOf(ctx.db, articleId, false)).length >= most)
    throw invalid('file', `${most} files at most`);
  const sha256 = await ctx.platform.files.put(file.content);
  const id = newId();
  const size = file.content.length;
  await ctx.tx(async (tx) => {
    const [kept] = await saveFiles(tx, [{ sha256, size, type: found.type }]);
    await insertFile(tx, {
      id,
      articleId,
      fileId: kept!.id,
      name,
      type: found.type,
      size,
      addedAt: ctx.clock.now(),
    });
    await audit(tx, ctx.actor, {
      action: 'article.file-added',
      objectType: 'article',
      objectId: articleId,
      serviceId: article.serviceId,
      after: { name, size },
    });
  });
  return { id, name, type: found.type, size, url: `/api/v1/article-files/${id}` };
}

/** Takes a file off an article; the bytes stay as long as a backup may want them. @throws Problem 404, 403 */
export async function removeFile(ctx: Ctx, articleId: string, fileId: string): Promise<void> {
  const article = await accessArticle(ctx.db, ctx.actor, articleId, 'knowledge.write');
  await ctx.tx(async (tx) => {
    const name = await deleteFile(tx, articleId, fileId);
    if (name === null) throw notFound('file');
    await audit(tx, ctx.actor, {
      action: 'article.file-removed',
      objectType: 'article',
      objectId: articleId,
      serviceId: article.serviceId,
      before: { name },
    });
  });
}

/** The bytes of an article's file, for who may read the article, with headers under which they cannot act. @throws Problem 404 */
export async function openFile(
  ctx: { db: Db; platform: Ctx['platform'] },
  reader: Reader,
  id: string,
): Promise<{ content: Readable; headers: Record<string, string> }> {
  const file = await findFile(ctx.db, id);
  if (file === null || !mayRead(reader, file) || (reader.kind === 'public' && !file.published))
    throw notFound('file');
  return {
    content: ctx.platform.files.stream(file.sha256),
    headers: {
      'content-type': file.type,
      'content-length': String(file.size),
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    },
  };
}
