import type { z } from 'zod';
import type { Parsed } from '#contract/route.ts';
import type { createEntryPoint, createOutcome, entryPoint } from '#contract/entry-points.ts';
import type { Channel } from '#contract/words.ts';
import { listServices } from '#server/access/index.ts';
import { flowServes } from '#server/flows/index.ts';
import {
  configChanged,
  inScope,
  invalid,
  isUniqueViolation,
  newId,
  notFound,
  Problem,
  sameVersion,
  scopeOf,
  versionOf,
  withVersion,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { opensOnline } from './hooks.ts';
import { checkedSettings, normalAddress } from './entry-points.rules.ts';
import {
  allEntryPoints,
  allOutcomes,
  lockEntryPoint,
  lockOutcome,
  saveEntryPoint,
  saveOutcome,
  type EntryPointRow,
  type OutcomeRow,
} from './entry-points.store.ts';
import { serviceExists, serviceOfQueue } from './places.read.ts';

export type EntryPointInput = Parsed<typeof createEntryPoint>['body'];
export type OutcomeInput = Parsed<typeof createOutcome>['body'];
export type EntryPointView = z.input<typeof entryPoint>;

/** The page of an entry point that has one. */
export function pageUrl(
  ctx: Ctx,
  { id, channel, settings }: Pick<EntryPointRow, 'id' | 'channel'> & { settings?: unknown },
): string | null {
  const base = ctx.platform.config.publicUrl;
  if (channel === 'form' || channel === 'chat') return `${base}/${channel}/${id}`;
  if (channel === 'portal' || channel === 'kiosk') return `${base}/self-service/${id}`;
  const web = channel === 'phone' && (settings as { web?: unknown } | undefined)?.web === true;
  return web ? `${base}/call/${id}` : null;
}

const viewOf = (ctx: Ctx, row: EntryPointRow): EntryPointView => ({
  ...row,
  channel: row.channel as Channel,
  url: pageUrl(ctx, row),
  version: versionOf(row),
});

/** The addresses of the services in which the caller has any business, all or of one channel. */
export async function listEntryPoints(ctx: Ctx, channel?: Channel): Promise<{ items: EntryPointView[] }> {
  const [rows, services] = await Promise.all([allEntryPoints(ctx.db, channel), listServices(ctx)]);
  const seen = new Set(services.items.map((one) => one.id));
  return { items: rows.filter((row) => seen.has(row.serviceId)).map((row) => viewOf(ctx, row)) };
}

/** @throws Problem 422 naming the field, 409 when the channel has the address already */
export const createEntryPointOf = (ctx: Ctx, input: EntryPointInput): Promise<EntryPointView> =>
  ctx.tx((tx) => putEntryPoint(tx, ctx, null, input));

/** @throws Problem 404, 422 naming the field, 409 `taken` when the channel has the address already, `changed_meanwhile` */
export const updateEntryPointOf = (
  ctx: Ctx,
  id: string,
  input: EntryPointInput,
  seen?: string,
): Promise<EntryPointView> =>
  ctx.tx(async (tx) => {
    const before = await lockEntryPoint(tx, id);
    if (before === null || !mayArrange(ctx, before.serviceId)) throw notFound('entry point');
    await sameVersion(tx, { what: 'entry-point', id, seen, before });
    if (before.channel !== input.channel)
      throw invalid('channel', 'cannot be changed; make another entry point');
    return putEntryPoint(tx, ctx, before, input);
  });

/**
 * Makes or changes an entry point inside somebody else's transaction: routes, first-run page and demo alike.
 * @throws Problem 422 naming the field, 409 `taken` when the channel has the address already
 */
export async function putEntryPoint(
  tx: Tx,
  ctx: Ctx,
  before: EntryPointRow | null,
  input: EntryPointInput,
): Promise<EntryPointView> {
  const after: EntryPointRow = {
    ...input,
    id: before?.id ?? newId(),
    address: normalAddress(input.channel, input.address),
    settings: checkedSettings(input.channel, input.settings),
  };
  if (!mayArrange(ctx, input.serviceId) || !(await serviceExists(tx, input.serviceId)))
    throw invalid('serviceId', 'no such service');
  // A contact belongs to the service of its queue: another service's queue would hand its mail to other people.
  if ((await serviceOfQueue(tx, input.queueId)) !== input.serviceId)
    throw invalid('queueId', 'a queue of the same service');
  await flowAnswers(tx, after, before);
  await formOpens(tx, after, before);
  await saveEntryPoint(tx, after).catch((error: unknown) => {
    throw taken(error, 'address');
  });
  await tell(tx, ctx, 'entry-point', before, after, after.serviceId);
  return viewOf(ctx, after);
}

/** What answers a telephone number must be able to: callers would hear nothing else. @throws Problem 422 */
async function flowAnswers(tx: Tx, after: EntryPointRow, before: EntryPointRow | null): Promise<void> {
  const flowOf = (row: EntryPointRow | null) => (row?.settings as { flow?: unknown } | undefined)?.flow;
  const flow = flowOf(after);
  if (after.channel !== 'phone' || typeof flow !== 'string' || flow === flowOf(before)) return;
  if (!(await flowServes(tx, flow, 'phone')))
    throw invalid('settings.flow', 'a flow that is published, in use and made for the phone');
}

/** What a form opens must be for citizens: they would send what nobody asked them. @throws Problem 422 */
async function formOpens(tx: Tx, after: EntryPointRow, before: EntryPointRow | null): Promise<void> {
  const typeOf = (row: EntryPointRow | null) => (row?.settings as { opens?: unknown } | undefined)?.opens;
  const type = typeOf(after);
  if (after.channel !== 'form' || typeof type !== 'string' || type === typeOf(before)) return;
  if (!(await opensOnline(tx, type)))
    throw invalid('settings.opens', 'a type of case in use that citizens may open');
}

const mayArrange = (ctx: Ctx, serviceId: string) =>
  ctx.actor.kind === 'system' || inScope(scopeOf(ctx.actor, 'admin.routing'), { serviceId, teamId: null });

type OutcomeView = OutcomeRow & { version: string };
export const listOutcomes = async (ctx: Ctx): Promise<{ items: OutcomeView[] }> => ({
  items: (await allOutcomes(ctx.db)).map(withVersion),
});

/** @throws Problem 409 when the code is in use */
export const createOutcomeOf = (ctx: Ctx, input: OutcomeInput): Promise<OutcomeView> =>
  ctx.tx((tx) => putOutcome(tx, ctx, null, input));

/** @throws Problem 404, 409 `taken` when the code is in use, `changed_meanwhile` */
export const updateOutcomeOf = (
  ctx: Ctx,
  id: string,
  input: OutcomeInput,
  seen?: string,
): Promise<OutcomeView> =>
  ctx.tx(async (tx) => {
    const before = await lockOutcome(tx, id);
    if (before === null) throw notFound('outcome');
    await sameVersion(tx, { what: 'outcome', id, seen, before });
    return putOutcome(tx, ctx, before, input);
  });

/** Makes or changes an outcome inside somebody else's transaction. @throws Problem 409 `taken` */
export async function putOutcome(
  tx: Tx,
  ctx: Ctx,
  before: OutcomeRow | null,
  input: OutcomeInput,
): Promise<OutcomeView> {
  const after: OutcomeRow = { ...input, id: before?.id ?? newId() };
  await saveOutcome(tx, after).catch((error: unknown) => {
    throw taken(error, 'code');
  });
  await tell(tx, ctx, 'outcome', before, after, null);
  return withVersion(after);
}

const taken = (error: unknown, field: string): unknown =>
  isUniqueViolation(error)
    ? new Problem(409, 'taken', `${field}: already in use`, [{ field, message: 'already in use' }])
    : error;

const tell = (
  tx: Tx,
  ctx: Ctx,
  what: 'entry-point' | 'outcome',
  before: object | null,
  after: { id: string },
  serviceId: string | null,
): Promise<void> => configChanged(tx, ctx.actor, { what, id: after.id, serviceId, before, after });
