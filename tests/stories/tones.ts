import { linear } from '#server/recordings/audio.rules.ts';

/** The A-law value nearest to a linear one. */
const nearest = new Map<number, number>();
function toAlaw(value: number): number {
  const known = nearest.get(value);
  if (known !== undefined) return known;
  let best = 0;
  for (let code = 1; code < 256; code += 1)
    if (Math.abs(linear[code]! - value) < Math.abs(linear[best]! - value)) best = code;
  nearest.set(value, best);
  return best;
}

/** Stereo sound of so many milliseconds: a tone on each side, 0 Hz for silence. */
export function tones(milliseconds: number, left: number, right: number): Buffer {
  const sample = (hertz: number, at: number) =>
    toAlaw(hertz === 0 ? 0 : Math.round((8000 * Math.sin((2 * Math.PI * hertz * at) / 8000)) / 64) * 64);
  const audio = Buffer.alloc(milliseconds * 16);
  for (let at = 0; at < milliseconds * 8; at += 1) {
    audio[at * 2] = sample(left, at);
    audio[at * 2 + 1] = sample(right, at);
  }
  return audio;
}
