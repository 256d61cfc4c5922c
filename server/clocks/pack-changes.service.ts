import type * as contract from '#contract/clock-packs.ts';
import type { PackDocument } from '#contract/clock-packs.ts';
import type { ClockWarning, CompensationRule } from '#contract/clocks.ts';
import type { Parsed } from '#contract/route.ts';
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
} from '#server/platform/index.ts';
import { nobodyEarlier } from './moves.service.ts';
import {
  changePackRow,
  deletePackRow,
  deleteStandardsOf,
  insertDraft,
  othersInForce,
} from './pack-changes.store.ts';
import { everywhere } from './packs.access.ts';
import { documentOf, makeRoom, standardsOf, standsTwice, type StandardValues } from './packs.rules.ts';
import { listPacksNow } from './packs.service.ts';
import { insertStandards, packById, standardsOfPack, type PackOf } from './packs.store.ts';
import { serviceCodes } from './places.read.ts';
import { askRecount } from './recounting.service.ts';

// Packs as an administrator makes them: a draft counts for nothing; in force from a day, it takes the place of the one
// before it from that day on, and open limits received since are counted by it.

/** @throws Problem 404 */
async function packNow(ctx: Ctx, id: string) {
  const found = (await listPacksNow(ctx.db)).items.find((one) => one.id === id);
  if (found === undefined) throw notFound('pack');
  return found;
}

/** The pack, locked, as its changer saw it. @throws Problem 404, 409 changed_meanwhile */
async function lockPack(tx: Tx, id: string, version: number): Promise<PackOf> {
  const pack = await packById(tx, id, true);
  if (pack === null) throw notFound('pack');
  if (pack.version !== version)
    throw conflict('changed_meanwhile', 'Changed meanwhile.', { version: pack.version });
  return pack;
}
const inDraft = (pack: PackOf): void => {
  if (pack.state !== 'draft')
    throw conflict('in_force', 'This pack is in force: make a copy of it and put that in force.');
};

const shown = ({ id, code, regulation, name, from, to, source, state }: PackOf) => ({
  id,
  code,
  regulation,
  name,
  validFrom: from,
  validTo: to,
  source,
  state,
});

async function valuesOf(db: Db | Tx, packId: string): Promise<StandardValues[]> {
  const services = new Map((await serviceCodes(db)).map(({ id, code }) => [id, code]));
  return (await standardsOfPack(db, packId)).map((one) => ({
    code: one.code,
    name: one.name as StandardValues['name'],
    kind: one.kind as StandardValues['kind'],
    amount: one.amount,
    unit: one.unit as StandardValues['unit'],
    share: one.share === null ? null : Number(one.share),
    pauses: one.pauses as StandardValues['pauses'],
    warnings: one.warnings as unknown as ClockWarning[],
    compensation: one.compensation as unknown as CompensationRule | null,
    confirmed: one.confirmed,
    mark: one.mark,
    source: one.source,
    note: one.note,
    service: one.serviceId === null ? null : (services.get(one.serviceId) ?? null),
    territory: one.territory,
  }));
}

/** A pack as a document. @throws Problem 404 */
export async function documentOfPack(ctx: Ctx, id: string): Promise<PackDocument> {
  const pack = await packById(ctx.db, id);
  if (pack === null) throw notFound('pack');
  return documentOf(
    {
      code: pack.code,
      regulation: pack.regulation,
      name: pack.name as { it: string; en: string },
      validFrom: pack.from,
      validTo: pack.to,
      source: pack.source,
    },
    await valuesOf(ctx.db, id),
  );
}

/** Writes values as the standards of a pack. @throws Problem 422 naming the standard */
async function writeStandards(tx: Tx, packId: string, values: readonly StandardValues[]): Promise<void> {
  const twice = standsTwice(values);
  if (twice !== null)
    throw invalid(`document.standards[${twice}].code`, 'each standard once for a service and a territory');
  const services = new Map((await serviceCodes(tx)).map(({ id, code }) => [code, id]));
  await insertStandards(
    tx,
    packId,
    values.map(({ service, ...one }, index) => {
      const serviceId = service === null ? null : services.get(service);
      if (serviceId === undefined)
        throw invalid(`document.standards[${index}].service`, 'the code of a service of this organisation');
      return { ...one, serviceId };
    }),
  );
}

/** @throws Problem 422 validTo */
function daysInOrder(from: string, to: string | null): void {
  if (to !== null && to < from) throw invalid('validTo', 'not before the first day');
}

/** Nobody has compared a copy with the text of the new regulation yet. */
const unconfirmed = (one: StandardValues): StandardValues => ({
  ...one,
  confirmed: false,
  mark: null,
  compensation:
    one.compensation === null
      ? null
      : {
          ...one.compensation,
          confirmed: false,
          mark: null,
          stepsConfirmed: false,
          stepsMark: null,
          capConfirmed: false,
          capMark: null,
        },
});

/**
 * Makes a draft of a pack: a copy of one there is, of which nothing is confirmed, or what a document says.
 * @throws Problem 403, 409 taken, 422 naming the field
 */
