import type { WaitingChoice } from '#contract/queue-phone.ts';
import type { Saying } from './wait-words.rules.ts';
import {
  ask,
  digit,
  end,
  keyOf,
  menu,
  open,
  p,
  refusalKey,
  turnedAway,
  wait,
  type Question,
  type WaitingAct,
  type WaitingFacts,
  type WaitingInput,
  type WaitingState,
  type WaitingStep,
} from './waiting-parts.rules.ts';

// The script of waiting: what a caller's keys do, and what is said when its time has come. Pure. Whatever comes in,
// something is heard, and what is played ends in a question, in music or with a goodbye.

/** A question is asked so often; then the caller is back where they were. */
const mostTries = 3;
/** A message may be so long, and ends by itself after so much silence, in seconds. */
export const longestMessage = 180;
const silenceSeconds = 6;

const act = (state: WaitingState, one: WaitingAct): WaitingStep => ({ state, say: [], next: null, act: one });
const over = (state: WaitingState, ...say: Saying[]): WaitingStep => ({
  state: { ...state, question: null, message: null, over: true },
  say,
  next: end,
  act: null,
});
const goodbye = (state: WaitingState, ...say: Saying[]): WaitingStep => over(state, ...say, ...p('goodbye'));

/** Back to where they were: waiting, or before the choices of whom no queue took. */
const back = (state: WaitingState, facts: WaitingFacts, ...first: Saying[]): WaitingStep => {
  const calm = { ...state, question: null, tries: 0, message: null };
  if (facts.standing === 'refused') return turnedAway(calm, { ...facts, opens: null, refused: null }, first);
  return wait(calm, facts, first, { reassure: true });
};

/** The same question again, or back when it was asked often enough. */
function again(
  state: WaitingState,
  facts: WaitingFacts,
  question: Question,
  ...first: Saying[]
): WaitingStep {
  if (state.tries + 1 >= mostTries) return back(state, facts, ...first);
  return put({ ...state, tries: state.tries + 1 }, facts, question, first);
}

/** Puts a question. */
function put(state: WaitingState, facts: WaitingFacts, question: Question, first: Saying[]): WaitingStep {
  const now = { ...state, question };
  switch (question.at) {
    case 'number':
      return { state: now, say: [...first, ...p('callback-ask-number')], next: ask('number'), act: null };
    case 'confirm':
      return {
        state: now,
        say: [
          ...first,
          { prompt: 'callback-number' },
          { characters: question.number },
          ...p('is-it-right', 'yes-no'),
        ],
        next: ask('key'),
        act: null,
      };
    case 'announcement':
      return {
        state: now,
        say: [...first, ...p('announcement-answered'), digit('1'), ...p('announcement-stay')],
        next: ask('key', 5),
        act: null,
      };
    case 'choices':
      return { state: now, say: [...first, ...menu(facts, now)], next: ask('key', 8), act: null };
  }
}

const choiceOf = (key: string, facts: WaitingFacts, state: WaitingState): WaitingChoice | undefined =>
  facts.choices.find((choice) => keyOf[choice] === key && (choice !== 'sms' || !state.sms));

/** A choice was made. */
function chosen(state: WaitingState, facts: WaitingFacts, choice: WaitingChoice): WaitingStep {
  const fresh = { ...state, tries: 0 };
  if (choice === 'sms') return act({ ...fresh, question: null }, { do: 'sms' });
  if (facts.number === null) return put(fresh, facts, { at: 'number', for: choice }, []);
  return choice === 'message'
    ? act({ ...fresh, question: null, message: facts.number }, { do: 'openMessage', number: facts.number })
    : put(fresh, facts, { at: 'confirm', for: choice, number: facts.number }, []);
}

/** A key while they wait: a choice, a no to being recorded, or the choices once more. */
function waitingKey(state: WaitingState, facts: WaitingFacts, key: string): WaitingStep {
  if (facts.direct || facts.standing === 'called') return back(state, facts);
  const choice = choiceOf(key, facts, state);
  if (choice !== undefined) return chosen(state, facts, choice);
  if (key === refusalKey && facts.mayRefuse) return act(state, { do: 'refuseRecording' });
  if (key === '0') return wait(state, facts, p('still-waiting'), { all: facts.choices.length > 0 });
  return wait({ ...state, offeredAt: null }, facts, p('no-such-choice'), { reassure: true });
}

