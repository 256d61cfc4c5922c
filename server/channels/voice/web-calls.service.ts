import type { z } from 'zod';
import type * as contract from '#contract/media.ts';
import { organisationName } from '#server/access/index.ts';
import { digest, newSecret, notFound, sameText, sign, type Ctx } from '#server/platform/index.ts';
import { estimateFor } from '#server/routing/index.ts';
import { publicEntryPoint, type PublicEntryPoint } from '../visitors/entry-points.read.ts';
import { hoursOf } from '../visitors/hours.ts';
import { publicLanguage } from '../visitors/sentences.ts';
import { linesOf } from './script.ts';
import { phoneSettings, type PhoneSettings } from '../visitors/settings.rules.ts';
import { findCall, type CallRow } from './calls.store.ts';
import { needOffersGateway, offersGateway, orderLeg, relayOffer } from './offers.ts';
import { standingOf } from './voice.read.ts';

// Calls from a browser, as their callers see them.

/** A number that may be called from a browser. @throws Problem 404 */
async function findPhone(
  ctx: Ctx,
  id: string,
): Promise<{ entry: PublicEntryPoint; settings: PhoneSettings }> {
  const entry = await publicEntryPoint(ctx.db, id, 'phone');
  const settings = phoneSettings(entry?.settings);
  if (entry === null || !settings.web) throw notFound('telephone number');
  return { entry, settings };
}

/** What anybody may know before they call. @throws Problem 404 */
export async function describePhone(ctx: Ctx, id: string, lang: string) {
  const { entry, settings } = await findPhone(ctx, id);
  const language = publicLanguage(lang);
  const [organisation, hours, gateway] = await Promise.all([
    organisationName(ctx.db),
    hoursOf(ctx, entry, settings.calendarId),
    offersGateway(ctx),
  ]);
  return {
    id: entry.id,
    name: entry.name,
    organisation,
    ready: gateway !== null,
    open: hours.open,
    nextOpening: hours.nextOpening,
    notice: hours.notice?.[language] ?? null,
    announcement: hours.announcement?.[language] ?? null,
    estimatedWait: hours.open ? await estimateFor(ctx.db, hours.queueId, 'phone', ctx.clock.now()) : null,
    privacyUrl: settings.privacyUrl,
  };
}

// The token of a call names its gateway, so that the call is found by a key; nobody can make one up.
const seal = (ctx: Ctx, text: string) => sign(ctx.platform.secret, 'public call', text).slice(0, 32);
const legOf = (token: string): string => `web-${digest(token)}`;

function gatewayOf(ctx: Ctx, token: string): string {
  const [gateway, random, seals, ...more] = token.split('~');
  if (more.length > 0 || seals === undefined || !sameText(seals, seal(ctx, `${gateway}~${random}`)))
    throw notFound('call');
  return gateway!;
}

/** Connects a browser that calls. @throws Problem 404, 422 naming `offer`, 429, 503 */
export async function startCall(ctx: Ctx, body: z.output<(typeof contract.startPublicCall)['body']>) {
  const { entry } = await findPhone(ctx, body.entryPoint);
  // One and the same in the token and for the offer, or nobody would find the call again.
  const gateway = await needOffersGateway(ctx);
  const plain = `${gateway.name}~${newSecret()}`;
  const token = `${plain}~${seal(ctx, plain)}`;
  const { answer } = await relayOffer(
    ctx,
    {
      id: legOf(token),
      kind: 'web',
      offer: body.offer,
      staff: null,
      to: entry.address,
      language: body.language,
      name: body.name,
    },
    gateway,
  );
  return { token, answer };
}

/** What was said last by a flow or the queue, as it can be read. */
const saidOn = ({ turn, lastTurn }: CallRow) =>
  lastTurn === null
    ? null
    : {
        turn,
        lines: linesOf(lastTurn),
        keys:
          (lastTurn.next.kind === 'ask' && lastTurn.next.keys !== null) ||
          (lastTurn.next.kind === 'music' && lastTurn.next.keys !== ''),
        earlier: lastTurn.earlier ?? [],
      };

const webStates = { flow: 'self_service', wait: 'waiting', hold: 'held' } as const;

/** How a call stands, for its caller. @throws Problem 404 */
export async function callState(ctx: Ctx, token: string) {
  const call = await findCall(ctx.db, { gateway: gatewayOf(ctx, token), ref: legOf(token) });
  if (call === null)
    return { state: 'connecting' as const, since: null, said: null, estimatedWait: null, ended: null };
  const said = saidOn(call);
  if (call.endedAt !== null)
    return {
      state: 'ended' as const,
      since: call.endedAt,
      said,
      estimatedWait: null,
      ended: { by: call.endedBy ?? 'gateway', cause: call.cause ?? 'failed' },
    };
  const { wanted } = call;
  const state =
    wanted === 'flow' || wanted === 'wait' || wanted === 'hold' ? webStates[wanted] : ('talking' as const);
  const standing = wanted === 'wait' ? await standingOf(ctx.db, call.contactId) : null;
  return {
    state,
    since: wanted === 'wait' ? call.startedAt : (call.connectedAt ?? call.startedAt),
    said,
    estimatedWait:
      standing?.queueId == null
        ? null
        : await estimateFor(ctx.db, standing.queueId, 'phone', ctx.clock.now()),
    ended: null,
  };
}

/** @throws Problem 404 for a token that is none; a call that is over stays over */
export async function actOnCall(
  ctx: Ctx,
  token: string,
  wish: z.output<(typeof contract.actOnPublicCall)['body']>,
): Promise<void> {
  gatewayOf(ctx, token);
  await orderLeg(ctx, legOf(token), wish);
}
