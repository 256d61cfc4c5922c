import { calendarStanding } from '#server/calendars/index.ts';
import type { Ctx, Db } from '#server/platform/index.ts';
import { decideEntries } from '#server/routing/index.ts';
import type { PublicEntryPoint } from './entry-points.read.ts';

export interface Hours {
  /** Attended now, by its own queue or by the one that stands in for it. */
  open: boolean;
  /** Null when open, or when nobody knows: closed by hand, full, or no opening in sight. */
  nextOpening: string | null;
  /** What is told instead of being let in; null: who comes is let in, or the channel's own words do. */
  notice: { it: string; en: string } | null;
  /** What the organisation says at this moment to everybody who comes, let in or not; null beside a notice. */
  announcement: { it: string; en: string } | null;
  /** The queue in which who comes now would wait. */
  queueId: string;
}

/**
 * How an entry point stands now: its own calendar, else its queue's; never open while the queue is closed by hand; and
 * where the branches of a full or closed queue lead (R16, R17).
 */
export async function hoursOf(
  ctx: Pick<Ctx, 'clock'> & { db: Db },
  entry: PublicEntryPoint,
  calendarId: string | null,
): Promise<Hours> {
  const calendar = calendarId ?? entry.queueCalendarId;
  const { open, nextOpening } =
    calendar === null
      ? { open: true, nextOpening: null }
      : await calendarStanding(ctx.db, calendar, ctx.clock.now());
  const hours = open ? 'open' : 'closed';
  const [found] = await decideEntries(
    ctx.db,
    ctx,
    [{ queueId: entry.queueId, channel: entry.channel, hours }],
    false,
  );
  if (found!.enters && found!.via.length > 0)
    return {
      open: true,
      nextOpening: null,
      notice: null,
      announcement: entry.queueText,
      queueId: found!.queue.id,
    };
  const attended = open && !entry.queueClosed && found!.enters;
  return {
    open: attended,
    nextOpening: open || entry.queueClosed ? null : nextOpening,
    notice: found!.enters ? null : found!.text,
    announcement: found!.enters ? entry.queueText : null,
    queueId: entry.queueId,
  };
}

/** What a channel hands in with an arrival, so that routing judges it by the same hours. */
export async function hoursNow(
  ctx: Pick<Ctx, 'clock'> & { db: Db },
  entry: PublicEntryPoint,
  calendarId: string | null,
): Promise<'open' | 'closed'> {
  const calendar = calendarId ?? entry.queueCalendarId;
  if (calendar === null) return 'open';
  return (await calendarStanding(ctx.db, calendar, ctx.clock.now())).open ? 'open' : 'closed';
}
