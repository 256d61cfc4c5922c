import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exits, flowGraph, type FlowEdge, type FlowGraph, type FlowNode } from '#contract/flow-graph.ts';
import type { FlowInput, Turn } from '#contract/flow-turns.ts';
import { advance } from './engine.rules.ts';
import { lendGuesser } from './guess.ts';
import { mostMoves } from './run.rules.ts';
import {
  newState,
  type EffectResult,
  type FlowEffect,
  type FlowState,
  type TrailDraft,
} from './state.rules.ts';

const today = '2026-11-29';
type Rough = { kind: FlowNode['kind']; id: string } & Record<string, unknown>;
const graphOf = (
  nodes: Rough[],
  edges: [string, string, string][],
  more: Partial<FlowGraph> = {},
): FlowGraph =>
  flowGraph.parse({
    languages: ['it', 'en'],
    channels: ['phone', 'chat'],
    start: nodes[0]!.id,
    person: { queue: 'clienti' },
    nodes,
    edges: edges.map(([from, exit, to]) => ({ from, exit, to })),
    ...more,
  });
const begin = (graph: FlowGraph, more: Partial<Parameters<typeof newState>[0]> = {}) =>
  newState({
    flow: 'f',
    version: 1,
    start: graph.start,
    channel: 'chat',
    language: 'it',
    from: null,
    ...more,
  });

/** Walks to the next turn; effects are answered by `solve`. */
function walk(
  graph: FlowGraph,
  before: FlowState,
  input: FlowInput,
  solve: (effect: FlowEffect) => EffectResult = () => ({ exit: 'error' }),
): { state: FlowState; turn: Turn; trail: TrailDraft[]; effects: FlowEffect[] } {
  let step = advance(graph, before, input, today);
  const trail = [...step.trail];
  const effects: FlowEffect[] = [];
  for (let guard = 0; step.next.kind === 'effect'; guard += 1) {
    if (guard > mostMoves + 10) throw new Error('effects without end');
    effects.push(step.next.effect);
    step = advance(graph, step.state, { kind: 'result', result: solve(step.next.effect) }, today);
    trail.push(...step.trail);
  }
  return { state: step.state, turn: step.next.turn, trail, effects };
}
const text = (words: string): FlowInput => ({ kind: 'text', text: words });
const words = (turn: Turn) => turn.say.map((one) => one.text).join(' | ');
const it = (words: string) => ({ text: { it: words } });

