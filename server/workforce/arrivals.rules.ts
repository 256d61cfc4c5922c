import type { Source } from './chance.rules.ts';
import { HALF_HOUR, type Scenario } from './scenario.ts';

/**
 * The instants of a Poisson process whose rate is constant within each half hour, by inversion: the expected number
 * between two arrivals is exponential with mean 1. Exact also across the borders.
 *
 * @param until ms; beyond it nothing comes any more
 * @returns gives the next arrival after an instant (ms), or Infinity
 */
export function poisson(
  stream: Pick<Scenario['arrivals'][number], 'perHour' | 'halfHours'>,
  next: Source,
  until: number,
): (after: number) => number {
  const exponential = () => -Math.log(1 - next());
  if (stream.halfHours === undefined) {
    const gap = 3_600_000 / (stream.perHour ?? 0);
    return (after) => (gap === Infinity ? Infinity : after + gap * exponential());
  }
  const step = HALF_HOUR * 1000;
  const rates = stream.halfHours.map((expected) => expected / step);
  if (rates.every((rate) => rate === 0)) return () => Infinity;
  return (after) => {
    let left = exponential();
    let at = after;
    let index = Math.floor(at / step);
    while (at < until) {
      const rate = rates[index % rates.length]!;
      const border = (index + 1) * step;
      const expected = rate * (border - at);
      if (expected > left) return at + left / rate;
      left -= expected;
      at = border;
      index += 1;
    }
    return Infinity;
  };
}

/** How many contacts are expected between two instants (ms). */
export function expectedBetween(
  { perHour, halfHours }: Pick<Scenario['arrivals'][number], 'perHour' | 'halfHours'>,
  from: number,
  to: number,
): number {
  if (halfHours === undefined) return ((perHour ?? 0) * (to - from)) / 3_600_000;
  const step = HALF_HOUR * 1000;
  let sum = 0;
  for (let index = Math.floor(from / step); index * step < to; index++) {
    const covered = Math.min(to, (index + 1) * step) - Math.max(from, index * step);
    sum += (halfHours[index % halfHours.length]! * covered) / step;
  }
  return sum;
}
