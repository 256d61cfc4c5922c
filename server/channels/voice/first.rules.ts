import type { TurnInput, TurnNext } from '#contract/voice-turns.ts';
import { wentWith } from './announcements.rules.ts';
import type { Saying } from './wait-words.rules.ts';
import {
  ask,
  digit,
  end,
  p,
  secondsToSay,
  type Announcement,
  type WaitingState,
} from './waiting-parts.rules.ts';

// What a caller hears before the flow of the number that they dialled begins: announcements, one by one. Pure. Every one is
// told once in a call: who comes to a queue later does not hear it again.

export interface FirstState {
  heard: string[];
  last: WaitingState['last'];
  /** The announcement that they are asked about. */
  question: string | null;
  /** It has answered them. */
  over: boolean;
}
export const initialFirst: FirstState = { heard: [], last: null, question: null, over: false };

export type FirstStep =
  | { do: 'say'; state: FirstState; say: Saying[]; next: TurnNext }
  /** The announcement has answered them. */
  | { do: 'end'; state: FirstState; say: Saying[]; next: TurnNext; answered: string | null }
  /** There is nothing (more) to be told: the flow begins. */
  | { do: 'flow'; state: FirstState };

/** @param elapsed seconds since the call began */
export function stepFirst(
  before: FirstState,
  announcements: readonly Announcement[],
  input: TurnInput,
  elapsed: number,
): FirstStep {
  if (before.over) return { do: 'end', state: before, say: p('goodbye'), next: end, answered: null };
  if (before.question !== null && input.kind === 'keys' && input.keys.startsWith('1'))
    return {
      do: 'end',
      state: { ...before, question: null, over: true },
      say: p('thanks', 'goodbye'),
      next: end,
      answered: before.question,
    };
  const state = { ...before, question: null };
  const fresh = announcements.find(({ id }) => !state.heard.includes(id));
  if (fresh === undefined) return { do: 'flow', state };
  const { id, text, language, endsCall } = fresh;
  const say: Saying[] = [{ text, language, instead: 'known-fault' }];
  if (endsCall) say.push(...p('announcement-answered'), digit('1'), ...p('announcement-stay'));
  return {
    do: 'say',
    state: {
      ...state,
      heard: [...state.heard, id],
      last: { id, since: elapsed, seconds: secondsToSay(text), endsCall },
      question: endsCall ? id : null,
    },
    say,
    next: endsCall ? ask('key', 5) : { kind: 'music', afterSeconds: 1, keys: '' },
  };
}

/** The announcement on which a caller hung up because it had answered them; null: they went for another reason. */
export const answeredBy = (state: FirstState, elapsed: number): string | null =>
  !state.over && wentWith(state.last, elapsed) ? state.last!.id : null;
