import { expect, test } from 'vitest';
import { listeningEnd } from '#contract/listening.ts';
import { patience, tellsCustomer, whyOver, type Standing } from './listening.rules.ts';

const now = new Date('2026-11-10T10:00:00Z');
const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds);
const standing = (part: Partial<Standing> = {}): Standing => ({
  channel: 'chat',
  mode: 'reading',
  agentId: 'luca',
  supervisorId: 'elena',
  startedAt: ago(600_000),
  seenAt: ago(5000),
  contactState: 'active',
  contactAgentId: 'luca',
  ...part,
});
const allowed = { agreed: true, listen: true };

test('it goes on while the agent has the chat, the desk is there, and agreement and right hold', () => {
  expect(whyOver(standing(), now, allowed)).toBeNull();
  expect(whyOver(standing({ mode: 'stepped_in' }), now, allowed)).toBeNull();
});

test('it ends with the chat, when the chat goes to somebody else, and when the supervisor takes it', () => {
  for (const contactState of ['wrap_up', 'closed', 'abandoned', 'expired', 'cancelled'])
    for (const [channel, over] of [
      ['chat', 'chat_over'],
      ['phone', 'call_over'],
    ] as const)
      expect(whyOver(standing({ channel, contactState }), now, allowed)).toBe(over);
  for (const contactState of ['queued', 'offered'])
    expect(whyOver(standing({ contactState, contactAgentId: null }), now, allowed)).toBe('handed_on');
  expect(whyOver(standing({ contactAgentId: 'chiara' }), now, allowed)).toBe('handed_on');
  expect(whyOver(standing({ contactAgentId: 'elena' }), now, allowed)).toBe('taken_over');
});

test('it ends when the agreement does, when the right is lost, and when the desk is silent for too long', () => {
  expect(whyOver(standing(), now, { agreed: false, listen: true })).toBe('agreement_over');
  expect(whyOver(standing(), now, { agreed: true, listen: false })).toBe('right_lost');
  expect(whyOver(standing({ seenAt: ago(patience.desk) }), now, allowed)).toBeNull();
  expect(whyOver(standing({ seenAt: ago(patience.desk + 1) }), now, allowed)).toBe('desk_gone');
});

test('an agent who is asked and says nothing is not waited for without end', () => {
  const asked = (waited: number) => standing({ mode: 'asked', startedAt: ago(waited) });
  expect(whyOver(asked(patience.answer), now, allowed)).toBeNull();
  expect(whyOver(asked(patience.answer + 1), now, allowed)).toBe('unanswered');
});

test('a customer who was told that somebody came is told that they went, unless they see so anyway', () => {
  const told = listeningEnd.options.filter((because) => tellsCustomer('chat', 'stepped_in', because));
  expect(told).toEqual([
    'left',
    'moved_on',
    'declined',
    'unanswered',
    'desk_gone',
    'line_gone',
    'own_call',
    'right_lost',
    'agreement_over',
  ]);
  expect(listeningEnd.options.filter((because) => tellsCustomer('chat', 'reading', because))).toEqual([]);
  // On a call it is heard.
  expect(listeningEnd.options.filter((because) => tellsCustomer('phone', 'stepped_in', because))).toEqual([]);
});
