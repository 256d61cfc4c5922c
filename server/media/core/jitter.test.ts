import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JitterBuffer } from './jitter.ts';

const frame = (mark: number): Uint8Array => new Uint8Array(160).fill(mark);
const pulled = (buffer: JitterBuffer, times: number): (number | null)[] =>
  Array.from({ length: times }, () => buffer.pull()?.[0] ?? null);

describe('the jitter buffer', () => {
  test('holds back until three frames are there, then gives one a tick', () => {
    const buffer = new JitterBuffer();
    buffer.push(frame(1));
    buffer.push(frame(2));
    expect(pulled(buffer, 2)).toEqual([null, null]);
    buffer.push(frame(3));
    expect(pulled(buffer, 4)).toEqual([1, 2, 3, null]);
  });

  test('begins anew with three frames after it ran dry', () => {
    const buffer = new JitterBuffer();
    for (const mark of [1, 2, 3]) buffer.push(frame(mark));
    expect(pulled(buffer, 4)).toEqual([1, 2, 3, null]);
    buffer.push(frame(4));
    expect(pulled(buffer, 1)).toEqual([null]);
    buffer.push(frame(5));
    buffer.push(frame(6));
    expect(pulled(buffer, 3)).toEqual([4, 5, 6]);
    expect(buffer.figures.dry).toBe(1);
  });

  test('keeps the newest three of more than eight: nobody hears what is old', () => {
    const buffer = new JitterBuffer();
    for (let mark = 1; mark <= 9; mark += 1) buffer.push(frame(mark), mark);
    expect(pulled(buffer, 3)).toEqual([7, 8, 9]);
    expect(buffer.figures.dropped).toBe(6);
  });

  test('puts turned frames in order, plays each once, and leaves a gap where one was lost', () => {
    const buffer = new JitterBuffer();
    for (const [mark, sequence] of [
      [1, 65_534],
      [3, 0],
      [2, 65_535],
      [2, 65_535],
      [5, 2],
    ] as const)
      buffer.push(frame(mark), sequence);
    expect(pulled(buffer, 5)).toEqual([1, 2, 3, null, 5]);
    buffer.push(frame(4), 1);
    expect(buffer.waiting).toBe(0);
    expect(buffer.figures.lost).toBe(1);
  });

  test('after a standstill comes back to the three frames that it needs', () => {
    const buffer = new JitterBuffer();
    let sequence = 0;
    const push = () => buffer.push(frame(1), (sequence += 1));
    for (let i = 0; i < 7; i += 1) push();
    for (let i = 0; i < 1000; i += 1) {
      push();
      expect(buffer.pull()).not.toBeNull();
    }
    // One of the three has just been given.
    expect(buffer.waiting).toBe(2);
    expect(buffer.figures).toMatchObject({ dropped: 5, lost: 0, dry: 0 });
  });

  test('after a standstill is as quick as before within two seconds, and never leaves out two frames in a row', () => {
    const buffer = new JitterBuffer();
    let sequence = 0;
    const push = () => buffer.push(frame(sequence & 0xff), (sequence += 1));
    for (let i = 0; i < 7; i += 1) push();
    const given: number[] = [];
    for (let i = 0; i < 100; i += 1) {
      push();
      given.push(buffer.pull()![0]!);
    }
    expect(buffer.waiting).toBe(2);
    const steps = given.slice(1).map((mark, i) => mark - given[i]!);
    expect(steps.filter((step) => step === 2)).toHaveLength(5);
    expect(Math.max(...steps)).toBe(2);
    expect(steps.some((step, i) => step === 2 && steps[i + 1] === 2)).toBe(false);
  });

  test('goes on when the sender begins with other numbers', () => {
    const buffer = new JitterBuffer();
    for (let i = 0; i < 4; i += 1) buffer.push(frame(i + 1), 100 + i);
    expect(pulled(buffer, 2)).toEqual([1, 2]);
    for (let i = 0; i < 3; i += 1) buffer.push(frame(i + 11), 40_000 + i);
    expect(pulled(buffer, 3)).toEqual([11, 12, 13]);
  });

  test('gives what it gives in order and once, whatever comes in whatever order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 65_535 }),
        fc.array(fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant('pull' as const)), { maxLength: 120 }),
        (start, steps) => {
          const buffer = new JitterBuffer();
          const given: number[] = [];
          for (const step of steps) {
            if (step === 'pull') {
              const got = buffer.pull();
              if (got !== null) given.push(got[0]!);
            } else buffer.push(frame(step), (start + step) & 0xffff);
            if (buffer.waiting > 8) return false;
          }
          return given.every((mark, i) => i === 0 || mark > given[i - 1]!);
        },
      ),
    );
  });
});
