import type { Channel } from '#contract/words.ts';
import { customersByIds } from '#server/customers/index.ts';
import { isUuid, Problem, systemActor, type Ctx, type Tx } from '#server/platform/index.ts';
import { whenOf } from './appointment-notices.rules.ts';
import { readAppointments, type AppointmentView } from './appointments.read.ts';
import { bookIn, cancelIn, moveIn } from './appointments.service.ts';
import { offerOf, onlineBookables, onlineOffices, type Offer } from './offices.read.ts';
import { freeBetween } from './slots.service.ts';

// Appointments that customers make on their own: what they may choose from, and what they may do with theirs. Whether
// they are who they say is asked before; whoever calls this acts for the customer that is given.

/** One of several to choose from, with the words by which it is said. */
interface Choice {
  value: string;
  label: string;
}

const dayMilliseconds = 86_400_000;
const own = (names: Readonly<Record<string, string | undefined>>, language: string): string =>
  names[language] || names['en'] || names['it'] || '';
const localeOf = (language: string) => (language === 'ar' ? 'ar-u-nu-latn' : language);

export const officesToBook = async (tx: Tx): Promise<Choice[]> =>
  (await onlineOffices(tx)).map(({ id, name }) => ({ value: id, label: name }));

export const subjectsToBook = async (tx: Tx, office: string, language: string): Promise<Choice[]> =>
  isUuid(office)
    ? (await onlineBookables(tx, office)).map(({ id, name }) => ({ value: id, label: own(name, language) }))
    : [];

async function onlineOffer(tx: Tx, bookable: string): Promise<Offer | null> {
  const offer = isUuid(bookable) ? await offerOf(tx, bookable) : null;
  return offer?.online === true ? offer : null;
}
async function freeOf(tx: Tx, ctx: Ctx, offer: Offer, except: string | null) {
  const now = ctx.clock.now();
  const to = new Date(now.getTime() + offer.daysAhead * dayMilliseconds);
  return freeBetween(tx, ctx, offer, { from: now, to, alone: true, except });
}
const dayIn = (zone: string, at: number): string =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at);

/** Days with a free time, as far ahead as it is bookable. @param except an appointment that is to be moved */
export async function daysFree(
  tx: Tx,
  ctx: Ctx,
  { bookable, language, except }: { bookable: string; language: string; except: string | null },
): Promise<Choice[]> {
  const offer = await onlineOffer(tx, bookable);
  if (offer === null) return [];
  const said = new Intl.DateTimeFormat(localeOf(language), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: offer.timeZone,
  });
  const days = new Map<string, string>();
  for (const { from } of await freeOf(tx, ctx, offer, except)) {
    const day = dayIn(offer.timeZone, from);
    if (!days.has(day)) days.set(day, said.format(from));
  }
  return [...days].map(([value, label]) => ({ value, label }));
}

/** The free times of a day. */
export async function timesFree(
  tx: Tx,
  ctx: Ctx,
  {
    bookable,
    day,
    language,
    except,
  }: { bookable: string; day: string; language: string; except: string | null },
): Promise<Choice[]> {
  const offer = await onlineOffer(tx, bookable);
  if (offer === null) return [];
  const said = new Intl.DateTimeFormat(localeOf(language), {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: offer.timeZone,
  });
  return (await freeOf(tx, ctx, offer, except))
    .filter(({ from }) => dayIn(offer.timeZone, from) === day)
    .map(({ from }) => ({ value: new Date(from).toISOString(), label: said.format(from) }));
}

/** What is told of an appointment to its customer. */
export interface OwnAppointment {
  id: string;
  number: string;
  /** `mercoledì 2 dicembre alle ore 09:20` */
  when: string;
  start: string;
  office: string;
  address: string;
  subject: Choice;
}
const ownView = (one: AppointmentView, language: string): OwnAppointment => ({
  id: one.id,
  number: one.number,
  when: whenOf(one.start, one.timeZone, language),
  start: one.start.toISOString(),
  office: one.officeName,
  address: one.address,
  subject: { value: one.bookable, label: own(one.bookableName, language) },
});

/** The next appointment of a customer; null when there is none. */
export async function nextAppointment(
  tx: Tx,
  ctx: Ctx,
  customer: string,
  language: string,
): Promise<OwnAppointment | null> {
  const now = ctx.clock.now();
  const found = (await readAppointments(tx, systemActor, { customer, state: 'booked' })).find(
    (one) => one.end > now,
  );
  return found === undefined ? null : ownView(found, language);
}

/** Done, or refused by a rule of the field, with its code. */
export type Alone = { done: OwnAppointment } | { refused: string };

async function refusable(work: () => Promise<OwnAppointment>): Promise<Alone> {
  try {
    return { done: await work() };
  } catch (error) {
    // Of bookables and times only: what is wrong with the request itself is told by nobody's words but ours.
    if (error instanceof Problem && error.status >= 400 && error.status < 500) return { refused: error.code };
    throw error;
  }
}
const appointmentOf = async (tx: Tx, id: string, language: string): Promise<OwnAppointment> =>
  ownView((await readAppointments(tx, systemActor, { id }))[0]!, language);

export const bookAlone = (
  tx: Tx,
  ctx: Ctx,
  wish: { customer: string; bookable: string; start: Date; note: string; via: Channel; language: string },
): Promise<Alone> =>
  refusable(async () => {
    const known = (await customersByIds(tx, [wish.customer])).get(wish.customer)!;
    const { id } = await bookIn(tx, ctx, {
      bookable: wish.bookable,
      start: wish.start,
      customer: { id: known.id, name: known.name, language: wish.language },
      name: null,
      note: wish.note,
      via: wish.via,
      origin: null,
      tell: true,
      alone: true,
    });
    return appointmentOf(tx, id, wish.language);
  });

/** An appointment of the customer; another's is none. */
async function ofCustomer(tx: Tx, customer: string, id: string): Promise<void> {
  const [found] = isUuid(id) ? await readAppointments(tx, systemActor, { id, customer }) : [];
  if (found === undefined) throw new Problem(404, 'not_found', 'No such appointment.');
}

export const moveAlone = (
  tx: Tx,
  ctx: Ctx,
  wish: { customer: string; id: string; start: Date; language: string },
): Promise<Alone> =>
  refusable(async () => {
    await ofCustomer(tx, wish.customer, wish.id);
    await moveIn(tx, ctx, wish.id, { start: wish.start, tell: true, alone: true });
    return appointmentOf(tx, wish.id, wish.language);
  });

export const cancelAlone = (
  tx: Tx,
  ctx: Ctx,
  wish: { customer: string; id: string; language: string },
): Promise<Alone> =>
  refusable(async () => {
    await ofCustomer(tx, wish.customer, wish.id);
    await cancelIn(tx, ctx, wish.id, { by: 'customer', reason: '', tell: true, alone: true });
    return appointmentOf(tx, wish.id, wish.language);
  });
