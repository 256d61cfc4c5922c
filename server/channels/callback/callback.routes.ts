import * as contract from '#contract/callback-page.ts';
import { cancelOwn, lookAtOwn, rescheduleOwn } from '#server/contacts/index.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import { visitorContext } from '../visitors/visitor-context.ts';

export const callbackPageRoutes: Mounted[] = [
  on(contract.lookAtOwnCallback, ({ ctx, input, request }) =>
    lookAtOwn(visitorContext(ctx.platform, request.ip), input.body.key),
  ),
  on(contract.cancelOwnCallback, ({ ctx, input, request }) =>
    cancelOwn(visitorContext(ctx.platform, request.ip), input.body.key),
  ),
  on(contract.rescheduleOwnCallback, ({ ctx, input, request }) =>
    rescheduleOwn(visitorContext(ctx.platform, request.ip), input.body.key, new Date(input.body.at)),
  ),
];
