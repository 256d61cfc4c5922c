import { describe, expect, test } from 'vitest';
import { figuresOf, outcomeOf, type UsedInContact } from './text-figures.rules.ts';

const day = 86_400_000;
const now = new Date('2026-11-30T12:00:00Z');
const ago = (days: number) => new Date(now.getTime() - days * day);
const used = (contactId: string | null, over: Partial<UsedInContact> = {}): UsedInContact => ({
  uses: 1,
  changed: 0,
  asIs: 1,
  further: 0,
  contactId,
  closedAt: ago(10),
  backAt: null,
  backHere: false,
  ...over,
});

test('what became of a contact is known when the customer came back, or after seven days without them', () => {
  const outcome = (over: Partial<UsedInContact>) => outcomeOf(used('a', over), now);
  expect(outcome({ closedAt: null })).toBe('unsettled');
  expect(outcome({ closedAt: ago(6.9) })).toBe('unsettled');
  expect(outcome({ closedAt: ago(7) })).toBe('solved');
  expect(outcome({ closedAt: ago(2), backAt: ago(1) })).toBe('back');
  expect(outcome({ closedAt: ago(2), backAt: ago(1), backHere: true })).toBe('reopened');
});

describe('the figures of a text', () => {
  test('count uses, and each contact once', () => {
    const figures = figuresOf(
      [
        used('a', { uses: 2, changed: 0.5, asIs: 1, further: 3 }),
        used('a', { changed: 0.5, asIs: 0, further: 1 }),
        used('b', { backAt: ago(8), backHere: true }),
        used('c', { closedAt: ago(1) }),
        used(null, { closedAt: null }),
      ],
      now,
    );
    expect(figures).toEqual({
      uses: 6,
      contacts: 3,
      changed: 1 / 6,
      asIs: 4,
      settled: 2,
      solved: 1,
      reopened: 1,
      further: 4 / 6,
    });
  });

  test('say nothing where nothing was used', () => {
    expect(figuresOf([], now)).toMatchObject({ uses: 0, changed: null, further: null, settled: 0 });
  });
});
