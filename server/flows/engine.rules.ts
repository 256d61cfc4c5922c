import type { FlowGraph, FlowNode, FlowNodeOf } from '#contract/flow-graph.ts';
import type { FlowInput, Turn } from '#contract/flow-turns.ts';
import { readPhone, readYesNo } from './answers.rules.ts';
import {
  askQuestion,
  asksForPerson,
  choiceQuestion,
  chosen,
  question,
  textOf,
  valueOf,
  zeroAnswers,
} from './asking.rules.ts';
import { guess } from './guess.ts';
import { answerIdentify, enterIdentify, settleIdentify } from './identify.rules.ts';
import { itemsAt, nextPage, otherChoices, pageOf, pickOptions } from './pick.rules.ts';
import {
  languageOptions,
  optionsOf,
  ownWords,
  sayingOf,
  spoken,
  holesOf,
  written,
  yesNoOptions,
  type Option,
} from './render.rules.ts';
import {
  fault,
  go,
  indexed,
  mostMoves,
  note,
  over,
  put,
  putIn,
  say,
  sayAgain,
  toQueue,
  type Pause,
  type Run,
} from './run.rules.ts';
import { knownIn, type Advance, type EffectResult, type FlowState, type FlowStep } from './state.rules.ts';
import { fill, filled, holds, type Value } from './values.rules.ts';

const hidden = '•••';

/**
 * Walks on from where a session stands: by an answer, or by what an effect brought, up to the next question, effect or
 * outcome. Pure: no clock, no I/O; the state that is given is left as it was. A graph that is broken, or runs in a circle
 * without asking, ends with a person.
 * @param graph of the flow that the state is in; of the one it goes to where the result is that of a `flow` node
 */
export function advance(graph: FlowGraph, before: FlowState, step: FlowStep, today: string): Advance {
  const state: FlowState = { ...before, said: [...before.said], wants: { ...before.wants } };
  const run: Run = { at: indexed(graph), state, trail: [], today };
  if (state.outcome !== null) return { state, trail: [], next: { kind: 'turn', turn: turnOf(state, null) } };
  let pause: Pause;
  if (step.kind === 'result') pause = settle(run, step.result);
  else {
    state.said = [];
    state.moves = 0;
    state.turn += 1;
    for (const line of state.first ?? []) say(run, [line]);
    delete state.first;
    pause = state.stage.at === 'enter' ? null : answer(run, step);
  }
  while (pause === null) pause = enter(run);
  if ('effect' in pause) return { state, trail: run.trail, next: { kind: 'effect', effect: pause.effect } };
  if ('outcome' in pause) forget(state);
  return {
    state,
    trail: run.trail,
    next: { kind: 'turn', turn: turnOf(state, 'ask' in pause ? patient(run, pause.ask) : null) },
  };
}

/** A question with how long its node waits for an answer. */
function patient({ at, state }: Run, ask: NonNullable<Turn['ask']>): Turn['ask'] {
  const node = at.node(state.node);
  const seconds = node !== undefined && 'seconds' in node ? node.seconds : undefined;
  return seconds === undefined ? ask : { ...ask, seconds };
}

const turnOf = (state: FlowState, ask: Turn['ask']): Turn => ({
  turn: state.turn,
  language: state.language,
  say: state.said,
  ask,
  outcome: state.outcome,
});

/** What was said in confidence is kept no longer than it is needed. */
function forget(state: FlowState): void {
  state.values = Object.fromEntries(
    Object.entries(state.values).filter(([name]) => !state.secrets.includes(name)),
  );
}

const keep = (run: Run, name: string | null, value: Value | undefined): void => {
  if (name !== null && value !== undefined) run.state.values = { ...run.state.values, [name]: value };
};
const own = (run: Run, node: FlowNode & { says: FlowNodeOf<'say'>['says'] }) =>
  sayingOf(node.says, run.at.graph, run.state);