describe('a small flow', () => {
  const graph = graphOf(
    [
      { id: 'hello', kind: 'say', says: it('Buongiorno') },
      {
        id: 'menu',
        kind: 'choose',
        says: it('Che cosa le serve?'),
        options: [
          { id: 'reading', label: { it: 'autolettura' } },
          { id: 'bill', label: { it: 'bolletta' }, words: { it: 'fattura' } },
        ],
        tries: 2,
      },
      { id: 'ask', kind: 'ask', type: 'reading', says: it('Che cifra segna?'), into: 'reading', most: 99999 },
      { id: 'sure', kind: 'ask', type: 'yes_no', says: it('Ho capito {reading}: giusto?'), into: 'sure' },
      { id: 'send', kind: 'act', what: 'reading', with: { value: '{reading}' } },
      { id: 'thanks', kind: 'end', says: it('Registrata: {reading}') },
      { id: 'person', kind: 'queue', queue: 'clienti' },
    ],
    [
      ['hello', 'next', 'menu'],
      ['menu', 'reading', 'ask'],
      ['menu', 'bill', 'person'],
      ['menu', 'not_understood', 'person'],
      ['menu', 'silence', 'person'],
      ['ask', 'next', 'sure'],
      ['ask', 'not_understood', 'person'],
      ['ask', 'silence', 'person'],
      ['sure', 'yes', 'send'],
      ['sure', 'no', 'ask'],
      ['sure', 'not_understood', 'person'],
      ['sure', 'silence', 'person'],
      ['send', 'done', 'thanks'],
      ['send', 'refused', 'person'],
      ['send', 'error', 'person'],
    ],
  );
  test('goes from the greeting to the end, keeps what was said and does what it is told', () => {
    const first = walk(graph, begin(graph), { kind: 'begin' });
    expect(words(first.turn)).toBe('Buongiorno | Che cosa le serve?');
    expect(first.turn).toMatchObject({ turn: 1, ask: { node: 'menu', type: 'choice', person: true } });
    const asked = walk(graph, first.state, text('la mia autolettura'));
    expect(asked.turn.ask).toMatchObject({ node: 'ask', type: 'reading', keys: { end: '#' } });
    const sure = walk(graph, asked.state, text('milleduecento'));
    expect(words(sure.turn)).toBe('Ho capito 1200: giusto?');
    const end = walk(graph, sure.state, { kind: 'option', option: 'yes' }, (effect) => {
      expect(effect).toEqual({ kind: 'act', what: 'reading', with: { value: 1200 } });
      return { exit: 'done' };
    });
    expect(end.turn).toMatchObject({ ask: null, outcome: { kind: 'ended', result: 'answered' } });
    expect(words(end.turn)).toBe('Registrata: 1200');
    expect(end.trail.map(({ kind, exit }) => exit ?? kind)).toEqual([
      'answered',
      'yes',
      'done',
      'done',
      'said',
      'answered',
    ]);
  });
  test('the phone spells the options out and takes keys', () => {
    const { turn, state } = walk(graph, begin(graph, { channel: 'phone' }), { kind: 'begin' });
    expect(words(turn)).toContain(
      'Per autolettura, prema 1. | Per bolletta, prema 2. | Per parlare con una persona, prema 0.',
    );
    expect(turn.ask?.keys).toEqual({ min: 1, max: 1, end: '' });
    expect(walk(graph, state, { kind: 'keys', keys: '1' }).turn.ask?.node).toBe('ask');
  });
  test.each<[string, FlowInput]>([
    ['the button', { kind: 'person' }],
    ['the word', text('operatore')],
    ['key 0', { kind: 'keys', keys: '0' }],
  ])('a person is reached by %s', (_, input) => {
    const { state } = walk(graph, begin(graph), { kind: 'begin' });
    expect(walk(graph, state, input).turn.outcome).toMatchObject({
      kind: 'queue',
      queue: 'clienti',
      because: 'asked',
    });
  });
  test('what is not understood is asked again, then takes its edge; silence has its own', () => {
    const { state } = walk(graph, begin(graph), { kind: 'begin' });
    const again = walk(graph, state, text('mah'));
    expect(words(again.turn)).toBe('Mi scusi, non ho capito. | Che cosa le serve?');
    const over = walk(graph, again.state, text('mah'));
    expect(over.trail.some(({ exit }) => exit === 'not_understood')).toBe(true);
    const quiet = walk(graph, walk(graph, state, { kind: 'silence' }).state, { kind: 'silence' });
    expect(quiet.trail.some(({ exit }) => exit === 'silence')).toBe(true);
    expect(quiet.turn.outcome).toMatchObject({ kind: 'queue', because: 'flow' });
  });
  test('a reading of 0 is a reading, and one out of bounds is not understood', () => {
    const asked = walk(graph, walk(graph, begin(graph), { kind: 'begin' }).state, text('1'));
    expect(words(walk(graph, asked.state, { kind: 'keys', keys: '0' }).turn)).toBe('Ho capito 0: giusto?');
    expect(words(walk(graph, asked.state, text('123456')).turn)).toContain('non ho capito');
  });
});

