import { describe, expect, test } from 'vitest';
import type { Ask, Turn } from '#contract/flow-turns.ts';
import { inputOf, nextOf, sayingsOf } from './flow-calls.rules.ts';

const ask = (also: Partial<Ask> = {}): Ask => ({
  node: 'menu',
  type: 'choice',
  options: [
    { id: 'bill', label: 'la bolletta', key: '1', language: 'it' },
    { id: 'fault', label: 'un guasto', key: '2', language: 'it' },
  ],
  keys: { min: 1, max: 1, end: '' },
  secret: false,
  person: true,
  ...also,
});
const turn = (also: Partial<Turn>): Turn => ({
  turn: 1,
  language: 'it',
  say: [],
  ask: null,
  outcome: null,
  ...also,
});

describe('a question of a flow on the telephone', () => {
  test('is answered by keys, and by speech where somebody listens; a secret by keys alone', () => {
    expect(nextOf(turn({ ask: ask() }), true)).toEqual({
      kind: 'ask',
      keys: { min: 1, max: 1, end: null, firstSeconds: 8, betweenSeconds: 4 },
      speech: true,
      words: 'la bolletta, un guasto',
      seconds: 8,
      bargeIn: true,
    });
    expect(nextOf(turn({ ask: ask() }), false)).toMatchObject({ speech: false, words: '' });
    const pin = ask({ type: 'code', options: [], secret: true, keys: { min: 5, max: 8, end: '#' } });
    expect(nextOf(turn({ ask: pin }), true)).toMatchObject({
      keys: { min: 5, max: 8, end: '#' },
      speech: false,
    });
  });

  test('is never asked for fewer keys than one, nor for more than there may be', () => {
    const odd = ask({ type: 'digits', keys: { min: 0, max: 90, end: '#' } });
    expect(nextOf(turn({ ask: odd }), false)).toMatchObject({ keys: { min: 1, max: 40 } });
  });

  test('over means the end of the call, or a person', () => {
    expect(nextOf(turn({ outcome: { kind: 'ended', result: 'answered' } }), true)).toEqual({ kind: 'end' });
    const queue = {
      kind: 'queue' as const,
      queue: 'clienti',
      queueId: null,
      requires: [],
      boostSeconds: 0,
      classification: null,
      because: 'asked' as const,
    };
    expect(nextOf(turn({ outcome: queue }), true)).toEqual({ kind: 'none' });
  });

  test('is said without what has neither words nor sound', () => {
    const say = [
      { text: 'Buongiorno', language: 'it' as const, prompt: 'welcome' },
      { text: ' ', language: 'it' as const, prompt: null },
    ];
    expect(sayingsOf({ say })).toEqual([
      { text: 'Buongiorno', language: 'it', prompt: 'welcome', notice: false },
    ]);
  });
});

describe('what a caller does', () => {
  test('is keys, words or silence; what nobody could make out is no answer to a choice', () => {
    expect(inputOf({ kind: 'keys', keys: '12#' }, ask())).toEqual({ kind: 'keys', keys: '12#' });
    expect(inputOf({ kind: 'silence' }, ask())).toEqual({ kind: 'silence' });
    expect(inputOf({ kind: 'due' }, ask())).toEqual({ kind: 'silence' });
    const said = (text: string, confidence: number | null) => ({ kind: 'speech', text, confidence }) as const;
    expect(inputOf(said(' la bolletta ', 0.8), ask())).toEqual({ kind: 'text', text: 'la bolletta' });
    expect(inputOf(said('la bolletta', null), ask())).toEqual({ kind: 'text', text: 'la bolletta' });
    expect(inputOf(said('la bolletta', 0.1), ask())).toEqual({ kind: 'text', text: '…' });
    expect(inputOf(said('', null), ask())).toEqual({ kind: 'text', text: '…' });
    expect(inputOf(said('', null), ask({ type: 'text', keys: null }))).toEqual({ kind: 'silence' });
  });
});
