import { openingHours } from '#server/calendars/index.ts';
import { record, systemActor, type Ctx, type Tx } from '#server/platform/index.ts';
import { enqueue, readQueues } from '#server/routing/index.ts';
import { changeContact, changeConversation } from '../contacts.store.ts';
import { settleArrival, type ArrivingContact } from '../entering.ts';
import { lastAgentsOf } from '../last-agents.read.ts';
import { startLegs } from '../legs.store.ts';
import { changeCallback } from './callbacks.store.ts';
import { lockCallback } from './locked.ts';
import { withSince } from './request.service.ts';

/** Minutes after which a queue that was full or closed by hand is asked again. */
const askAgainMinutes = 5;

/**
 * The time of a callback has come: it goes into its queue, in the place that it keeps. Outside the opening hours it is
 * put off to the next opening; a queue that takes nobody at the moment is asked again soon.
 *
 * @param answered the customer is on the line already: neither hours nor limits send them away
 */
export async function enterCallback(
  tx: Tx,
  ctx: Ctx,
  contactId: string,
  { answered = false }: { answered?: boolean } = {},
): Promise<'queued' | 'put-off' | 'gone'> {
  const { contact, callback } = await lockCallback(tx, ctx, contactId);
  if (contact.state !== 'scheduled' || callback.state !== 'open' || contact.queueId === null) return 'gone';
  const now = ctx.clock.now();
  const [queue] = await readQueues(tx, [contact.queueId]);
  const putOff = async (until: Date): Promise<'put-off'> => {
    await changeCallback(tx, contactId, { dueAt: until });
    return 'put-off';
  };
  const soon = new Date(now.getTime() + askAgainMinutes * 60_000);
  if (queue === undefined) return putOff(soon);
  if (!answered) {
    const hours = await openingHours(tx, queue.calendarId);
    // One that never opens again: it runs out, and somebody sees it.
    if (!hours.isOpen(now)) return putOff(hours.next(now) ?? callback.expiresAt);
    if (queue.emergencyClosed || !queue.active) return putOff(soon);
  }
  const arriving = { ...contact, queueId: contact.queueId, arrivedAt: now } as unknown as ArrivingContact;
  const [entry] = await enqueue(
    tx,
    ctx,
    [
      {
        id: contactId,
        kind: 'callback',
        channel: 'phone',
        queueId: contact.queueId,
        serviceId: contact.serviceId,
        arrivedAt: callback.placeAt,
        requires: callback.ownRequires,
        boostSeconds: callback.boostSeconds,
        admitted: answered,
      },
    ],
    { lastAgents: (ids) => lastAgentsOf(tx, ids.includes(contactId) ? [contact] : []) },
  );
  if (!entry!.enters) return putOff(soon);
  const settled = settleArrival(arriving, entry!);
  const { queueId, serviceId, teamId } = settled.contact;
  await changeContact(tx, contactId, { state: 'queued', queueId, serviceId, teamId });
  await changeConversation(tx, contact.conversationId, { state: 'open' });
  await changeCallback(tx, contactId, { dueAt: null });
  await startLegs(
    tx,
    settled.legs.map((leg) =>
      leg.kind === 'queue' ? withSince(leg, callback.waitedSince, callback.attempts + 1) : leg,
    ),
  );
  await record(tx, systemActor, settled.event);
  return 'queued';
}
