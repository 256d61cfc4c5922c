import * as contract from '#contract/voice.ts';
import { accessContact } from '#server/contacts/index.ts';
import { notFound, on, type Mounted } from '#server/platform/index.ts';
import { arrive, callBack, callView, tell } from './calls.service.ts';
import { beat, findCall, openCallsOf } from './calls.store.ts';
import { silenceMilliseconds } from './medium.ts';

export const voiceRoutes: Mounted[] = [
  on(contract.beatGateway, async ({ ctx, input }) => {
    const seenAt = ctx.clock.now();
    const { name } = input.params;
    await beat(ctx.db, { name, abilities: input.body.abilities, seenAt });
    return { name, until: new Date(seenAt.getTime() + silenceMilliseconds) };
  }),
  on(contract.arriveCall, ({ ctx, input }) => arrive(ctx, input.body)),
  on(contract.openCalls, async ({ ctx, input }) => ({
    items: (await openCallsOf(ctx.db, input.params.name)).map(callView),
  })),
  on(contract.getCall, async ({ ctx, input }) => {
    const call = await findCall(ctx.db, { id: input.params.id });
    if (call === null) throw notFound('call');
    return callView(call);
  }),
  on(contract.tellCall, ({ ctx, input }) => tell(ctx, input.params.id, input.body)),
  on(contract.callBack, ({ ctx, input }) => callBack(ctx, input.params.id, input.body)),
  on(contract.callOfContact, async ({ ctx, input }) => {
    await accessContact(ctx.db, ctx.actor, input.params.id, 'contact.read');
    const call = await findCall(ctx.db, { contactId: input.params.id });
    return { call: call === null ? null : callView(call) };
  }),
];
