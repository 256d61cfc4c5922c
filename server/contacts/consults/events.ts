import type { NewEvent } from '#server/platform/index.ts';
import type { OfferRow } from '#server/routing/index.ts';
import type { ContactRow } from '../access.read.ts';
import type { ConsultRow } from './consults.store.ts';
import { placeOf } from '../place.ts';

type Kind = 'asked' | 'offered' | 'offer-ended' | 'answered' | 'changed' | 'ended';

/**
 * An event about a consult. It lies where its contact lies; `consult` is also the name of its work item, by which the
 * routing leader hears of it.
 */
export const consultEvent = (
  kind: Kind,
  consult: Pick<ConsultRow, 'id' | 'asker'>,
  contact: Pick<ContactRow, 'id' | 'conversationId' | 'serviceId' | 'teamId'>,
  more: Record<string, unknown> = {},
): NewEvent => ({
  kind: `consult.${kind}`,
  subjectId: consult.id,
  ...placeOf(contact),
  data: {
    consult: consult.id,
    contact: contact.id,
    conversation: contact.conversationId,
    asker: consult.asker,
    ...more,
  },
});

/** Tells how an offer to answer a consult ended. */
export const consultOfferEnded = (
  consult: Pick<ConsultRow, 'id' | 'asker'>,
  contact: Pick<ContactRow, 'id' | 'conversationId' | 'serviceId' | 'teamId'>,
  offer: Pick<OfferRow, 'id' | 'agentId'>,
  result: 'accepted' | 'declined' | 'timed_out' | 'rescinded',
): NewEvent =>
  consultEvent('offer-ended', consult, contact, { offer: offer.id, agent: offer.agentId, result });
