import { record, type Ctx, type Tx } from '#server/platform/index.ts';
import * as routing from '#server/routing/index.ts';
import type { ContactRow } from '../access.read.ts';
import { lockedContact } from '../acting.ts';
import { consultEvent, consultOfferEnded } from './events.ts';
import { changeConsult, lockConsults, type ConsultRow } from './consults.store.ts';
import { resume } from '../holding.service.ts';
import { endLegsOf } from '../legs.store.ts';

export type EndResult = NonNullable<ConsultRow['result']>;

/**
 * Ends a consult that goes on, whoever has to do with it: it leaves routing, its legs end, the customer of a call comes
 * off hold, the event tells why. Locks in the order agents, items, contact, consult: nothing else may be locked before.
 * @param by who ends it; null: by itself
 * @returns its contact; null when it was over already
 */
export async function closeOpenConsult(
  tx: Tx,
  ctx: Ctx,
  seen: ConsultRow,
  result: EndResult,
  by: string | null,
): Promise<ContactRow | null> {
  const people = [seen.asker, ...(seen.agentId === null ? [] : [seen.agentId])];
  const left = await routing.closeConsult(tx, ctx, seen.id, people);
  const contact = await lockedContact(tx, ctx, seen.contactId);
  const [consult] = await lockConsults(tx, [seen.id]);
  if (consult === undefined || consult.state === 'ended') return null;
  const offers = left?.offers ?? [];
  await writeEnd(tx, ctx, { consult, contact, result, by });
  await record(
    tx,
    ctx.actor,
    ...offers.map((offer) => consultOfferEnded(consult, contact, offer, 'rescinded')),
    consultEvent('ended', consult, contact, { agent: consult.agentId, result, by }),
  );
  await routing.tellPresence(
    tx,
    ctx,
    ...(consult.agentId === null ? [] : [consult.agentId]),
    ...offers.map((offer) => offer.agentId),
  );
  return contact;
}

/** What the end of a consult writes, but for routing and the events; contact and consult are locked. */
export async function writeEnd(
  tx: Tx,
  ctx: Ctx,
  end: { consult: ConsultRow; contact: ContactRow; result: EndResult; by: string | null },
): Promise<void> {
  const { consult, contact, result, by } = end;
  const now = ctx.clock.now();
  await endLegsOf(tx, contact.id, now, {
    consult_offer: 'rescinded',
    consult_queue: result,
    consult: result,
  });
  await changeConsult(tx, consult.id, {
    state: 'ended',
    endedAt: now,
    result,
    endedBy: by,
    writes: false,
    together: false,
  });
  // Unless somebody else has the call by now, who has put them on hold or not.
  if (consult.held && contact.state === 'active' && contact.agentId === consult.asker)
    await resume(tx, ctx, contact);
}
