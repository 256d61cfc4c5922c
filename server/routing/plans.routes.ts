import * as contract from '#contract/routing-plans.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import * as notices from './notices.service.ts';
import * as plans from './plans.service.ts';

/** Routing plans, what is amiss, help and estimates, as operations. */
export const planRoutes: Mounted[] = [
  on(contract.listPlans, ({ ctx }) => plans.listPlans(ctx)),
  on(contract.createPlan, ({ ctx, input }) => ctx.tx((tx) => plans.putPlan(tx, ctx, null, input.body))),
  on(contract.updatePlan, ({ ctx, input }) =>
    ctx.tx((tx) => plans.putPlan(tx, ctx, input.params.id, input.body)),
  ),
  on(contract.listPlanVersions, ({ ctx, input }) => plans.versionsOfPlan(ctx, input.params.id)),
  on(contract.checkRouting, ({ ctx }) => notices.checkRouting(ctx)),
  on(contract.listQueueNotices, ({ ctx }) => notices.listNotices(ctx)),
  on(contract.listEstimates, ({ ctx }) => notices.listEstimates(ctx)),
];
