// Whom a notice reaches, when, and with which others: pure decisions.

export type NoticeChannel = 'email' | 'pec' | 'sms' | 'chat';

/** A channel that was chosen, and where it leads; `address` is null where a conversation of the case has its own. */
export interface Way {
  channel: NoticeChannel;
  address: string | null;
}
export type Choice = { way: Way } | { way: null; why: 'not_wanted' | 'no_address' };

export interface Reachable {
  /** What was wished for this case, else for all of the customer's; null: as they wrote. */
  wish: NoticeChannel | 'none' | null;
  /** The last word on each channel: agreed, or no longer. */
  consents: ReadonlyMap<NoticeChannel, boolean>;
  /** The customer's addresses, the best first. */
  addresses: Readonly<Record<'email' | 'pec' | 'sms', readonly string[]>>;
  /** What the organisation can send by. */
  senders: { email: boolean; sms: boolean };
  /** The conversation about the case that the customer would read on. */
  conversation: { byMail: boolean; live: boolean } | null;
  /** What failed already. */
  tried: readonly Way[];
}

/**
 * On which channel a customer is told. What they wished comes first; without a wish the conversation on which they wrote.
 * Then what they agreed to, and mail, which answers who wrote to us. A channel that they refused, and one that nobody
 * agreed to, is never taken by itself: short messages and the official address want a yes.
 */
export function chooseWay(one: Reachable): Choice {
  const { wish, consents, addresses, senders, conversation } = one;
  if (wish === 'none') return { way: null, why: 'not_wanted' };
  const agreed = (channel: NoticeChannel) => consents.get(channel) === true;
  const refused = (channel: NoticeChannel) => consents.get(channel) === false;
  const chat: Way[] =
    conversation?.live === true && !conversation.byMail ? [{ channel: 'chat', address: null }] : [];
  const thread: Way[] =
    conversation?.byMail === true && senders.email ? [{ channel: 'email', address: null }] : [];
  const byAddress = (channel: 'email' | 'pec' | 'sms'): Way[] =>
    (channel === 'sms' ? senders.sms : senders.email)
      ? addresses[channel].map((address) => ({ channel, address }))
      : [];
  const ways: Record<NoticeChannel, Way[]> = {
    chat,
    email: [...thread, ...byAddress('email')],
    pec: byAddress('pec'),
    sms: byAddress('sms'),
  };
  const order: NoticeChannel[] = [
    ...(wish === null ? (['chat'] as const) : [wish]),
    ...(wish === null ? (['email'] as const) : []),
    ...(['email', 'sms', 'pec'] as const).filter(agreed),
    'email',
  ];
  const failed = new Set(one.tried.map(({ channel, address }) => `${channel} ${address ?? ''}`));
  const spoilt = new Set(one.tried.map(({ channel }) => channel));
  for (const channel of order) {
    if (refused(channel)) continue;
    if (channel !== wish && (channel === 'sms' || channel === 'pec') && !agreed(channel)) continue;
    // The address of a thread that failed is most likely the customer's own: mail is tried again at another one only.
    const open = ways[channel].filter(
      (way) =>
        !failed.has(`${way.channel} ${way.address ?? ''}`) && !(way.address === null && spoilt.has(channel)),
    );
    if (open[0] !== undefined) return { way: open[0] };
  }
  return { way: null, why: 'no_address' };
}

/** When something may leave: at once where the hour allows it, else at the next that does. */
export interface Hours {
  isOpen(at: Date): boolean;
  next(at: Date): Date | null;
}

/**
 * When a notice leaves: after the time in which a move may be taken back, and not in the quiet hours of its channel.
 * A line in a chat that goes on leaves at once. Hours that never open hold nothing back for ever: it leaves as if
 * there were none.
 */
export function dueAt(
  happenedAt: Date,
  waitMinutes: number,
  hours: Hours | null,
  channel: NoticeChannel,
): Date {
  if (channel === 'chat') return happenedAt;
  const earliest = new Date(happenedAt.getTime() + waitMinutes * 60_000);
  if (hours === null || hours.isOpen(earliest)) return earliest;
  return hours.next(earliest) ?? earliest;
}

/** A notice that has not left yet. */
export interface Waiting {
  id: string;
  about: string;
  fromState: string | null;
  toState: string;
}

/**
 * What a move does to the news of the same case that has not left yet. A move that takes the last one back leaves
 * nothing to tell of either; a closing stands for all that was to be told before it.
 */
export function settle(
  waiting: readonly Waiting[],
  move: { from: string | null; to: string; closes: boolean; reopens: boolean },
): { withdraw: { id: string; why: 'superseded' | 'undone' }[]; tell: boolean } {
  const last = waiting.at(-1);
  // A case is taken up again in another state than it was closed in; that it was closed nobody has heard.
  const undoes =
    last !== undefined && last.toState === move.from && (move.reopens || last.fromState === move.to);
  if (undoes) return { withdraw: [{ id: last.id, why: 'undone' }], tell: false };
  return {
    withdraw: move.closes ? waiting.map(({ id }) => ({ id, why: 'superseded' as const })) : [],
    tell: true,
  };
}

/** What is common to notices that make one message. */
export interface Mergeable {
  id: string;
  channel: NoticeChannel | null;
  address: string | null;
  language: string;
  serviceId: string;
  dueAt: Date;
  happenedAt: Date;
}

/**
 * Which notices of one customer leave together: those that are due draw along what was to leave on the same channel, in
 * the same language and from the same service within the time of merging. Chat lines are never held together. Every notice is in one group.
 * @param windowMinutes 0: only what is due
 */
export function together<T extends Mergeable>(
  notices: readonly T[],
  now: Date,
  windowMinutes: number,
): T[][] {
  const horizon = now.getTime() + windowMinutes * 60_000;
  const groups = Map.groupBy(
    notices.filter((one) => one.dueAt.getTime() <= horizon),
    (one) =>
      one.channel === 'chat'
        ? one.id
        : JSON.stringify([
            one.channel,
            one.channel === 'email' ? null : one.address,
            one.language,
            one.serviceId,
          ]),
  );
  return [...groups.values()]
    .filter((group) => group.some((one) => one.dueAt <= now))
    .map((group) => group.toSorted((a, b) => a.happenedAt.getTime() - b.happenedAt.getTime()));
}
