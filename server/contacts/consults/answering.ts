import { record, type Ctx, type Tx } from '#server/platform/index.ts';
import * as routing from '#server/routing/index.ts';
import { lockedContact } from '../acting.ts';
import { writeEnd } from './ending.ts';
import { consultEvent, consultOfferEnded } from './events.ts';
import { isHeldMeanwhile } from './consults.rules.ts';
import { changeConsult, findConsults, lockConsults } from './consults.store.ts';
import { hold } from '../holding.service.ts';
import { heldSince } from '../legs.read.ts';
import { endLegs, endLegsOf, startLegs } from '../legs.store.ts';

// What becomes of a consult when the offer of it is answered; routing has done its part in the same transaction.

/** The contact and the consult of an item, locked in that order. */
async function held(tx: Tx, ctx: Ctx, consultId: string) {
  const [seen] = await findConsults(tx, [consultId]);
  if (seen === undefined) throw new Error(`a consult in routing that is none: ${consultId}`);
  const contact = await lockedContact(tx, ctx, seen.contactId);
  const [consult] = await lockConsults(tx, [consultId]);
  return { contact, consult: consult! };
}

/** An agent has accepted: the customer of a call is on hold from now on. @returns the contact's id */
export async function consultAccepted(
  tx: Tx,
  ctx: Ctx,
  offer: routing.OfferRow,
  rescinded: readonly routing.OfferRow[],
): Promise<string> {
  const { contact, consult } = await held(tx, ctx, offer.itemId);
  const now = ctx.clock.now();
  const { agentId } = offer;
  await endLegs(tx, [contact.id], ['consult_offer'], now, 'accepted', agentId);
  await endLegsOf(tx, contact.id, now, { consult_offer: 'rescinded', consult_queue: 'answered' });
  await startLegs(tx, [
    {
      contactId: contact.id,
      kind: 'consult',
      consultId: consult.id,
      queueId: consult.queueId,
      agentId,
      startedAt: now,
      detail: { asker: consult.asker },
    },
  ]);
  const holds =
    isHeldMeanwhile(contact.channel) &&
    contact.state === 'active' &&
    (await heldSince(tx, contact.id)) === null;
  if (holds) await hold(tx, ctx, contact);
  await changeConsult(tx, consult.id, { state: 'active', agentId, answeredAt: now, held: holds });
  await record(
    tx,
    ctx.actor,
    consultOfferEnded(consult, contact, offer, 'accepted'),
    ...rescinded.map((other) => consultOfferEnded(consult, contact, other, 'rescinded')),
    consultEvent('answered', consult, contact, { agent: agentId }),
  );
  return contact.id;
}

/** An agent has declined: what one colleague alone was asked is over, what a queue was asked goes on. */
export async function consultDeclined(
  tx: Tx,
  ctx: Ctx,
  offer: routing.OfferRow,
  stillOffered: boolean,
): Promise<void> {
  const { contact, consult } = await held(tx, ctx, offer.itemId);
  await endLegs(tx, [contact.id], ['consult_offer'], ctx.clock.now(), 'declined', offer.agentId);
  await record(tx, ctx.actor, consultOfferEnded(consult, contact, offer, 'declined'));
  if (consult.askedAgent === null) {
    if (!stillOffered) await changeConsult(tx, consult.id, { state: 'waiting' });
    return;
  }
  // Its item is locked already, and nobody has it.
  await routing.closeConsult(tx, ctx, consult.id);
  await writeEnd(tx, ctx, { consult, contact, result: 'declined', by: offer.agentId });
  await record(
    tx,
    ctx.actor,
    consultEvent('ended', consult, contact, { agent: null, result: 'declined', by: offer.agentId }),
  );
}
