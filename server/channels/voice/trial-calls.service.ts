import type { z } from 'zod';
import type * as contract from '#contract/trial-calls.ts';
import { beginTrial, hangUpFlow, trialStanding } from '#server/flows/index.ts';
import { digest, newSecret, notFound, type Ctx } from '#server/platform/index.ts';
import { findCall } from './calls.store.ts';
import { needOffersGateway, orderLeg, relayOffer } from './offers.ts';
import { insertTrial, ownTrial } from './trial-calls.store.ts';

// A flow tried as a call. The trial is one like any other, so nothing of what it does is done; the call is one like any
// other for the media process, which is told nothing of it: the name of its leg leads from the call to the trial.

const legOf = (token: string): string => `trial-${digest(token)}`;

/**
 * Connects the browser of who tries a flow.
 * @throws Problem 404, 403 without the right to change it, 422 naming `offer`, 429, 503
 */
export async function startTrialCall(
  ctx: Ctx,
  code: string,
  { version, language, from, offer }: z.output<(typeof contract.startTrialCall)['body']>,
) {
  const gateway = await needOffersGateway(ctx);
  const { session, staff, serviceId } = await beginTrial(ctx, code, {
    version,
    channel: 'phone',
    language,
    from,
  });
  const token = newSecret();
  const leg = legOf(token);
  try {
    await ctx.tx((tx) =>
      insertTrial(tx, {
        leg,
        gateway: gateway.name,
        sessionId: session,
        staffId: staff,
        serviceId,
        fromNumber: from,
        askedAt: ctx.clock.now(),
      }),
    );
    const { answer } = await relayOffer(
      ctx,
      {
        id: leg,
        kind: 'web',
        offer,
        staff: null,
        // No number of ours: nobody is called.
        to: 'trial',
        language,
        name: '',
      },
      gateway,
    );
    return { session, token, answer };
  } catch (error) {
    await ctx.tx((tx) => hangUpFlow(tx, ctx, session));
    throw error;
  }
}

/** The trial of a key, for who began it. @throws Problem 404 */
async function trialOf(ctx: Ctx, token: string) {
  const trial = await ownTrial(ctx.db, legOf(token), ctx.actor.id);
  if (trial === null) throw notFound('call');
  return trial;
}

/** How the call stands, with what happened after so many entries of the trail. @throws Problem 404 */
export async function trialCallState(ctx: Ctx, token: string, after: number) {
  const trial = await trialOf(ctx, token);
  const call = await findCall(ctx.db, { gateway: trial.gateway, ref: trial.leg });
  const standing = await trialStanding(ctx, trial.sessionId, after);
  if (standing === null) throw notFound('call');
  const ended =
    call?.endedAt == null ? null : { by: call.endedBy ?? 'gateway', cause: call.cause ?? 'failed' };
  return {
    state:
      call === null ? ('connecting' as const) : ended === null ? ('running' as const) : ('ended' as const),
    ended,
    ...standing,
  };
}

/** @throws Problem 404 for a key that is none, or another's; a call that is over stays over */
export async function actOnTrialCall(
  ctx: Ctx,
  token: string,
  wish: z.output<(typeof contract.actOnTrialCall)['body']>,
): Promise<void> {
  await orderLeg(ctx, (await trialOf(ctx, token)).leg, wish);
}
