import type { TurnNext, TurnSaying } from '#contract/voice-turns.ts';
import type { WaitingState } from './waiting-parts.rules.ts';

// What a call walks through while no person speaks with its customer, as it is kept with the call.

/** A session of a flow, and its turn that is waited for. */
export interface FlowScript {
  kind: 'flow';
  session: string;
  turn: number;
  /** What the caller says they are called, where no number tells. */
  name: string | null;
}
/** The queue. */
export interface WaitScript {
  kind: 'wait';
  /** Where the script of waiting stands, and in which queue. */
  state?: WaitingState;
  queue?: string;
}
export type CallScript = FlowScript | WaitScript;

/** What a turn brings: where the script stands then, what is said, and what comes after. */
export interface Answered {
  script: CallScript | null;
  /** Absent: that of the contact. */
  language?: string;
  /** Absent: that of the contact. */
  place?: LastTurn['place'];
  say: TurnSaying[];
  next: TurnNext;
}
/** What is kept of the last answer. */
export interface LastTurn {
  language: string;
  place: { service: string | null; queue: string | null };
  say: TurnSaying[];
  next: TurnNext;
}

export const nothingMore: TurnNext = { kind: 'none' };
/** Music until something else is wanted. */
export const musicOnly: TurnNext = { kind: 'music', afterSeconds: null, keys: '' };
