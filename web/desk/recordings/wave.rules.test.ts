import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterSilence, columnsOf, fullOf, hear, outlineOf, silencesOf } from './wave.rules.ts';

const loud = (...values: number[]) => Uint8Array.from(values);

describe('a waveform', () => {
  test('has no more columns than there is room for, and loses no loud moment', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 500 }),
        fc.integer({ min: 1, max: 200 }),
        (loudness, count) => {
          const columns = columnsOf(loudness, count, 255);
          expect(columns.length).toBeLessThanOrEqual(count);
          expect(Math.max(...columns)).toBeCloseTo(Math.max(...loudness) / 255);
        },
      ),
    );
  });
  test('is as high as its loudest moment, and flat where nobody speaks', () => {
    expect(fullOf(loud(3, 90), loud(120, 0))).toBe(120);
    expect(fullOf(loud(3, 1), loud(2, 0))).toBe(40);
  });
  test('is an outline that stays in its box', () => {
    const numbers = outlineOf([0, 1, 0.25], 100, 40)
      .match(/[\d.]+/g)!
      .map(Number);
    expect(numbers.every((value) => value >= 0 && value <= 100)).toBe(true);
  });
});

describe('silence', () => {
  test('is skipped where both sides are silent for long, up to just before somebody speaks', () => {
    const one = loud(
      ...Array<number>(10).fill(50),
      ...Array<number>(40).fill(1),
      ...Array<number>(10).fill(50),
    );
    const other = loud(...Array<number>(60).fill(0));
    const silences = silencesOf(one, other, 100);
    expect(silences).toEqual([{ from: 1000, to: 5000 }]);
    expect(afterSilence(500, silences)).toBeNull();
    expect(afterSilence(1200, silences)).toBe(4750);
    expect(afterSilence(4900, silences)).toBeNull();
  });
  test('of one side alone, or a breath, is heard', () => {
    expect(silencesOf(loud(...Array<number>(40).fill(0)), loud(...Array<number>(40).fill(90)), 100)).toEqual(
      [],
    );
    expect(silencesOf(loud(90, 0, 0, 0, 90), loud(0, 0, 0, 0, 0), 100)).toEqual([]);
  });
});

test('what was heard is what was played: a jump is not', () => {
  const none = { from: null, to: 0, heard: 0 };
  const one = hear(none, 0, 250);
  expect(one).toEqual({ from: 0, to: 250, heard: 250 });
  expect(hear(one, 250, 60_000)).toEqual(one);
  expect(hear(one, 60_000, 60_200)).toEqual({ from: 0, to: 60_200, heard: 450 });
  expect(hear(one, 250, 100)).toEqual(one);
});
