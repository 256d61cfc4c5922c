import { z } from 'zod';
import type { FlowInput, Turn } from '#contract/flow-turns.ts';
import type { FlowLanguage } from '#contract/flow-graph.ts';
import { organisationName } from '#server/access/index.ts';
import { requestCallback } from '#server/contacts/index.ts';
import {
  answerFlow,
  firstTurn,
  flowLanguagesOf,
  flowOfToken,
  hangUpFlow,
  openFlow,
  tieFlow,
} from '#server/flows/index.ts';
import { conflict, notFound, unavailable, type Ctx } from '#server/platform/index.ts';
import { publicEntryPoint, type PublicEntryPoint } from '../visitors/entry-points.read.ts';
import { handOverOf } from '../visitors/hand-over.ts';

const settings = z.object({
  /** The flow that the page runs. */
  flow: z.string().nullable().catch(null).default(null),
  idleSeconds: z.number().int().min(10).max(600).catch(60).default(60),
});
export interface Portal {
  entry: PublicEntryPoint;
  kiosk: boolean;
  flow: string | null;
  idleSeconds: number;
}

/** A page that runs a flow. @throws Problem 404 */
export async function findPortal(ctx: Ctx, id: string): Promise<Portal> {
  const portal = await publicEntryPoint(ctx.db, id, 'portal');
  const entry = portal ?? (await publicEntryPoint(ctx.db, id, 'kiosk'));
  if (entry === null) throw notFound('page');
  return { entry, kiosk: portal === null, ...settings.parse(entry.settings ?? {}) };
}

/** What a page is called, and in which languages it speaks. @throws Problem 404 */
export async function describe(ctx: Ctx, id: string) {
  const { entry, kiosk, flow, idleSeconds } = await findPortal(ctx, id);
  return {
    id: entry.id,
    name: entry.name,
    organisation: await organisationName(ctx.db),
    kiosk,
    idleSeconds,
    languages: flow === null ? [] : await flowLanguagesOf(ctx.db, flow),
  };
}

/** @throws Problem 404, 503 while nothing is published for it */
export async function begin(
  ctx: Ctx,
  id: string,
  language: FlowLanguage,
): Promise<{ token: string; turn: Turn }> {
  const { entry, kiosk, flow } = await findPortal(ctx, id);
  const begun =
    flow === null
      ? null
      : await ctx.tx((tx) =>
          openFlow(tx, ctx, {
            flow,
            channel: kiosk ? 'kiosk' : 'portal',
            language,
            from: null,
            entryPointId: entry.id,
            token: true,
          }),
        );
  if (begun === null) throw unavailable('This page is not in use at the moment.');
  return { token: begun.token!, turn: await firstTurn(ctx, begun.id) };
}

/** @throws Problem 404, 409 */
export async function answer(
  ctx: Ctx,
  { token, turn, input }: { token: string; turn: number; input: FlowInput },
): Promise<Turn> {
  const { id } = await flowOfToken(ctx, token);
  return answerFlow(ctx, id, turn, input);
}

/** Whoever was on the page has left it. @throws Problem 404 */
export async function leave(ctx: Ctx, token: string): Promise<void> {
  const { id } = await flowOfToken(ctx, token);
  await ctx.tx((tx) => hangUpFlow(tx, ctx, id));
}

/** Whom a flow leads to a person is called back from that queue. @throws Problem 404, 409, 422 */
export async function askCallback(
  ctx: Ctx,
  { token, number }: { token: string; number: string },
): Promise<{ number: string }> {
  const { id, entryPointId } = await flowOfToken(ctx, token);
  return ctx.tx(async (tx) => {
    const handed = await handOverOf(tx, ctx, id);
    if (handed === null || entryPointId === null)
      throw conflict('no_callbacks', 'There is nothing to be called back about.');
    const { entry } = await findPortal(ctx, entryPointId);
    const promise = await requestCallback(tx, ctx, {
      number,
      queueId: handed.queueId ?? entry.queueId,
      via: 'page',
      at: null,
      note: '',
      language: handed.language,
      customer:
        handed.customerId === null
          ? { identities: [{ type: 'phone', value: number }], name: number }
          : { id: handed.customerId },
      origin: null,
      wants: handed,
    });
    await tieFlow(tx, id, promise.contactId);
    return { number: promise.number };
  });
}
