import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packDocument, type PackDocument } from '#contract/clock-packs.ts';
import type { addStandard, ClockWarning, CompensationRule, putClockPlace } from '#contract/clocks.ts';
import type { changeStandard } from '#contract/clocks.ts';
import type { Parsed } from '#contract/route.ts';
import { findService } from '#server/access/index.ts';
import {
  configChanged,
  conflict,
  invalid,
  isUniqueViolation,
  newId,
  notFound,
  type Ctx,
  type Db,
  type Tx,
  ifMissing,
} from '#server/platform/index.ts';
import { calendarOf, putCalendar } from '#server/calendars/index.ts';
import { nobodyEarlier } from './moves.service.ts';
import { everywhere } from './packs.access.ts';
import { ownPromise } from './packs.rules.ts';
import {
  changeStandardRow,
  insertStandard,
  lockStandard,
  packById,
  placeOfService,
  readPacks,
  regulationsKnown,
  savePacks,
  savePlace,
  standardById,
  standardsOfPack,
  type StandardRow,
} from './packs.store.ts';
import { clockPlaces } from './places.read.ts';
import { askRecount } from './recounting.service.ts';

/** The regulations that are shipped, from their documents. */
export function shippedPacks(): PackDocument[] {
  const folder = path.join(import.meta.dirname, 'packs');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => packDocument.parse(JSON.parse(readFileSync(path.join(folder, file), 'utf8'))));
}

/** Brings the shipped regulations into the database, at the start of a process; what somebody has changed stays. */
export const ensurePacks = (tx: Tx): Promise<void> => savePacks(tx, shippedPacks());

const asView = (row: StandardRow) => ({
  id: row.id,
  code: row.code,
  name: row.name as { it: string; en: string },
  kind: row.kind as 'specific' | 'general' | 'promise',
  amount: row.amount,
  unit: row.unit as 'calendar',
  share: row.share === null ? null : Number(row.share),
  pauses: row.pauses as 'customer'[],
  warnings: row.warnings as ClockWarning[],
  compensation: row.compensation as CompensationRule | null,
  confirmed: row.confirmed,
  mark: row.mark,
  source: row.source,
  note: row.note,
  service: row.serviceId,
  territory: row.territory,
  version: row.version,
});

/** All packs with their standards. */
export async function listPacksNow(db: Db) {
  const { packs, standards } = await readPacks(db);
  return {
    items: packs.map((pack) => ({
      id: pack.id,
      code: pack.code,
      regulation: pack.regulation,
      name: pack.name as { it: string; en: string },
      validFrom: pack.from,
      validTo: pack.to,
      source: pack.source,
      state: pack.state as 'draft' | 'in_force',
      version: pack.version,
      standards: standards.filter(({ packId }) => packId === pack.id).map(asView),
    })),
  };
}

/**
 * Changes or confirms a standard. Clocks that run by it are counted anew; what happened to them stays in their logs.
 * @throws Problem 403, 404, 409 changed_meanwhile, moves_earlier
 */
export async function changeStandardOf(
  ctx: Ctx,
  id: string,
  { version, why, earlier, ...change }: Parsed<typeof changeStandard>['body'],
) {
  everywhere(ctx);
  const { amount, unit } = change;
  const now = await standardById(ctx.db, id);
  const outdated = version !== undefined && version !== now?.version;
  if (now !== null && !outdated && ((amount ?? now.amount) !== now.amount || (unit ?? now.unit) !== now.unit))
    await nobodyEarlier(ctx, { standard: id, change: { amount, unit } }, earlier);
  await ctx.tx(async (tx) => {
    const before = await lockStandard(tx, id);
    if (before === null) throw notFound('standard');
    if (version !== undefined && version !== before.version)
      throw conflict('changed_meanwhile', 'Changed meanwhile.', { version: before.version });
    const wanted = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    if (Object.keys(wanted).length === 0) return;
    await changeStandardRow(tx, id, wanted);
    const after = (await lockStandard(tx, id))!;
    await configChanged(tx, ctx.actor, {
      what: 'clock-standard',
      id,
      serviceId: after.serviceId,
      before: asView(before),
      after: asView(after),
      reason: why,
    });
    await askRecount(tx, { standard: id });
  });
  return asView((await standardById(ctx.db, id))!);
}

/**
 * Adds a standard to a pack: a better value for one service or territory, which takes everything else from the standard
 * it stands beside, or a promise of the organisation's own.
 * @throws Problem 403, 409 taken, 422 naming the field
 */
