/** How often (ms) it is looked whether anything came of a line. */
export const lookEvery = 250;
/**
 * A browser sends without a pause, muted or not. Who was not heard for so long (ms) is gone: a tab that was killed says
 * nothing. Whoever changes networks or loses some seconds of it is not: most such breaks are over within two seconds.
 * With the time that a lost agent has to come back it stays below five seconds until the customer is back in the queue.
 */
export const silenceLimit = 3000;

/**
 * Whether a line has fallen silent. It counts looks at which nothing had come, not time: when this process itself stood
 * still, what came meanwhile is read after the first look, and nobody is gone for that.
 */
export class Silence {
  #quiet = 0;

  /** Something came. */
  heard(): void {
    this.#quiet = 0;
  }

  /** To be asked each `lookEvery` ms. @returns whether nothing came for too long */
  look(): boolean {
    this.#quiet += 1;
    return this.#quiet > silenceLimit / lookEvery;
  }
}
