import type { TurnKeys } from '#contract/voice-turns.ts';
import type { Key } from '../core/leg.ts';

// Which keys make an answer. Pure.

/** Pressed before anybody asked, at most so many are kept; who presses more is not answering. */
export const mostAhead = 20;
const telephoneKey = /^[0-9*#]$/;

/** Collects the keys of one answer. */
export class KeyCollector {
  keys = '';
  readonly #wanted: Pick<TurnKeys, 'min' | 'max' | 'end'>;

  constructor(wanted: Pick<TurnKeys, 'min' | 'max' | 'end'>) {
    this.#wanted = wanted;
  }

  /** @returns whether the answer is whole with this key; null: it is no key of a telephone */
  push(key: Key): boolean | null {
    if (!telephoneKey.test(key)) return null;
    const { max, end } = this.#wanted;
    // Alone it is an answer that nobody understands, and not none.
    if (key === end && this.keys !== '') return true;
    this.keys += key;
    return key === end || this.keys.length >= max;
  }

  /** Whether there are enough to go on when nothing more comes for a moment; 0 alone asks for a person. */
  get enough(): boolean {
    return this.keys.length >= this.#wanted.min || this.keys === '0';
  }
}

/**
 * Keys that were pressed before they were asked for: who knows the way presses ahead. A flood is no answer: it is
 * forgotten, and nothing is taken until it has paused.
 */
export class KeysAhead {
  #keys: Key[] = [];
  #floodAt: number | null = null;
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** @returns whether it is kept */
  push(key: Key): boolean {
    if (!telephoneKey.test(key) || this.flooded()) return false;
    if (this.#keys.length >= mostAhead) {
      this.#keys = [];
      this.#floodAt = this.#now();
      return false;
    }
    this.#keys.push(key);
    return true;
  }

  /** Whether keys come too fast and too many; asked with each of them. */
  flooded(): boolean {
    if (this.#floodAt === null) return false;
    const now = this.#now();
    if (now - this.#floodAt > 1000) {
      this.#floodAt = null;
      return false;
    }
    this.#floodAt = now;
    return true;
  }

  /** The next one; null: none is left. */
  shift(): Key | null {
    return this.#keys.shift() ?? null;
  }

  /** Takes the next one out if it is this one. @returns whether it was */
  drop(key: Key): boolean {
    if (this.#keys[0] !== key) return false;
    this.#keys.shift();
    return true;
  }

  clear(): void {
    this.#keys = [];
  }
}
