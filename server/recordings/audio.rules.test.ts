import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tones } from '#tests/stories/tones.ts';
import {
  joinPeaks,
  linear,
  masked,
  peaksOf,
  piecesOf,
  rangeOf,
  silentByte,
  wavHeader,
} from './audio.rules.ts';

test('A-law is decoded as G.711 has it', () => {
  // Table 1a of G.711: the smallest and the largest of both signs.
  expect([linear[0xd5], linear[0x55], linear[0xaa], linear[0x2a]]).toEqual([8, -8, 32_256, -32_256]);
});

describe('what falls into a pause', () => {
  const stretch = fc
    .record({ from: fc.integer({ min: 0, max: 3000 }), length: fc.option(fc.integer({ min: 1, max: 900 })) })
    .map(({ from, length }) => ({ from, to: length === null ? null : from + length }));
  test('is silence, and nothing else is changed, wherever parts are cut', () => {
    fc.assert(
      fc.property(
        fc.array(stretch, { maxLength: 4 }),
        fc.integer({ min: 0, max: 2000 }),
        fc.integer({ min: 1, max: 800 }),
        (stretches, start, length) => {
          const audio = Buffer.alloc(length * 16, 1);
          const kept = masked(audio, start, stretches);
          for (let at = 0; at < length; at += 1) {
            const time = start + at;
            const silent = stretches.some(({ from, to }) => from <= time && time < (to ?? Infinity));
            const expected = silent ? silentByte : 1;
            if (!kept.subarray(at * 16, at * 16 + 16).every((byte) => byte === expected))
              throw new Error(`at ${time}`);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the order in which a recording is played', () => {
  test('covers its whole length once, whatever came twice, late or not at all', () => {
    const part = fc.record({
      number: fc.integer({ min: 0, max: 50 }),
      startMs: fc.integer({ min: 0, max: 5000 }),
      lengthMs: fc.integer({ min: 1, max: 2000 }),
    });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const length = Math.max(0, ...parts.map(({ startMs, lengthMs }) => startMs + lengthMs));
        const pieces = piecesOf(length, parts);
        let at = 0;
        for (const piece of pieces) {
          expect(piece.from).toBe(at);
          expect(piece.to).toBeGreaterThan(piece.from);
          at = piece.to;
        }
        expect(at).toBe(length);
      }),
    );
  });
});

test('loudness tells which side speaks when', () => {
  const peaks = peaksOf(Buffer.concat([tones(200, 440, 0), tones(200, 0, 660)]));
  const { customer, staff } = joinPeaks(500, [{ start: 100, peaks }]);
  expect([...customer].map((value) => value > 20)).toEqual([false, true, true, false, false]);
  expect([...staff].map((value) => value > 20)).toEqual([false, false, false, true, true]);
});

test('a range is what HTTP says it is', () => {
  expect(rangeOf(undefined, 100)).toBeNull();
  expect(rangeOf('bytes=0-9', 100)).toEqual({ from: 0, to: 9 });
  expect(rangeOf('bytes=90-', 100)).toEqual({ from: 90, to: 99 });
  expect(rangeOf('bytes=-10', 100)).toEqual({ from: 90, to: 99 });
  expect(rangeOf('bytes=90-500', 100)).toEqual({ from: 90, to: 99 });
  expect(rangeOf('bytes=100-', 100)).toBe('unsatisfiable');
  expect(rangeOf('bytes=9-3', 100)).toBeNull();
  expect(rangeOf('bytes=0-1,5-6', 100)).toBeNull();
  expect(rangeOf('lines=0-1', 100)).toBeNull();
});

test('the header of a WAV says 16-bit stereo of its length', () => {
  const header = wavHeader(1000);
  expect([header.length, header.readUInt32LE(4), header.readUInt16LE(22), header.readUInt32LE(24)]).toEqual([
    44, 32_036, 2, 8000,
  ]);
});
