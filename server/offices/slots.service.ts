import { openingsBetween } from '#server/calendars/index.ts';
import type { Ctx, Db } from '#server/platform/index.ts';
import { takenAt } from './appointments.read.ts';
import type { Offer } from './offices.read.ts';
import { slotsOf, type Slot } from './slots.rules.ts';

const dayMilliseconds = 86_400_000;

/**
 * Free times of something bookable between two instants.
 * @param alone who books has nobody of the office beside them: the minimum notice counts
 * @param except an appointment that is to be moved
 */
export async function freeBetween(
  db: Db,
  ctx: Ctx,
  offer: Offer,
  { from, to, alone, except = null }: { from: Date; to: Date; alone: boolean; except?: string | null },
): Promise<Slot[]> {
  const now = ctx.clock.now().getTime();
  const earliest = Math.max(from.getTime(), alone ? now + offer.noticeMinutes * 60_000 : now);
  const latest = Math.min(to.getTime(), now + offer.daysAhead * dayMilliseconds);
  if (earliest > latest) return [];
  const [{ openings }, taken] = await Promise.all([
    openingsBetween(db, offer.calendarId, new Date(earliest), new Date(latest)),
    takenAt(db, offer.officeId, new Date(earliest), new Date(latest + dayMilliseconds), except),
  ]);
  return slotsOf({
    openings: openings.map((one) => ({ from: one.from.getTime(), to: one.to.getTime() })),
    minutes: offer.minutes,
    capacity: offer.capacity,
    counters: offer.counters,
    own: taken.filter(({ bookableId }) => bookableId === offer.id),
    all: taken,
    earliest,
    latest,
  });
}

/** The first time that could be had now, as far ahead as it is bookable; null when there is none. */
export async function firstFree(db: Db, ctx: Ctx, offer: Offer, alone: boolean): Promise<Date | null> {
  const now = ctx.clock.now();
  const to = new Date(now.getTime() + offer.daysAhead * dayMilliseconds);
  const [first] = await freeBetween(db, ctx, offer, { from: now, to, alone });
  return first === undefined ? null : new Date(first.from);
}
