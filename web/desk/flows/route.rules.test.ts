import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cornersOf, laneFor, pathOf, stub, type Box } from './route.rules.ts';

const point = fc.record({ x: fc.integer({ min: 0, max: 2000 }), y: fc.integer({ min: -500, max: 500 }) });
const boxes = fc.array(
  fc
    .record({
      left: fc.integer({ min: 0, max: 2000 }),
      top: fc.integer({ min: -500, max: 500 }),
      height: fc.integer({ min: 60, max: 300 }),
    })
    .map(({ left, top, height }): Box => ({ left, right: left + 220, top, bottom: top + height })),
  { maxLength: 30 },
);

describe('the lane of an edge', () => {
  it('crosses no card', () => {
    fc.assert(
      fc.property(point, point, boxes, fc.nat(25), (source, target, cards, shift) => {
        const lane = laneFor(source, target, cards, shift);
        if (lane === null) return;
        const [left, right] = [source.x + stub, target.x - stub].toSorted((one, other) => one - other);
        for (const card of cards)
          expect(card.right <= left! || card.left >= right! || lane < card.top || lane > card.bottom).toBe(
            true,
          );
      }),
    );
  });
  it('is needed by none that has nothing in its way', () => {
    expect(
      laneFor({ x: 220, y: 0 }, { x: 310, y: 50 }, [{ left: 0, right: 220, top: -20, bottom: 100 }]),
    ).toBeNull();
  });
  it('is straight on where that is free', () => {
    const card = { left: 300, right: 500, top: 100, bottom: 200 };
    expect(laneFor({ x: 220, y: 0 }, { x: 900, y: 150 }, [card])).toBe(0);
  });
});

it('a path begins and ends where its edge does', () => {
  const corners = cornersOf({ x: 0, y: 0 }, { x: 400, y: 100 }, -50, 30);
  const path = pathOf(corners, 8);
  expect(path.startsWith('M 0 0 L')).toBe(true);
  expect(path.endsWith('L 400 100')).toBe(true);
  expect(path).not.toContain('NaN');
});
