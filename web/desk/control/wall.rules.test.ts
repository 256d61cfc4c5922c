import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageAt, readWall, toggleHold, turn, writeWall, type Wall } from './wall.rules.ts';

describe('the address of a wall', () => {
  it('says all that was chosen, and nothing of what is usual', () => {
    expect(writeWall({ by: 'queue', rows: [], seconds: 15, look: 'dark' })).toBe('');
    const wall = fc.record<Wall>({
      by: fc.constantFrom('queue', 'channel', 'team', 'supplier'),
      rows: fc.uniqueArray(fc.constantFrom('', 'a-1', 'b2', 'chat'), { maxLength: 4 }),
      seconds: fc.constantFrom(5, 10, 15, 30, 60, 300),
      look: fc.constantFrom('dark', 'light'),
    });
    fc.assert(
      fc.property(wall, (one) => {
        expect(readWall(writeWall(one))).toEqual(one);
      }),
    );
  });

  it('keeps names of suppliers whole, whatever stands in them', () => {
    const one: Wall = { by: 'supplier', rows: ['Voci & C., società'], seconds: 15, look: 'dark' };
    expect(readWall(writeWall(one))).toEqual(one);
    expect(readWall('?rows=100%25').rows).toEqual(['100%']);
  });

  it('that makes no sense is as if it said nothing', () => {
    const usual = { by: 'queue', rows: [], seconds: 15, look: 'dark' };
    for (const search of [
      '',
      '?',
      '?by=galaxy',
      '?seconds=1',
      '?seconds=soon',
      '?seconds=301',
      '?look=pink',
      '?rows=,,',
    ])
      expect([search, readWall(search)]).toEqual([search, usual]);
  });
});

describe('the pages of a wall', () => {
  it('go on by the clock, together on every wall', () => {
    expect([0, 9999, 10_000, 20_000, 30_000].map((now) => pageAt(now, 10, 3, null))).toEqual([0, 0, 1, 2, 0]);
    expect(pageAt(10_000, 10, 1, null)).toBe(0);
  });

  it('that were turned to by hand stay for a minute, either way round', () => {
    const next = turn(2, 1, 3, null, 0);
    expect(pageAt(30_000, 10, 3, next)).toBe(0);
    expect(pageAt(61_000, 10, 3, next)).toBe(0);
    expect(pageAt(70_000, 10, 3, next)).toBe(1);
    expect(pageAt(1000, 10, 3, turn(0, -1, 3, null, 0))).toBe(2);
    // Fewer rows than before: the page that was held is not there any more.
    expect(pageAt(1000, 10, 2, { page: 2, until: 5000 })).toBe(0);
  });

  it('that are held stay until they are let go, also when turned', () => {
    const held = toggleHold(1, null, 0);
    expect(pageAt(9_999_999, 10, 3, held)).toBe(1);
    const turned = turn(1, 1, 3, held, 0);
    expect(pageAt(9_999_999, 10, 3, turned)).toBe(2);
    expect(toggleHold(2, turned, 0)).toBeNull();
    // A turn that is over holds nothing.
    expect(toggleHold(2, { page: 1, until: 10 }, 20)).toEqual({ page: 2, until: Infinity });
  });
});
