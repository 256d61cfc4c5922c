import { expect, test } from 'vitest';
import { tones } from '#tests/stories/tones.ts';
import { linear } from './audio.rules.ts';
import type { PartRow } from './parts.store.ts';
import type { Sound } from './sound.ts';
import { tracksOf } from './tracks.ts';

/** Sound of parts as a gateway would have uploaded them; null: its bytes are gone. */
function soundOf(parts: { start: number; audio: Buffer | null; length: number }[]): Sound {
  const rows = parts.map(
    ({ start, length }, number) => ({ number, startMs: start, lengthMs: length }) as PartRow,
  );
  return {
    parts: rows,
    length: Math.max(...rows.map(({ startMs, lengthMs }) => startMs + lengthMs)),
    dataKey: Buffer.alloc(32),
    read: async ({ number }) => parts[number]!.audio,
  };
}
const loud = (sound: Buffer) => sound.some((byte) => Math.abs(linear[byte]!) > 100);

test('each side of a recording is read across the seams of its parts, and what is not there is silence', async () => {
  // Parts whose edges fall on no 20 ms and no window, the third gone, a hole of two seconds before the last.
  const whole = tones(25_007, 440, 0);
  const cuts = [0, 7003, 13_011, 18_005, 25_007];
  const parts = cuts.slice(1).map((to, index) => ({
    start: cuts[index]! + (index === 3 ? 2000 : 0),
    length: to - cuts[index]!,
    audio: index === 2 ? null : whole.subarray(cuts[index]! * 16, to * 16),
  }));
  const [customer, staff] = await tracksOf(soundOf(parts));
  expect([customer!.speaker, staff!.speaker]).toEqual(['customer', 'staff']);
  expect(customer!.levels.length).toBe(Math.ceil(27_007 / 20));
  expect(Math.max(...staff!.levels)).toBeLessThan(-60);
  const seam = await customer!.read(6500, 7500);
  expect(seam.equals(Buffer.from(whole.subarray(6500 * 16, 7500 * 16).filter((_, at) => at % 2 === 0)))).toBe(
    true,
  );
  expect(loud(await staff!.read(6500, 7500))).toBe(false);
  // What is gone, and the hole behind it; then the last part in its own time.
  expect(loud(await customer!.read(13_100, 19_900))).toBe(false);
  const last = await customer!.read(20_005, 20_105);
  expect(
    last.equals(Buffer.from(whole.subarray(18_005 * 16, 18_105 * 16).filter((_, at) => at % 2 === 0))),
  ).toBe(true);
  expect((await customer!.read(26_900, 28_000)).length).toBe((27_007 - 26_900) * 8);
});
