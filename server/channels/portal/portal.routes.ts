import {
  answerPublicFlow,
  beginPublicFlow,
  callbackPublicFlow,
  leavePublicFlow,
  publicFlow,
} from '#contract/flow-pages.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import { visitorContext } from '../visitors/visitor-context.ts';
import { answer, askCallback, begin, describe, leave } from './portal.service.ts';

export const portalRoutes: Mounted[] = [
  on(publicFlow, ({ ctx, input }) => describe(ctx, input.params.id)),
  on(beginPublicFlow, ({ ctx, input, request }) =>
    begin(visitorContext(ctx.platform, request.ip), input.params.id, input.body.language),
  ),
  on(answerPublicFlow, ({ ctx, input, request }) =>
    answer(visitorContext(ctx.platform, request.ip), input.body),
  ),
  on(leavePublicFlow, ({ ctx, input, request }) =>
    leave(visitorContext(ctx.platform, request.ip), input.body.token),
  ),
  on(callbackPublicFlow, ({ ctx, input, request }) =>
    askCallback(visitorContext(ctx.platform, request.ip), input.body),
  ),
];