describe('identification', () => {
  const graph = graphOf(
    [
      {
        id: 'who',
        kind: 'identify',
        by: ['phone', 'customer_code', 'fiscal_code'],
        proof: ['pin', 'code_mail'],
        tries: 3,
      },
      { id: 'ok', kind: 'end', says: it('Buongiorno {customer.name}') },
      { id: 'no', kind: 'queue', queue: 'clienti' },
    ],
    [
      ['who', 'identified', 'ok'],
      ['who', 'failed', 'no'],
      ['who', 'silence', 'no'],
    ],
  );
  const world =
    (known: boolean) =>
    (effect: FlowEffect): EffectResult => {
      if (effect.kind === 'find')
        return known
          ? { exit: 'found', candidate: 'c1', proofs: ['code_mail'] }
          : { exit: 'unknown', candidate: null };
      if (effect.kind === 'code') return { exit: 'sent' };
      if (effect.kind === 'prove')
        return known && effect.value === '123456'
          ? { exit: 'right', customer: { id: 'c1', values: { name: 'Anna' } } }
          : { exit: 'wrong' };
      return { exit: 'error' };
    };
  test('by customer code and a code that was sent', () => {
    const first = walk(graph, begin(graph), { kind: 'begin' });
    const code = walk(graph, first.state, text('uno zero zero uno due tre'), world(true));
    expect(code.effects).toEqual([
      { kind: 'find', by: 'customer_code', value: '100123' },
      { kind: 'code', candidate: 'c1', proof: 'code_mail' },
    ]);
    expect(code.turn.ask).toMatchObject({ type: 'digits', secret: true, keys: { min: 6, max: 6 } });
    const done = walk(graph, code.state, text('123 456'), world(true));
    expect(words(done.turn)).toBe('Buongiorno Anna');
    expect(done.state).toMatchObject({
      customer: 'c1',
      identified: { by: 'customer_code', proof: 'code_mail' },
    });
    expect(JSON.stringify(done.trail)).not.toContain('123');
  });
  test('who does not exist is asked for a proof all the same, and fails after as many tries', () => {
    let at = walk(graph, begin(graph), { kind: 'begin' });
    at = walk(graph, at.state, text('999999'), world(false));
    expect(at.turn.ask).toMatchObject({ secret: true });
    let asked = 0;
    while (at.turn.outcome === null && asked < 10) {
      at = walk(graph, at.state, text('123456'), world(false));
      asked += 1;
    }
    expect(asked).toBe(3);
    expect(at.turn.outcome).toMatchObject({ kind: 'queue', because: 'flow' });
    expect(at.state.identified).toBeNull();
  });
  test('the number that calls is tried first', () => {
    const first = walk(
      graph,
      begin(graph, { from: '+393100000000', channel: 'phone' }),
      { kind: 'begin' },
      world(true),
    );
    expect(first.effects[0]).toEqual({ kind: 'find', by: 'phone', value: '+393100000000' });
    expect(first.turn.ask?.secret).toBe(true);
  });
});

test('placeholders that were said in confidence are forgotten at the end', () => {
  const graph = graphOf(
    [
      {
        id: 'card',
        kind: 'ask',
        type: 'digits',
        min: 4,
        max: 16,
        into: 'card',
        secret: true,
        says: it('Carta?'),
      },
      { id: 'act', kind: 'act', what: 'x', with: { card: '{card}' } },
      { id: 'end', kind: 'end' },
    ],
    [
      ['card', 'next', 'act'],
      ['card', 'not_understood', 'end'],
      ['card', 'silence', 'end'],
      ['act', 'done', 'end'],
      ['act', 'refused', 'end'],
      ['act', 'error', 'end'],
    ],
  );
  const first = walk(graph, begin(graph), { kind: 'begin' });
  const done = walk(graph, first.state, text('12345678'), (effect) => {
    expect(effect).toMatchObject({ with: { card: '12345678' } });
    return { exit: 'done' };
  });
  expect(JSON.stringify([done.state, done.trail])).not.toContain('12345678');
});

test('what is put into JSON cannot break out of it', () => {
  const graph = graphOf(
    [
      { id: 'q', kind: 'ask', type: 'text', into: 'q', says: it('?') },
      {
        id: 'c',
        kind: 'call',
        method: 'POST',
        url: 'https://api.example.org/x/{q}',
        body: '{"q":"{q}"}',
        headers: { auth: 'Bearer {secret.key}' },
      },
      { id: 'end', kind: 'end' },
    ],
    [
      ['q', 'next', 'c'],
      ['q', 'not_understood', 'end'],
      ['q', 'silence', 'end'],
      ['c', 'ok', 'end'],
      ['c', 'error', 'end'],
    ],
  );
  const first = walk(graph, begin(graph), { kind: 'begin' });
  const { effects } = walk(graph, first.state, text('a","admin":true,"b":"../?x='));
  expect(effects[0]).toMatchObject({
    url: 'https://api.example.org/x/a%22%2C%22admin%22%3Atrue%2C%22b%22%3A%22..%2F%3Fx%3D',
    headers: { auth: 'Bearer {secret.key}' },
  });
  expect(JSON.parse((effects[0] as { body: string }).body)).toEqual({ q: 'a","admin":true,"b":"../?x=' });
});

