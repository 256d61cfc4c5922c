import {
  digest,
  invalid,
  newId,
  Problem,
  saveFiles,
  sign,
  tooMany,
  type Ctx,
} from '#server/platform/index.ts';
import { judgeFile } from '../visitors/files.rules.ts';
import { publicLanguage, sentence } from '../visitors/sentences.ts';
import type { ChatEntry } from './chat.service.ts';
import { insertUpload, visitorByToken, waitingUploads } from './chat.store.ts';

// Files of a chat: they come before the line that takes them along, and go out by addresses that are signed.

const mostWaitingUploads = 20;

/**
 * Keeps a file for a line to come.
 * @throws Problem 401 for an unknown token, 422 `file` for what is not taken, 429 when too many files wait for a line
 */
export async function keepUpload(
  ctx: Ctx,
  chat: ChatEntry,
  token: string,
  file: { name: string; type: string; content: Buffer } | undefined,
) {
  const visitor = await visitorByToken(ctx.db, chat.entry.id, digest(token));
  if (visitor === null)
    throw new Problem(401, 'unauthenticated', 'token: not a token of this chat.', [
      { field: 'token', message: 'not a token of this chat' },
    ]);
  const language = publicLanguage(visitor.language);
  if (file === undefined) throw invalid('file', sentence(language, 'required'));
  const verdict = await judgeFile(file, chat.settings.maxFileBytes);
  if (!verdict.ok)
    throw new Problem(422, 'file_refused', `file: ${verdict.why}`, [
      {
        field: 'file',
        message: sentence(language, verdict.why, {
          name: verdict.name,
          size: Math.floor(chat.settings.maxFileBytes / 1_000_000),
        }),
      },
    ]);
  if ((await waitingUploads(ctx.db, visitor.id)) >= mostWaitingUploads)
    throw tooMany('Too many files wait for a line.', 60);
  const sha256 = await ctx.platform.files.put(file.content);
  const { name, type } = verdict;
  const size = file.content.length;
  const id = newId();
  await ctx.tx(async (tx) => {
    const [kept] = await saveFiles(tx, [{ sha256, size, type }]);
    await insertUpload(tx, {
      id,
      visitorId: visitor.id,
      fileId: kept!.id,
      name,
      type,
      size,
      createdAt: ctx.clock.now(),
    });
  });
  return { id, name, type, size };
}

const linkMilliseconds = 24 * 3600 * 1000;

/** An address under which a file of a visitor's own conversation may be fetched until tomorrow, without the token. */
export function fileUrl(ctx: Ctx, entryPoint: string, file: string): string {
  // Whole hours, so that the same line carries the same address for a while.
  const hour = 3_600_000;
  const until = Math.ceil((ctx.clock.now().getTime() + linkMilliseconds) / hour) * hour;
  return `/api/v1/public/chats/${entryPoint}/files/${file}?until=${until}&signature=${fileSignature(ctx, entryPoint, file, until)}`;
}
export const fileSignature = (ctx: Ctx, entryPoint: string, file: string, until: number): string =>
  sign(ctx.platform.secret, 'chat-file', `${entryPoint}\n${file}\n${until}`).slice(0, 43);
