import { expect, test } from 'vitest';
import { outcomesFor, proposedCode } from './call-outcome.rules.ts';

const call = (cause: string | null, also: object = {}) => ({
  direction: 'out' as const,
  answeredAt: null,
  endedBy: 'gateway',
  cause,
  ...also,
});

test('a call that reached nobody proposes how it ended; one that was spoken on proposes nothing', () => {
  expect(proposedCode(call('no_answer'))).toBe('no_answer');
  expect(proposedCode(call('wrong_number'))).toBe('wrong_number');
  expect(proposedCode(call('machine'))).toBe('machine');
  // Hung up while it rang; refused at the other end.
  expect(proposedCode(call('hung_up', { endedBy: 'agent' }))).toBe('no_answer');
  expect(proposedCode(call('hung_up', { endedBy: 'customer' }))).toBe('busy');
  expect(proposedCode(call('failed'))).toBeNull();
  expect(proposedCode(call('hung_up', { answeredAt: '2026-11-29T10:00:00Z' }))).toBeNull();
  expect(proposedCode(call('no_answer', { direction: 'in' }))).toBeNull();
  expect(proposedCode(null)).toBeNull();
});

test('what says that nobody was reached is chosen for calls of ours only', () => {
  const outcomes = [
    { id: '1', code: 'solved' },
    { id: '2', code: 'busy' },
  ];
  const codes = (contact: Parameters<typeof outcomesFor>[1]) =>
    outcomesFor(outcomes, contact).map(({ code }) => code);
  expect(codes({ channel: 'phone', direction: 'out', outcome: null })).toEqual(['solved', 'busy']);
  expect(codes({ channel: 'email', direction: 'out', outcome: null })).toEqual(['solved']);
  expect(codes({ channel: 'phone', direction: 'in', outcome: null })).toEqual(['solved']);
  expect(codes({ channel: 'phone', direction: 'in', outcome: '2' })).toEqual(['solved', 'busy']);
});
