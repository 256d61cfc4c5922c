import type { FlowChannel, FlowLanguage, identifiers, proofs } from '#contract/flow-graph.ts';
import type { FlowInput, FlowOutcome, Said, TrailEntry, Turn } from '#contract/flow-turns.ts';
import type { Value, Values } from './values.rules.ts';

// What a session is between two answers: data that survives JSON, and everything the engine needs.

export type Identifier = (typeof identifiers)[number];
export type Proof = (typeof proofs)[number];

export type Stage =
  | { at: 'enter' }
  /** Waits for an answer: so many were not understood. */
  | {
      at: 'asked';
      tries: number;
      /** The option that was probably meant: whether it was is asked now. */
      maybe?: string;
      /** Of a choice of what was looked up: which part of the list is offered. */
      page?: number;
    }
  /** Waits for what an effect brings. */
  | { at: 'effect' }
  | {
      at: 'identify';
      /** caller: the number that calls is looked up. value: they are asked who they are. proof: by what they prove it. */
      step: 'caller' | 'value' | 'finding' | 'sending' | 'proof' | 'proving';
      tries: number;
      by: Identifier | null;
      /** Who it would be; null also for nobody, which they are not told. */
      candidate: string | null;
      proof: Proof | null;
    }
  | { at: 'callback'; step: 'confirm' | 'number' | 'asking'; tries: number; number: string };
export type IdentifyStage = Extract<Stage, { at: 'identify' }>;

export interface FlowState {
  v: 1;
  flow: string;
  /** Null: a draft. */
  version: number | null;
  node: string;
  stage: Stage;
  values: Values;
  /** Names of values that nobody may read afterwards. */
  secrets: string[];
  channel: FlowChannel;
  language: FlowLanguage;
  /** The number or address that they come from. */
  from: string | null;
  customer: string | null;
  identified: { by: Identifier; proof: Proof | null } | null;
  wants: {
    requires: { skill: string; level: number }[];
    boostSeconds: number;
    classification: string | null;
  };
  /** A call was promised: somebody's work, whatever was said afterwards. */
  promised: boolean;
  /** The number of the turn that waits for an answer. */
  turn: number;
  /** What is told before anything else, where something is to be told to everybody. */
  first?: Said[];
  /** What was said since the last answer. */
  said: Said[];
  /** Nodes entered since the last answer: a circle without a question must not run for ever. */
  moves: number;
  outcome: FlowOutcome | null;
}

/** Something that is not the engine's to do: looked up, sent, asked of somebody else. */
export type FlowEffect =
  | { kind: 'lookup' | 'act'; what: string; with: Record<string, Value> }
  | {
      kind: 'call';
      method: 'GET' | 'POST' | 'PUT';
      url: string;
      headers: Record<string, string>;
      body: string | null;
      timeoutSeconds: number;
      retries: number;
      map: Record<string, string>;
    }
  | { kind: 'search'; question: string }
  | {
      kind: 'case';
      do: 'open' | 'note';
      type: string;
      fields: Record<string, string>;
      subject: string;
      text: string;
      classification: string | null;
      number: string;
    }
  /** `holes`: the placeholders for which nothing is known; with any of them it does not go out. */
  | { kind: 'send'; subject: string; text: string; document: boolean; holes: string[] }
  | { kind: 'hours'; calendar: string | null; queue: string | null }
  | { kind: 'emergency'; queue: string }
  | { kind: 'find'; by: Identifier; value: string }
  | { kind: 'code'; candidate: string | null; proof: Proof }
  | { kind: 'prove'; candidate: string | null; by: Identifier; proof: Proof | null; value: string }
  | { kind: 'callback'; queue: string; number: string }
  | { kind: 'flow'; flow: string };

/** What an effect brought. `exit` is a way out of the node, or what the step of an identification turns on. */
export interface EffectResult {
  exit: string;
  value?: Value;
  /** Of a call: several values at once. */
  values?: Record<string, Value>;
  /** What is said of it at once: an answer that was found. */
  say?: string;
  /** Beside it in the trail. */
  note?: string;
  candidate?: string | null;
  /** By what the candidate can prove to be it. */
  proofs?: Proof[];
  customer?: { id: string; values: Record<string, Value> };
  /** Of another flow: which, and where it begins. */
  flow?: string;
  start?: string;
  version?: number | null;
}

export type FlowStep = FlowInput | { kind: 'result'; result: EffectResult };

export type TrailDraft = Pick<TrailEntry, 'turn' | 'flow' | 'node' | 'kind' | 'text' | 'exit' | 'data'>;

export interface Advance {
  state: FlowState;
  trail: TrailDraft[];
  next: { kind: 'effect'; effect: FlowEffect } | { kind: 'turn'; turn: Turn };
}

export function newState(from: {
  flow: string;
  version: number | null;
  start: string;
  channel: FlowChannel;
  language: FlowLanguage;
  from: string | null;
  values?: Values;
  first?: Said[];
}): FlowState {
  return {
    v: 1,
    flow: from.flow,
    version: from.version,
    node: from.start,
    stage: { at: 'enter' },
    values: from.values ?? {},
    secrets: [],
    channel: from.channel,
    language: from.language,
    from: from.from,
    customer: null,
    identified: null,
    wants: { requires: [], boostSeconds: 0, classification: null },
    promised: false,
    turn: 0,
    said: [],
    moves: 0,
    outcome: null,
    ...(from.first === undefined || from.first.length === 0 ? {} : { first: from.first }),
  };
}

/** What placeholders and checks can name: what was learnt, and what is known of the session itself. */
export const knownIn = (state: FlowState): Values => ({
  ...state.values,
  channel: state.channel,
  language: state.language,
  identified: state.identified !== null,
  from: state.from,
});
/** Names that are there in every session. */
export const alwaysKnown = ['channel', 'language', 'identified', 'from'] as const;
