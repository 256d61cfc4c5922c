import { newId, type Db } from '#server/platform/index.ts';
import { makeContact } from './contacts.ts';

/** One stretch of a contact, by seconds from an origin; `end` null: it lasts. */
export interface LegWish {
  kind:
    | 'flow'
    | 'queue'
    | 'offer'
    | 'handle'
    | 'hold'
    | 'wrap_up'
    | 'consult_queue'
    | 'consult_offer'
    | 'consult';
  queue: string;
  agent?: string | null;
  start: number;
  end: number | null;
  result: string | null;
  told?: number;
}

/** A contact with exactly these legs, in this order. */
export async function makeLegs(
  db: Db,
  origin: Date,
  place: {
    serviceId: string;
    customerId: string;
    channel: string;
    direction?: 'in' | 'out';
    callback?: boolean;
  },
  legs: readonly LegWish[],
): Promise<string> {
  const at = (seconds: number) => new Date(origin.getTime() + seconds * 1000);
  const last = legs.at(-1);
  const open = legs.some(({ end }) => end === null);
  const contact = await makeContact(db, {
    serviceId: place.serviceId,
    customerId: place.customerId,
    channel: place.channel,
    queueId: last?.queue ?? null,
    agentId: last?.agent ?? null,
    state: !open
      ? 'closed'
      : last?.kind === 'handle'
        ? 'active'
        : last?.kind === 'wrap_up'
          ? 'wrap_up'
          : 'queued',
    closedAt: open || last?.end == null ? null : at(last.end),
    arrivedAt: at(legs[0]?.start ?? 0),
  });
  if (place.callback === true)
    await db.updateTable('contacts.contact').set({ kind: 'callback' }).where('id', '=', contact.id).execute();
  if (place.direction === 'out')
    await db.updateTable('contacts.contact').set({ direction: 'out' }).where('id', '=', contact.id).execute();
  const consult = legs.find(({ kind }) => kind.startsWith('consult'));
  const consultId = consult === undefined ? null : newId();
  if (consult !== undefined)
    await db
      .insertInto('contacts.consult')
      .values({
        id: consultId!,
        contactId: contact.id,
        asker: newId(),
        queueId: consult.queue,
        state: 'ended',
        askedAt: at(consult.start),
        endedAt: at(consult.start),
        result: 'ended',
      })
      .execute();
  if (legs.length > 0)
    await db
      .insertInto('contacts.leg')
      .values(
        legs.map((leg, place) => ({
          id: newId(),
          contactId: contact.id,
          ordinal: place + 1,
          kind: leg.kind,
          consultId: leg.kind.startsWith('consult') ? consultId : null,
          queueId: leg.queue,
          agentId: leg.agent ?? null,
          startedAt: at(leg.start),
          endedAt: leg.end === null ? null : at(leg.end),
          result: leg.result,
          detail: JSON.stringify(leg.told === undefined ? {} : { estimatedWait: leg.told }),
        })),
      )
      .execute();
  return contact.id;
}

/** A stretch of an agent's presence, by seconds from an origin. */
export async function makePresence(
  db: Db,
  origin: Date,
  staffId: string,
  stretches: readonly {
    presence: 'offline' | 'available' | 'not_ready';
    reason?: string | null;
    status?: string | null;
    start: number;
    end: number | null;
  }[],
): Promise<void> {
  const at = (seconds: number) => new Date(origin.getTime() + seconds * 1000);
  await db
    .insertInto('routing.presenceHistory')
    .values(
      stretches.map((one) => ({
        staffId,
        presence: one.presence,
        reason: one.reason ?? null,
        status: one.status ?? null,
        startedAt: at(one.start),
        endedAt: one.end === null ? null : at(one.end),
      })),
    )
    .execute();
}
