import { conversationOfCase, noticeReach } from '#server/contacts/index.ts';
import { customersByIds } from '#server/customers/index.ts';
import type { Ctx, Db } from '#server/platform/index.ts';
import {
  chooseWay,
  dueAt,
  type Choice,
  type NoticeChannel,
  type Reachable,
  type Way,
} from './telling.rules.ts';
import type { Settings } from './settings.rules.ts';
import { hoursOfChannel } from './settings.ts';
import { consentsOf, preferencesOf } from './telling.store.ts';

/** Everything that decides where news of a case goes. */
export interface News extends Reachable {
  language: string;
  /** '' where only an address is known. */
  name: string;
}

/** How the customer of a case, or of none in particular, can and wants to be told. */
export async function newsOf(db: Db, customerId: string, caseId: string | null): Promise<News> {
  const [{ all, own }, consents, reach, conversation, customers] = await Promise.all([
    preferencesOf(db, customerId, caseId),
    consentsOf(db, customerId),
    noticeReach(db, customerId),
    caseId === null ? null : conversationOfCase(db, caseId),
    customersByIds(db, [customerId]),
  ]);
  const customer = customers.get(customerId);
  const name = customer?.name ?? '';
  return {
    wish: ((own ?? all)?.channel as Reachable['wish']) ?? null,
    consents: new Map(consents.map(({ channel, given }) => [channel as NoticeChannel, given])),
    ...reach,
    conversation,
    tried: [],
    language: own?.language ?? all?.language ?? customer?.language ?? 'it',
    // Whoever is known by an address only is not greeted by it.
    name: name.includes('@') || /^\+?[\d ]+$/.test(name) ? '' : name,
  };
}

/** Where a notice goes now, and when it may leave. */
export async function wayFor(
  db: Db,
  ctx: Pick<Ctx, 'clock'>,
  settings: Settings,
  news: News,
  when: { happenedAt: Date; waitMinutes: number },
): Promise<Choice & { dueAt: Date }> {
  const choice = chooseWay(news);
  if (choice.way === null) return { ...choice, dueAt: when.happenedAt };
  const { channel } = choice.way;
  const hours = await hoursOfChannel(db, ctx, settings, channel);
  return { ...choice, dueAt: dueAt(when.happenedAt, when.waitMinutes, hours, channel) };
}

export const sameWay = (one: Way, other: { channel: string | null; address: string | null }): boolean =>
  one.channel === other.channel && one.address === other.address;
