import * as moving from '#contract/moves.ts';
import * as contract from '#contract/routing.ts';
import {
  forbidden,
  inScope,
  notFound,
  on,
  scopeOf,
  versioned,
  type Ctx,
  type Mounted,
} from '#server/platform/index.ts';
import { agentsSeenBy, listedFor, placeOfAgent } from './agents.read.ts';
import { setPresence } from './agents.service.ts';
import * as config from './config.service.ts';
import * as moves from './moves.service.ts';
import { planRoutes } from './plans.routes.ts';

/** The member of staff who asks. @throws Problem 403 for tokens: presence is a person's */
function myself(ctx: Ctx): string {
  if (ctx.actor.kind !== 'staff' || ctx.actor.id === null)
    throw forbidden('routing.presence as a member of staff');
  return ctx.actor.id;
}

const asSeen = async (ctx: Ctx, id: string) =>
  listedFor(ctx.db, ctx.actor, await config.agentNow(ctx, id), ctx.clock.now());

/** Queues, skills, profiles and agents, as operations. */
export const routingRoutes: Mounted[] = [
  on(contract.listQueues, ({ ctx }) => config.listQueues(ctx)),
  on(contract.createQueue, ({ ctx, input }) => ctx.tx((tx) => config.putQueue(tx, ctx, null, input.body))),
  on(contract.updateQueue, ({ ctx, input }) =>
    ctx.tx((tx) => config.putQueue(tx, ctx, input.params.id, ...versioned(input.body))),
  ),
  on(contract.setQueueEmergency, ({ ctx, input }) => config.setEmergency(ctx, input.params.id, input.body)),
  on(contract.listSkills, ({ ctx }) => config.listSkills(ctx)),
  on(contract.createSkill, ({ ctx, input }) => ctx.tx((tx) => config.putSkill(tx, ctx, null, input.body))),
  on(contract.updateSkill, ({ ctx, input }) =>
    ctx.tx((tx) => config.putSkill(tx, ctx, input.params.id, ...versioned(input.body))),
  ),
  on(contract.listProfiles, ({ ctx }) => config.listProfiles(ctx)),
  on(contract.createProfile, ({ ctx, input }) =>
    ctx.tx((tx) => config.putProfile(tx, ctx, null, input.body)),
  ),
  on(contract.updateProfile, ({ ctx, input }) =>
    ctx.tx((tx) => config.putProfile(tx, ctx, input.params.id, ...versioned(input.body))),
  ),
  on(contract.listAgents, async ({ ctx }) => ({
    items: await agentsSeenBy(ctx.db, ctx.actor, 'all', ctx.clock.now()),
  })),
  on(contract.myAgent, ({ ctx }) => config.agentNow(ctx, myself(ctx))),
  on(contract.setMyPresence, async ({ ctx, input }) => {
    await setPresence(ctx, myself(ctx), input.body);
    return config.agentNow(ctx, myself(ctx));
  }),
  on(contract.setPresence, async ({ ctx, input }) => {
    const { id } = input.params;
    if (!inScope(scopeOf(ctx.actor, 'routing.supervise'), await placeOfAgent(ctx.db, id)))
      throw notFound('agent');
    await setPresence(ctx, id, input.body);
    return asSeen(ctx, id);
  }),
  on(contract.updateAgent, async ({ ctx, input }) => {
    await ctx.tx((tx) => config.putAgent(tx, ctx, input.params.id, input.body));
    return asSeen(ctx, input.params.id);
  }),
  on(moving.listMoves, ({ ctx }) => moves.listMoves(ctx)),
  on(moving.myMoves, ({ ctx }) => moves.myMoves(ctx)),
  on(moving.moveAgents, ({ ctx, input }) => moves.moveAgents(ctx, input.body)),
  on(moving.endMove, async ({ ctx, input }) => {
    await moves.endMove(ctx, input.params.id, input.body.why);
  }),
  ...planRoutes,
];
