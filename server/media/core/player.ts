import { decode, frameSamples } from './alaw.ts';

/** Something to be heard: its next 20 ms of samples, or null when it is over. What it gives is not kept beyond the tick. */
export interface Source {
  next(): Int16Array | null;
}

/** Samples, once. The last frame is filled up with silence. */
export function once(samples: Int16Array): Source {
  let at = 0;
  return {
    next() {
      if (at >= samples.length) return null;
      const frame = samples.subarray(at, at + frameSamples);
      at += frameSamples;
      if (frame.length === frameSamples) return frame;
      const last = new Int16Array(frameSamples);
      last.set(frame);
      return last;
    },
  };
}

/** A prompt in A-law, once. */
export const prompt = (alaw: Uint8Array): Source => once(decode(alaw));

/** Samples again and again without a seam, from a place on; nothing when there are none. */
export function loop(samples: Int16Array, start = 0): Source {
  let at = samples.length === 0 ? 0 : start % samples.length;
  const frame = new Int16Array(frameSamples);
  return {
    next() {
      if (samples.length === 0) return null;
      for (let i = 0; i < frameSamples; i += 1) {
        frame[i] = samples[at]!;
        at += 1;
        if (at === samples.length) at = 0;
      }
      return frame;
    },
  };
}

/** Silence for so long. */
export function pause(milliseconds: number): Source {
  const frame = new Int16Array(frameSamples);
  let left = Math.ceil(milliseconds / 20);
  return {
    next: () => (left-- > 0 ? frame : null),
  };
}

/** One after the other. */
export function sequence(sources: readonly Source[]): Source {
  const waiting = [...sources];
  return {
    next() {
      for (;;) {
        const frame = waiting[0]?.next() ?? null;
        if (frame !== null || waiting.length === 0) return frame;
        waiting.shift();
      }
    },
  };
}

/** What is being played to somebody. */
export interface Playback {
  /** How it ended: played to its end, or stopped before (by another one, too, or because the listener left). */
  readonly done: Promise<'ended' | 'stopped'>;
  stop(): void;
}
