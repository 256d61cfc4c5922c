import type { z } from 'zod';
import type { movesView, previewMoves } from '#contract/clock-packs.ts';
import type { Parsed } from '#contract/route.ts';
import {
  calendarOf,
  countingOf,
  loadCounting,
  type CalendarInput,
  type ClockUnit,
  type CountingCalendar,
} from '#server/calendars/index.ts';
import {
  conflict,
  ifMissing,
  invalid,
  isUuid,
  notFound,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import { everywhere } from './packs.access.ts';
import { dayIn, movesCounter } from './moves.rules.ts';
import { openClocksOf, type OpenClock, type Which } from './moves.read.ts';
import { chooseStandard } from './packs.rules.ts';
import { packById, placeOfService, standardById, standardsOfPack, type StandardOf } from './packs.store.ts';

// What a change would do to the limits that are open, worked out before it is made by the rules that will make it.

type Preview = Parsed<typeof previewMoves>['body'];
type Hours = Omit<CalendarInput, 'name'>;
type View = z.input<typeof movesView>;
const atOnce = 2000;

/** The terms of an open clock after the change; null: it keeps what it has. */
type After = (
  clock: OpenClock,
) => Promise<{ unit?: ClockUnit; amount?: number; calendar?: CountingCalendar } | null>;
type There = (calendarId: string | null) => Promise<CountingCalendar>;

/** Calendars to count by, each read once. */
export function calendarsRead(db: Db | Tx): There {
  const read = new Map<string | null, Promise<CountingCalendar>>();
  return (id) => {
    let one = read.get(id);
    if (one === undefined) read.set(id, (one = loadCounting(db, id)));
    return one;
  };
}

/** The standard that a clock has by a pack in force from a day to another; null where the pack has none for it. */
export async function rechoosing(
  db: Db | Tx,
  pack: { id: string; regulation: string },
  days: { validFrom: string; validTo: string | null },
  there: There,
): Promise<
  (
    clock: Pick<OpenClock, 'serviceId' | 'standardCode' | 'startedAt' | 'calendarId'>,
  ) => Promise<StandardOf | null>
> {
  const candidates = (await standardsOfPack(db, pack.id)).map((one) => ({ ...one, ...days }));
  const territories = new Map<string, string | null>();
  return async (clock) => {
    if (clock.standardCode === null) return null;
    if (!territories.has(clock.serviceId))
      territories.set(clock.serviceId, (await placeOfService(db, clock.serviceId)).territory);
    const found = chooseStandard(candidates, {
      code: clock.standardCode,
      regulation: pack.regulation,
      regulations: [],
      on: dayIn(await there(clock.calendarId), clock.startedAt),
      serviceId: clock.serviceId,
      territory: territories.get(clock.serviceId) ?? null,
    });
    return found === null || found.unit === 'seconds' || found.unit === 'percent' ? null : found;
  };
}

async function planOf(ctx: Ctx, wish: Preview, there: There): Promise<{ which: Which; after: After }> {
  const { db } = ctx;
  if ('standard' in wish) {
    const standard = await standardById(db, wish.standard);
    if (standard === null) throw notFound('standard');
    const unit = wish.change.unit ?? standard.unit;
    const amount = wish.change.amount ?? standard.amount;
    return {
      which: { standard: standard.id },
      after: async () =>
        unit === 'seconds' || unit === 'percent' ? null : { unit: unit as ClockUnit, amount },
    };
  }
  if ('pack' in wish) {
    const pack = await packById(db, wish.pack);
    if (pack === null) throw notFound('pack');
    const choose = await rechoosing(db, pack, { validFrom: wish.from, validTo: pack.to }, there);
    return {
      which: { pack: pack.id },
      async after(clock) {
        const found = await choose(clock);
        return found === null ? null : { unit: found.unit as ClockUnit, amount: found.amount };
      },
    };
  }
  if ('hours' in wish) {
    const calendar = countingOf(wish.hours);
    return { which: { calendar: wish.calendar }, after: async () => ({ calendar }) };
  }
  const hours =
    wish.calendar === null
      ? null
      : await calendarOf(db, wish.calendar).catch(
          ifMissing(invalid('calendar', 'a calendar of this organisation')),
        );
  const patron = wish.patronDay !== undefined && hours !== null && hours.patronDay !== wish.patronDay;
  const calendar =
    hours === null || !patron
      ? await there(wish.calendar)
      : countingOf({ ...hours, patronDay: wish.patronDay! });
  return {
    which: { service: wish.service, ...(patron ? { calendar: wish.calendar } : {}) },
    after: async () => ({ calendar }),
  };
}

/** Which open limits a change would move. */
async function movesOf(ctx: Ctx, wish: Preview): Promise<View> {
  const there = calendarsRead(ctx.db);
  const { which, after } = await planOf(ctx, wish, there);
  const counter = movesCounter<OpenClock>(ctx.clock.now());
  for (let last: string | null = null; ;) {
    const clocks: OpenClock[] = await openClocksOf(ctx.db, which, last, atOnce);
    if (clocks.length === 0) break;
    for (const clock of clocks) {
      const then = await after(clock);
      if (then === null) continue;
      counter.add(clock, {
        unit: then.unit ?? clock.unit,
        amount: then.amount ?? clock.amount,
        calendar: then.calendar ?? (await there(clock.calendarId)),
      });
    }
    last = clocks.at(-1)!.id;
  }
  const { items, ...sums } = counter.sum();
  return {
    ...sums,
    items: items.map(({ clock, from, to }) => ({
      clock: clock.id,
      case: clock.subjectKind === 'case' ? clock.subjectId : null,
      label: clock.label,
      name: clock.name,
      from,
      to,
      earlier: to < from,
    })),
  };
}

/** What a change would move, for who may make it. @throws Problem 403, 404, 422 naming the field */
export async function previewOf(ctx: Ctx, wish: Preview): Promise<View> {
  everywhere(ctx);
  return movesOf(ctx, wish);
}

/**
 * Lets a change pass that brings nobody's limit forward, or whose maker says that this is known.
 * @throws Problem 409 moves_earlier with how many
 */
export async function nobodyEarlier(ctx: Ctx, wish: Preview, known: boolean): Promise<void> {
  if (known) return;
  const { moved, earlier } = await movesOf(ctx, wish);
  if (earlier > 0)
    throw conflict('moves_earlier', 'Open time limits would come earlier by this: say that you know.', {
      moved,
      earlier,
    });
}

/** Asked before a calendar is changed, wherever that is done. */
export const beforeCalendarChange = (
  ctx: Ctx,
  calendar: string,
  hours: Hours,
  earlier: boolean,
): Promise<void> => (isUuid(calendar) ? nobodyEarlier(ctx, { calendar, hours }, earlier) : Promise.resolve());
