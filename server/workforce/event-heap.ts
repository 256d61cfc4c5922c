/** A heap of coming events in plain arrays of numbers: millions come and go without garbage. */
export class EventHeap {
  #at = new Float64Array(1024);
  #kind = new Uint8Array(1024);
  #subject = new Int32Array(1024);
  #stamp = new Int32Array(1024);
  #size = 0;

  /** The event taken last: when (ms), what, on whom, and the stamp that tells whether it still holds. */
  at = 0;
  kind = 0;
  subject = 0;
  stamp = 0;

  get size(): number {
    return this.#size;
  }

  /** When the next one is due, or Infinity. */
  get next(): number {
    return this.#size === 0 ? Infinity : this.#at[0]!;
  }

  push(at: number, kind: number, subject: number, stamp: number): void {
    if (this.#size === this.#at.length) this.#grow();
    let hole = this.#size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (this.#at[parent]! <= at) break;
      this.#move(parent, hole);
      hole = parent;
    }
    this.#at[hole] = at;
    this.#kind[hole] = kind;
    this.#subject[hole] = subject;
    this.#stamp[hole] = stamp;
  }

  /** Takes the earliest event into the fields; false when there is none. */
  pop(): boolean {
    if (this.#size === 0) return false;
    this.at = this.#at[0]!;
    this.kind = this.#kind[0]!;
    this.subject = this.#subject[0]!;
    this.stamp = this.#stamp[0]!;
    const last = --this.#size;
    const at = this.#at[last]!;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= last) break;
      if (child + 1 < last && this.#at[child + 1]! < this.#at[child]!) child += 1;
      if (at <= this.#at[child]!) break;
      this.#move(child, hole);
      hole = child;
    }
    this.#move(last, hole);
    return true;
  }

  #move(from: number, to: number): void {
    this.#at[to] = this.#at[from]!;
    this.#kind[to] = this.#kind[from]!;
    this.#subject[to] = this.#subject[from]!;
    this.#stamp[to] = this.#stamp[from]!;
  }

  #grow(): void {
    const wider = <T extends Float64Array | Uint8Array | Int32Array>(list: T, made: T): T => {
      made.set(list);
      return made;
    };
    const length = this.#at.length * 2;
    this.#at = wider(this.#at, new Float64Array(length));
    this.#kind = wider(this.#kind, new Uint8Array(length));
    this.#subject = wider(this.#subject, new Int32Array(length));
    this.#stamp = wider(this.#stamp, new Int32Array(length));
  }
}
