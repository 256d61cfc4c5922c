import { languages, staffLanguage } from '#contract/words.ts';
import {
  audit,
  forbidden,
  invalid,
  readSetting,
  record,
  scopeOf,
  writeSetting,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';

/** The organisation's name as everybody reads it; `Filodiretto` until it has one. */
export const organisationName = async (db: Db | Tx): Promise<string> =>
  (await readSetting<string>(db, 'organisation')) ?? 'Filodiretto';

/** The time zone in which the organisation's days begin and end. */
export const timeZoneName = async (db: Db | Tx): Promise<string> =>
  (await readSetting<string>(db, 'timeZone')) ?? 'Europe/Rome';

async function settingsOf(db: Db | Tx) {
  return {
    name: await organisationName(db),
    timeZone: await timeZoneName(db),
    languages: { staff: [...staffLanguage.options], customers: [...languages] },
  };
}

export const getOrganisation = (ctx: Ctx) => settingsOf(ctx.db);

/**
 * Changes the organisation's name and time zone. The past keeps the days it was counted in.
 * @throws Problem 403 to who administers a part only, 422 `timeZone`
 */
export async function updateOrganisation(ctx: Ctx, input: { name: string; timeZone: string }) {
  if (scopeOf(ctx.actor, 'admin.staff') !== 'all') throw forbidden('admin.staff');
  if (!isTimeZone(input.timeZone)) throw invalid('timeZone', `"${input.timeZone}" is not a known time zone`);
  return ctx.tx(async (tx) => {
    const { languages: _languages, ...before } = await settingsOf(tx);
    await writeSetting(tx, 'organisation', input.name);
    await writeSetting(tx, 'timeZone', input.timeZone);
    await audit(tx, ctx.actor, {
      action: 'organisation.changed',
      objectType: 'organisation',
      before,
      after: input,
    });
    await record(tx, ctx.actor, {
      kind: 'config.changed',
      data: { what: 'organisation' },
    });
    return settingsOf(tx);
  });
}

// Names only, as every clock of the system knows them: no offsets, no other writing.
const isTimeZone = (name: string) => name === 'UTC' || Intl.supportedValuesOf('timeZone').includes(name);
