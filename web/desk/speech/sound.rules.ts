// Sound as a browser has it (one channel, -1 to 1) made into what a telephone plays: trimmed, as loud as everything else,
// a WAV file. Pure; what decodes and resamples is in player.ts.

/** Samples a second of a telephone. */
export const rate = 8000;

const frame = rate / 50;
/** How loud speech is made and how close to the loudest it may come, in dB. The server makes its own voices the same. */
const target = -20;
const ceiling = -1.5;
/** Quieter than this nobody speaks, in dB. */
const floor = -50;

const factor = (decibel: number) => 10 ** (decibel / 20);
const decibels = (size: number) => 20 * Math.log10(Math.max(size, 1e-5));

/** The mean level of each 20 ms, in dB below the loudest there is. */
export function levels(samples: Float32Array): number[] {
  return Array.from({ length: Math.ceil(samples.length / frame) }, (_one, index) => {
    const part = samples.subarray(index * frame, (index + 1) * frame);
    let sum = 0;
    for (const sample of part) sum += sample * sample;
    return decibels(Math.sqrt(sum / part.length));
  });
}

/** Without silence at its ends; a little is left, so that no word loses its breath. */
export function trimmed(samples: Float32Array): Float32Array {
  const loud = levels(samples);
  const edge = Math.max(floor, loud.reduce((most, level) => Math.max(most, level), floor) - 40);
  const first = loud.findIndex((level) => level > edge);
  if (first < 0) return samples.subarray(0, 0);
  const last = loud.findLastIndex((level) => level > edge);
  return samples.subarray(
    Math.max(0, first * frame - 0.04 * rate),
    Math.min(samples.length, (last + 1) * frame + 0.08 * rate),
  );
}

/** As loud as everything else that is said; peaks stay whole. */
export function levelled(samples: Float32Array): Float32Array {
  const loud = levels(samples).filter((level) => level > floor);
  if (loud.length === 0) return samples;
  const power = loud.reduce((sum, level) => sum + factor(level) ** 2, 0) / loud.length;
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-5);
  const gain = Math.min(factor(target) / Math.sqrt(power), factor(ceiling) / peak);
  return samples.map((sample) => sample * gain);
}

export type Verdict = 'good' | 'silent' | 'quiet' | 'clipped';

/** What is to be said of a recording before it was made louder. */
export function verdictOn(samples: Float32Array): Verdict {
  const loud = levels(samples).filter((level) => level > floor);
  if (loud.length < 5) return 'silent';
  let clipped = 0;
  for (const sample of samples) if (Math.abs(sample) > 0.99) clipped += 1;
  if (clipped > samples.length / 500) return 'clipped';
  return Math.max(...loud) < -38 ? 'quiet' : 'good';
}

/** The highest point of each of `count` stretches, 0 to 1, for a picture of the sound. */
export function peaks(samples: Float32Array, count: number): number[] {
  const width = samples.length / count;
  return Array.from({ length: count }, (_one, index) => {
    let most = 0;
    for (const sample of samples.subarray(Math.floor(index * width), Math.ceil((index + 1) * width)))
      most = Math.max(most, Math.abs(sample));
    return most;
  });
}

/** A WAV file of 16 bits at the rate of a telephone. */
export function wavOf(samples: Float32Array): ArrayBuffer {
  const bytes = new ArrayBuffer(44 + samples.length * 2);
  const view = new DataView(bytes);
  const text = (at: number, word: string) => {
    for (let index = 0; index < word.length; index += 1) view.setUint8(at + index, word.charCodeAt(index));
  };
  text(0, 'RIFF');
  view.setUint32(4, 36 + samples.length * 2, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, index) =>
    view.setInt16(44 + index * 2, Math.max(-1, Math.min(1, sample)) * 32_767, true),
  );
  return bytes;
}
