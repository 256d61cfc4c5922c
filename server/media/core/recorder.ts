import { frameSamples, silentCode } from './alaw.ts';

/** Where a recording goes: parts of stereo A-law, interleaved, customer left and staff right, as they are made. */
export interface RecordingSink {
  write(part: Uint8Array): void;
  /** Nothing comes any more. */
  end(): void;
}

/**
 * Makes a recording of frame after frame. While it is paused silence is written, so that a place in it is the same time
 * of the call. What was recorded is handed over at least every `partSeconds`, so that little is lost with the process.
 */
export class Recorder {
  #paused = false;
  #ended = false;
  readonly #sink: RecordingSink;
  readonly #part: Uint8Array;
  #filled = 0;

  constructor(sink: RecordingSink, partSeconds = 5) {
    this.#sink = sink;
    this.#part = new Uint8Array(Math.max(1, Math.round(partSeconds * 50)) * frameSamples * 2);
  }

  get paused(): boolean {
    return this.#paused;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
  }

  /** The next 20 ms of both sides; null: silence. */
  frame(left: Uint8Array | null, right: Uint8Array | null): void {
    if (this.#ended) return;
    for (let i = 0; i < frameSamples; i += 1) {
      this.#part[this.#filled] = this.#paused ? silentCode : (left?.[i] ?? silentCode);
      this.#part[this.#filled + 1] = this.#paused ? silentCode : (right?.[i] ?? silentCode);
      this.#filled += 2;
    }
    if (this.#filled === this.#part.length) this.#handOver();
  }

  end(): void {
    if (this.#ended) return;
    this.#handOver();
    this.#ended = true;
    this.#sink.end();
  }

  #handOver(): void {
    if (this.#filled > 0) this.#sink.write(this.#part.slice(0, this.#filled));
    this.#filled = 0;
  }
}
