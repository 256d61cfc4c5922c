import type { changeHolder } from '#contract/case-relations.ts';
import type { Parsed } from '#contract/route.ts';
import { decidedCompensations, putCustomerOf } from '#server/clocks/index.ts';
import { moveConversation } from '#server/contacts/index.ts';
import { customersByIds } from '#server/customers/index.ts';
import { audit, conflict, invalid, type Ctx } from '#server/platform/index.ts';
import { accessCase } from '../access.ts';
import { tellChange } from '../applying.ts';
import { changeCase } from '../cases.store.ts';
import { lockPlanned } from '../telling/telling.store.ts';
import { takeLink } from '../telling/links.ts';
import { withdraw } from '../telling/told.ts';
import { checkVersion } from '../versions.ts';
import { write } from '../writing.ts';
import { openCallsOf, openStepsOf } from './holder.read.ts';
import { partiesOf, updateParty } from './parties.store.ts';

/**
 * Gives a case another holder: it was opened for the wrong customer, or the right to it has passed on. From then on it is
 * theirs in every list and on every page; steps, time limits and what is only proposed of compensations go with it. The former
 * holder is told nothing more: what was planned for them is withdrawn, their private page opens nothing, and no conversation
 * with them carries news of the case. What was said and decided stays as it was.
 * @throws Problem 404, 409 changed_meanwhile, call_promised, compensation_decided, 422 customer
 */
export const changeHolderOf = (
  ctx: Ctx,
  caseId: string,
  { customer, why, version }: Parsed<typeof changeHolder>['body'],
): Promise<string> =>
  ctx.tx(async (tx) => {
    const row = await accessCase(tx, ctx.actor, caseId, 'case.write', { lock: true });
    await checkVersion(tx, row, version);
    if (customer === row.customerId)
      throw invalid('customer', 'somebody else: this customer is the holder of the case');
    const people = await customersByIds(tx, [customer, row.customerId]);
    const next = people.get(customer);
    if (next === undefined) throw invalid('customer', 'a customer of the registry');
    if ((await openCallsOf(tx, caseId)) > 0)
      throw conflict('call_promised', 'A call about this case is promised to its holder: cancel it first.');
    if ((await decidedCompensations(tx, 'case', caseId)) > 0)
      throw conflict(
        'compensation_decided',
        'A compensation was approved for the holder of this case: it stays with them.',
      );
    await withdraw(tx, ctx, row, await lockPlanned(tx, { caseId }), 'by_hand', why);
    await takeLink(tx, ctx, caseId, null, why);
    // Who becomes the holder needs no lesser part.
    for (const party of await partiesOf(tx, [caseId]))
      if (party.endedAt === null && party.customerId === customer) {
        await updateParty(tx, party.id, {
          endedAt: ctx.clock.now(),
          endedByName: ctx.actor.name,
          endedWhy: why,
        });
        await takeLink(tx, ctx, caseId, party.id, why);
      }
    const after = {
      ...row,
      customerId: customer,
      version: await changeCase(tx, caseId, { customerId: customer }),
    };
    await putCustomerOf(tx, 'case', caseId, customer);
    const before = people.get(row.customerId);
    await write(tx, ctx, {
      caseId,
      kind: 'party',
      body: why,
      data: {
        about: 'holder',
        role: 'holder',
        from: row.customerId,
        to: customer,
        fromName: before?.name ?? '',
        name: next.name,
        version: after.version,
        fields: ['customer'],
      },
    });
    await audit(tx, ctx.actor, {
      action: 'case.holder-changed',
      objectType: 'case',
      objectId: caseId,
      serviceId: row.serviceId,
      before: { customer: row.customerId },
      after: { customer },
      reason: why,
    });
    // The case is locked before conversations and contacts.
    for (const step of await openStepsOf(tx, caseId)) await moveConversation(tx, ctx, step, customer);
    await tellChange(tx, ctx, after, ['customer', 'parties']);
    return caseId;
  });
