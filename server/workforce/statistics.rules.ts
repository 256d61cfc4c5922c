import { logGamma } from './chance.rules.ts';

/** Estimates with their confidence intervals, from several independent runs (or long batches of one run). */

/** A figure with its interval; `half` is half the width, null when one run alone cannot say. */
export interface Estimate {
  value: number | null;
  half: number | null;
}

/** Numerator and denominator of a figure in one run. */
export interface Part {
  numerator: number;
  denominator: number;
}

/**
 * A quotient over several runs: the sums are divided, quotients are never averaged. The variance is that of the
 * linearised quotient, s² = Σ (xᵢ − r·yᵢ)² / (k − 1), the interval r ± t·s / (√k·ȳ) with Student's t of k − 1 degrees
 * (A. M. Law, "Simulation modeling and analysis", chapter 9).
 *
 * @param confidence for instance 0.95
 */
export function ratio(parts: readonly Part[], confidence: number): Estimate {
  const k = parts.length;
  let [above, below] = [0, 0];
  for (const { numerator, denominator } of parts) {
    above += numerator;
    below += denominator;
  }
  if (below === 0) return { value: null, half: null };
  const value = above / below;
  if (k < 2) return { value, half: null };
  let squares = 0;
  for (const { numerator, denominator } of parts) squares += (numerator - value * denominator) ** 2;
  const spread = Math.sqrt(squares / (k - 1) / k) / (below / k);
  return { value, half: studentQuantile((1 + confidence) / 2, k - 1) * spread };
}

/** The mean of one number per run. */
export const mean = (values: readonly number[], confidence: number): Estimate =>
  ratio(
    values.map((numerator) => ({ numerator, denominator: 1 })),
    confidence,
  );

/** The quantile of Student's distribution: the t below which the share `p` lies. @throws RangeError */
export function studentQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1 && degrees > 0)) throw new RangeError('p must lie between 0 and 1, degrees above 0');
  if (p < 0.5) return -studentQuantile(1 - p, degrees);
  // P{|T| > t} = I_z(degrees/2, 1/2) with z = degrees / (degrees + t²), which falls as t grows.
  const outside = 2 * (1 - p);
  let [low, high] = [0, 1];
  while (betaShare(degrees / (degrees + high * high), degrees / 2, 0.5) > outside) high *= 2;
  for (let i = 0; i < 100 && high - low > 1e-12 * high; i++) {
    const middle = (low + high) / 2;
    if (betaShare(degrees / (degrees + middle * middle), degrees / 2, 0.5) > outside) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The regularised incomplete beta function I_x(a, b), by its continued fraction (Lentz's method). */
function betaShare(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on this side only.
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShare(1 - x, b, a);
  const front = Math.exp(
    logGammaAny(a + b) - logGammaAny(a) - logGammaAny(b) + a * Math.log(x) + b * Math.log1p(-x),
  );
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1), tiny);
  let fraction = d;
  for (let m = 1; m < 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / notZero(1 + even * d, tiny);
    c = notZero(1 + even / c, tiny);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / notZero(1 + odd * d, tiny);
    c = notZero(1 + odd / c, tiny);
    const change = d * c;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return (front * fraction) / a;
}

const notZero = (value: number, tiny: number): number => (Math.abs(value) < tiny ? tiny : value);
const logGammaAny = (x: number): number => logGamma(x + 1) - Math.log(x);
