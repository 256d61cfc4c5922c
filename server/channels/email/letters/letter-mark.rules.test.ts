import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeReply, letterNumbers, markedNumber } from './letter-mark.rules.ts';

const secret = 'a secret of the house';

test('a number is proven by its own mark only, in whatever case and company a mail program leaves it', () => {
  const marked = markedNumber(secret, 'Q-2026-000012');
  expect(letterNumbers(secret, `R: Quesito [${marked}]`)).toEqual([
    { number: 'Q-2026-000012', proven: true },
  ]);
  expect(letterNumbers(secret, `Re: ${marked.toUpperCase()} ecco`)[0]).toMatchObject({ proven: true });
  expect(letterNumbers(secret, 'Re: [Q-2026-000012]')).toEqual([{ number: 'Q-2026-000012', proven: false }]);
  expect(letterNumbers(secret, `Re: [${marked.replace('000012', '000013')}]`)[0]).toMatchObject({
    number: 'Q-2026-000013',
    proven: false,
  });
  expect(letterNumbers('another secret', `Re: [${marked}]`)[0]).toMatchObject({ proven: false });
  expect(letterNumbers(secret, 'FAQ-2026-000012, Bolletta')).toEqual([]);
});

test('no made-up mark is believed', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9a-f]{12}$/), (mark) => {
      fc.pre(!markedNumber(secret, 'Q-2026-000012').endsWith(mark));
      expect(letterNumbers(secret, `[Q-2026-000012/${mark}]`)[0]!.proven).toBe(false);
    }),
  );
});

test('only a person to whom it went, with proof, answers; a machine never does, and doubt is kept for somebody', () => {
  expect(judgeReply({ mail: 'person', proven: true, known: true })).toEqual({ kind: 'answer', why: null });
  expect(judgeReply({ mail: 'person', proven: true, known: false })?.kind).toBe('doubtful');
  expect(judgeReply({ mail: 'person', proven: false, known: true })?.kind).toBe('doubtful');
  expect(judgeReply({ mail: 'person', proven: false, known: false })).toBeNull();
  expect(judgeReply({ mail: 'auto_reply', proven: true, known: true })?.kind).toBe('away');
  expect(judgeReply({ mail: 'auto_reply', proven: false, known: true })).toBeNull();
  expect(judgeReply({ mail: 'bounce', proven: true, known: true })).toBeNull();
});
