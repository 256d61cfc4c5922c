import { calendarStanding } from '#server/calendars/index.ts';
import type { Db } from '#server/platform/index.ts';
import type { PublicEntryPoint } from './entry-points.read.ts';

export interface Hours {
  open: boolean;
  /** Null when open, or when nobody knows: closed by hand, or no opening in sight. */
  nextOpening: string | null;
}

/** Whether an entry point is attended now: its own calendar, else its queue's; never while the queue is closed by hand. */
export async function hoursOf(
  db: Db,
  entry: PublicEntryPoint,
  calendarId: string | null,
  at: Date,
): Promise<Hours> {
  if (entry.queueClosed) return { open: false, nextOpening: null };
  const calendar = calendarId ?? entry.queueCalendarId;
  if (calendar === null) return { open: true, nextOpening: null };
  const { open, nextOpening } = await calendarStanding(db, calendar, at);
  return { open, nextOpening: open ? null : nextOpening };
}
