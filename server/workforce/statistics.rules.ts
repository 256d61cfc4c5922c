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
  /**
   * How far the run's customers happened to differ from what was expected of them: numbers whose mean is known to be 0.
   * They take out of the figure what is due to them alone.
   */
  controls?: readonly number[];
}

/**
 * A quotient over several runs: the sums are divided, quotients are never averaged. The variance is that of the
 * linearised quotient, s² = Σ (xᵢ − r·yᵢ)² / (k − 1), the interval r ± t·s / (√k·ȳ) with Student's t of k − 1 degrees
 * (A. M. Law, "Simulation modeling and analysis", chapter 9). With q controls the figure is adjusted by their regression
 * and what it leaves is the variance, with k − 1 − q degrees (S. S. Lavenberg and P. D. Welch, "A perspective on the use
 * of control variables", 1981).
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
  let value = above / below;
  if (k < 2) return { value, half: null };
  const left = parts.map((part) => ((part.numerator - value * part.denominator) * k) / below);
  let degrees = k - 1;
  let factor = 1 / k;
  for (const { column, centre, norm } of orthogonal(parts)) {
    if (degrees < 2) break;
    const slope = dot(left, column) / norm;
    column.forEach((one, i) => (left[i]! -= slope * one));
    value -= slope * centre;
    factor += centre ** 2 / norm;
    degrees -= 1;
  }
  const spread = Math.sqrt((dot(left, left) / degrees) * factor);
  return { value, half: studentQuantile((1 + confidence) / 2, degrees) * spread };
}

/** The controls as columns about their means, each freed of the ones before it (Gram and Schmidt); constant ones left out. */
function orthogonal(parts: readonly Part[]): { column: number[]; centre: number; norm: number }[] {
  const made: { column: number[]; centre: number; norm: number }[] = [];
  for (let c = 0; c < (parts[0]?.controls?.length ?? 0); c++) {
    const raw = parts.map((part) => part.controls![c]!);
    let centre = raw.reduce((sum, one) => sum + one, 0) / raw.length;
    const column = raw.map((one) => one - centre);
    const whole = dot(column, column);
    for (const other of made) {
      const slope = dot(column, other.column) / other.norm;
      other.column.forEach((one, i) => (column[i]! -= slope * one));
      centre -= slope * other.centre;
    }
    const norm = dot(column, column);
    if (norm > 1e-9 * whole) made.push({ column, centre, norm });
  }
  return made;
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, one, i) => sum + one * b[i]!, 0);

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
