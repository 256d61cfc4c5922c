import { describe, expect, test } from 'vitest';
import { flowGraph } from '#contract/flow-graph.ts';
import type { FlowInput } from '#contract/flow-turns.ts';
import { advance } from './engine.rules.ts';
import { newState, type FlowState } from './state.rules.ts';
import type { Value } from './values.rules.ts';

const graph = flowGraph.parse({
  languages: ['it'],
  channels: ['phone', 'chat', 'sms'],
  start: 'day',
  person: { queue: 'clienti' },
  nodes: [
    {
      id: 'day',
      kind: 'pick',
      says: { text: { it: 'Quale giorno?' } },
      from: 'days.choices',
      into: 'day',
      atOnce: 3,
      tries: 2,
    },
    { id: 'end', kind: 'end', says: { text: { it: 'Scelto {day.label} ({day.value}).' } } },
    { id: 'nothing', kind: 'end', says: { text: { it: 'Niente.' } } },
    { id: 'person', kind: 'queue', queue: 'clienti' },
  ],
  edges: [
    { from: 'day', exit: 'next', to: 'end' },
    { from: 'day', exit: 'none', to: 'nothing' },
    { from: 'day', exit: 'not_understood', to: 'person' },
    { from: 'day', exit: 'silence', to: 'person' },
  ],
});
const labels = ['lunedì', 'martedì', 'mercoledì', 'giovedì', 'venerdì', 'sabato', 'domenica'];
const days = (count: number): Value => ({
  choices: labels.slice(0, count).map((label, index) => ({ value: `d${index}`, label })),
});
function begin(list: Value, channel: 'phone' | 'chat' | 'sms' = 'chat', over = graph) {
  let state: FlowState = newState({
    flow: 'f',
    version: 1,
    start: over.start,
    channel,
    language: 'it',
    from: null,
    values: { days: list },
  });
  const step = (input: FlowInput) => {
    // What is kept between two answers is JSON.
    const { state: next, next: what } = advance(over, JSON.parse(JSON.stringify(state)), input, '2026-11-29');
    state = next;
    if (what.kind !== 'turn') throw new Error('a turn comes');
    return what.turn;
  };
  return { first: step({ kind: 'begin' }), step };
}
const labelsOf = (turn: ReturnType<ReturnType<typeof begin>['step']>) =>
  turn.ask?.options.map(({ key, label }) => `${key} ${label}`);
const wordsOf = (turn: ReturnType<ReturnType<typeof begin>['step']>) =>
  turn.say.map(({ text }) => text).join(' ');

describe('a choice of what was looked up', () => {
  test('offers a few at a time, the others on request, round and round; what is chosen is kept whole', () => {
    const { first, step } = begin(days(7));
    expect(labelsOf(first)).toEqual(['1 lunedì', '2 martedì', '3 mercoledì', '9 altre scelte']);
    expect(labelsOf(step({ kind: 'keys', keys: '9' }))).toEqual([
      '1 giovedì',
      '2 venerdì',
      '3 sabato',
      '9 altre scelte',
    ]);
    expect(labelsOf(step({ kind: 'option', option: 'others' }))).toEqual(['1 domenica', '9 altre scelte']);
    expect(labelsOf(step({ kind: 'text', text: 'altre' }))).toEqual(labelsOf(first));
    step({ kind: 'keys', keys: '9' });
    const end = step({ kind: 'keys', keys: '2' });
    expect(wordsOf(end)).toBe('Scelto venerdì (d4).');
    expect(end.outcome).toMatchObject({ kind: 'ended' });
  });

  test('who is not understood is asked again for the same few, then comes to a person', () => {
    const { step } = begin(days(5));
    step({ kind: 'keys', keys: '9' });
    const again = step({ kind: 'text', text: 'xyzzy' });
    expect(labelsOf(again)).toEqual(['1 giovedì', '2 venerdì', '9 altre scelte']);
    expect(step({ kind: 'text', text: 'xyzzy' }).outcome).toMatchObject({ kind: 'queue', queue: 'clienti' });
  });

  test('a short list has no others, an empty one its own way out, and a name picks by its word', () => {
    const { first, step } = begin(days(3));
    expect(labelsOf(first)).toEqual(['1 lunedì', '2 martedì', '3 mercoledì']);
    expect(wordsOf(step({ kind: 'text', text: 'martedì' }))).toBe('Scelto martedì (d1).');
    for (const nothing of [days(0), null, { choices: 'no list' }, { choices: [{ value: 'x' }, 3, null] }])
      expect(wordsOf(begin(nothing as Value).first)).toBe('Niente.');
  });

  test('the only one is taken without a question where the flow says so', () => {
    const alone = {
      ...graph,
      nodes: graph.nodes.map((node) => (node.kind === 'pick' ? { ...node, takeOnly: true } : node)),
    };
    expect(wordsOf(begin(days(1), 'chat', alone).first)).toBe('Scelto lunedì (d0).');
    expect(begin(days(2), 'chat', alone).first.ask).not.toBeNull();
    expect(begin(days(1)).first.ask).not.toBeNull();
  });

  test('on the phone every choice is said with its key, in an SMS it stands in a line', () => {
    expect(wordsOf(begin(days(5), 'phone').first)).toMatch(/Quale giorno\?.*lunedì.*1.*altre scelte.*9/);
    expect(begin(days(5), 'sms').first.say.map(({ text }) => text)).toContain('9 altre scelte');
  });
});
