import * as contract from '#contract/opinions.ts';
import { guarded } from '#server/contacts/index.ts';
import { notFound, on, type Mounted } from '#server/platform/index.ts';
import { opinionPage, opinionPaper, suggestedOpinions } from './opinions.read.ts';
import { createOpinionOf, opinionNow, updateOpinionOf, useOpinionOf } from './opinions.service.ts';

export const opinionRoutes: Mounted[] = [
  on(contract.listOpinions, ({ ctx, input }) => opinionPage(ctx.db, ctx.actor, input.query)),
  on(contract.getOpinion, ({ ctx, input }) => opinionNow(ctx, input.params.id)),
  on(contract.suggestOpinions, async ({ ctx, input }) => ({
    items: await suggestedOpinions(ctx.db, ctx.actor, input.body),
  })),
  on(contract.createOpinion, async ({ ctx, input }) =>
    opinionNow(ctx, await createOpinionOf(ctx, input.body)),
  ),
  on(contract.updateOpinion, async ({ ctx, input }) =>
    opinionNow(ctx, await updateOpinionOf(ctx, input.params.id, input.body)),
  ),
  on(contract.useOpinion, async ({ ctx, input }) =>
    opinionNow(ctx, await useOpinionOf(ctx, input.params.id, input.body)),
  ),
  on(contract.downloadOpinionPaper, async ({ ctx, input, reply }) => {
    const found = await opinionPaper(ctx.db, ctx.actor, input.params.id);
    if (found === null) throw notFound('paper');
    const name = encodeURIComponent(found.name.toWellFormed()).replace(/['()*]/g, '_');
    return reply
      .headers({
        ...guarded(`attachment; filename*=UTF-8''${name}`),
        'content-type': found.type,
        'content-length': String(found.size),
      })
      .send(ctx.platform.files.stream(found.sha256));
  }),
];
