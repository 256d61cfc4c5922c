import type { AttemptResult } from '#contract/callbacks.ts';
import type { Call, callEnds } from '#contract/voice.ts';

// What a gateway tells of a call, and what follows. Pure; told twice, late or in the wrong order it ends the same.

export interface CallFacts {
  direction: Call['direction'];
  state: Call['state'];
  answeredAt: Date | null;
  connectedAt: Date | null;
}
export interface CallNews {
  kind: 'ringing' | 'answered' | 'connected' | 'agent_lost' | 'party_lost' | 'ended';
  at: Date;
  by?: 'customer' | 'agent' | 'gateway' | undefined;
  cause?: (typeof callEnds)[number] | undefined;
  answeredAt?: Date | undefined;
}
export interface Heard {
  change: Partial<Omit<CallFacts, 'direction'>> & { endedAt?: Date; cause?: string; endedBy?: string };
  /** The customer answered just now, as far as was known. */
  answered: boolean;
  ended: boolean;
}

const rank = { dialling: 0, waiting: 0, ringing: 1, answered: 2, connected: 3, ended: 4 } as const;

/**
 * What news change about a call; null when they come too late to change anything. That a line of the staff is lost
 * changes nothing about the call, which goes on.
 */
export function heard(call: CallFacts, news: CallNews): Heard | null {
  if (call.state === 'ended' || news.kind === 'agent_lost' || news.kind === 'party_lost') return null;
  if (news.kind === 'ended') {
    const answeredAt = call.answeredAt ?? news.answeredAt ?? null;
    return {
      change: {
        state: 'ended',
        answeredAt,
        endedAt: news.at,
        cause: news.cause ?? (answeredAt === null ? 'failed' : 'hung_up'),
        endedBy: news.by ?? 'gateway',
      },
      answered: call.answeredAt === null && answeredAt !== null,
      ended: true,
    };
  }
  if (rank[news.kind] <= rank[call.state]) return null;
  const answered = call.answeredAt === null && news.kind !== 'ringing';
  return {
    change: {
      state: news.kind,
      ...(answered ? { answeredAt: news.at } : {}),
      ...(news.kind === 'connected' ? { connectedAt: news.at } : {}),
    },
    answered,
    ended: false,
  };
}

/** How an attempt went whose call ended before anybody answered. */
export const unanswered = (cause: string): AttemptResult =>
  cause === 'hung_up' ? 'no_answer' : cause === 'lost' ? 'failed' : (cause as AttemptResult);

/** What is wanted of a call, by where its contact stands; one that is still being dialled goes on being dialled. */
export function wantedOf(
  call: Pick<CallFacts, 'direction' | 'answeredAt'>,
  contact: { state: string; held: boolean },
): Call['wanted'] {
  const dialling = call.direction === 'out' && call.answeredAt === null;
  if (contact.state === 'active') return dialling ? 'dial' : contact.held ? 'hold' : 'talk';
  // Handed on while it rings: who answers waits.
  if (contact.state === 'queued' || contact.state === 'offered') return dialling ? 'dial' : 'wait';
  // Dialled before an agent was asked: scheduled until the customer answers.
  return contact.state === 'scheduled' && dialling ? 'dial' : 'end';
}

/**
 * How many customers to dial now before an agent is asked: as many as agents are free and nobody is being dialled for
 * yet; under steady load, when nobody is ever free, one at a time whose place is before all who wait.
 */
export const toDial = (now: {
  due: number;
  free: number;
  present: number;
  /** Being dialled, or on the line and waiting for an agent. */
  underWay: number;
  /** The first of the due ones has a better place than whoever waits. */
  front: boolean;
}): number => {
  const forFree = Math.min(now.due, Math.max(0, now.free - now.underWay));
  if (forFree > 0 || now.due === 0) return forFree;
  return now.free === 0 && now.present > 0 && now.underWay === 0 && now.front ? 1 : 0;
};
