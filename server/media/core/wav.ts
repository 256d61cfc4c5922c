import { decode, sampleRate } from './alaw.ts';

// Sound files as this program reads and writes them: RIFF WAVE, 8 kHz, A-law or 16 bits.

const formats = { pcm: 1, alaw: 6 } as const;

/** A file of 8 kHz samples: A-law as it is, or 16 bits; channels interleaved. */
export function writeWav(data: Uint8Array | Int16Array, channels: 1 | 2 = 1): Uint8Array {
  const alaw = data instanceof Uint8Array;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const block = channels * (alaw ? 1 : 2);
  const file = new Uint8Array(44 + bytes.length + (bytes.length % 2));
  const view = new DataView(file.buffer);
  const put = (at: number, text: string) => file.set(new TextEncoder().encode(text), at);
  put(0, 'RIFF');
  view.setUint32(4, file.length - 8, true);
  put(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, alaw ? formats.alaw : formats.pcm, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * block, true);
  view.setUint16(32, block, true);
  view.setUint16(34, alaw ? 8 : 16, true);
  put(36, 'data');
  view.setUint32(40, bytes.length, true);
  file.set(bytes, 44);
  return file;
}

export interface Wav {
  /** The samples of each channel. */
  channels: Int16Array[];
}

/** Reads a file of 8 kHz, A-law or 16 bits, one or two channels. @throws Error saying what it should be */
export function readWav(file: Uint8Array): Wav {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const text = (at: number) => String.fromCharCode(...file.subarray(at, at + 4));
  if (file.length < 12 || text(0) !== 'RIFF' || text(8) !== 'WAVE') throw new Error('is no WAV file');
  let format: { kind: number; count: number; rate: number; bits: number } | null = null;
  for (let at = 12; at + 8 <= file.length;) {
    const size = view.getUint32(at + 4, true);
    const start = at + 8;
    if (text(at) === 'fmt ' && size >= 16 && start + 16 <= file.length)
      format = {
        kind: view.getUint16(start, true),
        count: view.getUint16(start + 2, true),
        rate: view.getUint32(start + 4, true),
        bits: view.getUint16(start + 14, true),
      };
    if (text(at) === 'data') {
      if (format === null) throw new Error('says nothing of its format before its sound');
      return samplesOf(file.subarray(start, Math.min(file.length, start + size)), format);
    }
    at = start + size + (size % 2);
  }
  throw new Error('has no sound in it');
}

function samplesOf(
  data: Uint8Array,
  { kind, count, rate, bits }: { kind: number; count: number; rate: number; bits: number },
): Wav {
  const known = (kind === formats.pcm && bits === 16) || (kind === formats.alaw && bits === 8);
  if (!known || rate !== sampleRate || count < 1 || count > 2)
    throw new Error(
      `must have 8000 samples a second of 16 bits or A-law in one or two channels, not ${rate} of ${bits} bits in ${count}`,
    );
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const length = Math.floor(data.length / (bits / 8) / count);
  const all =
    kind === formats.alaw
      ? decode(data.subarray(0, length * count))
      : Int16Array.from({ length: length * count }, (_, i) => view.getInt16(2 * i, true));
  return {
    channels: Array.from({ length: count }, (_, channel) =>
      Int16Array.from({ length }, (__, i) => all[i * count + channel]!),
    ),
  };
}
