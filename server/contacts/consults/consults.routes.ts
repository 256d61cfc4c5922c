import * as routes from '#contract/consults.ts';
import { notFound, on, type Ctx, type Mounted } from '#server/platform/index.ts';
import { accessContact } from '../access.ts';
import * as consulting from './consults.service.ts';
import { consultViews } from './consults.read.ts';
import { messageView } from '../messages.read.ts';

async function consultNow(ctx: Ctx, id: string) {
  const [consult] = await consultViews(ctx.db, { ids: [id] });
  if (consult === undefined) throw notFound('consult');
  return consult;
}

/** Everything of contract/consults.ts. */
export const consultRoutes: Mounted[] = [
  on(routes.askConsult, async ({ ctx, input }) =>
    consultNow(ctx, await consulting.askConsult(ctx, input.params.id, input.body)),
  ),
  on(routes.listConsults, async ({ ctx, input }) => {
    const { id } = await accessContact(ctx.db, ctx.actor, input.params.id, 'contact.read');
    return { items: await consultViews(ctx.db, { contact: id }) };
  }),
  on(routes.sayInConsult, async ({ ctx, input }) => {
    const message = await messageView(
      ctx.db,
      await consulting.sayInConsult(ctx, input.params.id, input.body),
    );
    if (message === null) throw notFound('message');
    return message;
  }),
  on(routes.letConsultedWrite, async ({ ctx, input }) =>
    consultNow(ctx, await consulting.letConsultedWrite(ctx, input.params.id, input.body.writes)),
  ),
  on(routes.setConsultLine, async ({ ctx, input }) =>
    consultNow(ctx, await consulting.setConsultLine(ctx, input.params.id, input.body.line)),
  ),
  on(routes.completeConsult, async ({ ctx, input }) =>
    consultNow(ctx, await consulting.completeConsult(ctx, input.params.id)),
  ),
  on(routes.endConsult, async ({ ctx, input }) =>
    consultNow(ctx, await consulting.endConsult(ctx, input.params.id, input.body)),
  ),
];
