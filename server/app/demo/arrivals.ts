import type { HoursCalendar } from '#server/calendars/hours.rules.ts';
import { openingsOn } from '#server/calendars/hours.rules.ts';
import type { Random } from './random.ts';
import type { DemoChannel } from './shapes.ts';

/** A contact about to arrive. */
export interface Arrival {
  at: number;
  channel: DemoChannel;
}

const CHANNELS: readonly DemoChannel[] = ['email', 'form', 'chat'];
/** Contacts of an ordinary open weekday. */
const PER_DAY: Record<DemoChannel, number> = { email: 56, form: 33, chat: 45 };
/** Monday to Sunday, relative to an ordinary day. */
const WEEK: Record<DemoChannel, readonly number[]> = {
  email: [1.32, 1.1, 1, 0.95, 0.84, 0.3, 0.16],
  form: [1.25, 1.08, 1, 0.96, 0.86, 0.34, 0.22],
  chat: [1.35, 1.1, 0.98, 0.94, 0.86, 0.4, 0],
};
/** By hour of the day, relative: two peaks and a dip at lunch. Mail and forms come at night too. */
const HOURS: Record<'written' | 'chat', readonly number[]> = {
  written: [3, 2, 1, 1, 1, 3, 8, 30, 75, 120, 128, 118, 80, 52, 82, 100, 96, 80, 62, 46, 40, 34, 24, 10],
  chat: [0, 0, 0, 0, 0, 0, 0, 0, 62, 118, 138, 130, 88, 50, 84, 112, 108, 86, 52, 0, 0, 0, 0, 0],
};

/** The arrivals of one local day (YYYY-MM-DD that begins at `midnight`), in order. Chats come only while it is open. */
export function arrivalsOf(
  rng: Random,
  day: string,
  midnight: number,
  calendar: HoursCalendar,
  holiday: boolean,
): Arrival[] {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  const open = openingsOn(calendar, day);
  // Bills go out in the first week of the month and bring a wave.
  const wave = 1 + 0.16 * Math.exp(-(((Number(day.slice(8)) - 7) / 4) ** 2));
  const mood = rng.logNormal(1, 0.07) * wave;
  const arrivals: Arrival[] = [];
  for (const channel of CHANNELS) {
    const share = holiday ? (channel === 'chat' ? 0 : 0.2) : WEEK[channel][weekday]!;
    const mean = PER_DAY[channel] * share * mood;
    const count = Math.max(0, Math.round(mean + Math.sqrt(mean) * Math.log(rng.logNormal(1, 1))));
    const profile = HOURS[channel === 'chat' ? 'chat' : 'written'];
    // Hours in which it is closed have no chats.
    const hours = profile.map((weight, hour) => ({ hour, weight }));
    for (let i = 0; i < count; i += 1) {
      const { hour } = rng.weighted(hours, (h) => h.weight);
      const at = midnight + hour * 3_600_000 + rng.int(0, 3_599_999);
      const inside = open.some((o) => o.from.getTime() <= at && at < o.to.getTime() - 60_000);
      if (channel !== 'chat' || inside) arrivals.push({ at, channel });
    }
  }
  return arrivals.toSorted((a, b) => a.at - b.at);
}
