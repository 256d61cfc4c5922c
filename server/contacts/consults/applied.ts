import { systemActor, type Ctx, type NewEvent, type Tx } from '#server/platform/index.ts';
import type { Applied } from '#server/routing/index.ts';
import type { ContactRow } from '../access.read.ts';
import { writeEnd } from './ending.ts';
import { consultEvent, consultOfferEnded } from './events.ts';
import { changeConsult, lockConsults, type ConsultRow } from './consults.store.ts';
import { endLegs, startLegs } from '../legs.store.ts';

/**
 * What the routing leader decided about consults, as their legs, states and events. Their contacts are locked.
 * @returns the events, for the caller to record
 */
export async function applyToConsults(
  tx: Tx,
  ctx: Ctx,
  applied: readonly Applied[],
  ids: readonly string[],
  contacts: ReadonlyMap<string, ContactRow>,
): Promise<NewEvent[]> {
  const consults = new Map((await lockConsults(tx, ids)).map((consult) => [consult.id, consult]));
  const events: NewEvent[] = [];
  const now = ctx.clock.now();
  const missed = new Set<string>();
  // Ended before made: one item may have lost an offer and got the next in the same turn.
  for (const one of applied) {
    if (one.type !== 'offer-ended') continue;
    const { offer, result, stillOffered } = one;
    const consult = consults.get(offer.itemId);
    if (consult === undefined) continue;
    if (result === 'timed_out') missed.add(consult.id);
    await endLegs(tx, [consult.contactId], ['consult_offer'], now, result, offer.agentId);
    if (!stillOffered) await changeConsult(tx, consult.id, { state: 'waiting' });
    events.push(consultOfferEnded(consult, contacts.get(consult.contactId)!, offer, result));
  }
  for (const one of applied) {
    if (one.type !== 'offered') continue;
    const { offer } = one;
    const consult = consults.get(offer.itemId);
    if (consult === undefined) continue;
    await startLegs(tx, [
      {
        contactId: consult.contactId,
        kind: 'consult_offer',
        consultId: consult.id,
        queueId: offer.queueId,
        agentId: offer.agentId,
        startedAt: offer.madeAt,
      },
    ]);
    await changeConsult(tx, consult.id, { state: 'offered' });
    events.push(
      consultEvent('offered', consult, contacts.get(consult.contactId)!, {
        offer: offer.id,
        agent: offer.agentId,
        queue: offer.queueId,
        expiresAt: offer.expiresAt.toISOString(),
      }),
    );
  }
  for (const one of applied) {
    if (one.type !== 'expired') continue;
    const consult = consults.get(one.item.id);
    if (consult === undefined) continue;
    const contact = contacts.get(consult.contactId)!;
    for (const offer of one.offers) events.push(consultOfferEnded(consult, contact, offer, 'rescinded'));
    const result = resultOf(consult, missed.has(consult.id));
    await writeEnd(tx, { ...ctx, actor: systemActor }, { consult, contact, result, by: null });
    events.push(consultEvent('ended', consult, contact, { agent: null, result, by: null }));
  }
  return events;
}

const resultOf = (consult: ConsultRow, missed: boolean): 'no_answer' | 'expired' =>
  missed && consult.askedAgent !== null ? 'no_answer' : 'expired';
