import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answeredBy, initialFirst, stepFirst } from './first.rules.ts';

const fault = { id: 'a', text: 'Manca l’acqua a Colle.', language: 'it', endsCall: true };
const strike = { id: 'b', text: 'Domani gli sportelli sono chiusi.', language: 'it', endsCall: false };

test('announcements are told one by one before a flow, each once, and then it begins', () => {
  const one = stepFirst(initialFirst, [fault, strike], { kind: 'begin' }, 0);
  expect(one).toMatchObject({ do: 'say', next: { kind: 'ask' }, say: [{ text: fault.text }, {}, {}, {}] });
  const two = stepFirst(one.state, [fault, strike], { kind: 'silence' }, 9);
  expect(two).toMatchObject({
    do: 'say',
    next: { kind: 'music', afterSeconds: 1 },
    say: [{ text: strike.text }],
  });
  // A key that is pressed while nothing is asked answers nothing.
  expect(stepFirst(two.state, [fault, strike], { kind: 'keys', keys: '1' }, 15).do).toBe('flow');
});

test('key 1 says that an announcement has answered them, and is asked once', () => {
  const one = stepFirst(initialFirst, [fault], { kind: 'begin' }, 0);
  const over = stepFirst(one.state, [fault], { kind: 'keys', keys: '1' }, 5);
  expect(over).toMatchObject({ do: 'end', answered: 'a', next: { kind: 'end' } });
  expect(stepFirst(over.state, [fault], { kind: 'begin' }, 6)).toMatchObject({ do: 'end', answered: null });
  expect(answeredBy(over.state, 6)).toBe(null);
});

test('who hangs up on an announcement that may end the call went with it, not before it was heard, nor long after', () => {
  const { state } = stepFirst(initialFirst, [fault], { kind: 'begin' }, 0);
  expect([0, 2, 20, 60].map((elapsed) => answeredBy(state, elapsed))).toEqual([null, 'a', 'a', null]);
  expect(answeredBy(stepFirst(initialFirst, [strike], { kind: 'begin' }, 0).state, 3)).toBe(null);
});

test('whatever a caller does, a flow begins after as many turns as there are announcements, or the call ends', () => {
  const input = fc.oneof(
    fc.constant({ kind: 'begin' } as const),
    fc.constant({ kind: 'silence' } as const),
    fc.record({ kind: fc.constant('keys' as const), keys: fc.stringMatching(/^[0-9*#]{1,3}$/) }),
  );
  fc.assert(
    fc.property(fc.array(input, { minLength: 3, maxLength: 6 }), (inputs) => {
      let state = initialFirst;
      for (const one of inputs) {
        const step = stepFirst(state, [fault, strike], one, 1);
        ({ state } = step);
        if (step.do !== 'say') return;
        expect(step.say.length).toBeGreaterThan(0);
      }
      expect.fail('it goes on telling');
    }),
  );
});
