import type * as contract from '#contract/figures.ts';
import type { Parsed, Result } from '#contract/route.ts';
import { writeSingleViewTerms } from '#server/access/index.ts';
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

/** Smallest group whose agents are shown together, and for how long figures of single agents are kept. */
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

/** The agreement in force now, by the organisation's calendar day; null: single agents are shown to nobody else. */
export async function agreementInForce(db: Db, now: Date): Promise<AgreementRow | null> {
  return store.agreementOn(db, dayIn(await organisationTimeZone(db), now));
}

/** From when on figures of single agents are kept: the shorter of the setting and what the agreement grants. */
export async function personalSince(db: Db, now: Date): Promise<Date> {
  const { retentionDays } = await readProtection(db);
  const agreed = (await agreementInForce(db, now))?.retentionDays ?? retentionDays;
  return new Date(now.getTime() - Math.min(retentionDays, agreed) * 86_400_000);
}

/** What protects the staff now, for administration. */
export async function protectionNow(ctx: Ctx): Promise<Result<typeof contract.staffProtection>> {
  const [settings, agreements, current] = await Promise.all([
    readProtection(ctx.db),
    store.allAgreements(ctx.db),
    agreementInForce(ctx.db, ctx.clock.now()),
  ]);
  return {
    ...settings,
    single: current !== null,
    agreements: agreements.map((one) => ({ ...one, inForce: one.id === current?.id })),
  };
}

// It holds for everybody, so only those who manage staff everywhere decide it.
function mustManageAll(ctx: Ctx): void {
  if (scopeOf(ctx.actor, 'admin.staff') !== 'all') throw forbidden('admin.staff everywhere');
}

export const setProtection = (ctx: Ctx, wish: ProtectionSettings): Promise<ProtectionSettings> =>
  ctx.tx(async (tx) => {
    mustManageAll(ctx);
    const before = await readProtection(tx);
    await writeSetting(tx, settingsKey, wish);
    await tell(tx, ctx, 'staff-protection.set', null, before, wish, null);
    return wish;
  });

/**
 * Records an agreement with the staff. From now on, or from its day, single agents are shown; every desk is told.
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

/** Ends an agreement at once. @throws Problem 404, also when it has ended already */
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
    open.map(({ signedOn, validUntil }) => ({ from: signedOn, until: validUntil })),
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
  const current = await agreementInForce(ctx.db, ctx.clock.now());
  if (current === null) return { single: false, agreement: null, read: true };
  const read = ctx.actor.kind !== 'staff' || (await store.hasRead(ctx.db, current.id, ctx.actor.id!));
  return { single: true, agreement: current, read };
}

/** The caller has read it. */
export async function readNotice(ctx: Ctx): Promise<void> {
  const current = await agreementInForce(ctx.db, ctx.clock.now());
  if (current === null || ctx.actor.kind !== 'staff') return;
  await ctx.tx((tx) => store.noteRead(tx, current.id, ctx.actor.id!, ctx.clock.now()));
}
