import { rate } from './alaw.ts';

const full = 32_768;
/** How loud speech is made, as its mean power while somebody speaks, in dB below the loudest there is. */
const target = -20;
/** No sample comes closer to the loudest there is, in dB. */
const ceiling = -1.5;
const frame = rate / 50;

const decibels = (value: number) => 20 * Math.log10(Math.max(value, 1) / full);
const factor = (decibel: number) => 10 ** (decibel / 20);

/** The mean level of each 20 ms, in dB below the loudest there is. */
export function levels(samples: Int16Array): number[] {
  return Array.from({ length: Math.ceil(samples.length / frame) }, (_one, index) => {
    const part = samples.subarray(index * frame, (index + 1) * frame);
    let sum = 0;
    for (const sample of part) sum += sample * sample;
    return decibels(Math.sqrt(sum / part.length));
  });
}

/** Takes silence off both ends; a little is left, so that no word loses its breath. */
export function trimmed(samples: Int16Array, keep = { before: 40, after: 80 }): Int16Array {
  const loud = levels(samples);
  const edge = Math.max(-50, Math.max(...loud) - 40);
  const first = loud.findIndex((level) => level > edge);
  const last = loud.findLastIndex((level) => level > edge);
  if (first < 0) return samples.subarray(0, 0);
  const of = (milliseconds: number) => Math.round((milliseconds * rate) / 1000);
  return samples.subarray(
    Math.max(0, first * frame - of(keep.before)),
    Math.min(samples.length, (last + 1) * frame + of(keep.after)),
  );
}

/** As loud as everything else that is said here: voices of different makers stand side by side in one call. */
export function levelled(samples: Int16Array): Int16Array {
  const loud = levels(samples).filter((level) => level > -50);
  if (loud.length === 0) return samples;
  const power = loud.reduce((sum, level) => sum + factor(level) ** 2, 0) / loud.length;
  let peak = 1;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  const gain = Math.min(factor(target) / Math.sqrt(power), (factor(ceiling) * full) / peak);
  return samples.map((sample) => Math.round(sample * gain));
}