const digitsOf = (keys: string): string => keys.replace(/[^0-9]/g, '');

function reply(
  state: WaitingState,
  facts: WaitingFacts,
  question: Question,
  keys: string | null,
): WaitingStep {
  const key = keys?.[0] ?? null;
  switch (question.at) {
    case 'announcement':
      if (key === '1') return act({ ...state, question: null }, { do: 'announced', id: question.id });
      return open({ ...state, question: null }, facts);
    case 'choices': {
      const choice = key === null ? undefined : choiceOf(key, facts, state);
      if (choice !== undefined) return chosen(state, facts, choice);
      const said = p(key === null ? 'nothing-heard' : 'no-such-choice');
      return turnedAway(state, { ...facts, opens: null, refused: null }, said);
    }
    case 'number': {
      const number = digitsOf(keys ?? '');
      if (number.length < 5)
        return again(state, facts, question, ...p(keys === null ? 'nothing-heard' : 'number-wrong'));
      return put({ ...state, tries: 0 }, facts, { at: 'confirm', for: question.for, number }, []);
    }
    case 'confirm':
      if (key === '1')
        return question.for === 'callback'
          ? act({ ...state, question: null, tries: 0 }, { do: 'callback', number: question.number })
          : act(
              { ...state, question: null, tries: 0, message: question.number },
              { do: 'openMessage', number: question.number },
            );
      if (key === '2') return put({ ...state, tries: 0 }, facts, { at: 'number', for: question.for }, []);
      return again(state, facts, question, ...p(key === null ? 'nothing-heard' : 'no-such-choice'));
  }
}

/** What follows from what was done. */
function done(
  state: WaitingState,
  facts: WaitingFacts,
  input: Extract<WaitingInput, { kind: 'done' }>,
): WaitingStep {
  const { ok, wrong, words = [] } = input;
  switch (input.act) {
    case 'announced':
      return ok ? goodbye(state, ...p('thanks')) : open(state, facts);
    case 'callback':
      if (ok) return over(state, ...p('callback-done'));
      if (wrong === 'number')
        return put({ ...state, tries: 1 }, facts, { at: 'number', for: 'callback' }, p('number-wrong'));
      return back(state, facts, ...p(wrong === 'full' ? 'callbacks-full' : 'not-available'));
    case 'openMessage':
      // What is recorded is a message from here on, however it ends.
      if (ok)
        return {
          state: { ...state, question: null },
          say: p('leave-message'),
          next: { kind: 'record', seconds: longestMessage, silenceSeconds, end: '#' },
          act: null,
        };
      if (wrong === 'number')
        return put(
          { ...state, tries: 1, message: null },
          facts,
          { at: 'number', for: 'message' },
          p('number-wrong'),
        );
      return back(state, facts, ...p('not-available'));
    case 'keepMessage':
      if (ok) return goodbye(state, ...p('message-kept'));
      return back(state, facts, ...p(wrong === 'nothing' ? 'nothing-heard' : 'not-available'));
    case 'sms': {
      if (!ok) return back(state, facts, ...p('not-available'));
      const sent = { ...state, sms: true };
      return facts.standing === 'refused'
        ? goodbye(sent, ...p('sms-sent'))
        : back(sent, facts, ...p('sms-sent'));
    }
    case 'refuseRecording':
      return back(state, facts, ...(words.length > 0 ? words : p('not-available')));
  }
}

/** The next words and what comes after them. Total: every input in every state leads somewhere that is heard. */
export function stepWaiting(state: WaitingState, facts: WaitingFacts, input: WaitingInput): WaitingStep {
  if (state.over) return { state, say: p('goodbye'), next: end, act: null };
  if (input.kind === 'begin') return open(state, facts);
  if (input.kind === 'done') return done(state, facts, input);
  // Whatever ended it, what was recorded so far is the message.
  if (state.message !== null) return act(state, { do: 'keepMessage' });
  const keys = input.kind === 'keys' ? input.keys : null;
  if (state.question !== null) return reply(state, facts, state.question, keys);
  if (facts.standing === 'refused') return turnedAway(state, facts, []);
  return keys === null ? wait(state, facts, []) : waitingKey(state, facts, keys[0]!);
}
