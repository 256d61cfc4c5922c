import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pause, rate, toAlaw } from './audio/alaw.ts';
import { shippedSound } from './catalogue.ts';
import { cut } from './cutting.rules.ts';

const noise = (seconds: number, loud: number) => {
  let seed = 7;
  return toAlaw(
    Int16Array.from({ length: seconds * rate }, () => {
      seed = (seed * 16_807) % 2_147_483_647;
      return Math.round((seed / 2_147_483_647 - 0.5) * 2 * 32_767 * loud);
    }),
  );
};
const sentence = shippedSound('it', 'say-briefly')!;
const lengthOf = (sound: Buffer) => (sound.length / rate) * 1000;

test('sentences are found where they are, with the pauses inside them', () => {
  const sound = Buffer.concat([pause(2000), sentence, pause(3000), sentence, sentence, pause(1500)]);
  const found = cut(sound);
  expect(found).toHaveLength(2);
  const [one, two] = found as [{ start: number; end: number }, { start: number; end: number }];
  expect(Math.abs(one.start - (2000 - 160))).toBeLessThan(120);
  expect(Math.abs(one.end - (2000 + lengthOf(sentence) + 160))).toBeLessThan(300);
  expect(Math.abs(two.start - (5000 + lengthOf(sentence) - 160))).toBeLessThan(120);
});

test('noise of the line and clicks are no speech; speech over noise is', () => {
  expect(cut(pause(5000))).toEqual([]);
  expect(cut(noise(5, 0.004))).toEqual([]);
  expect(cut(Buffer.concat([pause(1000), noise(0.04, 0.5), pause(1000)]))).toEqual([]);
  const noisy = Buffer.concat([noise(3, 0.004), sentence, noise(3, 0.004)]);
  expect(cut(noisy)).toHaveLength(1);
});

test('who speaks without a pause is cut before it is too long, and nothing between is lost', () => {
  const long = Buffer.concat(Array.from({ length: 30 }, () => sentence));
  const found = cut(long);
  expect(found.length).toBeGreaterThan(2);
  for (const { start, end } of found) expect(end - start).toBeLessThanOrEqual(28_000 + 320);
  found.slice(1).forEach(({ start }, index) => expect(start).toBeLessThanOrEqual(found[index]!.end));
});

test('stretches are in order and within the sound, whatever it is', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40_000 }), (bytes) => {
      const found = cut(Buffer.from(bytes));
      for (const { start, end } of found) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(Math.ceil(bytes.length / 160) * 20);
      }
    }),
    { numRuns: 40 },
  );
});
