import { describe, expect, test } from 'vitest';
import { levelled, levels, peaks, rate, trimmed, verdictOn, wavOf } from './sound.rules.ts';

const tone = (seconds: number, loud: number) =>
  Float32Array.from(
    { length: seconds * rate },
    (_one, index) => loud * Math.sin((2 * Math.PI * 440 * index) / rate),
  );
const silence = (seconds: number) => new Float32Array(seconds * rate);
const joined = (...parts: Float32Array[]) => Float32Array.from(parts.flatMap((part) => [...part]));

describe('a recording', () => {
  test('loses the silence at its ends, not the pause in it', () => {
    const cut = trimmed(joined(silence(1), tone(0.5, 0.3), silence(0.4), tone(0.5, 0.3), silence(2)));
    expect(cut.length / rate).toBeGreaterThan(1.4);
    expect(cut.length / rate).toBeLessThan(1.6);
    expect(trimmed(silence(1))).toHaveLength(0);
  });

  test('comes out as loud as every other, and is not cut at its peaks', () => {
    const quiet = levels(levelled(tone(1, 0.01)))[10]!;
    const loud = levels(levelled(tone(1, 0.9)))[10]!;
    expect(Math.abs(quiet - loud)).toBeLessThan(0.2);
    const click = tone(1, 0.01);
    click[4000] = 0.9;
    expect(Math.max(...levelled(click).map(Math.abs))).toBeLessThan(0.9);
    expect([...levelled(silence(0.1))].every((one) => one === 0)).toBe(true);
  });

  test('of silence, too quiet or too loud is told from a good one', () => {
    expect(verdictOn(silence(1))).toBe('silent');
    expect(verdictOn(tone(1, 0.008))).toBe('quiet');
    expect(verdictOn(tone(1, 0.3))).toBe('good');
    expect(verdictOn(tone(1, 3).map((one) => Math.max(-1, Math.min(1, one))))).toBe('clipped');
  });

  test('becomes a WAV file of 16 bits, and a picture of its peaks', () => {
    const bytes = new DataView(wavOf(Float32Array.of(0, 1, -1, 2)));
    expect([bytes.byteLength, bytes.getUint32(24, true)]).toEqual([52, 8000]);
    expect([44, 46, 48, 50].map((at) => bytes.getInt16(at, true))).toEqual([0, 32_767, -32_767, 32_767]);
    expect(peaks(joined(silence(1), tone(1, 0.5)), 2).map((one) => Math.round(one * 10) / 10)).toEqual([
      0, 0.5,
    ]);
  });
});