// ------------------------------------------------------------- any graph, any answers

const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
const roughNode = (id: string) =>
  fc
    .constantFrom<Record<string, unknown>>(
      { kind: 'say', says: it('ciao') },
      { kind: 'ask', type: 'digits', into: 'v', tries: 2 },
      { kind: 'ask', type: 'yes_no', into: 'v', tries: 1 },
      { kind: 'ask', type: 'text', into: 'v', secret: true },
      { kind: 'choose', options: [{ id: 'x' }, { id: 'y' }] },
      { kind: 'identify', by: ['phone', 'customer_code'], proof: ['pin'] },
      { kind: 'identify', by: ['fiscal_code'], proof: [] },
      { kind: 'lookup', what: 'w', into: 'v' },
      { kind: 'act', what: 'w' },
      { kind: 'call', url: 'https://api.example.org/{v}', into: 'v' },
      { kind: 'check', value: 'v' },
      { kind: 'set', into: 'v', value: '{v}1' },
      { kind: 'skill', requires: [] },
      { kind: 'hours' },
      { kind: 'language' },
      { kind: 'survey' },
      { kind: 'callback', queue: 'clienti' },
      { kind: 'queue', queue: 'clienti' },
      { kind: 'end' },
    )
    .map((node) => ({ ...node, id }) as Rough);
const anyGraph = fc.tuple(...ids.map(roughNode)).chain((nodes) => {
  const ways = flowGraph
    .parse({ languages: ['it'], channels: ['chat'], start: 'a', person: { queue: 'q' }, nodes, edges: [] })
    .nodes.flatMap((node) => exits(node).map((exit) => ({ from: node.id, exit })));
  return (
    fc
      // One way in eight leads nowhere.
      .array(fc.constantFrom(...ids, ...ids, null), { minLength: ways.length, maxLength: ways.length })
      .map((targets) =>
        graphOf(
          nodes,
          ways.flatMap((way, index): [string, string, string][] =>
            targets[index] === null ? [] : [[way.from, way.exit, targets[index]!]],
          ),
        ),
      )
  );
});
const anyInput: fc.Arbitrary<FlowInput> = fc.oneof(
  fc.constantFrom<FlowInput>(
    { kind: 'silence' },
    { kind: 'keys', keys: '1' },
    { kind: 'keys', keys: '12345#' },
    { kind: 'option', option: 'x' },
    { kind: 'option', option: 'yes' },
    text('sì'),
    text('boh'),
  ),
  fc.string().map(text),
);
const anyResult = fc.constantFrom<EffectResult>(
  { exit: 'found', candidate: 'c', proofs: ['pin'], value: { a: 1 } },
  { exit: 'unknown', candidate: null },
  { exit: 'right', customer: { id: 'c', values: {} } },
  { exit: 'wrong' },
  { exit: 'error' },
  { exit: 'done' },
  { exit: 'none' },
  { exit: 'open' },
  { exit: 'ok', values: { v: 'x' } },
);
const situation = fc.record({
  graph: anyGraph,
  inputs: fc.array(anyInput, { maxLength: 12 }),
  results: fc.array(anyResult, { minLength: 1, maxLength: 8 }),
  from: fc.constantFrom(null, '+393100000000'),
  channel: fc.constantFrom('phone' as const, 'chat' as const, 'sms' as const),
});

