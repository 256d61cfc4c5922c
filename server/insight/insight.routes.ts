import * as routes from '#contract/insight.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import { queuesLive } from './queues-live.service.ts';
import { searchAll } from './search.service.ts';

export const insightRoutes: Mounted[] = [
  on(routes.queuesLive, ({ ctx }) => queuesLive(ctx)),
  on(routes.searchAll, ({ ctx, input }) => searchAll(ctx, input.query)),
];
