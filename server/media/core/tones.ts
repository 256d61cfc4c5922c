import { frameSamples, sampleRate } from './alaw.ts';
import type { Key } from './leg.ts';
import { loop, once, type Source } from './player.ts';

// Sounds that are made, not recorded: signals of the network, and the music that waits where none has been given.

export interface Tone {
  hz: readonly number[];
  milliseconds: number;
  /** Of full scale, of all its frequencies together. */
  level?: number;
}

const ramp = 40;

/** The samples of a tone, with its edges rounded so that it does not click; without frequencies: silence. */
export function tone({ hz, milliseconds, level = 0.2 }: Tone): Int16Array {
  const length = Math.round((milliseconds * sampleRate) / 1000);
  const samples = new Int16Array(length);
  if (hz.length === 0) return samples;
  const amplitude = (level * 32_767) / hz.length;
  for (let i = 0; i < length; i += 1) {
    const edge = Math.min(1, (i + 1) / ramp, (length - i) / ramp);
    let sum = 0;
    for (const one of hz) sum += Math.sin((2 * Math.PI * one * i) / sampleRate);
    samples[i] = Math.round(sum * amplitude * edge);
  }
  return samples;
}

export function join(parts: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

// As Italian exchanges sound (425 Hz): ringing a second of five, engaged twice a second.
const cadence = (on: number, off: number): Int16Array =>
  join([tone({ hz: [425], milliseconds: on, level: 0.12 }), tone({ hz: [], milliseconds: off })]);
const ringing = cadence(1000, 4000);
const engaged = cadence(500, 500);

/** What a caller hears while it rings at the other end. */
export const ringback = (): Source => loop(ringing);
export const busy = (): Source => loop(engaged);
/** A short tone: from here on you may speak. */
export const beep = (): Source => once(tone({ hz: [1000], milliseconds: 300 }));

const rows = [697, 770, 852, 941];
const columns = [1209, 1336, 1477, 1633];
const keypad: readonly Key[] = [
  '1',
  '2',
  '3',
  'A',
  '4',
  '5',
  '6',
  'B',
  '7',
  '8',
  '9',
  'C',
  '*',
  '0',
  '#',
  'D',
];
/** The two frequencies of a key. */
export function keyTone(key: Key): readonly [number, number] {
  const at = keypad.indexOf(key);
  return [rows[Math.floor(at / 4)]!, columns[at % 4]!];
}

// Notes of the music, as steps of half tones above A3: four calm chords, each broken into eight.
const chords = [
  [0, 3, 7, 12],
  [-4, 0, 3, 8],
  [-9, 3, 7, 10],
  [-2, 2, 5, 10],
];
const melody = [0, 1, 2, 3, 2, 1, 2, 1];
const noteMilliseconds = 375;

let made: Int16Array | null = null;
/** The built-in music: twelve seconds of plucked tones that join without a seam. Made once, at its first use. */
export function builtInMusic(): Int16Array {
  if (made !== null) return made;
  const noteSamples = (noteMilliseconds * sampleRate) / 1000;
  const notes = chords.flatMap((chord) => melody.map((step) => chord[step]!));
  const length = Math.ceil((notes.length * noteSamples) / frameSamples) * frameSamples;
  const sum = new Float64Array(length);
  notes.forEach((halfTones, index) => {
    const hz = 220 * 2 ** (halfTones / 12);
    // A plucked string: it sounds on into what follows, over the seam too.
    for (let i = 0; i < noteSamples * 4; i += 1) {
      const decay = Math.exp(-i / (noteSamples * 0.9)) * Math.min(1, i / 40);
      const phase = (2 * Math.PI * hz * i) / sampleRate;
      sum[(index * noteSamples + i) % length]! += decay * (Math.sin(phase) + 0.3 * Math.sin(2 * phase));
    }
  });
  const peak = sum.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  made = Int16Array.from(sum, (value) => Math.round((value / peak) * 0.16 * 32_767));
  return made;
}
