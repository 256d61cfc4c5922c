import * as contract from '#contract/case-relations.ts';
import { guarded } from '#server/contacts/index.ts';
import { notFound, on, type Mounted } from '#server/platform/index.ts';
import { delegationFile, partiesNow, partsNow } from './parties/parties.read.ts';
import { addPartyOf, changePartyOf, endPartyOf } from './parties/parties.service.ts';

/** The people of a case. */
export const relationRoutes: Mounted[] = [
  on(contract.listParties, ({ ctx, input }) => partiesNow(ctx, input.params.id)),
  on(contract.addParty, async ({ ctx, input }) =>
    partiesNow(ctx, await addPartyOf(ctx, input.params.id, input.body)),
  ),
  on(contract.changeParty, async ({ ctx, input }) =>
    partiesNow(ctx, await changePartyOf(ctx, input.params.id, input.params.party, input.body)),
  ),
  on(contract.endParty, async ({ ctx, input }) =>
    partiesNow(ctx, await endPartyOf(ctx, input.params.id, input.params.party, input.body)),
  ),
  on(contract.downloadDelegation, async ({ ctx, input, reply }) => {
    const found = await delegationFile(ctx, input.params.id, input.params.party);
    if (found === null) throw notFound('document');
    const name = encodeURIComponent(found.name.toWellFormed()).replace(/['()*]/g, '_');
    return reply
      .headers({
        ...guarded(`attachment; filename*=UTF-8''${name}`),
        'content-type': found.type,
        'content-length': String(found.size),
      })
      .send(ctx.platform.files.stream(found.sha256));
  }),
  on(contract.listCustomerParts, ({ ctx, input }) =>
    partsNow(ctx.db, ctx.actor, input.params.id, ctx.clock.now()),
  ),
];