export async function addStandardOf(ctx: Ctx, input: Parsed<typeof addStandard>['body']) {
  everywhere(ctx);
  const { pack: packId, why, service, territory, code, name, ...values } = input;
  const id = await ctx.tx(async (tx) => {
    const pack = await packById(tx, packId);
    if (pack === null) throw invalid('pack', 'a pack of this organisation');
    if (service !== null && (await findService(tx, service)) === null)
      throw invalid('service', 'a service of this organisation');
    const base = (await standardsOfPack(tx, packId)).find(
      (one) => one.code === code && one.serviceId === null && one.territory === null,
    );
    if (base === undefined && pack.regulation !== ownPromise)
      throw invalid('code', 'a standard of this pack: only promises of your own are new ones');
    if (base !== undefined && service === null && territory === null)
      throw conflict(
        'taken',
        'This standard is there already: change it, or say for which service or territory.',
      );
    const amount = values.amount ?? base?.amount;
    if (amount === undefined) throw invalid('amount', 'how many days or minutes are promised');
    const row = {
      id: newId(),
      packId,
      code,
      name: name ?? base?.name ?? { it: code, en: code },
      kind: base?.kind ?? 'promise',
      amount,
      unit: values.unit ?? base?.unit ?? 'calendar',
      share: base?.share ?? null,
      pauses: values.pauses ?? base?.pauses ?? [],
      warnings: values.warnings ?? base?.warnings ?? [],
      compensation: values.compensation === undefined ? (base?.compensation ?? null) : values.compensation,
      confirmed: values.confirmed ?? false,
      mark: null,
      source: values.source ?? '',
      note: values.note ?? null,
      serviceId: service,
      territory,
    };
    try {
      await insertStandard(tx, row);
    } catch (error) {
      if (!isUniqueViolation(error, 'standard_pack_id_code_service_id_territory_key')) throw error;
      throw conflict('taken', 'This place has a value of its own already.');
    }
    await configChanged(tx, ctx.actor, {
      what: 'clock-standard',
      id: row.id,
      serviceId: service,
      before: null,
      after: row,
      reason: why,
    });
    return row.id;
  });
  return asView((await standardById(ctx.db, id))!);
}

/**
 * Says which regulations a service is under, by which calendar its days are counted, and which local holiday that calendar
 * has. Clocks that run go on by their standard; by another calendar or holiday they are counted anew.
 * @throws Problem 403, 404, 409 changed_meanwhile, moves_earlier, 422 naming the field
 */
export async function putPlace(
  ctx: Ctx,
  serviceId: string,
  { patron, version, earlier, why, ...input }: Parsed<typeof putClockPlace>['body'],
) {
  everywhere(ctx);
  const day = patron === undefined || patron.day === '' ? undefined : patron.day;
  if (patron !== undefined && patron.day !== null && input.calendar === null)
    throw invalid('patron', 'choose the calendar of which it is the local holiday');
  const now = await placeOfService(ctx.db, serviceId);
  const outdated = version !== undefined && version !== now.version;
  if (!outdated && (now.calendarId !== input.calendar || day !== undefined))
    await nobodyEarlier(
      ctx,
      {
        service: serviceId,
        calendar: input.calendar,
        ...(day === undefined || input.calendar === null ? {} : { patronDay: day }),
      },
      earlier,
    );
  await ctx.tx(async (tx) => {
    if ((await findService(tx, serviceId)) === null) throw notFound('service');
    const known = await regulationsKnown(tx);
    input.regulations.forEach((one, index) => {
      if (!known.has(one)) throw invalid(`regulations[${index}]`, 'a regulation of which there is a pack');
    });
    const calendar =
      input.calendar === null
        ? null
        : await calendarOf(tx, input.calendar).catch(
            ifMissing(invalid('calendar', 'a calendar of this organisation')),
          );
    const before = await placeOfService(tx, serviceId, true);
    if (version !== undefined && version !== before.version)
      throw conflict('changed_meanwhile', 'Changed meanwhile.', { version: before.version });
    const after = {
      serviceId,
      regulations: [...new Set(input.regulations)],
      calendarId: input.calendar,
      territory: input.territory === null || input.territory.trim() === '' ? null : input.territory.trim(),
    };
    await savePlace(tx, after);
    await configChanged(tx, ctx.actor, {
      what: 'clock-place',
      id: serviceId,
      serviceId,
      before,
      after,
      reason: why ?? null,
    });
    if (calendar !== null && patron !== undefined) {
      const { id, ...hours } = calendar;
      const wanted = { patronDay: patron.day, patronName: patron.day === null ? null : nameOr(patron.name) };
      // Its change has the clocks counted anew that run by it.
      if (hours.patronDay !== wanted.patronDay || hours.patronName !== wanted.patronName)
        await putCalendar(tx, ctx, id, { ...hours, ...wanted });
    }
    if (before.calendarId !== after.calendarId) await askRecount(tx, { service: serviceId });
  });
  return (await clockPlaces(ctx.db)).find(({ service }) => service === serviceId)!;
}
const nameOr = (name: string | null) => (name === null || name.trim() === '' ? null : name.trim());
