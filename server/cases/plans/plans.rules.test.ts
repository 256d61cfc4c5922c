import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, again, orderTrouble, planState, type Piece, type PieceState } from './plans.rules.ts';

/** Any order without a circle: a piece waits for earlier ones only, and the list is shuffled. */
const dag = fc
  .array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 12 })
  .map((rows) =>
    rows.map((row, index) => ({
      id: `p${index}`,
      after: index === 0 ? [] : [...new Set(row.map((one) => `p${one % index}`))],
    })),
  )
  .chain((pieces) => fc.shuffledSubarray(pieces, { minLength: pieces.length }));

/** Plays a plan: starts what may start, then ends one running piece after the other, as the choices say. */
function play(
  pieces: readonly Pick<Piece, 'id' | 'after'>[],
  choices: readonly { which: number; outcome: PieceState }[],
) {
  const state = new Map<string, PieceState>(pieces.map(({ id }) => [id, 'waiting']));
  const started: string[] = [];
  const now = () => pieces.map((one) => ({ ...one, state: state.get(one.id)! }));
  const go = () => {
    const { start, stop } = advance(now());
    for (const id of stop) state.set(id, 'stopped');
    for (const id of start) {
      const { after } = pieces.find((one) => one.id === id)!;
      expect(after.every((other) => state.get(other) === 'done')).toBe(true);
      started.push(id);
      state.set(id, 'running');
    }
  };
  go();
  for (let turn = 0; ; turn += 1) {
    const running = pieces.filter(({ id }) => state.get(id) === 'running');
    if (running.length === 0) break;
    const { which, outcome } = choices[turn % choices.length]!;
    state.set(running[which % running.length]!.id, outcome);
    go();
  }
  return { started, state, now };
}

const choice = (outcomes: PieceState[]) =>
  fc.array(fc.record({ which: fc.nat(20), outcome: fc.constantFrom(...outcomes) }), {
    minLength: 1,
    maxLength: 20,
  });

describe('a plan', () => {
  test('starts every piece exactly once, never before what it waits for, whatever the order of the answers', () => {
    fc.assert(
      fc.property(dag, choice(['done']), (pieces, choices) => {
        const { started, now } = play(pieces, choices);
        expect(started.toSorted()).toEqual(pieces.map(({ id }) => id).toSorted());
        expect(planState(now())).toBe('done');
      }),
    );
  });

  test('never starts what follows a piece without an answer, and starts everything else', () => {
    fc.assert(
      fc.property(dag, choice(['done', 'refused', 'withdrawn']), (pieces, choices) => {
        const { started, state, now } = play(pieces, choices);
        expect(new Set(started).size).toBe(started.length);
        for (const { id, after } of pieces) {
          const blocked = after.some((one) => state.get(one) !== 'done');
          expect(started.includes(id)).toBe(!blocked);
          if (blocked) expect(state.get(id)).toBe('stopped');
        }
        expect(planState(now())).toBe(
          pieces.every(({ id }) => state.get(id) === 'done') ? 'done' : 'stopped',
        );
      }),
    );
  });

  test('goes on when what had failed is asked again', () => {
    const pieces: Piece[] = [
      { id: 'a', after: [], state: 'refused' },
      { id: 'b', after: ['a'], state: 'stopped' },
      { id: 'c', after: ['b'], state: 'stopped' },
      { id: 'd', after: [], state: 'done' },
    ];
    expect(again(pieces, 'a')).toEqual(['a', 'b', 'c']);
  });
});

test('an order is refused that leads nowhere', () => {
  expect(orderTrouble([{ id: 'a', after: ['x'] }])).toEqual({ id: 'a', trouble: 'unknown' });
  expect(orderTrouble([{ id: 'a', after: ['a'] }])).toEqual({ id: 'a', trouble: 'circle' });
  expect(
    orderTrouble([
      { id: 'c', after: [] },
      { id: 'a', after: ['b', 'c'] },
      { id: 'b', after: ['a'] },
    ]),
  ).toEqual({ id: 'a', trouble: 'circle' });
  fc.assert(fc.property(dag, (pieces) => orderTrouble(pieces) === null));
});
