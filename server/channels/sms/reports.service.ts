import type { z } from 'zod';
import type { Parsed } from '#contract/route.ts';
import type { getSmsPoint, reportSms, tellSms } from '#contract/sms.ts';
import { setDelivery } from '#server/contacts/index.ts';
import {
  actorLabel,
  audit,
  contextFor,
  digest,
  inScope,
  invalid,
  newId,
  notFound,
  scopeOf,
  sign,
  systemActor,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { afterReport, stateOfWord, type Reported } from './reports.rules.ts';
import {
  changeCarried,
  dropHook,
  faring,
  hookByKey,
  hookOf,
  insertReport,
  lockCarried,
  replaceHook,
  touchHook,
  wasSentAgain,
} from './reports.store.ts';
import { smsPointById, type SmsEntryPoint } from './sms.read.ts';
import { incoming } from './sms.service.ts';

type Report = Parsed<typeof reportSms>['body']['reports'][number];
interface Heard {
  news: number;
  repeated: number;
  unknown: number;
}
const states: Record<Reported, 'sent' | 'delivered' | 'failed'> = {
  sent: 'sent',
  delivered: 'delivered',
  rejected: 'failed',
};

/**
 * What providers tell of messages, each in a transaction of its own: in any order, as often as they like. Nothing is written
 * of a list in which a word is not understood, so that it can be told again whole.
 * @param own the number whose provider tells; null: of all numbers
 * @throws Problem 422 naming the report whose state is none
 */
export async function hearReports(ctx: Ctx, own: string | null, reports: readonly Report[]): Promise<Heard> {
  const read = reports.map((report, index) => {
    const state = stateOfWord(report.state);
    if (state === null) throw invalid(`reports[${index}].state`, 'sent, delivered or rejected');
    return { ...report, state };
  });
  const heard: Heard = { news: 0, repeated: 0, unknown: 0 };
  for (const report of read) heard[await ctx.tx((tx) => hearReport(tx, ctx, own, report))] += 1;
  return heard;
}

async function hearReport(
  tx: Tx,
  ctx: Ctx,
  own: string | null,
  report: Omit<Report, 'state'> & { state: Reported },
): Promise<keyof Heard> {
  const now = ctx.clock.now();
  const ref = report.ref ?? null;
  const carried = await lockCarried(tx, own, { message: report.message ?? null, ref });
  if (carried === null) return 'unknown';
  const at = report.at === undefined ? now : new Date(Math.min(Date.parse(report.at), now.getTime()));
  const named = ref !== null && carried.providerRef === null ? { providerRef: ref } : {};
  const { state, why } = report;
  const isNews = await insertReport(tx, { smsId: carried.id, state, at, why, receivedAt: now });
  const after = isNews ? afterReport(carried.state, state) : carried.state;
  const moved = after !== carried.state;
  const words = why === '' ? 'The provider gave no reason.' : why;
  await changeCarried(tx, carried.id, {
    ...named,
    ...(moved ? { state: after, stateAt: at, why: after === 'rejected' ? words : null } : {}),
  });
  // What was sent once more is told of by its last attempt.
  if (moved && carried.messageId !== null && !(await wasSentAgain(tx, carried.messageId, carried.id)))
    await setDelivery(
      tx,
      { ...ctx, actor: systemActor },
      { messageId: carried.messageId, state: states[state], detail: state === 'rejected' ? words : null },
    );
  return isNews ? 'news' : 'repeated';
}

const keyOf = (ctx: Pick<Ctx, 'platform'>, id: string): string =>
  sign(ctx.platform.secret, 'sms hook', id).slice(0, 48);
const addressOf = (ctx: Pick<Ctx, 'platform'>, id: string): string =>
  `${ctx.platform.config.publicUrl.replace(/\/+$/, '')}/api/v1/public/sms/${keyOf(ctx, id)}`;

/**
 * The provider of a number tells at its own address. Messages first: the same `ref` has no second effect, so that all of it
 * may be told again.
 * @throws Problem 404 for an address that leads nowhere, or no more; 422 naming the field
 */
export async function hearProvider(
  ctx: Ctx,
  key: string,
  { reports, messages }: Parsed<typeof tellSms>['body'],
): Promise<Heard & { messages: number }> {
  const hook = await hookByKey(ctx.db, digest(key));
  const entry = hook === null ? null : await smsPointById(ctx.db, hook.entryPointId);
  if (hook === null || entry === null || !entry.active) throw notFound('address');
  const bySystem = contextFor(ctx.platform, { ...systemActor, ip: ctx.actor.ip });
  await touchHook(ctx.db, hook.id, ctx.clock.now());
  for (const { ref, from, text } of messages)
    await incoming(bySystem, { ref: `${entry.id}:${ref}`, from, to: entry.address, text });
  return { ...(await hearReports(bySystem, entry.address, reports)), messages: messages.length };
}

async function seenPoint(
  ctx: Ctx,
  id: string,
  permission: string | readonly string[],
): Promise<SmsEntryPoint> {
  const entry = await smsPointById(ctx.db, id);
  const scope = scopeOf(ctx.actor, permission);
  if (entry === null || !inScope(scope, { serviceId: entry.serviceId, teamId: null }))
    throw notFound('entry point');
  return entry;
}

type SmsPointView = z.input<typeof getSmsPoint.output>;
const days = 7 * 86_400_000;
/** How the messages of a number fare. @throws Problem 404 */
export async function smsPointOf(ctx: Ctx, id: string): Promise<SmsPointView> {
  const entry = await seenPoint(ctx, id, ['admin.read', 'admin.routing']);
  const hook = await hookOf(ctx.db, id);
  const arranges = inScope(scopeOf(ctx.actor, 'admin.routing'), {
    serviceId: entry.serviceId,
    teamId: null,
  });
  return {
    // Who knows it speaks for the provider.
    url: hook !== null && arranges ? addressOf(ctx, hook.id) : null,
    madeAt: hook?.madeAt ?? null,
    usedAt: hook?.usedAt ?? null,
    ...(await faring(ctx.db, entry.address, new Date(ctx.clock.now().getTime() - days))),
  };
}
/** A new address for the provider of a number, or none. @throws Problem 404 */
export async function changeSmsAddress(
  ctx: Ctx,
  entryPointId: string,
  to: 'new' | 'none',
): Promise<SmsPointView> {
  const entry = await seenPoint(ctx, entryPointId, 'admin.routing');
  await ctx.tx(async (tx) => {
    const id = newId();
    if (to === 'new')
      await replaceHook(tx, {
        id,
        entryPointId,
        keyHash: digest(keyOf(ctx, id)),
        madeAt: ctx.clock.now(),
        madeBy: actorLabel(ctx.actor),
      });
    else if (!(await dropHook(tx, entryPointId))) return;
    await audit(tx, ctx.actor, {
      action: to === 'new' ? 'sms.address-made' : 'sms.address-ended',
      objectType: 'entry-point',
      objectId: entryPointId,
      serviceId: entry.serviceId,
    });
  });
  return smsPointOf(ctx, entryPointId);
}