describe('whatever the graph and the answers', () => {
  test('every answer ends in a question or an outcome, and a person is always reachable', () => {
    fc.assert(
      fc.property(situation, ({ graph, inputs, results, from, channel }) => {
        let next = 0;
        const solve = () => results[next++ % results.length]!;
        let at = walk(graph, begin(graph, { from, channel }), { kind: 'begin' }, solve);
        for (const input of inputs) {
          expect((at.turn.ask === null) !== (at.turn.outcome === null)).toBe(true);
          expect(at.state.moves).toBeLessThanOrEqual(mostMoves + 1);
          if (at.turn.outcome === null) {
            expect(walk(graph, at.state, { kind: 'person' }, solve).turn.outcome).toMatchObject({
              kind: 'queue',
            });
            // A state that was written down and read again goes on the same.
            const copy = JSON.parse(JSON.stringify(at.state)) as FlowState;
            const mark = next;
            const one = walk(graph, at.state, input, solve);
            next = mark;
            expect(walk(graph, copy, input, solve)).toEqual(one);
            next = mark;
          }
          const before = JSON.stringify(at.state);
          const after = walk(graph, at.state, input, solve);
          expect(JSON.stringify(at.state)).toBe(before);
          if (at.turn.outcome !== null) expect(after.state).toEqual(at.state);
          at = after;
        }
      }),
      { numRuns: 400 },
    );
  });
  test('who answers nonsense for ever gets no further than the tries allow', () => {
    fc.assert(
      fc.property(situation, ({ graph, results }) => {
        // Without a circle back: every second way leads to an end, so that walks through all of them are short.
        const tree: FlowEdge[] = graph.edges.filter((edge) => edge.to > edge.from);
        const open = { ...graph, edges: tree };
        let next = 0;
        let at = walk(open, begin(open), { kind: 'begin' }, () => results[next++ % results.length]!);
        let answers = 0;
        while (at.turn.outcome === null) {
          at = walk(open, at.state, text('?!'), () => results[next++ % results.length]!);
          answers += 1;
          expect(answers).toBeLessThanOrEqual(ids.length * 10);
        }
      }),
    );
  });
});

describe('what is said otherwise than an option is called', () => {
  const graph = graphOf(
    [
      {
        id: 'menu',
        kind: 'choose',
        says: it('Mi dica in poche parole come possiamo aiutarla.'),
        options: [
          { id: 'reading', label: { it: 'lettura del contatore' } },
          { id: 'bill', label: { it: 'bolletta' } },
        ],
        tries: 3,
      },
      { id: 'reading', kind: 'end', says: it('Lettura') },
      { id: 'bill', kind: 'end', says: it('Bolletta') },
      { id: 'person', kind: 'queue', queue: 'clienti' },
    ],
    [
      ['menu', 'reading', 'reading'],
      ['menu', 'bill', 'bill'],
      ['menu', 'not_understood', 'person'],
      ['menu', 'silence', 'person'],
    ],
  );
  const asked = () => walk(graph, begin(graph, { channel: 'phone' }), { kind: 'begin' });
  const end = (turn: Turn) => [words(turn), turn.outcome?.kind];
  beforeAll(() =>
    lendGuesser((said) =>
      said.includes('boletta')
        ? { id: 'bill', sure: true }
        : said.includes('conta')
          ? { id: 'reading', sure: false }
          : null,
    ),
  );
  afterAll(() => lendGuesser(() => null));

  test('is taken where it is clear, and asked where it is likely', () => {
    expect(end(walk(graph, asked().state, text('la boletta')).turn)).toEqual(['Bolletta', 'ended']);
    const likely = walk(graph, asked().state, text('per il conta tore'));
    expect(words(likely.turn)).toContain('Ho capito: lettura del contatore. È giusto?');
    expect(likely.turn.ask).toMatchObject({ node: 'menu', type: 'yes_no' });
    for (const yes of [
      text('sì'),
      { kind: 'keys', keys: '1' },
      { kind: 'option', option: 'yes' },
    ] as FlowInput[])
      expect(end(walk(graph, likely.state, yes).turn)).toEqual(['Lettura', 'ended']);
    // On the keys 2 is no here, not the second option.
    const no = walk(graph, likely.state, { kind: 'keys', keys: '2' });
    expect(no.turn.ask).toMatchObject({ type: 'choice' });
    expect(words(no.turn)).toContain('non ho capito');
    expect(end(walk(graph, likely.state, text('no, la bolletta')).turn)).toEqual(['Bolletta', 'ended']);
    expect(end(walk(graph, likely.state, text('bolletta')).turn)).toEqual(['Bolletta', 'ended']);
    expect(walk(graph, likely.state, text('operatore')).turn.outcome).toMatchObject({ because: 'asked' });
  });

  test('never asks without end: refused as often as there are tries, a person comes', () => {
    let step = asked();
    for (let round = 0; round < 3 && step.turn.outcome === null; round += 1) {
      const likely = walk(graph, step.state, text('il conta tore'));
      step = walk(graph, likely.state, text('no'));
    }
    expect(step.turn.outcome).toMatchObject({ kind: 'queue' });
  });
});
