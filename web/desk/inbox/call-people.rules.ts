import type { Call, CallOutside, CallParty } from '#contract/voice.ts';

// Who is on a call and how they hear each other, for the desk. Pure.

/** Somebody beside the agent and the customer: a colleague who is consulted, or a number outside. */
export interface Other {
  name: string;
  /** dialling, ringing: not on the line yet. */
  state: 'dialling' | 'ringing' | 'up';
  /** Speaks with the customer too, unless they are on hold. */
  together: boolean;
  isNumber: boolean;
}
export type Line = 'aside' | 'customer' | 'all';

export interface People {
  /** How it stands. */
  line: Line | 'dialling' | 'ringing' | 'passing';
  /** Those who hear each other. */
  speak: ('agent' | 'customer' | 'other')[];
  /** Those who wait with music. */
  wait: ('customer' | 'other')[];
}

/** The other one on a call; null: there is only its agent and its customer. */
export function otherOn(
  consult: { state: string; agentName: string | null; together: boolean } | null,
  call: Pick<Call, 'outside' | 'endedAt'> | null,
  shown: (number: string) => string,
): Other | null {
  if (consult?.state === 'active')
    return {
      name: consult.agentName ?? '',
      state: 'up',
      together: consult.together,
      isNumber: false,
    };
  const number = call?.endedAt === null ? call.outside : null;
  if (number === null || number === undefined || number.state === 'ended') return null;
  return {
    name: shown(number.number),
    state: number.state === 'answered' ? 'up' : number.state,
    together: number.together,
    isNumber: true,
  };
}

/** How the three hear each other. @param held the customer is on hold */
export function peopleOn(other: Other, held: boolean, purpose: CallOutside['purpose'] | null): People {
  if (other.state !== 'up')
    return {
      line: purpose === 'transfer' ? 'passing' : other.state,
      speak: held ? [] : ['agent', 'customer'],
      wait: held ? ['customer'] : [],
    };
  if (held) return { line: 'aside', speak: ['agent', 'other'], wait: ['customer'] };
  if (other.together) return { line: 'all', speak: ['agent', 'customer', 'other'], wait: [] };
  return { line: 'customer', speak: ['agent', 'customer'], wait: ['other'] };
}

/** What whoever is consulted on a call must know of a supervisor on it; null: there is none, or they are not on the call. */
export function supervisorFor(parties: readonly CallParty[], me: string): 'listens' | 'speaks' | null {
  if (!parties.some(({ staff, role }) => staff === me && role === 'consulted')) return null;
  const supervisor = parties.find(({ role }) => role === 'supervisor');
  if (supervisor === undefined) return null;
  return supervisor.heardBy.includes('consulted') ? 'speaks' : 'listens';
}
