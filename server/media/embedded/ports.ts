/** The UDP ports of the legs: one each, out of a range that the firewall knows. */
export class Ports {
  readonly #first: number;
  readonly #last: number;
  readonly #taken = new Set<number>();
  #next: number;

  /** @param range like `21000-21999` */
  constructor(range: string) {
    const [first, last] = range.split('-').map(Number);
    this.#first = first!;
    this.#last = last!;
    this.#next = first!;
  }

  get free(): number {
    return this.#last - this.#first + 1 - this.#taken.size;
  }

  /** The next free one, each in its turn: what arrives late for an old leg finds no new one. Null: all are in use. */
  take(): number | null {
    if (this.free === 0) return null;
    for (;;) {
      const port = this.#next;
      this.#next = port === this.#last ? this.#first : port + 1;
      if (this.#taken.has(port)) continue;
      this.#taken.add(port);
      return port;
    }
  }

  give(port: number): void {
    this.#taken.delete(port);
  }
}
