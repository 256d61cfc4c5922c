import * as contract from '#contract/offices.ts';
import { on, systemActor, type Mounted } from '#server/platform/index.ts';
import {
  callAgain,
  left,
  listCounterQueues,
  listVisits,
  myCounter,
  notCome,
  register,
  setMyCounter,
  visitNow,
} from './visits.service.ts';

export const visitsRoutes: Mounted[] = [
  on(contract.listVisits, ({ ctx, input }) => listVisits(ctx, input.query)),
  on(contract.listCounterQueues, ({ ctx }) => listCounterQueues(ctx)),
  on(contract.myCounter, ({ ctx }) => myCounter(ctx)),
  on(contract.setMyCounter, ({ ctx, input }) => setMyCounter(ctx, input.body.name)),
  on(contract.getVisit, ({ ctx, input }) => visitNow(ctx, input.params.id)),
  on(contract.registerVisit, async ({ ctx, input }) => {
    const { id, ahead, estimatedSeconds, blocked } = await register(ctx, input.body);
    // A rule may have sent them to a queue of another desk: who registered them is told all the same.
    const visit = await visitNow({ ...ctx, actor: systemActor }, id);
    return { visit, ahead, estimatedSeconds, blocked };
  }),
  on(contract.leaveVisit, async ({ ctx, input }) => visitNow(ctx, await left(ctx, input.params.id))),
  on(contract.callVisit, async ({ ctx, input }) => visitNow(ctx, await callAgain(ctx, input.params.id))),
  on(contract.noShow, async ({ ctx, input }) =>
    visitNow({ ...ctx, actor: systemActor }, await notCome(ctx, input.params.id)),
  ),
];
