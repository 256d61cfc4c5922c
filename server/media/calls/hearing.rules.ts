import type { Call } from '#contract/voice.ts';

// Who hears whom on a call, by what is wanted of it and by who is there. Pure.

/** The customer's own name in a room; everybody else goes by the id of their member of staff. */
export const customer = 'customer';

export interface Arrangement {
  /** Who is needed in the room; the first is the agent. */
  staff: string[];
  hears: Map<string, Set<string>>;
  /** What the customer hears beside people; `turns`: what a flow or the queue has to say. */
  plays: 'music' | 'ringback' | 'turns' | null;
  /** The agent is wanted on the line and is not there. */
  missing: boolean;
}

type Wanted = Pick<Call, 'wanted' | 'agent' | 'parties'>;

/** Who of the staff is wanted on the line. On hold the agent is only needed when somebody else is there. */
export function wantedStaff({ wanted, agent, parties }: Wanted): string[] {
  if (wanted !== 'talk' && wanted !== 'hold') return [];
  const others = parties.map(({ staff }) => staff);
  const own = agent !== null && (wanted === 'talk' || others.length > 0) ? [agent] : [];
  return [...new Set([...own, ...others])];
}

/** How a room is to be. `present`: the staff whose line is up. */
export function arrangementOf(call: Wanted, present: ReadonlySet<string>): Arrangement {
  const staff = wantedStaff(call);
  const there = staff.filter((one) => present.has(one));
  const hears = new Map<string, Set<string>>();
  const link = (listener: string, speaker: string) => {
    if (listener === speaker) return;
    if (!hears.has(listener)) hears.set(listener, new Set());
    hears.get(listener)!.add(speaker);
  };
  const talking = call.wanted === 'talk';
  const agentThere = call.agent !== null && there.includes(call.agent);
  if (talking && agentThere) {
    link(customer, call.agent!);
    link(call.agent!, customer);
  }
  for (const party of call.parties) {
    if (!there.includes(party.staff)) continue;
    const legsOf = (role: (typeof party.hears)[number]): string[] => {
      // On hold nobody hears the customer, nor they anybody.
      if (role === 'customer') return talking ? [customer] : [];
      if (role === 'agent') return agentThere ? [call.agent!] : [];
      return call.parties
        .filter((other) => other.role === role && there.includes(other.staff))
        .map((other) => other.staff);
    };
    for (const role of party.hears) for (const speaker of legsOf(role)) link(party.staff, speaker);
    for (const role of party.heardBy) for (const listener of legsOf(role)) link(listener, party.staff);
  }
  const missing = talking && !agentThere;
  const alone = (hears.get(customer)?.size ?? 0) === 0;
  const plays =
    call.wanted === 'wait' || call.wanted === 'flow'
      ? 'turns'
      : call.wanted === 'hold'
        ? 'music'
        : missing && alone
          ? 'ringback'
          : null;
  return { staff, hears, plays, missing };
}
