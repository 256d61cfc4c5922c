import type { Contact } from '#contract/contacts.ts';
import type { Call } from '#contract/voice.ts';

// How a call of ours ended, as an outcome. Pure.

/** Codes of outcomes that say why nobody was reached; an organisation names them as it likes. */
const unreached = new Set(['no_answer', 'busy', 'machine', 'wrong_number']);

const isOwnCall = (contact: Pick<Contact, 'channel' | 'direction'>): boolean =>
  contact.channel === 'phone' && contact.direction === 'out';

/** The outcomes among which one is chosen: what says that nobody was reached is of calls of ours only. */
export const outcomesFor = <O extends { id: string; code: string }>(
  outcomes: readonly O[],
  contact: Pick<Contact, 'channel' | 'direction' | 'outcome'>,
): O[] =>
  outcomes.filter(({ id, code }) => isOwnCall(contact) || !unreached.has(code) || id === contact.outcome);

/** The code of the outcome that a call proposes by how it ended; null: somebody was spoken with, or it says nothing. */
export function proposedCode(
  call: Pick<Call, 'direction' | 'answeredAt' | 'cause' | 'endedBy'> | null,
): string | null {
  if (call === null || call.direction !== 'out' || call.answeredAt !== null) return null;
  if (call.cause === 'hung_up') return call.endedBy === 'customer' ? 'busy' : 'no_answer';
  return call.cause !== null && unreached.has(call.cause) ? call.cause : null;
}
