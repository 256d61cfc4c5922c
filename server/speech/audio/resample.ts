import { rate as telephone } from './alaw.ts';
import type { Sound } from './wav.ts';

/** Zero crossings of the filter on each side: steepness against work. */
const crossings = 24;
/** Share of the narrower band that passes; the rest is the slope of the filter. */
const passes = 0.9;
/** Of Kaiser's window: about 80 dB of what would fold back is taken away. */
const beta = 8;

// The modified Bessel function of order zero, by its series.
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > 1e-10 * sum; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

const greatestCommon = (a: number, b: number): number => (b === 0 ? a : greatestCommon(b, a % b));

interface Filter {
  phases: Float64Array[];
  /** Samples of the input to each side of an output's place. */
  reach: number;
  up: number;
  down: number;
}
const filters = new Map<number, Filter>();

// A windowed sinc for each place that an output can have between two samples of the input.
function filterFor(from: number): Filter {
  const known = filters.get(from);
  if (known !== undefined) return known;
  const common = greatestCommon(from, telephone);
  const [up, down] = [telephone / common, from / common];
  const cutoff = passes * Math.min(1, telephone / from);
  const reach = Math.ceil(crossings / cutoff);
  const phases = Array.from({ length: up }, (_one, phase) => {
    const taps = Float64Array.from({ length: 2 * reach }, (_tap, tap) => {
      const x = tap - reach + 1 - phase / up;
      const window = bessel(beta * Math.sqrt(Math.max(0, 1 - (x / reach) ** 2))) / bessel(beta);
      const angle = Math.PI * x * cutoff;
      return window * cutoff * (angle === 0 ? 1 : Math.sin(angle) / angle);
    });
    // Each phase lets silence's level pass unchanged, or a hum would be heard.
    const sum = taps.reduce((total, tap) => total + tap, 0);
    return taps.map((tap) => tap / sum);
  });
  const filter = { phases, reach, up, down };
  // Rates are few; one who makes up thousands of them shall not fill the memory.
  if (filters.size > 16) filters.clear();
  filters.set(from, filter);
  return filter;
}

/**
 * Sound at 8,000 samples a second. What a telephone cannot carry is filtered out first (it would fold back as a
 * hiss of its own).
 */
export function resampled({ samples, rate }: Sound): Int16Array {
  if (rate === telephone) return samples;
  const { phases, reach, up, down } = filterFor(rate);
  const result = new Int16Array(Math.floor((samples.length * up) / down));
  for (let index = 0; index < result.length; index += 1) {
    const place = index * down;
    const at = Math.floor(place / up);
    const taps = phases[place % up]!;
    let sum = 0;
    for (let tap = 0; tap < taps.length; tap += 1) {
      const source = at + tap - reach + 1;
      if (source >= 0 && source < samples.length) sum += taps[tap]! * samples[source]!;
    }
    result[index] = Math.max(-32_768, Math.min(32_767, Math.round(sum)));
  }
  return result;
}
