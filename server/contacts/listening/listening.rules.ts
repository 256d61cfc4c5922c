import type { ListeningEnd, ListeningMode } from '#contract/listening.ts';

/** How long a supervisor's desk may be silent, and an agent who is asked, before a listening ends by itself (ms). */
export const patience = { desk: 30_000, answer: 120_000 } as const;

/** What can be followed. */
export const followedChannels = ['chat', 'phone'] as const;
export type FollowedChannel = (typeof followedChannels)[number];

/** Why a listening is over when what was followed is. */
export const overOf = (channel: string): 'call_over' | 'chat_over' =>
  channel === 'phone' ? 'call_over' : 'chat_over';

/** A listening under way, with how its contact stands. */
export interface Standing {
  channel: FollowedChannel;
  mode: ListeningMode;
  agentId: string;
  supervisorId: string;
  startedAt: Date;
  seenAt: Date;
  contactState: string;
  /** Who has the contact now. */
  contactAgentId: string | null;
}

/**
 * Why a listening is over, or null while it is not. What became of the chat comes first: it is what people saw happen.
 * @param may.agreed an agreement in force covers it
 * @param may.listen the supervisor may still follow this contact
 */
export function whyOver(
  one: Standing,
  now: Date,
  may: { agreed: boolean; listen: boolean },
): ListeningEnd | null {
  const since = (at: Date) => now.getTime() - at.getTime();
  if (one.contactState === 'active' && one.contactAgentId === one.supervisorId) return 'taken_over';
  if (one.contactState === 'queued' || one.contactState === 'offered') return 'handed_on';
  if (one.contactState !== 'active') return overOf(one.channel);
  if (one.contactAgentId !== one.agentId) return 'handed_on';
  if (!may.agreed) return 'agreement_over';
  if (!may.listen) return 'right_lost';
  if (since(one.seenAt) > patience.desk) return 'desk_gone';
  return one.mode === 'asked' && since(one.startedAt) > patience.answer ? 'unanswered' : null;
}

/**
 * Whether the customer, who was told that somebody has come, is told that they have gone. Else they see who answers now;
 * on a call they hear it.
 */
export const tellsCustomer = (channel: string, mode: ListeningMode, because: ListeningEnd): boolean =>
  channel === 'chat' &&
  mode === 'stepped_in' &&
  because !== 'chat_over' &&
  because !== 'call_over' &&
  because !== 'handed_on' &&
  because !== 'taken_over';
