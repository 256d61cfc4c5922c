const live: ReadonlySet<string> = new Set(['phone', 'chat']);

/**
 * When a consult about a contact of this channel is over if nobody has answered it: soon while a customer is there.
 * @param waits what the queue says in which it waits
 */
export const expiryOf = (
  channel: string,
  askedAt: Date,
  waits: { liveMinutes: number; deferredMinutes: number },
): Date =>
  new Date(askedAt.getTime() + (live.has(channel) ? waits.liveMinutes : waits.deferredMinutes) * 60_000);

/** Only where both sides write short lines can two agents speak to one customer. */
export const takesTwoWriters = (channel: string): boolean => channel === 'chat';

/** The customer of a call waits while two agents talk about them. */
export const isHeldMeanwhile = (channel: string): boolean => channel === 'phone';

/**
 * How it stands after its asker has chosen whom they speak with: whether the customer is on hold, and whether the agent
 * speaks with the customer once they are not.
 */
export const lineOf = (line: 'aside' | 'customer' | 'all'): { held: boolean; together: boolean } => ({
  held: line === 'aside',
  together: line === 'all',
});

/** What a consult is settled by: how things stand now. */
export interface Standing {
  asker: string;
  agentId: string | null;
  contact: { state: string; agentId: string | null };
  /** Who is not there: offline, or without a desk past the grace. */
  away: ReadonlySet<string>;
}

/** Why a consult that is still open is over by itself; null when it goes on. */
export function overBecause({
  asker,
  agentId,
  contact,
  away,
}: Standing): 'contact_ended' | 'taken_away' | 'asker_away' | 'agent_away' | null {
  if (contact.agentId !== asker) return 'taken_away';
  if (contact.state !== 'active') return 'contact_ended';
  if (away.has(asker)) return 'asker_away';
  return agentId !== null && away.has(agentId) ? 'agent_away' : null;
}