/** Comes to a node. */
function enter(run: Run): Pause {
  const { state } = run;
  const node = run.at.node(state.node);
  state.moves += 1;
  if (node === undefined || state.moves > mostMoves) return fault(run);
  state.stage = { at: 'effect' };
  const fillIn = (text: string) => fill(text, knownIn(state), state.language);
  switch (node.kind) {
    case 'say':
    case 'play':
      say(run, own(run, node));
      return go(run, 'next');
    case 'ask':
    case 'choose':
    case 'survey':
      return pose(run, node, 0);
    case 'language':
      if (node.to === 'ask') return pose(run, node, 0);
      state.language = node.to;
      return go(run, 'next');
    case 'pick': {
      const items = itemsAt(knownIn(state), node.from);
      if (items.length === 0) return go(run, 'none');
      if (items.length > 1 || !node.takeOnly) return pose(run, node, 0);
      keep(run, node.into, items[0]!.value);
      return go(run, 'next');
    }
    case 'identify':
      return enterIdentify(run, node);
    case 'lookup':
    case 'act': {
      const given = Object.entries(node.with).map(([name, text]): [string, Value] => [
        name,
        filled(text, knownIn(state), state.language),
      ]);
      return { effect: { kind: node.kind, what: node.what, with: Object.fromEntries(given) } };
    }
    case 'call': {
      const { method, headers, body, timeoutSeconds, retries, map } = node;
      return {
        effect: {
          kind: 'call',
          method,
          url: node.url.replace(/\{([a-z][a-zA-Z0-9_.]*)\}/g, (_, place: string) => fillIn(`{${place}|url}`)),
          headers: Object.fromEntries(
            // Secrets are filled in at the last moment, outside of what is kept.
            Object.entries(headers).map(([name, text]) => [name, keepingSecrets(text, fillIn)]),
          ),
          body: body === null ? null : filledJson(body, run),
          timeoutSeconds,
          retries,
          map,
        },
      };
    }
    case 'search':
      return { effect: { kind: 'search', question: fillIn(node.question) } };
    case 'case':
      return {
        effect: {
          kind: 'case',
          do: node.do,
          type: node.type,
          fields: Object.fromEntries(
            Object.entries(node.fields).map(([key, text]) => [key, fillIn(text).trim()]),
          ),
          subject: written(node.subject, run.at.graph, state),
          text: written(node.text, run.at.graph, state),
          classification: node.classification,
          number: fillIn(node.number).trim(),
        },
      };
    case 'send':
      return {
        effect: {
          kind: 'send',
          subject: written(node.subject, run.at.graph, state),
          text: written(node.text, run.at.graph, state),
          document: node.document ?? false,
          holes: [
            ...new Set([
              ...holesOf(node.subject, run.at.graph, state),
              ...holesOf(node.text, run.at.graph, state),
            ]),
          ],
        },
      };
    case 'hours':
      return { effect: { kind: 'hours', calendar: node.calendar, queue: node.queue } };
    case 'emergency':
      return { effect: { kind: 'emergency', queue: node.queue } };
    case 'check':
      return go(run, holds(node, knownIn(state)) ? 'yes' : 'no');
    case 'set':
      keep(run, node.into, filled(node.value, knownIn(state), state.language));
      return go(run, 'next');
    case 'skill':
      state.wants = {
        requires: [
          ...state.wants.requires.filter((one) => node.requires.every(({ skill }) => skill !== one.skill)),
          ...node.requires,
        ],
        boostSeconds: Math.max(state.wants.boostSeconds, node.boostMinutes * 60),
        classification: node.classification ?? state.wants.classification,
      };
      return go(run, 'next');
    case 'queue': {
      const words = own(run, node);
      say(run, words.length > 0 ? words : [ownWords(state, 'toPerson')]);
      return toQueue(run, node.queue, 'flow');
    }
    case 'callback':
      return poseCallback(run, node, 0);
    case 'flow':
      return { effect: { kind: 'flow', flow: node.flow } };
    case 'end':
      say(run, own(run, node));
      return over(run, { kind: 'ended', result: node.result });
  }
}

const keepingSecrets = (text: string, fillIn: (text: string) => string): string =>
  text
    .split(/(\{secret\.[a-z0-9_]+\})/)
    .map((part) => (part.startsWith('{secret.') ? part : fillIn(part)))
    .join('');
/** JSON whose texts have placeholders; what it is filled with cannot break out of them. */
function filledJson(body: string, run: Run): string | null {
  const { state } = run;
  const walk = (value: unknown): unknown =>
    typeof value === 'string'
      ? filled(value, knownIn(state), state.language)
      : Array.isArray(value)
        ? value.map(walk)
        : value !== null && typeof value === 'object'
          ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one)]))
          : value;
  try {
    return JSON.stringify(walk(JSON.parse(body)));
  } catch {
    return null;
  }
}

type Asking = FlowNodeOf<'ask' | 'choose' | 'pick' | 'survey' | 'language'>;

const scale = (run: Run): Option[] =>
  ['1', '2', '3', '4', '5'].map((key) => ({
    id: key,
    key,
    label: key,
    language: run.state.language,
    words: '',
  }));
function optionsFor(run: Run, node: Asking): Option[] {
  if (node.kind === 'choose') return optionsOf(node, run.at.graph, run.state);
  if (node.kind === 'language') return languageOptions(run.at.graph);
  if (node.kind === 'pick') return pickOptions(node, run.state);
  if (node.kind === 'survey') return scale(run);
  return node.type === 'yes_no' ? yesNoOptions(run.state) : [];
}