export async function createPackOf(ctx: Ctx, input: Parsed<typeof contract.createPack>['body']) {
  everywhere(ctx);
  const id = newId();
  await ctx.tx(async (tx) => {
    if ((input.from === undefined) === (input.document === undefined))
      throw invalid('from', 'either a pack to copy or a document');
    const from = input.from === undefined ? null : await packById(tx, input.from);
    if (input.from !== undefined && from === null) throw invalid('from', 'a pack of this organisation');
    const base =
      from === null
        ? input.document!
        : { ...shown(from), name: from.name as { it: string; en: string }, validTo: null };
    if (from !== null && input.code === undefined) throw invalid('code', 'a code of its own');
    if (from !== null && input.validFrom === undefined)
      throw invalid('validFrom', 'from which day it would hold');
    const pack = {
      id,
      code: input.code ?? base.code,
      regulation: base.regulation,
      name: input.name ?? base.name,
      validFrom: input.validFrom ?? base.validFrom,
      validTo: base.validTo,
      source: input.source ?? (from === null ? base.source : ''),
    };
    daysInOrder(pack.validFrom, pack.validTo);
    try {
      await insertDraft(tx, pack);
    } catch (error) {
      if (!isUniqueViolation(error, 'pack_code_key')) throw error;
      throw conflict('taken', 'A pack has this code already.');
    }
    await writeStandards(
      tx,
      id,
      from === null ? standardsOf(input.document!) : (await valuesOf(tx, from.id)).map(unconfirmed),
    );
    await configChanged(tx, ctx.actor, {
      what: 'clock-pack',
      id,
      before: null,
      after: { ...pack, copyOf: from?.code ?? null },
      reason: input.why,
    });
  });
  return packNow(ctx, id);
}

/**
 * Changes how a pack is called and where it is from; of a draft its days too. One in force may be given a last day, lest a
 * regulation that is gone went on without end.
 * @throws Problem 403, 404, 409 changed_meanwhile, in_force, 422 validTo
 */
export async function changePackOf(
  ctx: Ctx,
  id: string,
  { version, why, ...input }: Parsed<typeof contract.changePack>['body'],
) {
  everywhere(ctx);
  await ctx.tx(async (tx) => {
    const pack = await lockPack(tx, id, version);
    const change = Object.fromEntries(
      Object.entries(input).filter(([, value]) => value !== undefined),
    ) as typeof input;
    const from = change.validFrom ?? pack.from;
    const to = change.validTo === undefined ? pack.to : change.validTo;
    daysInOrder(from, to);
    if (pack.state === 'in_force') {
      if (from !== pack.from) inDraft(pack);
      const next = (await othersInForce(tx, pack.regulation, id)).find((one) => one.validFrom > from);
      if (next !== undefined && (to === null || to >= next.validFrom))
        throw invalid('validTo', `before ${next.validFrom}, when the next pack begins`);
    }
    await changePackRow(tx, id, change as never);
    await configChanged(tx, ctx.actor, {
      what: 'clock-pack',
      id,
      before: shown(pack),
      after: shown((await packById(tx, id))!),
      reason: why,
    });
  });
  return packNow(ctx, id);
}

/**
 * Gives a draft the values of a document, all of them.
 * @throws Problem 403, 404, 409 changed_meanwhile, in_force, 422 naming the field
 */
export async function replacePackOf(
  ctx: Ctx,
  id: string,
  { document, version, why }: Parsed<typeof contract.replacePack>['body'],
) {
  everywhere(ctx);
  await ctx.tx(async (tx) => {
    const pack = await lockPack(tx, id, version);
    inDraft(pack);
    if (document.code !== pack.code) throw invalid('document.code', 'the code of this pack');
    daysInOrder(document.validFrom, document.validTo);
    const { regulation, name, validFrom, validTo, source } = document;
    await changePackRow(tx, id, { regulation, name, validFrom, validTo, source });
    await deleteStandardsOf(tx, id);
    await writeStandards(tx, id, standardsOf(document));
    await configChanged(tx, ctx.actor, {
      what: 'clock-pack',
      id,
      before: shown(pack),
      after: { ...shown((await packById(tx, id))!), standards: document.standards.length },
      reason: why,
    });
  });
  return packNow(ctx, id);
}

/** Throws a draft away. @throws Problem 403, 404, 409 in_force */
export async function deletePackOf(ctx: Ctx, id: string): Promise<void> {
  everywhere(ctx);
  await ctx.tx(async (tx) => {
    const pack = await packById(tx, id, true);
    if (pack === null) throw notFound('pack');
    inDraft(pack);
    await deletePackRow(tx, id);
    await configChanged(tx, ctx.actor, { what: 'clock-pack', id, before: shown(pack), after: null });
  });
}

/**
 * Puts a draft in force from a day on. The pack that held then ends on the day before; open limits received since are
 * counted by the new one.
 * @throws Problem 403, 404, 409 changed_meanwhile, in_force, moves_earlier, 422 from
 */
export async function forcePackOf(
  ctx: Ctx,
  id: string,
  { from, version, earlier, why }: Parsed<typeof contract.forcePack>['body'],
) {
  everywhere(ctx);
  const now = await packById(ctx.db, id);
  if (now?.state === 'draft' && now.version === version)
    await nobodyEarlier(ctx, { pack: id, from }, earlier);
  await ctx.tx(async (tx) => {
    const pack = await lockPack(tx, id, version);
    inDraft(pack);
    const room = makeRoom(await othersInForce(tx, pack.regulation, id), from, pack.to);
    if (room === 'taken') throw invalid('from', 'another pack of this regulation begins on this day');
    daysInOrder(from, room.validTo);
    await changePackRow(tx, id, { validFrom: from, validTo: room.validTo, state: 'in_force' });
    if (room.ends !== null) {
      const before = (await packById(tx, room.ends.id))!;
      await changePackRow(tx, room.ends.id, { validTo: room.ends.validTo });
      await configChanged(tx, ctx.actor, {
        what: 'clock-pack',
        id: before.id,
        before: shown(before),
        after: { ...shown(before), validTo: room.ends.validTo },
        reason: why,
      });
    }
    await configChanged(tx, ctx.actor, {
      what: 'clock-pack',
      id,
      before: shown(pack),
      after: shown((await packById(tx, id))!),
      reason: why,
    });
    await askRecount(tx, { pack: id });
  });
  return packNow(ctx, id);
}
