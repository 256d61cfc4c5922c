import { publicForm, submitForm } from '#contract/widget.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import { readParts } from '../visitors/multipart.ts';
import { visitorContext } from '../visitors/visitor-context.ts';
import { describeForm, findForm, submit } from './form.service.ts';

export const formRoutes: Mounted[] = [
  on(publicForm, ({ ctx, input }) => describeForm(ctx, input.params.id, input.query.lang)),
  on(submitForm, async ({ ctx, input, request }) => {
    const { settings } = await findForm(ctx, input.params.id);
    const parts = await readParts(request, {
      fileBytes: settings.maxFileBytes,
      // One more than allowed, so that the answer can name the field.
      files: settings.maxFiles + 1,
      fields: 30,
      fieldBytes: 60_000,
      totalBytes: submitForm.bodyLimit!,
    });
    return submit(visitorContext(ctx.platform, request.ip), input.params.id, parts, {
      ip: request.ip,
      origin: request.headers.origin,
    });
  }),
];
