import type { NewEvent } from '#server/platform/index.ts';
import type { Entered } from '#server/routing/index.ts';
import type { NewContact } from './contacts.store.ts';
import type { NewLeg } from './legs.store.ts';

/** A new contact, before it is known where it may wait. */
export type ArrivingContact = NewContact & {
  id: string;
  number: string;
  channel: string;
  conversationId: string;
  customerId: string;
  serviceId: string;
  teamId: string | null;
  queueId: string;
  arrivedAt: Date;
};

/** An arrival that no queue took: why, and what its customer is told, in both languages. */
export interface Blocked {
  queueId: string;
  because: 'full' | 'closed' | 'emergency';
  text: { it: string; en: string };
}

/** What a new contact becomes: the row with its place, its first legs, its event, and whether it was turned away. */
export interface Arrived {
  contact: ArrivingContact;
  legs: NewLeg[];
  event: NewEvent;
  blocked: Blocked | null;
}

/**
 * Writes down where an arrival went. A queue that was full or closed leaves a leg of kind `flow`: `redirected` when the
 * contact went on to another queue, `blocked` when nobody took it. Only the queue it waits in has offered it.
 */
export function settleArrival(arriving: ArrivingContact, entry: Entered): Arrived {
  const at = arriving.arrivedAt;
  const flow = (queueId: string, result: 'redirected' | 'blocked', because: string): NewLeg => ({
    contactId: arriving.id,
    kind: 'flow',
    queueId,
    startedAt: at,
    endedAt: at,
    result,
    detail: { because },
  });
  const legs = entry.via.map(({ queueId, because }) => flow(queueId, 'redirected', because));
  const told = (contact: ArrivingContact) => ({
    contact: contact.id,
    number: contact.number,
    queue: contact.queueId,
    channel: contact.channel,
    conversation: contact.conversationId,
    customer: contact.customerId,
    ...(contact.kind === undefined || contact.kind === 'contact' ? {} : { kind: contact.kind }),
    ...(contact.madeBy == null ? {} : { madeBy: contact.madeBy }),
  });
  if (!entry.enters) {
    const { queueId, because, text } = entry;
    const contact = { ...arriving, queueId, state: 'cancelled' as const, closedAt: at, unread: false };
    return {
      contact,
      legs: [...legs, flow(queueId, 'blocked', because)],
      event: {
        kind: 'contact.blocked',
        subjectId: contact.id,
        serviceId: contact.serviceId,
        teamId: contact.teamId,
        data: { ...told(contact), because },
      },
      blocked: { queueId, because, text },
    };
  }
  const moved = entry.via.length > 0;
  const contact = moved
    ? {
        ...arriving,
        queueId: entry.queue.id,
        serviceId: entry.queue.serviceId,
        teamId: entry.queue.teamId,
      }
    : arriving;
  return {
    contact,
    legs: [
      ...legs,
      {
        contactId: contact.id,
        kind: 'queue',
        queueId: contact.queueId,
        startedAt: at,
        detail: entry.estimatedWait === null ? {} : { estimatedWait: entry.estimatedWait },
      },
    ],
    event: {
      kind: 'contact.queued',
      subjectId: contact.id,
      serviceId: contact.serviceId,
      teamId: contact.teamId,
      data: told(contact),
    },
    blocked: null,
  };
}