/** Asks the question of a node. */
function pose(run: Run, node: Asking, tries: number, page = 0): Pause {
  const { state } = run;
  const words = own(run, node);
  if (node.kind === 'pick') {
    state.stage = { at: 'asked', tries, page };
    return putIn(run, choiceQuestion(node, pickOptions(node, state)), words);
  }
  if (node.kind === 'survey') {
    const buttons = !spoken(state.channel) && state.channel !== 'sms';
    const ask = question(node.id, buttons ? 'choice' : 'digits', buttons ? scale(run) : [], {
      min: 1,
      max: 1,
      end: '',
    });
    return put(run, ask, words.length > 0 ? words : [ownWords(state, 'survey')], tries);
  }
  const options = optionsFor(run, node);
  return put(
    run,
    node.kind === 'ask' ? askQuestion(node, options) : choiceQuestion(node, options),
    words,
    tries,
  );
}

/** An answer came. */
function answer(run: Run, input: FlowInput): Pause {
  const { state } = run;
  const node = run.at.node(state.node);
  if (node === undefined) return fault(run);
  if (asksForPerson(input, zeroAnswers(node))) {
    note(run, 'answered', textOf(input));
    say(run, [ownWords(state, 'toPerson')]);
    return toQueue(run, run.at.graph.person.queue, 'asked');
  }
  const { stage } = state;
  if (stage.at === 'identify' && node.kind === 'identify') return answerIdentify(run, node, stage, input);
  if (stage.at === 'callback' && node.kind === 'callback') return answerCallback(run, node, stage, input);
  if (stage.at !== 'asked' || !isAsking(node)) return fault(run);
  if (input.kind === 'silence' || input.kind === 'begin' || textOf(input).trim() === '') {
    note(run, 'silent', '');
    return again(run, node, stage.tries, 'silence');
  }
  const secret = node.kind === 'ask' && node.secret;
  const options = optionsFor(run, node);
  const meant = node.kind === 'ask' ? null : optionMeant(run, node, options, stage.maybe, input);
  if (meant === 'refused') return again(run, node, stage.tries, 'not_understood');
  if (meant !== null && 'maybe' in meant) {
    note(run, 'answered', shown(run, node, input));
    return confirm(run, node, stage.tries, meant.maybe);
  }
  const option = meant;
  const value = node.kind === 'ask' ? valueOf(node, input, state, run.today) : undefined;
  note(run, 'answered', secret ? hidden : (option?.label ?? shown(run, node, input)));
  if (option === null && value === undefined) {
    note(run, 'misunderstood', '');
    return again(run, node, stage.tries, 'not_understood');
  }
  switch (node.kind) {
    case 'ask':
      keep(run, node.into, value);
      if (secret) state.secrets = [...new Set([...state.secrets, node.into])];
      return go(run, node.type === 'yes_no' ? (value === true ? 'yes' : 'no') : 'next');
    case 'choose':
      keep(run, node.into, option!.id);
      return go(run, option!.id);
    case 'pick': {
      if (option!.id === otherChoices) return pose(run, node, 0, nextPage(node, state));
      const item = itemsAt(knownIn(state), node.from)[Number(option!.id)];
      if (item === undefined) return fault(run);
      keep(run, node.into, item.value);
      return go(run, 'next');
    }
    case 'language':
      state.language = option!.id as FlowState['language'];
      return go(run, 'next');
    case 'survey':
      keep(run, node.into, Number(option!.id));
      return go(run, 'next');
  }
}

/**
 * Which option was meant: named, agreed to after it was asked, or guessed from what was said. What is likely but not clear
 * is to be confirmed; who says no to it has chosen nothing yet.
 */
function optionMeant(
  run: Run,
  node: Asking,
  options: readonly Option[],
  maybe: string | undefined,
  input: FlowInput,
): Option | { maybe: Option } | 'refused' | null {
  const byId = (id: string | undefined) => options.find((one) => one.id === id) ?? null;
  if (maybe !== undefined) {
    const agreed =
      input.kind === 'option'
        ? ({ yes: true, no: false }[input.option] ?? null)
        : readYesNo(textOf(input), run.state.language);
    if (agreed === true) return byId(maybe);
    // "No, la bolletta" names another one.
    if (agreed === false) return (input.kind === 'text' ? chosen(input, options) : null) ?? 'refused';
  }
  const named = chosen(input, options);
  if (named !== null || (node.kind !== 'choose' && node.kind !== 'pick') || input.kind !== 'text')
    return named;
  const guessed = guess(input.text, run.state.language, options);
  const option = byId(guessed?.id);
  return option === null || guessed!.sure ? option : { maybe: option };
}

