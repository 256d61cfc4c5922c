import { linear, silentByte } from '#server/recordings/audio.rules.ts';
import { random } from './random.ts';

// Sound for recordings of a demo: nobody speaks. Two voices of tones and noise take turns, as people do.

/** A-law of linear values, a table over their upper 13 bits. */
const alaw: Uint8Array = (() => {
  const order = Array.from({ length: 256 }, (_, code) => code).toSorted((a, b) => linear[a]! - linear[b]!);
  const table = new Uint8Array(8192);
  let at = 0;
  for (let step = 0; step < table.length; step += 1) {
    const value = (step - 4096) * 8;
    while (
      at + 1 < order.length &&
      Math.abs(linear[order[at + 1]!]! - value) <= Math.abs(linear[order[at]!]! - value)
    )
      at += 1;
    table[step] = order[at]!;
  }
  return table;
})();
const encode = (value: number): number => alaw[Math.max(0, Math.min(8191, (Math.round(value) >> 3) + 4096))]!;

/** A stretch of a call: who speaks. */
export interface Turn {
  who: 'customer' | 'staff' | null;
  from: number;
  to: number;
}

/** Turns of a conversation of so many milliseconds, with pauses between and one long silence. */
export function turnsOf(seed: string, length: number): Turn[] {
  const rng = random(`turns ${seed}`);
  const turns: Turn[] = [];
  let at = 400;
  let staff = true;
  while (at < length - 1500) {
    const last = Math.min(length - 300, at + rng.int(1600, 5200));
    turns.push({ who: staff ? 'staff' : 'customer', from: at, to: last });
    at = last + (turns.length === 4 ? 4200 : rng.int(200, 900));
    staff = !staff;
  }
  return turns;
}

/** Stereo A-law of a conversation, customer left, staff right. */
export function conversationSound(seed: string, length: number): Buffer {
  const rng = random(`sound ${seed}`);
  const audio = Buffer.alloc(length * 16, silentByte);
  const pitch = { customer: 170 + rng.int(0, 60), staff: 105 + rng.int(0, 40) };
  for (const { who, from, to } of turnsOf(seed, length)) {
    if (who === null) continue;
    const side = who === 'customer' ? 0 : 1;
    const syllables = 3.4 + rng.next() * 1.4;
    for (let sample = from * 8; sample < to * 8; sample += 1) {
      const time = sample / 8000;
      const since = (sample - from * 8) / 8000;
      // Syllables swell and fade; the pitch sinks towards the end of a sentence.
      const swell = Math.max(0, Math.sin(2 * Math.PI * syllables * since)) ** 0.7;
      const tone =
        pitch[who] * (1 + 0.06 * Math.sin(1.7 * time) - 0.05 * ((sample - from * 8) / ((to - from) * 8)));
      const voice =
        Math.sin(2 * Math.PI * tone * time) +
        0.6 * Math.sin(2 * Math.PI * tone * 2 * time) +
        0.35 * Math.sin(2 * Math.PI * tone * 4 * time + Math.sin(3 * time)) +
        0.2 * Math.sin(2 * Math.PI * tone * 7 * time);
      audio[sample * 2 + side] = encode(swell * (voice * 3400 + (rng.next() - 0.5) * 900));
    }
  }
  return audio;
}
