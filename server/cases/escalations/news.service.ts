import { forbidden, type Ctx } from '#server/platform/index.ts';
import { seeNews } from './escalations.store.ts';

/** The caller has seen what came back on these escalations. @throws Problem 403 for a token */
export const seeNewsOf = (ctx: Ctx, escalations: readonly string[]): Promise<void> =>
  ctx.tx(async (tx) => {
    const { actor } = ctx;
    if (actor.kind !== 'staff' || actor.id === null) throw forbidden('what came back as a member of staff');
    await seeNews(tx, { escalations, staffId: actor.id, at: ctx.clock.now() });
  });
