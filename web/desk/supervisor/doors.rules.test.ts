import { expect, test } from 'vitest';
import type { Queue } from '#contract/routing.ts';
import { doorsOf } from './doors.rules.ts';

const words = { it: 'Guasto in centro.', en: 'Outage in the centre.' };
const own = { it: 'Siamo chiusi.', en: 'We are closed.' };
const queue = (emergency: Queue['branches']['emergency'] = { do: 'wait' }) => ({
  id: 'faults',
  branches: { full: { do: 'wait' as const }, closed: { do: 'wait' as const }, emergency },
});
const entry = (id: string, channel: 'chat' | 'form' | 'email' | 'phone', also: object = {}) => ({
  id,
  channel,
  name: id,
  queueId: 'faults',
  active: true,
  ...also,
});
const all = [entry('site', 'chat'), entry('report', 'form'), entry('info@', 'email'), entry('800', 'phone')];
const queues = [
  { id: 'bills', name: 'Bollette', active: true },
  { id: 'old', name: 'Vecchia', active: false },
];
const met = (...given: Parameters<typeof doorsOf>) =>
  doorsOf(...given).map(
    ({ id, fate, to, text }) => `${id} ${fate}${to ?? ''}${text === null ? '' : ` "${text.it}"`}`,
  );

test('only the ways in use that lead to this queue are shown', () => {
  const others = [entry('off', 'chat', { active: false }), entry('else', 'chat', { queueId: 'bills' })];
  expect(met(queue(), { closed: false, message: null }, [...all, ...others], queues)).toHaveLength(4);
});

test('an open queue takes everybody; its words stand where words can stand', () => {
  expect(met(queue(), { closed: false, message: words }, all, queues)).toEqual([
    'site attended "Guasto in centro."',
    'report attended "Guasto in centro."',
    'info@ waits',
    '800 waits',
  ]);
});

test('closed without a branch the chat is shut, and what can wait waits', () => {
  expect(met(queue(), { closed: true, message: words }, all, queues)).toEqual([
    'site shut "Guasto in centro."',
    'report waits "Guasto in centro."',
    'info@ waits',
    '800 waits',
  ]);
});

test('closed with words everybody but the mail is turned away with them, or with those of the supervisor', () => {
  const branch = { do: 'message' as const, text: own };
  expect(met(queue(branch), { closed: true, message: null }, all, queues)).toEqual([
    'site told "Siamo chiusi."',
    'report told "Siamo chiusi."',
    'info@ waits',
    '800 told "Siamo chiusi."',
  ]);
  expect(met(queue(branch), { closed: true, message: words }, all, queues)[0]).toBe(
    'site told "Guasto in centro."',
  );
});

test('closed with another queue they go there, unless it is not in use', () => {
  const to = (id: string) => queue({ do: 'queue', queue: id });
  expect(met(to('bills'), { closed: true, message: null }, all, queues)).toEqual([
    'site sentBollette',
    'report sentBollette',
    'info@ waits',
    '800 sentBollette',
  ]);
  expect(met(to('old'), { closed: true, message: null }, all, queues)[0]).toBe('site shut');
});