/** Asks whether it was this that was meant. */
function confirm(run: Run, node: Asking, tries: number, option: Option): Pause {
  run.state.stage = { at: 'asked', tries, maybe: option.id, page: pageOf(run.state) };
  const ask = question(node.id, 'yes_no', yesNoOptions(run.state), { min: 1, max: 1, end: '' });
  return putIn(run, ask, [ownWords(run.state, 'understood', { label: option.label })]);
}
const isAsking = (node: FlowNode): node is Asking =>
  node.kind === 'ask' ||
  node.kind === 'choose' ||
  node.kind === 'pick' ||
  node.kind === 'survey' ||
  node.kind === 'language';
/** What was answered, as it is kept: a yes by button in words. */
const shown = (run: Run, node: Asking, input: FlowInput): string =>
  (input.kind === 'option'
    ? optionsFor(run, node).find(({ id }) => id === input.option)?.label
    : undefined) ?? textOf(input).trim().slice(0, 500);

function again(run: Run, node: Asking, tries: number, exit: 'silence' | 'not_understood'): Pause {
  if (tries + 1 >= node.tries) return go(run, exit);
  sayAgain(run, node, exit === 'silence' ? 'silence' : 'notUnderstood');
  return pose(run, node, tries + 1, pageOf(run.state));
}

/** What an effect brought. */
function settle(run: Run, result: EffectResult): Pause {
  const { state } = run;
  if (result.start !== undefined) {
    note(run, 'went', result.flow ?? '', 'flow');
    state.flow = result.flow ?? state.flow;
    state.version = result.version ?? null;
    state.node = result.start;
    state.stage = { at: 'enter' };
    return null;
  }
  const node = run.at.node(state.node);
  if (node === undefined) return fault(run);
  const { stage } = state;
  if (stage.at === 'identify' && node.kind === 'identify') {
    if (result.exit === 'error') return fault(run);
    return settleIdentify(run, node, stage, result);
  }
  if (stage.at === 'callback') {
    if (result.exit !== 'done') return go(run, 'refused');
    state.promised = true;
    note(run, 'did', stage.number, 'callback');
    return go(run, 'done');
  }
  if (node.kind === 'flow') return fault(run);
  note(
    run,
    node.kind === 'lookup' || node.kind === 'search' ? 'looked' : 'did',
    result.note ?? '',
    result.exit,
    {
      ...('what' in node ? { what: node.what } : { what: node.kind }),
    },
  );
  if ('into' in node && node.kind !== 'ask') keep(run, node.into, result.value);
  for (const [name, value] of Object.entries(result.values ?? {})) keep(run, name, value);
  if (result.say !== undefined && result.say !== '')
    say(run, [{ text: result.say, language: state.language, prompt: null }]);
  return go(run, result.exit);
}

type CallbackNode = FlowNodeOf<'callback'>;
type CallbackStage = Extract<FlowState['stage'], { at: 'callback' }>;

/** At which number: the one that calls, if they agree, else another. */
function poseCallback(run: Run, node: CallbackNode, tries: number, other = false): Pause {
  const { state } = run;
  const number = other || state.from === null ? null : readPhone(state.from);
  if (number !== null) {
    state.stage = { at: 'callback', step: 'confirm', tries, number };
    const words = ownWords(state, 'confirmNumber', {
      number: spoken(state.channel) ? [...number].join(' ') : number,
    });
    return putIn(run, question(node.id, 'yes_no', yesNoOptions(state), { min: 1, max: 1, end: '' }), [words]);
  }
  state.stage = { at: 'callback', step: 'number', tries, number: '' };
  const words = own(run, node);
  return putIn(
    run,
    question(node.id, 'phone', [], { min: 6, max: 15, end: '#' }),
    words.length > 0 ? words : [ownWords(state, 'askNumber')],
  );
}

function answerCallback(run: Run, node: CallbackNode, stage: CallbackStage, input: FlowInput): Pause {
  const text = textOf(input).trim();
  const repeat = (exit: 'silence' | 'not_understood'): Pause => {
    note(run, exit === 'silence' ? 'silent' : 'misunderstood', '');
    if (stage.tries + 1 >= node.tries) return go(run, exit);
    sayAgain(run, node, exit === 'silence' ? 'silence' : 'notUnderstood');
    return poseCallback(run, node, stage.tries + 1, stage.step === 'number');
  };
  if (text === '') return repeat('silence');
  note(run, 'answered', text.slice(0, 100));
  let number: string | null = stage.number;
  if (stage.step === 'confirm') {
    const agreed = chosen(input, yesNoOptions(run.state))?.id ?? null;
    if (agreed === null) return repeat('not_understood');
    if (agreed === 'no') return poseCallback(run, node, 0, true);
  } else number = readPhone(text);
  if (number === null) return repeat('not_understood');
  run.state.stage = { ...stage, step: 'asking', number };
  return { effect: { kind: 'callback', queue: node.queue, number } };
}
