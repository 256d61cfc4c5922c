import { decode, encode, frameSamples, sampleRate } from '#server/media/core/alaw.ts';
import type { Leg, LegEnd } from '#server/media/core/leg.ts';

/** A leg without any line: it says a tone, and keeps what it hears. */
export interface FakeLeg extends Leg {
  /** Says a tone, or what it is given, for so many ticks of the room. */
  say(samples: Int16Array): void;
  /** What is heard since it was last asked. */
  heard(): Int16Array;
}

let count = 0;
export function fakeLeg(id = `leg-${(count += 1)}`): FakeLeg {
  const state = { now: 'up' as FakeLeg['state'] };
  let frames: Uint8Array[] = [];
  let received = 0;
  const leg: FakeLeg = {
    id,
    kind: 'fake',
    get state() {
      return state.now;
    },
    onAudio: null,
    onKey: null,
    onEnd: null,
    sendAudio: (frame) => {
      if (state.now === 'up') frames.push(frame.slice());
    },
    answer: async () => {
      if (state.now === 'ringing') state.now = 'up';
    },
    sendKeys: async () => {},
    hangup: async (cause: LegEnd = 'hung_up') => {
      if (state.now === 'ended') return;
      state.now = 'ended';
      leg.onEnd?.(cause);
    },
    stats: () => ({ received, sent: frames.length, lost: 0, jitter: null }),
    say(samples) {
      for (let at = 0; at + frameSamples <= samples.length; at += frameSamples) {
        received += 1;
        leg.onAudio?.(encode(samples.subarray(at, at + frameSamples)));
      }
    },
    heard() {
      const all = frames;
      frames = [];
      return decode(Uint8Array.from(all.flatMap((frame) => [...frame])));
    },
  };
  return leg;
}

/** 20 ms of a tone that goes on where it was before. */
export const toneFrame = (hz: number, tick: number, level = 0.2): Int16Array =>
  Int16Array.from({ length: frameSamples }, (_, i) =>
    Math.round(level * 32_767 * Math.sin((2 * Math.PI * hz * (tick * frameSamples + i)) / sampleRate)),
  );

/** How strong a frequency is in samples, from 0 to 1 (Goertzel): 1 is a sine of full scale. */
export function strength(samples: Int16Array, hz: number, rate = sampleRate): number {
  const turn = 2 * Math.cos((2 * Math.PI * hz) / rate);
  let before = 0;
  let last = 0;
  for (const sample of samples) {
    const next = sample / 32_768 + turn * last - before;
    before = last;
    last = next;
  }
  const power = before * before + last * last - turn * before * last;
  return samples.length === 0 ? 0 : (2 * Math.sqrt(Math.max(0, power))) / samples.length;
}

/** Which of some frequencies are heard in samples. */
export const heardIn = (samples: Int16Array, frequencies: readonly number[], least = 0.03): number[] =>
  frequencies.filter((hz) => strength(samples, hz) > least);
