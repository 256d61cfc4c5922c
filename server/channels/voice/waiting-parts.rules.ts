import type { WaitingChoice } from '#contract/queue-phone.ts';
import type { TurnInput, TurnNext } from '#contract/voice-turns.ts';
import { bandOf, isWorse, waitWords, type Band, type Saying, type Spread } from './wait-words.rules.ts';

// What a caller hears who waits, or whom no queue took: what the script of waiting knows, remembers and says. Pure; what
// their keys do is in waiting.rules.ts.

export interface Announcement {
  id: string;
  text: string;
  language: string;
  endsCall: boolean;
}

/** What is known now, whatever the script has said before. */
export interface WaitingFacts {
  /** waiting: in a queue. refused: no queue took it. called: we have called, and an agent is being found. */
  standing: 'waiting' | 'refused' | 'called';
  /** Why no queue took it, and in which words of the organisation. */
  refused: { because: 'full' | 'closed' | 'emergency'; text: string; language: string } | null;
  /** When it opens again, where anybody knows. */
  opens: Date | null;
  direct: boolean;
  welcome: { text: string; language: string } | null;
  /** What a supervisor tells everybody at this moment. */
  spoken: { text: string; language: string } | null;
  /** Those that concern this caller, in order. */
  announcements: readonly Announcement[];
  notice: { text: string; language: string; mayRefuse: boolean } | null;
  /** May still say that they do not want to be recorded. */
  mayRefuse: boolean;
  nobody: boolean;
  position: number | null;
  wait: Spread | null;
  tellPosition: boolean;
  tellWait: boolean;
  everySeconds: number;
  choicesSeconds: number;
  /** What can be chosen now, in the order of its keys. */
  choices: readonly WaitingChoice[];
  /** The caller's own number, where they can be called at it. */
  number: string | null;
  /** Seconds since the call began. */
  elapsed: number;
}

export type Question =
  /** An announcement was told: did it answer them? */
  | { at: 'announcement'; id: string }
  /** No queue took them: what shall it be? */
  | { at: 'choices' }
  /** A number to be called at. */
  | { at: 'number'; for: 'callback' | 'message' }
  | { at: 'confirm'; for: 'callback' | 'message'; number: string };

export interface WaitingState {
  question: Question | null;
  /** Wrong or missing answers to the present question. */
  tries: number;
  /** A message is being recorded, to be answered at this number. */
  message: string | null;
  welcomed: boolean;
  /** How often the notice of recording was said. */
  notices: number;
  heard: string[];
  /** The announcement that was told last, since when (elapsed), and how long it takes to be said. */
  last: { id: string; since: number; seconds: number; endsCall: boolean } | null;
  toldPosition: number | null;
  toldBand: Band | null;
  toldAt: number | null;
  offeredAt: number | null;
  sms: boolean;
  /** How often somebody whom no queue took was asked what it shall be. */
  rounds: number;
  over: boolean;
}

export const initialWaiting: WaitingState = {
  question: null,
  tries: 0,
  message: null,
  welcomed: false,
  notices: 0,
  heard: [],
  last: null,
  toldPosition: null,
  toldBand: null,
  toldAt: null,
  offeredAt: null,
  sms: false,
  rounds: 0,
  over: false,
};

/** Something that is to be done before the next words are known. How it went comes back as an input `done`. */
export type WaitingAct =
  | { do: 'announced'; id: string }
  | { do: 'callback'; number: string }
  | { do: 'openMessage'; number: string }
  | { do: 'keepMessage' }
  | { do: 'sms' }
  | { do: 'refuseRecording' };

export type WaitingInput =
  | TurnInput
  /** How an act went; `words`: what is to be answered, `wrong`: what was wrong with it. */
  | {
      kind: 'done';
      act: WaitingAct['do'];
      ok: boolean;
      wrong?: 'number' | 'full' | 'nothing' | 'other';
      words?: Saying[];
    };

export interface WaitingStep {
  state: WaitingState;
  say: Saying[];
  /** What comes after it; null: after the act. */
  next: TurnNext | null;
  act: WaitingAct | null;
}

