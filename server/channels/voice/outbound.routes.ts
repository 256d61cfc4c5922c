import * as contract from '#contract/outbound.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import { hangUp } from './calls.service.ts';
import { contactNow, listOutboundOf, meansOf, placeCall, updateOutboundOf } from './outbound.service.ts';

export const outboundRoutes: Mounted[] = [
  on(contract.callMeans, ({ ctx }) => meansOf(ctx)),
  on(contract.placeCall, async ({ ctx, input }) => {
    const { contact, call } = await placeCall(ctx, input.body);
    return { contact: await contactNow(ctx, contact), call };
  }),
  on(contract.hangUpCall, async ({ ctx, input }) => {
    await hangUp(ctx, input.params.id);
    return contactNow(ctx, input.params.id);
  }),
  on(contract.listOutbound, ({ ctx }) => listOutboundOf(ctx)),
  on(contract.updateOutbound, ({ ctx, input }) => updateOutboundOf(ctx, input.params.id, input.body)),
];
