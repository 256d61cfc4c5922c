import type * as contract from '#contract/figures.ts';
import type { Parsed, Result } from '#contract/route.ts';
import {
  listeningAsks,
  writeListeningAsks,
  writeSingleViewTerms,
  type StaffView,
} from '#server/access/index.ts';
import { endUnallowedListening } from '#server/contacts/index.ts';
import {
  audit,
  forbidden,
  invalid,
  newId,
  notFound,
  readSetting,
  record,
  scopeOf,
  writeSetting,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import * as store from './protection.store.ts';
import type { AgreementRow } from './protection.store.ts';
import { dayIn, organisationTimeZone } from './time.ts';

/** Smallest group whose agents are shown together, and for how long what tells of single agents is kept. */
export interface ProtectionSettings {
  groupSize: number;
  retentionDays: number;
}
const settingsKey = 'staffProtection';
const defaults: ProtectionSettings = { groupSize: 5, retentionDays: 90 };

export const readProtection = async (db: Db): Promise<ProtectionSettings> => ({
  ...defaults,
  ...(await readSetting<Partial<ProtectionSettings>>(db, settingsKey)),
});

const inForceOn = async (db: Db, now: Date): Promise<AgreementRow[]> =>
  store.agreementsOn(db, dayIn(await organisationTimeZone(db), now));

/**
 * The agreement in force now that covers a view of single agents, by the organisation's calendar day; null: nobody else
 * has it. Of several the newest counts.
 */
export async function agreementInForce(
  db: Db,
  now: Date,
  view: StaffView = 'figures',
): Promise<AgreementRow | null> {
  return (await inForceOn(db, now)).find(({ covers }) => covers.includes(view)) ?? null;
}

/** From when on what tells of single agents is kept: the shorter of the setting and what the agreement grants. */
export async function personalSince(db: Db, now: Date, view: StaffView = 'figures'): Promise<Date> {
  const { retentionDays } = await readProtection(db);
  const agreed = (await agreementInForce(db, now, view))?.retentionDays ?? retentionDays;
  return new Date(now.getTime() - Math.min(retentionDays, agreed) * 86_400_000);
}

/** What protects the staff now, for administration. */
export async function protectionNow(ctx: Ctx): Promise<Result<typeof contract.staffProtection>> {
  const [settings, agreements, current, asks] = await Promise.all([
    readProtection(ctx.db),
    store.allAgreements(ctx.db),
    inForceOn(ctx.db, ctx.clock.now()),
    listeningAsks(ctx.db),
  ]);
  const covered = new Set(current.flatMap(({ covers }) => covers));
  return {
    ...settings,
    listeningAsks: asks,
    single: covered.has('figures'),
    listening: covered.has('listening'),
    recording: covered.has('recording'),
    transcripts: covered.has('transcripts'),
    agreements: agreements.map((one) => ({ ...one, inForce: current.some(({ id }) => id === one.id) })),
  };
}

// It holds for everybody, so only those who manage staff everywhere decide it.
function mustManageAll(ctx: Ctx): void {
  if (scopeOf(ctx.actor, 'admin.staff') !== 'all') throw forbidden('admin.staff everywhere');
}

/** Sets what always holds, for everybody. */
export const setProtection = (
  ctx: Ctx,
  { listeningAsks: asks, ...wish }: Parsed<typeof contract.setStaffProtection>['body'],
): Promise<Result<typeof contract.setStaffProtection>> =>
  ctx.tx(async (tx) => {
    mustManageAll(ctx);
    const before = { ...(await readProtection(tx)), listeningAsks: await listeningAsks(tx) };
    const after = { ...wish, listeningAsks: asks };
    await writeSetting(tx, settingsKey, wish);
    await writeListeningAsks(tx, asks);
    await tell(tx, ctx, 'staff-protection.set', null, before, after, null);
    return after;
  });

/**
 * Records an agreement with the staff. From now on, or from its day, supervisors may do what it covers; every desk is told.
 * @throws Problem 422 `signedOn` for a day to come, `validUntil` for one that is past
 */
export async function recordAgreement(
  ctx: Ctx,
  wish: Parsed<typeof contract.recordAgreement>['body'],
): Promise<Result<typeof contract.recordAgreement>> {
  mustManageAll(ctx);
  const now = ctx.clock.now();
  const today = dayIn(await organisationTimeZone(ctx.db), now);
  if (wish.signedOn > today) throw invalid('signedOn', 'the day on which it was signed, not a day to come');
  if (wish.validUntil !== null && wish.validUntil < today) throw invalid('validUntil', 'today or later');
  const row: AgreementRow = {
    id: newId(),
    ...wish,
    covers: [...new Set(wish.covers)],
    recordedBy: ctx.actor.kind === 'staff' ? ctx.actor.id : null,
    recordedAt: now,
    endedBy: null,
    endedAt: null,
  };
  await ctx.tx(async (tx) => {
    await store.insertAgreement(tx, row);
    await writeTerms(tx);
    await tell(tx, ctx, 'agreement.recorded', row.id, null, row, null);
  });
  return found(ctx, row.id);
}

/** Ends an agreement at once; chats that are followed under it are so no longer. @throws Problem 404, also when it has ended already */
export async function endAgreement(
  ctx: Ctx,
  id: string,
  why: string,
): Promise<Result<typeof contract.endAgreement>> {
  mustManageAll(ctx);
  await ctx.tx(async (tx) => {
    const by = ctx.actor.kind === 'staff' ? ctx.actor.id : null;
    const row = await store.endAgreement(tx, id, by, ctx.clock.now());
    if (row === null) throw notFound('agreement in force');
    await writeTerms(tx);
    await endUnallowedListening(tx, ctx);
    await tell(tx, ctx, 'agreement.ended', id, null, row, why);
  });
  return found(ctx, id);
}

const found = async (ctx: Ctx, id: string) =>
  (await protectionNow(ctx)).agreements.find((one) => one.id === id)!;

/** Whoever shows agents asks a lower module, which knows only from when until when. */
async function writeTerms(tx: Tx): Promise<void> {
  const open = (await store.allAgreements(tx)).filter(({ endedAt }) => endedAt === null);
  await writeSingleViewTerms(
    tx,
    open.map(({ signedOn, validUntil, covers, retentionDays }) => ({
      from: signedOn,
      until: validUntil,
      covers,
      retentionDays,
    })),
  );
}

async function tell(
  tx: Tx,
  ctx: Ctx,
  action: string,
  id: string | null,
  before: unknown,
  after: unknown,
  reason: string | null,
): Promise<void> {
  await audit(tx, ctx.actor, { action, objectType: 'agreement', objectId: id, before, after, reason });
  await record(tx, ctx.actor, {
    kind: 'config.changed',
    subjectId: id,
    data: { what: 'staff-protection', id },
  });
}

/** What a member of staff may know of how they are seen. */
export async function noticeFor(ctx: Ctx): Promise<Result<typeof contract.protectionNotice>> {
  const current = await inForceOn(ctx.db, ctx.clock.now());
  const read =
    ctx.actor.kind === 'staff'
      ? await store.readBy(
          ctx.db,
          ctx.actor.id!,
          current.map(({ id }) => id),
        )
      : null;
  return {
    single: current.some(({ covers }) => covers.includes('figures')),
    listening: current.some(({ covers }) => covers.includes('listening')),
    recording: current.some(({ covers }) => covers.includes('recording')),
    transcripts: current.some(({ covers }) => covers.includes('transcripts')),
    listeningAsks: await listeningAsks(ctx.db),
    agreements: current.map((one) => ({ ...one, read: read === null || read.has(one.id) })),
  };
}

/** The caller has read it. */
export async function readNotice(ctx: Ctx): Promise<void> {
  if (ctx.actor.kind !== 'staff') return;
  const now = ctx.clock.now();
  const current = await inForceOn(ctx.db, now);
  await ctx.tx(async (tx) => {
    for (const { id } of current) await store.noteRead(tx, id, ctx.actor.id!, now);
  });
}
