import type { Call, CallParty } from '#contract/voice.ts';

// Who is on a call beside its customer and its agent. Pure.

const same = (one: CallParty, staff: string, role: CallParty['role']): boolean =>
  one.staff === staff && one.role === role;
const alike = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((role) => other.includes(role));

/** With somebody on it, or hearing others than before; the same list when that changes nothing. */
export function withParty(parties: CallParty[], party: CallParty): CallParty[] {
  const before = parties.find((one) => same(one, party.staff, party.role));
  if (before === undefined) return [...parties, party];
  if (alike(before.hears, party.hears) && alike(before.heardBy, party.heardBy)) return parties;
  return parties.map((one) => (one === before ? party : one));
}

/** Without them; the same list when they were not on it. */
export function withoutParty(parties: CallParty[], staff: string, role: CallParty['role']): CallParty[] {
  return parties.some((one) => same(one, staff, role))
    ? parties.filter((one) => !same(one, staff, role))
    : parties;
}

/**
 * How the agent who is consulted about a call hears and is heard: with the agent while the customer is on hold; with both
 * where all three speak; else they wait.
 */
export function consultedParty(
  staff: string,
  { held, together }: { held: boolean; together: boolean },
): CallParty {
  const others: CallParty['hears'] = held ? ['agent'] : together ? ['agent', 'customer'] : [];
  return { staff, role: 'consulted', hears: others, heardBy: others };
}

/** With nobody else consulted than this; the same list when that is so already. */
export function consultedIs(parties: CallParty[], party: CallParty | null): CallParty[] {
  const others = parties
    .filter(({ role, staff }) => role === 'consulted' && staff !== party?.staff)
    .reduce((left, { staff, role }) => withoutParty(left, staff, role), parties);
  return party === null ? others : withParty(others, party);
}

/**
 * Who stays on a call of which something else is wanted: they are there beside an agent who speaks with the customer, or
 * keeps them on hold, and go with that agent.
 */
export const partiesAfter = (
  call: Pick<Call, 'agent' | 'parties'>,
  wanted: Call['wanted'],
  agent: string | null,
): CallParty[] =>
  (wanted === 'talk' || wanted === 'hold') && agent !== null && agent === call.agent ? call.parties : [];
