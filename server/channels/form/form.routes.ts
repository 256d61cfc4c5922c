import { formReceipt, publicForm, submitForm } from '#contract/widget.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import { readParts } from '../visitors/multipart.ts';
import { visitorContext } from '../visitors/visitor-context.ts';
import { receiptFile } from './receipt.service.ts';
import { describeForm, findForm, submit } from './form.service.ts';

export const formRoutes: Mounted[] = [
  on(publicForm, ({ ctx, input }) => describeForm(ctx, input.params.id, input.query.lang)),
  on(submitForm, async ({ ctx, input, request }) => {
    const { settings } = await findForm(ctx, input.params.id);
    const parts = await readParts(request, {
      fileBytes: settings.maxFileBytes,
      // One more than allowed, so that the answer can name the field.
      files: settings.maxFiles + 1,
      // Those of every form, and those of a type of case.
      fields: 220,
      fieldBytes: 60_000,
      totalBytes: submitForm.bodyLimit!,
    });
    return submit(visitorContext(ctx.platform, request.ip), input.params.id, parts, {
      ip: request.ip,
      origin: request.headers.origin,
    });
  }),
  on(formReceipt, async ({ ctx, input, reply }) => {
    const { name, type, content } = await receiptFile(ctx, {
      form: input.params.id,
      submission: input.params.submission,
      until: input.query.until,
      given: input.query.signature,
    });
    return reply
      .headers({
        'content-type': type,
        'content-disposition': `attachment; filename="${name}"`,
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-store',
      })
      .send(content);
  }),
];
