import { firstWord } from './sha256.ts';

/** A task given by the server; see `challenge` in the contract. */
export interface Challenge {
  nonce: string;
  difficulty: number;
}

/** Solves a challenge in slices, so that the page stays responsive; the answer goes into the field `solution`. */
export async function solve({ nonce, difficulty }: Challenge, signal?: AbortSignal): Promise<string> {
  for (let n = 0; ;) {
    const until = performance.now() + 12;
    do {
      for (let i = 0; i < 64; i += 1, n += 1) {
        const solution = n.toString(36);
        if (Math.clz32(firstWord(`${nonce}:${solution}`)) >= difficulty) return solution;
      }
    } while (performance.now() < until);
    signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve));
  }
}
