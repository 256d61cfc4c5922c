import { hoursInZone, openingHours } from '#server/calendars/index.ts';
import {
  configChanged,
  forbidden,
  readSetting,
  scopeOf,
  writeSetting,
  type Ctx,
  type Db,
} from '#server/platform/index.ts';
import { hoursProblems, type Settings } from './settings.rules.ts';
import type { Hours, NoticeChannel } from './telling.rules.ts';

const key = 'cases.telling';

/** Until somebody decides otherwise: steps are told after ten minutes, short messages by day and on working days only. */
const shipped: Settings = {
  waitMinutes: 10,
  mergeMinutes: 1440,
  pace: 'window',
  dayAt: '17:00',
  // A burst pipe is no news for the evening.
  urgent: ['fault_report'],
  linkDays: 60,
  hours: {
    email: null,
    pec: null,
    sms: { from: '08:30', to: '20:00', days: [1, 2, 3, 4, 5, 6], holidays: false, calendar: null },
  },
};

export const readTelling = async (db: Db): Promise<Settings> => ({
  ...shipped,
  ...(await readSetting<Partial<Settings>>(db, key)),
});

/** @throws Problem 403, 422 naming the hours that are none */
export const putTelling = (ctx: Ctx, input: Settings): Promise<Settings> =>
  ctx.tx(async (tx) => {
    if (scopeOf(ctx.actor, 'admin.knowledge') !== 'all') throw forbidden('admin.knowledge');
    hoursProblems(input);
    const before = await readTelling(tx);
    await writeSetting(tx, key, input);
    await configChanged(tx, ctx.actor, {
      what: 'telling',
      id: 'telling',
      subjectId: null,
      before,
      after: input,
    });
    return input;
  });

export const ownTimeZone = async (db: Db): Promise<string> =>
  (await readSetting<string>(db, 'timeZone')) ?? 'Europe/Rome';

/** When a channel may be used; null: at any hour. */
export async function hoursOfChannel(
  db: Db,
  ctx: Pick<Ctx, 'clock'>,
  settings: Settings,
  channel: NoticeChannel,
): Promise<Hours | null> {
  const band = channel === 'chat' ? null : settings.hours[channel];
  if (band === null) return null;
  if (band.calendar !== null) return openingHours(db, band.calendar);
  const timeZone = await ownTimeZone(db);
  return hoursInZone({ ...band, timeZone, year: ctx.clock.now().getUTCFullYear() });
}
