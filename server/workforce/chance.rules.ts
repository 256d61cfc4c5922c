/** Seeded chance and the distributions of a scenario. The same seed gives the same numbers on every machine. */

/** A source of numbers from 0 (included) to 1 (excluded), with 53 bits. */
export type Source = () => number;

/**
 * A source of its own for any text, so that a draw more in one part of a simulation does not change another: two
 * scenarios that differ in one thing meet the same customers (common random numbers).
 * The generator is sfc32 of Chris Doty-Humphrey (PractRand), its state hashed from the text (FNV-1a, four times).
 */
export function source(seed: string): Source {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x1].map((salt) => hash(seed, salt)) as [
    number,
    number,
    number,
    number,
  ];
  const u32 = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 16; i++) u32();
  return () => ((u32() >>> 5) * 67_108_864 + (u32() >>> 6)) / 9_007_199_254_740_992;
}

function hash(text: string, salt: number): number {
  let h = 0x811c9dc5 ^ salt;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** How long something takes; all times in seconds. */
export type Distribution =
  | { kind: 'fixed'; seconds: number }
  | { kind: 'exponential'; mean: number }
  /** `cv` = standard deviation / mean. */
  | { kind: 'lognormal'; mean: number; cv: number }
  /** Shape 1 is exponential; below 1 many leave early, above 1 nearly all after the same time. */
  | { kind: 'weibull'; mean: number; shape: number }
  /** Each value as likely as the next. */
  | { kind: 'empirical'; values: number[] };

/** Draws from a distribution, in seconds. */
export function sampler(distribution: Distribution, next: Source): () => number {
  const exponential = () => -Math.log(1 - next());
  switch (distribution.kind) {
    case 'fixed':
      return () => distribution.seconds;
    case 'exponential':
      return () => distribution.mean * exponential();
    case 'lognormal': {
      // Mean m and variation c of e^N(μ, σ²): σ² = ln(1 + c²), μ = ln m − σ²/2.
      const variance = Math.log1p(distribution.cv ** 2);
      const [middle, sigma] = [Math.log(distribution.mean) - variance / 2, Math.sqrt(variance)];
      return () => Math.exp(middle + sigma * Math.sqrt(2 * exponential()) * Math.cos(2 * Math.PI * next()));
    }
    case 'weibull': {
      // Mean = scale · Γ(1 + 1/shape).
      const { mean, shape } = distribution;
      const scale = mean / Math.exp(logGamma(1 + 1 / shape));
      return () => scale * exponential() ** (1 / shape);
    }
    case 'empirical': {
      const { values } = distribution;
      return () => values[Math.floor(next() * values.length)]!;
    }
  }
}

/** The mean of a distribution, in seconds. */
export function meanOf(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'fixed':
      return distribution.seconds;
    case 'empirical':
      return distribution.values.reduce((sum, one) => sum + one, 0) / distribution.values.length;
    case 'exponential':
    case 'lognormal':
    case 'weibull':
      return distribution.mean;
  }
}

/** The same distribution with all its times multiplied. */
export function stretched(distribution: Distribution, factor: number): Distribution {
  switch (distribution.kind) {
    case 'fixed':
      return { ...distribution, seconds: distribution.seconds * factor };
    case 'empirical':
      return { ...distribution, values: distribution.values.map((one) => one * factor) };
    case 'exponential':
    case 'lognormal':
    case 'weibull':
      return { ...distribution, mean: distribution.mean * factor };
  }
}

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) for x > 0.5, by Lanczos's approximation (g = 7, nine terms), good to 15 digits. */
export function logGamma(x: number): number {
  const z = x - 1;
  let sum = 0.99999999999980993;
  LANCZOS.forEach((term, i) => (sum += term / (z + i + 1)));
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}
