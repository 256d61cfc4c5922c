import * as contract from '#contract/listening.ts';
import { listeningAllowed, listeningAsks, singleViewsAllowed } from '#server/access/index.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import { accessConversation } from '../access.ts';
import { staffOf } from '../acting.ts';
import { listeningOf, listeningView, liveChats, whispersOf, whisperView } from './listening.read.ts';
import * as verbs from './listening.service.ts';

/** Following chats and calls live, as operations; the list of calls is of whoever carries them. */
export const listeningRoutes: Mounted[] = [
  on(contract.listLiveChats, async ({ ctx, input }) => {
    const now = ctx.clock.now();
    const [allowed, figures, asks] = await Promise.all([
      listeningAllowed(ctx.db, now),
      singleViewsAllowed(ctx.db, now),
      listeningAsks(ctx.db),
    ]);
    const times = allowed || figures;
    const found = await liveChats(ctx.db, ctx.actor, { times, limit: input.query.limit });
    return { allowed, asks, times, ...found };
  }),
  on(contract.startListening, async ({ ctx, input }) =>
    listeningView(ctx.db, await verbs.startListening(ctx, input.params.id, input.body.why)),
  ),
  on(contract.listListening, ({ ctx, input }) => listeningOf(ctx.db, staffOf(ctx), input.query)),
  on(contract.answerListening, async ({ ctx, input }) =>
    listeningView(ctx.db, await verbs.answerListening(ctx, input.params.id, input.body.agree)),
  ),
  on(contract.stepIn, async ({ ctx, input }) =>
    listeningView(ctx.db, await verbs.stepIn(ctx, input.params.id)),
  ),
  on(contract.stepOut, async ({ ctx, input }) =>
    listeningView(ctx.db, await verbs.stepOut(ctx, input.params.id)),
  ),
  on(contract.speakOnCall, async ({ ctx, input }) =>
    listeningView(ctx.db, await verbs.speakOnCall(ctx, input.params.id, input.body.mode)),
  ),
  on(contract.endListening, async ({ ctx, input }) =>
    listeningView(ctx.db, await verbs.endListening(ctx, input.params.id)),
  ),
  on(contract.sendWhisper, async ({ ctx, input }) =>
    whisperView(ctx.db, await verbs.sendWhisper(ctx, input.params.id, input.body)),
  ),
  on(contract.listWhispers, async ({ ctx, input }) => {
    await accessConversation(ctx.db, ctx.actor, input.params.id, 'contact.read');
    return { items: await whispersOf(ctx.db, input.params.id, staffOf(ctx)) };
  }),
];
