/** A reproducible source of chance. The same seed gives the same numbers on every machine. */
export interface Random {
  /** From 0 (included) to 1 (excluded). */
  next: () => number;
  /** A whole number from `min` to `max`, both included. */
  int: (min: number, max: number) => number;
  /** True with probability `p`. */
  chance: (p: number) => boolean;
  pick: <T>(list: readonly T[]) => T;
  /** One of the list by weight; weights need not add up to one. */
  weighted: <T>(list: readonly T[], weight: (item: T) => number) => T;
  /** Exponential with the given mean. */
  exponential: (mean: number) => number;
  /** Log-normal with the given median and spread of the logarithm. */
  logNormal: (median: number, sigma: number) => number;
  shuffle: <T>(list: readonly T[]) => T[];
  /** A uuid of version 8 (RFC 9562: the maker's own content). */
  uuid: () => string;
  digits: (count: number) => string;
  /** A source of its own, so that a draw more in one part does not change another. */
  fork: (name: string) => Random;
}

const HEX = Array.from({ length: 65_536 }, (_, i) => i.toString(16).padStart(4, '0'));

/** Makes a source from any text: the text is hashed into the 128 bits of sfc32's state. */
export function random(seed: string): Random {
  let [a, b, c, d] = hash128(seed);
  const u32 = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i += 1) u32();
  const next = (): number => u32() / 4_294_967_296;
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new RangeError('pick: the list is empty');
    return list[Math.floor(next() * list.length)] as T;
  };
  return {
    next,
    int,
    pick,
    chance: (p) => next() < p,
    weighted(list, weight) {
      let left = next() * list.reduce((sum, item) => sum + weight(item), 0);
      for (const item of list) {
        left -= weight(item);
        if (left < 0) return item;
      }
      return pick(list.slice(-1));
    },
    exponential: (mean) => -Math.log(1 - next()) * mean,
    logNormal: (median, sigma) =>
      median * Math.exp(sigma * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())),
    shuffle(list) {
      const copy = [...list];
      for (let i = copy.length - 1; i > 0; i -= 1) {
        const j = int(0, i);
        [copy[i], copy[j]] = [copy[j]!, copy[i]!];
      }
      return copy;
    },
    uuid() {
      const p = u32();
      const q = u32();
      const r = u32();
      const s = u32();
      const version = HEX[0x8000 | (q & 0x0fff)]!;
      const variant = HEX[0x8000 | (r >>> 18)]!;
      return `${HEX[p >>> 16]!}${HEX[p & 0xffff]!}-${HEX[q >>> 16]!}-${version}-${variant}-${HEX[r & 0xffff]!}${HEX[s >>> 16]!}${HEX[s & 0xffff]!}`;
    },
    digits(count) {
      let text = '';
      for (let i = 0; i < count; i += 1) text += int(0, 9);
      return text;
    },
    fork: (name) => random(`${seed}/${name}`),
  };
}

/** cyrb128: four 32-bit words from a text. */
function hash128(text: string): [number, number, number, number] {
  let h1 = 1779033703;
  let h2 = 3144134277;
  let h3 = 1013904242;
  let h4 = 2773480762;
  for (let i = 0; i < text.length; i += 1) {
    const k = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ k, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ k, 2869860233);
    h3 = h4 ^ Math.imul(h3 ^ k, 951274213);
    h4 = h1 ^ Math.imul(h4 ^ k, 2716044179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597399067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2869860233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951274213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2716044179);
  h1 ^= h2 ^ h3 ^ h4;
  return [h1 | 0, (h2 ^ h1) | 0, (h3 ^ h1) | 0, (h4 ^ h1) | 0];
}
