import type { ListeningMode } from '#contract/listening.ts';
import type { CallParty } from '#contract/voice.ts';

// A supervisor who follows a call, as somebody on it. Pure.

/** Who follows a call, and how far. */
export interface Listener {
  supervisorId: string;
  /** The agent who was told of it, or agreed: nobody else is listened to. */
  agentId: string;
  mode: ListeningMode;
}

// Whoever the customer hears is heard by who follows the call too.
const hears: CallParty['hears'] = ['customer', 'agent', 'consulted'];
const heardBy: Record<Exclude<ListeningMode, 'asked'>, CallParty['heardBy']> = {
  reading: [],
  whispering: ['agent'],
  stepped_in: ['customer', 'agent', 'consulted'],
};

/** As whom a supervisor is on a call; null: not on it. */
export const partyOf = (listener: Listener | null, agentId: string | null): CallParty | null =>
  listener === null || listener.mode === 'asked' || listener.agentId !== agentId
    ? null
    : { staff: listener.supervisorId, role: 'supervisor', hears, heardBy: heardBy[listener.mode] };

/**
 * Who on a call is told to a member of staff who sees it: of a supervisor only those know whom the supervisor hears, and
 * the supervisor.
 */
export const partiesTold = (
  { agentId, parties }: { agentId: string | null; parties: CallParty[] },
  staffId: string | null,
): CallParty[] =>
  staffId !== null && (staffId === agentId || parties.some(({ staff }) => staff === staffId))
    ? parties
    : parties.filter(({ role }) => role !== 'supervisor');
