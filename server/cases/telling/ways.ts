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
import { dayBegins, heldUntil, pacedAt } from './pace.rules.ts';
import { hoursOfChannel, ownTimeZone } from './settings.ts';
import { consentsOf, preferencesOf, toldSince } from './telling.store.ts';

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

/** With whose other news this could be told; null: it waits for no other. */
export interface Joining {
  customerId: string;
  cases: readonly string[];
  /** Its time had come: only what was told meanwhile holds it. */
  leaving?: boolean;
}

/** Where a notice goes now, and when it may leave. */
export async function wayFor(
  db: Db,
  ctx: Pick<Ctx, 'clock'>,
  settings: Settings,
  news: News,
  when: { happenedAt: Date; waitMinutes: number; joins: Joining | null },
): Promise<Choice & { dueAt: Date }> {
  const choice = chooseWay(news);
  if (choice.way === null) return { ...choice, dueAt: when.happenedAt };
  const { channel } = choice.way;
  const hours = await hoursOfChannel(db, ctx, settings, channel);
  const earliest = new Date(when.happenedAt.getTime() + when.waitMinutes * 60_000);
  // A line in a chat that goes on waits for nothing.
  const paced =
    channel === 'chat' || when.joins === null
      ? when.happenedAt
      : await pacedFor(db, settings, earliest, channel, when.joins);
  return paced === when.happenedAt
    ? { ...choice, dueAt: dueAt(when.happenedAt, when.waitMinutes, hours, channel) }
    : { ...choice, dueAt: dueAt(paced, 0, hours, channel) };
}

async function pacedFor(
  db: Db,
  settings: Settings,
  earliest: Date,
  channel: NoticeChannel,
  { customerId, cases, leaving = false }: Joining,
): Promise<Date> {
  const timeZone = await ownTimeZone(db);
  const told =
    settings.pace === 'window' &&
    (await toldSince(db, {
      customerId,
      channel,
      since: dayBegins(earliest, timeZone),
      butOf: cases,
    }));
  return (leaving ? heldUntil : pacedAt)(earliest, { ...settings, timeZone }, told);
}

export const sameWay = (one: Way, other: { channel: string | null; address: string | null }): boolean =>
  one.channel === other.channel && one.address === other.address;
