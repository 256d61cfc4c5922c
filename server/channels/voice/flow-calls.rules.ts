import type { FlowInput, Turn } from '#contract/flow-turns.ts';
import type { TurnInput, TurnNext, TurnSaying } from '#contract/voice-turns.ts';

// A flow on the telephone: what a turn of it is for a gateway, and what a caller did is for the flow. Pure.

/** Seconds for the first key, or word, after a question that names none, and at most; between two keys. */
const patience = { first: 8, longest: 30, between: 4 } as const;
/** Below it, what was written down is a guess of whoever listened. */
const leastConfidence = 0.35;
/** In the trail of a flow: they spoke, and nobody knows what. */
const unclear = '…';

export const sayingsOf = ({ say }: Pick<Turn, 'say'>): TurnSaying[] =>
  say
    .filter(({ text, prompt }) => text.trim() !== '' || prompt !== null)
    .map(({ text, language, prompt }) => ({ text, language, prompt, notice: false }));

/** What comes after what a turn says. @param hears whether something is there that understands speech */
export function nextOf({ ask, outcome }: Pick<Turn, 'ask' | 'outcome'>, hears: boolean): TurnNext {
  if (ask === null) return outcome?.kind === 'ended' ? { kind: 'end' } : { kind: 'none' };
  const { keys, secret, options } = ask;
  const first = ask.seconds === undefined ? patience.first : Math.min(ask.seconds, patience.longest);
  const speech = hears && !secret;
  return {
    kind: 'ask',
    keys:
      keys === null
        ? null
        : {
            min: Math.max(1, Math.min(keys.min, keys.max, 40)),
            max: Math.max(1, Math.min(keys.max, 40)),
            end: keys.end === '#' ? '#' : null,
            firstSeconds: first,
            betweenSeconds: patience.between,
          },
    speech,
    words: speech
      ? options
          .map(({ label }) => label)
          .join(', ')
          .slice(0, 500)
      : '',
    seconds: speech ? first : 1,
    bargeIn: true,
  };
}

/**
 * What a caller did, as the flow understands it. What nobody could make out, or is hardly more than a guess, is no answer to
 * a choice; where any text is one, it is as if they had said nothing.
 */
export function inputOf(input: TurnInput, asks: Turn['ask']): FlowInput {
  if (input.kind === 'keys') return { kind: 'keys', keys: input.keys };
  if (input.kind !== 'speech') return { kind: 'silence' };
  const heard = input.confidence !== null && input.confidence < leastConfidence ? '' : input.text.trim();
  if (heard !== '') return { kind: 'text', text: heard };
  return asks?.type === 'text' ? { kind: 'silence' } : { kind: 'text', text: unclear };
}
