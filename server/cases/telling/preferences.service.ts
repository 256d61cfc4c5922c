import type { z } from 'zod';
import type { newsPreference, putCaseNews, putConsent } from '#contract/telling.ts';
import type { Parsed } from '#contract/route.ts';
import { customersByIds } from '#server/customers/index.ts';
import {
  actorLabel,
  audit,
  invalid,
  notFound,
  record,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import { accessCase } from '../access.ts';
import { planAnew } from './sending.service.ts';
import { chooseWay, type NoticeChannel } from './telling.rules.ts';
import {
  consentsOf,
  insertConsent,
  preferencesOf,
  savePreference,
  type PreferenceRow,
} from './telling.store.ts';
import { newsOf } from './ways.ts';

type NewsView = z.input<typeof newsPreference>;
type Input = Parsed<typeof putCaseNews>['body'];
export type NewsWish = Input;
type Consent = Parsed<typeof putConsent>['body'];

const shown = (row: PreferenceRow | null) => ({
  channel: (row?.channel ?? null) as NewsView['all']['channel'],
  language: row?.language ?? null,
  setBy: row?.setByName ?? '',
  setAt: row?.setAt ?? null,
});

/** How a customer wants news, with where it would go now. */
export async function newsView(db: Db | Tx, customerId: string, caseId: string | null): Promise<NewsView> {
  const [{ all, own }, consents, news] = await Promise.all([
    preferencesOf(db, customerId, caseId),
    consentsOf(db, customerId),
    newsOf(db, customerId, caseId),
  ]);
  const { addresses, senders } = news;
  const choice = chooseWay(news);
  return {
    customer: customerId,
    all: shown(all),
    case: own === null ? null : shown(own),
    consents: consents.map((one) => ({
      channel: one.channel as NoticeChannel,
      given: one.given,
      how: one.how as Consent['how'],
      words: one.words,
      by: one.takenByName,
      at: one.at,
    })),
    reachable: [
      ...(senders.email && addresses.email.length > 0 ? (['email'] as const) : []),
      ...(senders.email && addresses.pec.length > 0 ? (['pec'] as const) : []),
      ...(senders.sms && addresses.sms.length > 0 ? (['sms'] as const) : []),
      ...(news.conversation?.live === true && !news.conversation.byMail ? (['chat'] as const) : []),
    ],
    goes: choice.way,
    why: choice.way === null ? choice.why : null,
  };
}

export async function newsOfCase(ctx: Ctx, caseId: string): Promise<NewsView> {
  const row = await accessCase(ctx.db, ctx.actor, caseId, 'case.read');
  return newsView(ctx.db, row.customerId, row.id);
}

async function known(db: Db | Tx, customerId: string): Promise<void> {
  if (!(await customersByIds(db, [customerId])).has(customerId)) throw notFound('customer');
}

export async function newsOfCustomer(ctx: Ctx, customerId: string): Promise<NewsView> {
  await known(ctx.db, customerId);
  return newsView(ctx.db, customerId, null);
}

/** How the customer of a case wants news of it. @throws Problem 404, 422 naming `channel` or `consent` */
export const putNewsOfCase = (ctx: Ctx, caseId: string, input: Input): Promise<NewsView> =>
  ctx.tx(async (tx) => {
    const row = await accessCase(tx, ctx.actor, caseId, 'case.write', { lock: true });
    return putNews(tx, ctx, row.customerId, row.id, input);
  });

/** How a customer wants news of all their cases. @throws Problem 404, 422 naming `channel` or `consent` */
export const putNewsOfCustomer = (ctx: Ctx, customerId: string, input: Input): Promise<NewsView> =>
  ctx.tx(async (tx) => {
    await known(tx, customerId);
    return putNews(tx, ctx, customerId, null, input);
  });

/** Channels that are used only with the customer's yes; mail answers whoever wrote to us, a chat whoever is there. */
const wantsYes: ReadonlySet<string> = new Set(['sms', 'pec']);

/** The same in the caller's transaction, for whoever was let through another door. News that waits is planned anew. */
export async function putNews(
  tx: Tx,
  ctx: Ctx,
  customerId: string,
  caseId: string | null,
  { channel, language, consent }: Input,
): Promise<NewsView> {
  const before = await newsView(tx, customerId, caseId);
  if (channel !== null && channel !== 'none') {
    if (channel !== 'chat' && !before.reachable.includes(channel))
      throw invalid('channel', 'a channel on which the customer has an address');
    const last = before.consents.find((one) => one.channel === channel);
    const agreed = last === undefined ? !wantsYes.has(channel) : last.given;
    if (!agreed && consent === undefined)
      throw invalid(
        'consent',
        'how and in which words the customer agreed to this channel',
        'consent_needed',
      );
    if (consent !== undefined) await keepConsent(tx, ctx, customerId, { channel, given: true, ...consent });
  }
  await savePreference(tx, {
    customerId,
    caseId,
    channel,
    language,
    setBy: actorLabel(ctx.actor),
    setByName: ctx.actor.name,
    setAt: ctx.clock.now(),
  });
  await audit(tx, ctx.actor, {
    action: 'customer.news-set',
    objectType: caseId === null ? 'customer' : 'case',
    objectId: caseId ?? customerId,
    before: caseId === null ? before.all : before.case,
    after: { channel, language },
  });
  return changed(tx, ctx, customerId, caseId);
}

/** Takes down a consent, or that it was taken back. @throws Problem 404 */
export const putConsentOf = (ctx: Ctx, customerId: string, input: Consent): Promise<NewsView> =>
  ctx.tx(async (tx) => {
    await known(tx, customerId);
    await keepConsent(tx, ctx, customerId, input);
    return changed(tx, ctx, customerId, null);
  });

async function keepConsent(tx: Tx, ctx: Ctx, customerId: string, given: Consent): Promise<void> {
  await insertConsent(tx, {
    customerId,
    ...given,
    takenBy: actorLabel(ctx.actor),
    takenByName: ctx.actor.name,
    at: ctx.clock.now(),
  });
  await audit(tx, ctx.actor, {
    action: given.given ? 'customer.consent-given' : 'customer.consent-withdrawn',
    objectType: 'customer',
    objectId: customerId,
    after: given,
  });
}

async function changed(tx: Tx, ctx: Ctx, customerId: string, caseId: string | null): Promise<NewsView> {
  await planAnew(tx, ctx, customerId);
  await record(tx, ctx.actor, {
    kind: 'customer.changed',
    subjectId: customerId,
    data: { customer: customerId },
  });
  return newsView(tx, customerId, caseId);
}
