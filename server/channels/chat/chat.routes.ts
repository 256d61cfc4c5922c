import {
  downloadChatFile,
  publicCallbackTimes,
  publicChat,
  publicChatHelp,
  uploadChatFile,
} from '#contract/widget.ts';
import { notFound, on, sameText, type Mounted } from '#server/platform/index.ts';
import { inlineTypes } from '../visitors/files.rules.ts';
import { readParts } from '../visitors/multipart.ts';
import { visitorLanguage } from '../visitors/sentences.ts';
import { visitorContext } from '../visitors/visitor-context.ts';
import { visibleAttachment } from './chat.read.ts';
import { callbackTimes, describeChat, findChat } from './chat.service.ts';
import { helpFor } from './help.service.ts';
import { fileSignature, keepUpload } from './uploads.service.ts';

export const chatRoutes: Mounted[] = [
  on(publicChat, ({ ctx, input }) => describeChat(ctx, input.params.id, input.query.lang)),
  on(publicChatHelp, async ({ ctx, input }) => {
    await findChat(ctx, input.params.id);
    return helpFor(ctx, input.body.text.trim(), visitorLanguage(input.body.lang));
  }),
  on(publicCallbackTimes, async ({ ctx, input }) => ({
    times: await callbackTimes(ctx, await findChat(ctx, input.params.id)),
  })),
  on(uploadChatFile, async ({ ctx, input, request }) => {
    const chat = await findChat(ctx, input.params.id);
    const parts = await readParts(request, {
      fileBytes: chat.settings.maxFileBytes,
      files: 1,
      fields: 3,
      fieldBytes: 200,
      totalBytes: uploadChatFile.bodyLimit!,
    });
    const own = visitorContext(ctx.platform, request.ip);
    return keepUpload(own, chat, parts.fields['token'] ?? '', parts.files[0]);
  }),
  on(downloadChatFile, async ({ ctx, input, reply }) => {
    const { id, file } = input.params;
    const { until, signature } = input.query;
    const fits =
      sameText(signature, fileSignature(ctx, id, file, until)) && until > ctx.clock.now().getTime();
    const found = fits ? await visibleAttachment(ctx.db, file) : null;
    if (found === null) throw notFound('file');
    const shown = inlineTypes.has(found.type);
    return reply
      .headers({
        'content-type': found.type,
        'content-length': String(found.size),
        'content-disposition': `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(found.name).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`)}`,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        // The widget shows it inside other sites' pages.
        'cross-origin-resource-policy': 'cross-origin',
        'cache-control': 'private, max-age=3600',
      })
      .send(ctx.platform.files.stream(found.sha256));
  }),
];
