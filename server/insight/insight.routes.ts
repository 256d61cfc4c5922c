import * as routes from '#contract/insight.ts';
import * as board from '#contract/wallboard.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import { queuesLive } from './queues-live.service.ts';
import { searchAll } from './search.service.ts';
import { wallboardOf } from './wallboard.service.ts';

export const insightRoutes: Mounted[] = [
  on(routes.queuesLive, ({ ctx }) => queuesLive(ctx)),
  on(board.wallboard, ({ ctx, input }) => wallboardOf(ctx, input.query)),
  on(routes.searchAll, ({ ctx, input }) => searchAll(ctx, input.query)),
];
