import { describe, expect, it } from 'vitest';
import type { Contact } from '#contract/contacts.ts';
import { arrange, groupOf, steady } from './groups.rules.ts';

const now = Date.parse('2026-11-17T10:00:00Z');
const contact = (id: string, more: Partial<Contact> = {}): Contact =>
  ({
    id,
    channel: 'email',
    state: 'active',
    dueAt: null,
    arrivedAt: '2026-11-17T09:00:00Z',
    lastDirection: 'in',
    ...more,
  }) as Contact;

describe('the groups of the list', () => {
  it('puts a chat under live, a mail due within the hour under due, the rest under todo', () => {
    expect(groupOf(contact('a', { channel: 'chat' }), now)).toBe('live');
    expect(groupOf(contact('b', { dueAt: '2026-11-17T10:59:00Z' }), now)).toBe('due');
    expect(groupOf(contact('c', { dueAt: '2026-11-17T11:01:00Z' }), now)).toBe('todo');
    expect(groupOf(contact('d'), now)).toBe('todo');
  });
  it('keeps an overdue mail among what is due, first', () => {
    const [due] = arrange(
      [
        contact('later', { dueAt: '2026-11-17T10:30:00Z' }),
        contact('over', { dueAt: '2026-11-17T09:00:00Z' }),
      ],
      now,
    );
    expect(due?.contacts.map(({ id }) => id)).toEqual(['over', 'later']);
  });
  it('puts the customer who waits for an answer before the one who has it', () => {
    const [live] = arrange(
      [
        contact('answered', { channel: 'chat', lastDirection: 'out' }),
        contact('waiting', { channel: 'chat', lastDirection: 'in', arrivedAt: '2026-11-17T09:30:00Z' }),
      ],
      now,
    );
    expect(live?.contacts.map(({ id }) => id)).toEqual(['waiting', 'answered']);
  });
});

describe('what colleagues ask about', () => {
  it('stands before everything else', () => {
    const all = [contact('chat', { channel: 'chat' }), contact('theirs')];
    expect(arrange(all, now, new Set(['theirs'])).map(({ group }) => group)).toEqual(['consult', 'live']);
  });
});

describe('an order that stands still', () => {
  const first = steady(null, arrange([contact('a'), contact('b')], now), false);
  it('counts what is new instead of showing it while it is held', () => {
    const next = steady(
      first,
      arrange([contact('new', { arrivedAt: '2026-11-01T00:00:00Z' }), contact('a'), contact('b')], now),
      true,
    );
    expect(next.order.flatMap(({ ids }) => ids)).toEqual(['a', 'b']);
    expect(next.pending).toBe(1);
  });
  it('lets what is gone disappear at once', () => {
    expect(steady(first, arrange([contact('b')], now), true).order).toEqual([{ group: 'todo', ids: ['b'] }]);
  });
  it('leaves a row where it is when its group changes, and counts it', () => {
    const next = steady(
      first,
      arrange([contact('a', { dueAt: '2026-11-17T10:05:00Z' }), contact('b')], now),
      true,
    );
    expect(next.order).toEqual([{ group: 'todo', ids: ['a', 'b'] }]);
    expect(next.pending).toBe(1);
  });
  it('shows all in the right place once it is let go', () => {
    const held = steady(first, arrange([contact('c'), contact('a'), contact('b')], now), true);
    const free = steady(held, arrange([contact('c'), contact('a'), contact('b')], now), false);
    expect(free.pending).toBe(0);
    expect(free.order.flatMap(({ ids }) => ids)).toHaveLength(3);
  });
  it('adds at the end what a further page brings, and still counts what came in above', () => {
    const rows = (...ids: string[]) => [{ group: 'todo' as const, contacts: ids.map((id) => contact(id)) }];
    const page = steady(null, rows('a', 'b'), true, true);
    const more = steady(page, rows('new', 'a', 'b', 'c', 'd'), true, true);
    expect(more.order).toEqual([{ group: 'todo', ids: ['a', 'b', 'c', 'd'] }]);
    expect(more.pending).toBe(1);
    expect(page.order).toEqual([{ group: 'todo', ids: ['a', 'b'] }]);
  });
  it('shows a page of nothing but new rows when all others have gone', () => {
    const rows = (...ids: string[]) => [{ group: 'todo' as const, contacts: ids.map((id) => contact(id)) }];
    const next = steady(steady(null, rows('a'), true, true), rows('b', 'c'), true, true);
    expect(next).toEqual({ order: [{ group: 'todo', ids: ['b', 'c'] }], pending: 0 });
  });
});