/** Which key means what. 0 goes on waiting. */
export const keyOf: Record<WaitingChoice, string> = { callback: '1', message: '2', sms: '3' };
export const refusalKey = '9';
export const digit = (key: string): Saying => ({ number: Number(key) });
export const p = (...keys: string[]): Saying[] => keys.map((prompt) => ({ prompt }));

/** A single key, or a number that ends with #. */
export const ask = (kind: 'key' | 'number', firstSeconds = 7): TurnNext => ({
  kind: 'ask',
  keys:
    kind === 'key'
      ? { min: 1, max: 1, end: null, firstSeconds, betweenSeconds: 3 }
      : { min: 5, max: 16, end: '#', firstSeconds: 12, betweenSeconds: 5 },
  speech: false,
  words: '',
  seconds: firstSeconds,
  bargeIn: true,
});
export const end: TurnNext = { kind: 'end' };
/** Whom no queue took is asked so often what it shall be; then the call ends with a goodbye. */
const mostRounds = 3;

/** The choices as they are read out. */
export const menu = (facts: WaitingFacts, state: WaitingState): Saying[] =>
  facts.choices
    .filter((choice) => choice !== 'sms' || !state.sms)
    .flatMap((choice) => [{ prompt: `choice-${choice}` }, digit(keyOf[choice])]);

/** Until something is due again; any key is heard meanwhile. */
export function music(state: WaitingState, facts: WaitingFacts): TurnNext {
  const { toldAt, offeredAt } = state;
  const due = [
    (toldAt ?? facts.elapsed) + facts.everySeconds,
    ...(facts.choices.length > 0 && !facts.direct
      ? [(offeredAt ?? facts.elapsed) + facts.choicesSeconds]
      : []),
  ];
  const after = Math.min(...due) - facts.elapsed;
  return { kind: 'music', afterSeconds: Math.min(900, Math.max(5, after)), keys: '0123456789*#' };
}

/** Place and wait, as far as they are told; a place that went back is told with its reason. */
function standing(state: WaitingState, facts: WaitingFacts): { state: WaitingState; say: Saying[] } {
  const say: Saying[] = [];
  const now = { ...state, toldAt: facts.elapsed };
  if (facts.nobody) return { state: now, say: p('nobody') };
  if (facts.tellPosition && facts.position !== null) {
    if (state.toldPosition !== null && facts.position > state.toldPosition) say.push(...p('position-moved'));
    say.push(
      ...(facts.position === 1
        ? p('you-are-next')
        : [{ prompt: 'position' }, { number: Math.min(facts.position, 999) }]),
    );
    now.toldPosition = facts.position;
  }
  if (facts.tellWait) {
    const band = facts.wait === null ? null : bandOf(facts.wait);
    if (band !== null && isWorse(band, state.toldBand)) say.push(...p('wait-longer'));
    say.push(...waitWords(band));
    now.toldBand = band ?? state.toldBand;
  }
  return { state: now, say };
}

/** Said so often at most, where it was never heard to its end, or nothing here can say it. */
const mostNotices = 3;
/** What is to be said of recording, as long as it was not heard to its end. */
function notice(state: WaitingState, facts: WaitingFacts): { times: number; say: Saying[] } {
  if (facts.notice === null || state.notices >= mostNotices) return { times: state.notices, say: [] };
  const { text, language, mayRefuse } = facts.notice;
  return {
    times: state.notices + 1,
    say: [
      { text, language, notice: true },
      ...(mayRefuse ? [...p('recording-opt-out'), digit(refusalKey)] : []),
    ],
  };
}

