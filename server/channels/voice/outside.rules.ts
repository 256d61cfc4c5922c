import type { Call, CallOutside, callEnds } from '#contract/voice.ts';

// A number outside on a call, and what its gateway tells of it. Pure; told twice or late it ends the same.

export interface OutsideNews {
  kind: 'ringing' | 'answered' | 'ended';
  cause?: (typeof callEnds)[number] | undefined;
}

export const isUnderWay = (outside: Pick<CallOutside, 'state'> | null): boolean =>
  outside !== null && outside.state !== 'ended';

const rank = { dialling: 0, ringing: 1, answered: 2, ended: 3 } as const;
const theirs: ReadonlySet<string> = new Set(['hung_up', 'no_answer', 'busy', 'machine', 'wrong_number']);

/** The number as it stands after news; null when they come too late to change anything. */
export function outsideAfter<O extends CallOutside>(outside: O, news: OutsideNews, at: Date): O | null {
  if (rank[news.kind] <= rank[outside.state]) return null;
  if (news.kind !== 'ended')
    return {
      ...outside,
      state: news.kind,
      ...(news.kind === 'answered' ? { answeredAt: at.toISOString() } : {}),
    };
  const told = news.cause ?? 'failed';
  // Who rejects a call hangs up too: nobody spoke.
  const cause = outside.answeredAt === null && told === 'hung_up' ? 'no_answer' : told;
  return overWith(outside, cause, theirs.has(cause) ? 'outside' : 'gateway', at);
}

/** The number as it is once it is over. */
export const overWith = <O extends CallOutside>(
  outside: O,
  cause: NonNullable<CallOutside['cause']>,
  endedBy: NonNullable<CallOutside['endedBy']>,
  at: Date,
): O => ({ ...outside, state: 'ended', together: false, endedAt: at.toISOString(), cause, endedBy });

/** Whether it stays on a call of which something else is wanted: with its agent, or once the call is its own. */
export const staysOutside = (
  call: Pick<Call, 'agent'>,
  wanted: Call['wanted'],
  agent: string | null,
): boolean =>
  wanted === 'outside' ||
  ((wanted === 'talk' || wanted === 'hold') && agent !== null && agent === call.agent);
