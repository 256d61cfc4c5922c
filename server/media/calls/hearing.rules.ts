import type { Call } from '#contract/voice.ts';

// Who hears whom on a call, by what is wanted of it and by who is there. Pure.

/** The customer's own name in a room, and that of a number outside; everybody else goes by the id of their member of staff. */
export const customer = 'customer';
export const outside = 'outside';

export interface Arrangement {
  /** Who is needed in the room; the first is the agent. */
  staff: string[];
  hears: Map<string, Set<string>>;
  /** What the customer hears beside people; `turns`: what a flow or the queue has to say. */
  plays: 'music' | 'ringback' | 'turns' | null;
  /** What others hear beside people: who waits, and whose colleague is being called. */
  playsTo: Map<string, 'music' | 'ringback'>;
  /** The agent is wanted on the line and is not there. */
  missing: boolean;
  /** Who is consulted and is not there. */
  missed: string[];
}

type Wanted = Pick<Call, 'wanted' | 'agent' | 'parties' | 'outside'> & Partial<Pick<Call, 'state'>>;

type Party = Call['parties'][number];

/** Supervisors on a call, but for the one whose call it is now. */
export const supervisorsOn = ({ agent, parties }: Pick<Call, 'agent' | 'parties'>): string[] =>
  parties.filter(({ role, staff }) => role === 'supervisor' && staff !== agent).map(({ staff }) => staff);

/**
 * Who only listens hears what is said with the customer: while that one hears music, what the agent says is not theirs to
 * hear, be it to a colleague who is asked or to whoever sits beside them.
 */
const waitsOutside = ({ wanted }: Pick<Call, 'wanted'>, { role, heardBy }: Party): boolean =>
  wanted === 'hold' && role === 'supervisor' && heardBy.length === 0;

const isUnderWay = ({ outside: number }: Pick<Wanted, 'outside'>): boolean =>
  number !== null && number.state !== 'ended';

/** Who of the staff is wanted on the line. On hold the agent is only needed when somebody else is there, or is called. */
export function wantedStaff(call: Wanted): string[] {
  const { wanted, agent, parties } = call;
  // Who has somebody called hears it ring.
  if (wanted === 'dial') return agent === null ? [] : [agent];
  if (wanted !== 'talk' && wanted !== 'hold') return [];
  const others = parties.filter((party) => !waitsOutside(call, party)).map(({ staff }) => staff);
  const needed = wanted === 'talk' || others.length > 0 || isUnderWay(call);
  return [...new Set([...(agent !== null && needed ? [agent] : []), ...others])];
}

/**
 * How a room is to be.
 * @param present the staff whose line is up
 * @param outsideUp the number outside is on the line
 */
export function arrangementOf(call: Wanted, present: ReadonlySet<string>, outsideUp = false): Arrangement {
  const staff = wantedStaff(call);
  const there = staff.filter((one) => present.has(one));
  const hears = new Map<string, Set<string>>();
  const link = (listener: string, speaker: string) => {
    if (listener === speaker) return;
    if (!hears.has(listener)) hears.set(listener, new Set());
    hears.get(listener)!.add(speaker);
  };
  const talk = (one: string, other: string) => {
    link(one, other);
    link(other, one);
  };
  const talking = call.wanted === 'talk';
  const agentThere = call.agent !== null && there.includes(call.agent);
  if (talking && agentThere) talk(customer, call.agent!);
  for (const party of call.parties) {
    if (!there.includes(party.staff) || waitsOutside(call, party)) continue;
    const legsOf = (role: (typeof party.hears)[number]): string[] => {
      // On hold nobody hears the customer, nor they anybody.
      if (role === 'customer') return talking ? [customer] : [];
      if (role === 'agent') return agentThere ? [call.agent!] : [];
      return (
        call.parties
          .filter((other) => other.role === role && there.includes(other.staff))
          // A colleague who is asked aside, or waits, is no part of what a supervisor follows: only when three speak are they.
          .filter((other) => party.role !== 'supervisor' || (talking && other.heardBy.includes('customer')))
          .map((other) => other.staff)
      );
    };
    for (const role of party.hears) for (const speaker of legsOf(role)) link(party.staff, speaker);
    for (const role of party.heardBy) for (const listener of legsOf(role)) link(listener, party.staff);
  }
  const up = outsideUp && isUnderWay(call);
  const consulted = call.parties.filter(({ role }) => role === 'consulted').map((one) => one.staff);
  if (up && call.wanted === 'outside') talk(customer, outside);
  // With the agent it is where the consulted are: aside with them, or with the customer too.
  if (up && agentThere && (call.wanted === 'hold' || call.outside!.together)) {
    talk(outside, call.agent!);
    if (talking) {
      talk(outside, customer);
      for (const { role, staff: one, hears: whom, heardBy } of call.parties) {
        if (role !== 'supervisor' || one === call.agent || !there.includes(one)) continue;
        if (whom.includes('customer')) link(one, outside);
        if (heardBy.includes('customer')) link(outside, one);
      }
    }
    for (const one of consulted) if (hears.get(one)?.has(call.agent!) === true) talk(outside, one);
  }
  const missed = consulted.filter((one) => staff.includes(one) && !there.includes(one));
  const asks = consulted.length > 0 || isUnderWay(call);
  const wantsAgent = talking || (call.wanted === 'hold' && asks);
  const missing = wantsAgent && !agentThere;
  const playsTo = new Map<string, 'music' | 'ringback'>();
  const alone = (who: string) => (hears.get(who)?.size ?? 0) === 0;
  for (const one of [...consulted.filter((one) => there.includes(one)), ...(up ? [outside] : [])])
    if (alone(one)) playsTo.set(one, 'music');
  // The one who is asked is not on the line yet.
  if (agentThere && call.wanted === 'hold' && asks && alone(call.agent!))
    playsTo.set(call.agent!, 'ringback');
  if (agentThere && call.wanted === 'dial' && call.state === 'ringing') playsTo.set(call.agent!, 'ringback');
  const plays =
    call.wanted === 'wait' || call.wanted === 'flow'
      ? 'turns'
      : call.wanted === 'hold'
        ? 'music'
        : missing && talking && alone(customer)
          ? 'ringback'
          : null;
  return { staff, hears, plays, playsTo, missing, missed };
}
