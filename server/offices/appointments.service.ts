import type { bookAppointment, freeSlots, listAppointments } from '#contract/appointments.ts';
import type { Parsed } from '#contract/route.ts';
import type { Channel } from '#contract/words.ts';
import { accessContact } from '#server/contacts/index.ts';
import { customersByIds, recognise } from '#server/customers/index.ts';
import {
  audit,
  conflict,
  inScope,
  invalid,
  newId,
  notFound,
  record,
  scopeOf,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { tellOfAppointment } from './appointment-telling.service.ts';
import { appointmentPlace, comingOf, dayIn, readAppointments, reminderOf } from './appointments.read.ts';
import { changeAppointment, insertAppointment, lockAppointment } from './appointments.store.ts';
import { books, offerOf, sees, type Offer } from './offices.read.ts';
import { holdOffices } from './offices.store.ts';
import { typedNumber, type Slot } from './slots.rules.ts';
import { firstFree, freeBetween } from './slots.service.ts';

// Appointments. Each verb is one transaction: the appointment, what the customer is told, audit, event. Whoever books at
// an office holds it meanwhile, so that nobody gets a time that another has just taken.

const dayMilliseconds = 86_400_000;
/** So many appointments to come may somebody have whom nobody of the office helps. */
const mostAlone = 3;

/** @throws Problem 404 */
export async function appointmentNow(ctx: Ctx, id: string, db: Ctx['db'] | Tx = ctx.db) {
  const [found] = await readAppointments(db, ctx.actor, { id });
  if (found === undefined) throw notFound('appointment');
  return found;
}

export async function listOf(ctx: Ctx, query: Parsed<typeof listAppointments>['query']) {
  const { number, ...rest } = query;
  return {
    items: await readAppointments(ctx.db, ctx.actor, {
      ...rest,
      ...(number === undefined ? {} : { number: typedNumber(number) }),
    }),
  };
}

/** Free times from a day to a day. @throws Problem 404; 422 naming `to` */
export async function slotsFor(ctx: Ctx, id: string, query: Parsed<typeof freeSlots>['query']) {
  const offer = await offerOf(ctx.db, id);
  if (offer === null || !inScope(scopeOf(ctx.actor, sees), offer)) throw notFound('bookable');
  const days = (Date.parse(query.to) - Date.parse(query.from)) / dayMilliseconds;
  if (!(days >= 0 && days <= 31)) throw invalid('to', 'a day up to 31 days after the first one');
  // A day wider on both sides, for the zone; and cut to the days as the office counts them.
  const from = new Date(Date.parse(query.from) - dayMilliseconds);
  const to = new Date(Date.parse(query.to) + 2 * dayMilliseconds);
  const free = await freeBetween(ctx.db, ctx, offer, {
    from,
    to,
    alone: false,
    except: query.except ?? null,
  });
  const clock = new Intl.DateTimeFormat('en-CA', {
    timeZone: offer.timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return {
    items: free
      .filter((one) => {
        const day = clock.format(one.from);
        return day >= query.from && day <= query.to;
      })
      .map(viewOf),
  };
}
const viewOf = (one: Slot) => ({ start: new Date(one.from), end: new Date(one.to), free: one.free });

/** What can be booked by the actor, held against others. @throws Problem 422 naming `bookable` */
async function heldOffer(tx: Tx, ctx: Ctx, bookable: string, also: readonly string[] = []): Promise<Offer> {
  const first = await offerOf(tx, bookable);
  if (first !== null) await holdOffices(tx, [first.officeId, ...also]);
  // As it is once nobody else books there.
  const offer = first === null ? null : await offerOf(tx, bookable);
  if (offer === null || !inScope(scopeOf(ctx.actor, books), offer))
    throw invalid('bookable', 'something that can be booked at an office');
  return offer;
}

/** The time that begins then, if it is still free. @throws Problem 409 slot_taken */
async function freeAt(
  tx: Tx,
  ctx: Ctx,
  offer: Offer,
  start: Date,
  { alone, except = null }: { alone: boolean; except?: string | null },
): Promise<Slot> {
  const [found] = await freeBetween(tx, ctx, offer, { from: start, to: start, alone, except });
  if (found === undefined) throw conflict('slot_taken', 'This time is not free, or no longer.');
  return found;
}

type Wish = Parsed<typeof bookAppointment>['body'];

/** Books a time for somebody. @returns its id @throws Problem 409 slot_taken; 422 naming the field */
export const book = (ctx: Ctx, input: Wish): Promise<string> =>
  ctx.tx(async (tx) => {
    const origin =
      input.origin === null ? null : await accessContact(tx, ctx.actor, input.origin, 'contact.read');
    const { id } = await bookIn(tx, ctx, {
      ...input,
      start: new Date(input.start),
      customer: await customerOf(tx, ctx, input),
      name: input.name ?? null,
      origin: origin?.id ?? null,
      alone: false,
    });
    return id;
  });

export interface Booking {
  bookable: string;
  start: Date;
  customer: { id: string; name: string; language: string };
  /** As it was said; null: as the registry has it. */
  name: string | null;
  note: string;
  via: Channel;
  origin: string | null;
  tell: boolean;
  /** By the customers on their own: the minimum notice counts, and only so many. */
  alone: boolean;
}
/** Books in the caller's transaction. @throws Problem 409 slot_taken, too_many_appointments; 422 naming `bookable` */
export async function bookIn(tx: Tx, ctx: Ctx, booking: Booking): Promise<{ id: string; number: string }> {
  const now = ctx.clock.now();
  const { alone, customer } = booking;
  const offer = await heldOffer(tx, ctx, booking.bookable);
  if (alone) await bearable(tx, offer, customer.id, booking.start, now);
  const first = await firstFree(tx, ctx, offer, alone);
  const slot = await freeAt(tx, ctx, offer, booking.start, { alone });
  const id = newId();
  const startsAt = new Date(slot.from);
  const row = {
    id,
    officeId: offer.officeId,
    bookableId: offer.id,
    customerId: customer.id,
    name: booking.name ?? customer.name,
    startsAt,
    endsAt: new Date(slot.to),
    via: booking.via,
    online: alone,
    language: customer.language,
    note: booking.note,
    bookedAt: now,
    bookedByName: alone ? customer.name : ctx.actor.name,
    firstFreeAt: first,
    remindAt: await reminderOf(tx, offer.timeZone, startsAt, now),
    originId: booking.origin,
  };
  const number = await insertAppointment(tx, row);
  await audit(tx, ctx.actor, {
    action: 'appointment.booked',
    objectType: 'appointment',
    objectId: id,
    serviceId: offer.serviceId,
    after: { ...row, number },
  });
  await tellChange(tx, ctx, id, customer.id, 'booked');
  if (booking.tell) await tellOfAppointment(tx, ctx, id, 'booked');
  return { id, number };
}

/** What somebody may have whom nobody helps. @throws Problem 409 too_many_appointments, 422 */
async function bearable(tx: Tx, offer: Offer, customerId: string, start: Date, now: Date): Promise<void> {
  if (!offer.online) throw invalid('bookable', 'something that can be booked at an office');
  const coming = await comingOf(tx, customerId, now);
  const end = start.getTime() + offer.minutes * 60_000;
  if (
    coming.length >= mostAlone ||
    coming.some((one) => one.startsAt.getTime() < end && one.endsAt.getTime() > start.getTime())
  )
    throw conflict('too_many_appointments', 'There are appointments enough for this customer.');
}

async function customerOf(tx: Tx, ctx: Ctx, input: Wish): Promise<Booking['customer']> {
  let id = input.customer;
  if (id === undefined) {
    const [found] = await recognise(tx, ctx, [
      {
        identities: [
          ...(input.email === undefined ? [] : [{ type: 'email' as const, value: input.email }]),
          ...(input.phone === undefined ? [] : [{ type: 'phone' as const, value: input.phone }]),
        ],
        name: input.name!,
        language: input.language ?? 'it',
      },
    ]);
    id = found!.customerId;
  }
  const known = (await customersByIds(tx, [id])).get(id);
  if (known === undefined) throw invalid('customer', 'a customer of the registry');
  return { id, name: known.name, language: input.language ?? known.language };
}

/** Tells whoever is at the front desk or on the telephone that something about an appointment has changed. */
export async function tellChange(
  tx: Tx,
  ctx: Ctx,
  id: string,
  customer: string,
  about: 'booked' | 'moved' | 'cancelled' | 'arrived' | 'served' | 'missed',
): Promise<void> {
  const place = (await appointmentPlace(tx, id))!;
  await record(tx, ctx.actor, {
    kind: 'appointment.changed',
    subjectId: id,
    serviceId: place.serviceId,
    teamId: place.teamId,
    data: { appointment: id, customer, about },
  });
}

/** An appointment that the actor may change, locked. @throws Problem 404 */
export async function accessAppointment(
  tx: Tx,
  ctx: Ctx,
  id: string,
  permission: string | readonly string[] = books,
) {
  const row = await lockAppointment(tx, id);
  const place = row === null ? null : await appointmentPlace(tx, id);
  if (row === null || place === null || !inScope(scopeOf(ctx.actor, permission), place))
    throw notFound('appointment');
  return { row, place };
}

/** Another time for it, or another subject or office as well. @throws Problem 404; 409 slot_taken, appointment_over; 422 */
export const move = (
  ctx: Ctx,
  id: string,
  input: { start: Date; bookable?: string | undefined; tell: boolean },
): Promise<void> => ctx.tx((tx) => moveIn(tx, ctx, id, { ...input, alone: false }));

export async function moveIn(
  tx: Tx,
  ctx: Ctx,
  id: string,
  input: { start: Date; bookable?: string | undefined; tell: boolean; alone: boolean },
): Promise<void> {
  const now = ctx.clock.now();
  const { row, place } = await accessAppointment(tx, ctx, id);
  if (row.state !== 'booked') throw over();
  const offer = await heldOffer(tx, ctx, input.bookable ?? row.bookableId, [row.officeId]);
  const slot = await freeAt(tx, ctx, offer, input.start, { alone: input.alone, except: id });
  const after = {
    officeId: offer.officeId,
    bookableId: offer.id,
    startsAt: new Date(slot.from),
    endsAt: new Date(slot.to),
    remindAt: await reminderOf(tx, offer.timeZone, new Date(slot.from), now),
    version: row.version + 1,
  };
  if (offer.officeId === row.officeId && offer.id === row.bookableId && slot.from === row.startsAt.getTime())
    return;
  await changeAppointment(tx, id, after);
  await audit(tx, ctx.actor, {
    action: 'appointment.moved',
    objectType: 'appointment',
    objectId: id,
    serviceId: place.serviceId,
    before: {
      officeId: row.officeId,
      bookableId: row.bookableId,
      startsAt: row.startsAt,
      endsAt: row.endsAt,
      remindAt: row.remindAt,
      version: row.version,
    },
    after,
  });
  await tellChange(tx, ctx, id, row.customerId, 'moved');
  if (input.tell) await tellOfAppointment(tx, ctx, id, 'moved');
}
const over = () => conflict('appointment_over', 'This appointment is over, or they have come.');

/** Cancels it; its time is free again. @throws Problem 404; 409 appointment_over; 422 naming `reason` */
export const cancel = (
  ctx: Ctx,
  id: string,
  input: { by: 'customer' | 'office'; reason: string; tell: boolean },
): Promise<void> =>
  ctx.tx(async (tx) => {
    // What the office does to somebody's appointment has a reason that they can be told.
    if (input.by === 'office' && input.reason === '') throw invalid('reason', 'why the office cancels it');
    await cancelIn(tx, ctx, id, input);
  });

export async function cancelIn(
  tx: Tx,
  ctx: Ctx,
  id: string,
  input: { by: 'customer' | 'office'; reason: string; tell: boolean; alone?: boolean },
): Promise<void> {
  const { row, place } = await accessAppointment(tx, ctx, id);
  if (row.state !== 'booked') throw over();
  const after = {
    state: 'cancelled',
    endedBy: input.by,
    endedByName: input.alone === true ? row.name : ctx.actor.name,
    endedAt: ctx.clock.now(),
    reason: input.reason === '' ? null : input.reason,
    remindAt: null,
  };
  await changeAppointment(tx, id, after);
  await audit(tx, ctx.actor, {
    action: 'appointment.cancelled',
    objectType: 'appointment',
    objectId: id,
    serviceId: place.serviceId,
    before: { state: row.state },
    after,
    reason: after.reason,
  });
  await tellChange(tx, ctx, id, row.customerId, 'cancelled');
  if (input.tell) await tellOfAppointment(tx, ctx, id, 'cancelled');
}

/** Who has not come by the end of the grace has missed it; a job says so. Does nothing where that is no longer so. */
export async function missIn(tx: Tx, ctx: Ctx, id: string): Promise<void> {
  const { row, place } = await accessAppointment(tx, ctx, id);
  const now = ctx.clock.now();
  if (row.state !== 'booked' || row.startsAt.getTime() + place.graceMinutes * 60_000 > now.getTime()) return;
  await changeAppointment(tx, id, { state: 'missed', endedAt: now, remindAt: null });
  await audit(tx, ctx.actor, {
    action: 'appointment.missed',
    objectType: 'appointment',
    objectId: id,
    serviceId: place.serviceId,
    before: { state: 'booked' },
    after: { state: 'missed' },
  });
  await tellChange(tx, ctx, id, row.customerId, 'missed');
}

/** Whether an appointment is today, where its office is. */
export const isToday = async (tx: Tx, zone: string, startsAt: Date, now: Date): Promise<boolean> =>
  (await dayIn(tx, zone, startsAt)) === (await dayIn(tx, zone, now));
