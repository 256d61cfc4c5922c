import { levelsOf, type Track } from '#server/speech/index.ts';
import { piecesOf, sideOf, silentByte } from './audio.rules.ts';
import type { Sound } from './sound.ts';
import type { Side } from './transcript.rules.ts';

/** So much of a recording is looked at in one go, in milliseconds; a whole number of the 20 ms that levels are of. */
const window = 10_000;
/** Parts that are kept decrypted: both sides are listened to in turns. */
const keptParts = 6;

/** Both sides of a recording for whoever writes it down; of its sound never more than some parts are in memory. */
export async function tracksOf(sound: Sound): Promise<Track<Side>[]> {
  const pieces = piecesOf(sound.length, sound.parts);
  const parts = new Map(sound.parts.map((part) => [part.number, part]));
  const kept = new Map<number, Buffer | null>();

  async function audioOf(number: number): Promise<Buffer | null> {
    const known = kept.get(number);
    if (known !== undefined) return known;
    const audio = await sound.read(parts.get(number)!);
    kept.set(number, audio);
    if (kept.size > keptParts) kept.delete(kept.keys().next().value!);
    return audio;
  }
  /** Both sides from one moment to another; silence where nothing was recorded. */
  async function stereo(from: number, to: number): Promise<Buffer> {
    const all = Buffer.alloc((to - from) * 16, silentByte);
    for (const piece of pieces) {
      if (piece.part === null || piece.to <= from || piece.from >= to) continue;
      const audio = await audioOf(piece.part);
      const start = parts.get(piece.part)!.startMs;
      const [first, last] = [Math.max(from, piece.from), Math.min(to, piece.to)];
      audio?.copy(all, (first - from) * 16, (first - start) * 16, (last - start) * 16);
    }
    return all;
  }
  const levels: Record<Side, number[]> = { customer: [], staff: [] };
  for (let at = 0; at < sound.length; at += window) {
    const both = await stereo(at, Math.min(sound.length, at + window));
    for (const side of ['customer', 'staff'] as const)
      for (const level of levelsOf(sideOf(both, side))) levels[side].push(level);
  }
  return (['customer', 'staff'] as const).map((speaker) => ({
    speaker,
    levels: levels[speaker],
    read: async (from: number, to: number) => sideOf(await stereo(from, Math.min(to, sound.length)), speaker),
  }));
}
