import { bytesPerMillisecond } from '#contract/recordings.ts';

// Sound as recordings have it: A-law, 8 kHz, stereo interleaved. Pure.

/** What A-law calls silence. */
export const silentByte = 0xd5;

/** Each of the 256 values of G.711 A-law as 16-bit linear. */
export const linear: Int16Array = Int16Array.from({ length: 256 }, (_, code) => {
  const value = code ^ 0x55;
  const segment = (value >> 4) & 7;
  const step = (value & 15) << 4;
  const size = segment === 0 ? step + 8 : (step + 0x108) << (segment - 1);
  return (value & 0x80) === 0 ? -size : size;
});

/** A stretch of a recording's time, in milliseconds; `to` null: it goes on. */
export interface Stretch {
  from: number;
  to: number | null;
}

/**
 * A part with silence in place of what must not be kept. Where nothing of it may be, the same bytes come back.
 * @param start where the part begins
 */
export function masked(audio: Buffer, start: number, stretches: readonly Stretch[]): Buffer {
  const length = audio.length / bytesPerMillisecond;
  const hit = stretches
    .map(({ from, to }) => ({
      from: Math.max(0, from - start),
      to: Math.min(length, (to ?? Number.POSITIVE_INFINITY) - start),
    }))
    .filter(({ from, to }) => to > from);
  if (hit.length === 0) return audio;
  const copy = Buffer.from(audio);
  for (const { from, to } of hit)
    copy.fill(silentByte, Math.floor(from) * bytesPerMillisecond, Math.ceil(to) * bytesPerMillisecond);
  return copy;
}

/** The rest of a recording's time around some stretches of it. */
export function outside(stretches: readonly Stretch[]): Stretch[] {
  const rest: Stretch[] = [];
  let at: number | null = 0;
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    if (at === null) break;
    if (from > at) rest.push({ from: at, to: from });
    at = to === null ? null : Math.max(at, to);
  }
  if (at !== null) rest.push({ from: at, to: null });
  return rest;
}

/** One side of stereo sound: the customer left, the staff right. */
export function sideOf(audio: Buffer, side: 'customer' | 'staff'): Buffer {
  const one = Buffer.alloc(audio.length / 2);
  for (let at = side === 'customer' ? 0 : 1; at < audio.length; at += 2) one[at >> 1] = audio[at]!;
  return one;
}

/** One value of loudness stands for so many milliseconds. */
export const peakStep = 100;
const bytesPerStep = peakStep * bytesPerMillisecond;

/** The loudest sample of each step and side, 0 to 255: customer and staff in turn. */
export function peaksOf(audio: Buffer): Buffer {
  const steps = Math.ceil(audio.length / bytesPerStep);
  const peaks = Buffer.alloc(steps * 2);
  for (let step = 0; step < steps; step += 1) {
    const end = Math.min(audio.length, (step + 1) * bytesPerStep);
    let left = 0;
    let right = 0;
    for (let at = step * bytesPerStep; at < end; at += 2) {
      left = Math.max(left, Math.abs(linear[audio[at]!]!));
      right = Math.max(right, Math.abs(linear[audio[at + 1]!]!));
    }
    peaks[step * 2] = Math.min(255, left >> 7);
    peaks[step * 2 + 1] = Math.min(255, right >> 7);
  }
  return peaks;
}

/** The loudness of a whole recording, put together from that of its parts; where none is, silence. */
export function joinPeaks(
  length: number,
  parts: readonly { start: number; peaks: Buffer }[],
): { customer: Buffer; staff: Buffer } {
  const steps = Math.ceil(length / peakStep);
  const [customer, staff] = [Buffer.alloc(steps), Buffer.alloc(steps)];
  for (const { start, peaks } of parts) {
    const first = Math.floor(start / peakStep);
    for (let step = 0; step < peaks.length / 2 && first + step < steps; step += 1) {
      customer[first + step] = Math.max(customer[first + step]!, peaks[step * 2]!);
      staff[first + step] = Math.max(staff[first + step]!, peaks[step * 2 + 1]!);
    }
  }
  return { customer, staff };
}

/** A stretch of what is played: of a part, or without any. */
export interface Piece {
  from: number;
  to: number;
  /** The part's number; null: nothing was recorded. */
  part: number | null;
}

/** What is played when: parts in the order of their time, silence between; what overlaps is played once. */
export function piecesOf(
  length: number,
  parts: readonly { number: number; startMs: number; lengthMs: number }[],
): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const part of parts.toSorted((a, b) => a.startMs - b.startMs || a.number - b.number)) {
    const end = Math.min(length, part.startMs + part.lengthMs);
    if (end <= at) continue;
    const from = Math.max(at, part.startMs);
    if (from > at) pieces.push({ from: at, to: from, part: null });
    pieces.push({ from, to: end, part: part.number });
    at = end;
  }
  if (at < length) pieces.push({ from: at, to: length, part: null });
  return pieces;
}

/** A part of a WAV: 16-bit linear, stereo. */
export const wavHeaderBytes = 44;
export const wavBytesPerMillisecond = 8 * 2 * 2;

export function wavHeader(length: number): Buffer {
  const data = length * wavBytesPerMillisecond;
  const header = Buffer.alloc(wavHeaderBytes);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(data + 36, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(32_000, 28);
  header.writeUInt16LE(4, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data, 40);
  return header;
}

/** A-law as 16-bit linear, little endian. */
export function toLinear(audio: Buffer): Buffer {
  const samples = Buffer.alloc(audio.length * 2);
  for (let at = 0; at < audio.length; at += 1) samples.writeInt16LE(linear[audio[at]!]!, at * 2);
  return samples;
}

/**
 * What a Range header asks of so many bytes: null for all of them (also for what is no range of bytes, or several),
 * 'unsatisfiable' when it lies behind the end.
 */
export function rangeOf(
  header: string | undefined,
  size: number,
): { from: number; to: number } | 'unsatisfiable' | null {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (found === null || (found[1] === '' && found[2] === '')) return null;
  const [first, last] = [found[1]!, found[2]!];
  if (first === '') {
    const count = Math.min(size, Number(last));
    return count === 0 ? 'unsatisfiable' : { from: size - count, to: size - 1 };
  }
  const from = Number(first);
  const to = last === '' ? size - 1 : Math.min(size - 1, Number(last));
  if (from >= size) return 'unsatisfiable';
  return to < from ? null : { from, to };
}
