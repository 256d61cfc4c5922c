import * as listening from '#contract/listening.ts';
import * as outside from '#contract/outside.ts';
import * as contract from '#contract/voice.ts';
import { turnOfCall } from '#contract/voice-turns.ts';
import { listeningAllowed, listeningAsks, singleViewsAllowed } from '#server/access/index.ts';
import { accessContact } from '#server/contacts/index.ts';
import { notFound, on, type Actor, type Ctx, type Mounted } from '#server/platform/index.ts';
import { arrive, callBack, callView, tell } from './calls.service.ts';
import { beat, findCall, gatewayDials, openCallsOf, type CallRow } from './calls.store.ts';
import { askOutside, completeOutside, endOutside, setOutsideLine, tellOutside } from './outside.service.ts';
import { readGateways } from './gateways.read.ts';
import { liveCalls } from './listeners.read.ts';
import { partiesTold } from './listeners.rules.ts';
import { heardSince, silenceMilliseconds } from './medium.ts';
import { takeTurn } from './turns.service.ts';
import { waitingRoutes } from './waiting.routes.ts';

/** The name of a gateway that the caller may speak for. @throws Problem 404 for another than the token's own */
function ownGateway(actor: Actor, name: string): string {
  if (actor.gateway != null && actor.gateway !== name) throw notFound('gateway');
  return name;
}

/** A call that the caller's gateway carries. @throws Problem 404 */
async function accessCall(ctx: Ctx, id: string): Promise<CallRow> {
  const call = await findCall(ctx.db, { id });
  if (call === null || (ctx.actor.gateway != null && ctx.actor.gateway !== call.gateway))
    throw notFound('call');
  return call;
}

export const voiceRoutes: Mounted[] = [
  on(contract.beatGateway, async ({ ctx, input }) => {
    const seenAt = ctx.clock.now();
    const name = ownGateway(ctx.actor, input.params.name);
    const { trunk } = input.body;
    const before = await beat(ctx.db, { name, ...input.body, seenAt });
    if (trunk?.state === 'down' && before !== 'down')
      ctx.log.error({ gateway: name, trouble: trunk.trouble }, 'the telephone lines are cut off');
    if (trunk?.state === 'up' && before === 'down')
      ctx.log.warn({ gateway: name }, 'the telephone lines are there again');
    return { name, until: new Date(seenAt.getTime() + silenceMilliseconds) };
  }),
  on(contract.listGateways, async ({ ctx }) => ({
    items: await readGateways(ctx.db, heardSince(ctx.clock.now())),
  })),
  on(contract.arriveCall, ({ ctx, input }) => {
    ownGateway(ctx.actor, input.body.gateway);
    return arrive(ctx, input.body);
  }),
  on(contract.openCalls, async ({ ctx, input }) => ({
    items: (await openCallsOf(ctx.db, ownGateway(ctx.actor, input.params.name))).map(callView),
  })),
  on(contract.getCall, async ({ ctx, input }) => callView(await accessCall(ctx, input.params.id))),
  on(contract.tellCall, async ({ ctx, input }) => {
    const { id } = await accessCall(ctx, input.params.id);
    return tell(ctx, id, input.body);
  }),
  on(turnOfCall, async ({ ctx, input }) => {
    const { id } = await accessCall(ctx, input.params.id);
    return takeTurn(ctx, id, input.body);
  }),
  on(contract.callBack, async ({ ctx, input }) => {
    const { id } = await accessCall(ctx, input.params.id);
    return callBack(ctx, id, input.body);
  }),
  on(contract.tellOutside, async ({ ctx, input }) => {
    const { id } = await accessCall(ctx, input.params.id);
    return tellOutside(ctx, id, input.params.outside, input.body);
  }),
  on(outside.askOutside, ({ ctx, input }) => askOutside(ctx, input.params.id, input.body)),
  on(outside.setOutsideLine, ({ ctx, input }) => setOutsideLine(ctx, input.params.id, input.body.line)),
  on(outside.completeOutside, ({ ctx, input }) => completeOutside(ctx, input.params.id)),
  on(outside.endOutside, ({ ctx, input }) => endOutside(ctx, input.params.id)),
  on(contract.callOfContact, async ({ ctx, input }) => {
    await accessContact(ctx.db, ctx.actor, input.params.id, 'contact.read');
    const call = await findCall(ctx.db, { contactId: input.params.id });
    if (call === null) return { call: null, dials: false };
    const dials =
      call.endedAt === null && (await gatewayDials(ctx.db, call.gateway, heardSince(ctx.clock.now())));
    const parties = partiesTold(call, ctx.actor.kind === 'staff' ? ctx.actor.id : null);
    return { call: { ...callView(call), parties }, dials };
  }),
  on(listening.listLiveCalls, async ({ ctx, input }) => {
    const now = ctx.clock.now();
    const [allowed, figures, asks] = await Promise.all([
      listeningAllowed(ctx.db, now),
      singleViewsAllowed(ctx.db, now),
      listeningAsks(ctx.db),
    ]);
    const times = allowed || figures;
    const found = await liveCalls(ctx.db, ctx.actor, { times, limit: input.query.limit });
    return { allowed, asks, times, ...found };
  }),
  ...waitingRoutes,
];
