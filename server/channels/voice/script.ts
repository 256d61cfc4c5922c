import type { TurnNext, TurnSaying } from '#contract/voice-turns.ts';
import type { FirstState } from './first.rules.ts';
import type { WaitingState } from './waiting-parts.rules.ts';

// What a call walks through while no person speaks with its customer, as it is kept with the call.

/** A session of a flow, and its turn that is waited for. */
export interface FlowScript {
  kind: 'flow';
  session: string;
  turn: number;
  /** What the caller says they are called, where no number tells. */
  name: string | null;
  /** In which they came; the flow may speak another. Absent: that of the number. */
  language?: string;
  /** What they were told before it begins. */
  first?: FirstState;
  /** Somebody of the staff tries it: it is nobody's work. `service` is the flow's, whose prompts are played. */
  trial?: { service: string | null };
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
  /** What was said in the turns before it: who reads along asks less often than keys are pressed. */
  earlier?: SaidTurn[];
}
export interface SaidTurn {
  turn: number;
  lines: { text: string; language: string }[];
}

// A number or a code that is said sign by sign.
const spelled = /(?<![\p{L}\p{N}])(?:[\p{Lu}\p{Nd}-] ){3,}[\p{Lu}\p{Nd}-](?![\p{L}\p{N}])/gu;

/** What of a turn can be read: codes are not spelled, and the pieces in which a sentence is said ("press", "1") are one line. */
export function linesOf({ say }: Pick<LastTurn, 'say'>): SaidTurn['lines'] {
  const lines: SaidTurn['lines'] = [];
  for (const { text: told, language } of say) {
    if (told === '') continue;
    const text = told.replace(spelled, (signs) => signs.replaceAll(' ', ''));
    const before = lines.at(-1);
    const goesOn = before !== undefined && before.language === language && !/[.!?:…]$/.test(before.text);
    if (goesOn && /^[\p{Nd}\p{Ll}€+]/u.test(text)) before.text += ` ${text}`;
    else lines.push({ text, language });
  }
  return lines;
}

export const nothingMore: TurnNext = { kind: 'none' };
/** Music until something else is wanted. */
export const musicOnly: TurnNext = { kind: 'music', afterSeconds: null, keys: '' };
