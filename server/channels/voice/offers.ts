import { legAnswer, mediaHealth, type LegOffer, type LegOrder, type MediaHealth } from '#contract/media.ts';
import { invalid, sign, tooMany, unavailable, type Ctx } from '#server/platform/index.ts';
import { webGateway } from './calls.store.ts';
import { heardSince } from './medium.ts';

// Offers of browsers on their way to the media process, which listens on this machine only.

/** What the media process knows this system by. */
export const offersSecret = (secret: string, gateway: string): string =>
  sign(secret, 'media offers', gateway);

const away = () => unavailable('Calls by the browser are not possible at the moment.');

/** The gateway that takes offers now; null: none is there. */
export const offersGateway = (ctx: Ctx) => webGateway(ctx.db, heardSince(ctx.clock.now()));

interface OffersGateway {
  name: string;
  offers: string;
}

async function ask(ctx: Ctx, gateway: OffersGateway, path: string, body?: unknown): Promise<Response> {
  try {
    return await fetch(new URL(path, gateway.offers), {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${offersSecret(ctx.platform.secret, gateway.name)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    });
  } catch (error) {
    ctx.log.warn({ err: error, gateway: gateway.name }, 'the media process does not answer');
    throw away();
  }
}

/** The gateway that takes offers now. @throws Problem 503 where none is there */
export async function needOffersGateway(ctx: Ctx): Promise<OffersGateway> {
  const gateway = await offersGateway(ctx);
  if (gateway === null) throw away();
  return gateway;
}

/**
 * Has an offer answered.
 * @param to by whom; whoever takes offers now, unless it was looked up before
 * @throws Problem 422 naming `offer`, 429, 503
 */
export async function relayOffer(
  ctx: Ctx,
  offer: LegOffer,
  to?: OffersGateway,
): Promise<{ answer: string; gateway: string }> {
  const gateway = to ?? (await needOffersGateway(ctx));
  const response = await ask(ctx, gateway, '/legs', offer);
  const body = (await response.json().catch(() => ({}))) as { detail?: string };
  if (response.ok) return { answer: legAnswer.parse(body).answer, gateway: gateway.name };
  if (response.status === 422)
    throw invalid('offer', 'must be an offer (SDP) of one encrypted audio stream that has G.711 A-law');
  if (response.status === 429) throw tooMany('Too many calls are being connected: try again in a moment.', 3);
  ctx.log.warn({ status: response.status, detail: body.detail }, 'an offer was not answered');
  throw away();
}

/** Gives an order to a leg; false when it is there no more. */
export async function orderLeg(ctx: Ctx, leg: string, order: LegOrder): Promise<boolean> {
  const gateway = await offersGateway(ctx);
  if (gateway === null) return false;
  return (await ask(ctx, gateway, `/legs/${encodeURIComponent(leg)}`, order)).ok;
}

/** How the media process does; null: none is there, or it does not answer. */
export async function mediaState(ctx: Ctx): Promise<MediaHealth | null> {
  const gateway = await offersGateway(ctx);
  if (gateway === null) return null;
  try {
    return mediaHealth.parse(await (await ask(ctx, gateway, '/health')).json());
  } catch (error) {
    ctx.log.debug({ err: error }, 'the media process does not say how it does');
    return null;
  }
}