/** Everything that is due now, and music after it. */
export function wait(
  before: WaitingState,
  facts: WaitingFacts,
  first: Saying[],
  { all = false, reassure = false } = {},
): WaitingStep {
  const told = notice(before, facts);
  const state = { ...before, question: null, tries: 0, message: null, notices: told.times };
  const say = [...first, ...told.say];
  if (facts.standing === 'called' || facts.direct) {
    const words = facts.standing === 'called' ? p('connecting') : p('emergency-line');
    const now = { ...state, toldAt: facts.elapsed };
    return { state: now, say: say.length > 0 ? say : words, next: music(now, facts), act: null };
  }
  let now: WaitingState = state;
  if (all || state.toldAt === null || facts.elapsed - state.toldAt >= facts.everySeconds) {
    const place = standing(state, facts);
    now = place.state;
    say.push(...place.say);
  }
  const offers =
    facts.choices.length > 0 &&
    (all || state.offeredAt === null || facts.elapsed - state.offeredAt >= facts.choicesSeconds);
  if (offers) {
    say.push(...menu(facts, now));
    now = { ...now, offeredAt: facts.elapsed };
  }
  // Who is told nothing else is told that they have not been forgotten.
  if (say.length === 0 || reassure) say.push(...p(facts.nobody ? 'still-waiting' : 'please-wait'));
  return { state: now, say, next: music(now, facts), act: null };
}

/** The words for somebody whom no queue took, and what they may choose. */
export function turnedAway(state: WaitingState, facts: WaitingFacts, first: Saying[]): WaitingStep {
  const why = { full: 'full', closed: 'closed', emergency: 'service-stopped' }[
    facts.refused?.because ?? 'full'
  ];
  const words: Saying[] =
    facts.refused === null || facts.refused.text === ''
      ? p(why)
      : [{ text: facts.refused.text, language: facts.refused.language, instead: why }];
  const opens: Saying[] = facts.opens === null ? [] : [{ prompt: 'opens-again' }, { opens: facts.opens }];
  const say = [...first, ...words, ...opens];
  const choices = menu(facts, state);
  if (choices.length === 0 || state.rounds >= mostRounds)
    return {
      state: { ...state, over: true, question: null },
      say: [...say, ...p('goodbye')],
      next: end,
      act: null,
    };
  return {
    state: {
      ...state,
      question: { at: 'choices' },
      message: null,
      tries: 0,
      rounds: state.rounds + 1,
      offeredAt: facts.elapsed,
    },
    say: [...say, ...choices],
    next: ask('key', 8),
    act: null,
  };
}

/** About how long a text takes to be said, in seconds. */
export const secondsToSay = (text: string): number => Math.ceil(text.length / 15);

/** What is said first: the welcome, what is told to everybody, announcements one by one; then all that waiting says. */
export function open(before: WaitingState, facts: WaitingFacts): WaitingStep {
  let state: WaitingState = { ...before, question: null, tries: 0, message: null };
  const say: Saying[] = [];
  if (!state.welcomed) {
    if (facts.welcome !== null)
      say.push({ ...facts.welcome, instead: facts.direct ? 'emergency-line' : 'welcome' });
    else if (facts.direct) say.push(...p('emergency-line'));
    else if (facts.standing !== 'called') say.push(...p('welcome'));
    if (facts.standing !== 'called' && facts.spoken !== null)
      say.push({ ...facts.spoken, instead: 'wait-long' });
    state = { ...state, welcomed: true };
  }
  const fresh =
    facts.direct || facts.standing === 'called'
      ? undefined
      : facts.announcements.find(({ id }) => !state.heard.includes(id));
  if (fresh !== undefined) {
    const { id, endsCall } = fresh;
    say.push({ text: fresh.text, language: fresh.language, instead: 'known-fault' });
    if (endsCall) say.push(...p('announcement-answered'), digit('1'), ...p('announcement-stay'));
    const last = { id, since: facts.elapsed, seconds: secondsToSay(fresh.text), endsCall };
    return {
      state: { ...state, heard: [...state.heard, id], last, question: { at: 'announcement', id } },
      say,
      next: endsCall ? ask('key', 5) : { kind: 'music', afterSeconds: 1, keys: '' },
      act: null,
    };
  }
  if (facts.standing === 'refused') return turnedAway(state, facts, say);
  return wait(state, facts, say, { all: true, reassure: !facts.direct });
}
