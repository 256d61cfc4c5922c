import { block, fromAdpcm, toAdpcm } from './adpcm.ts';
import { fromAlaw, fromUlaw } from './alaw.ts';

/** Sound as it came: its samples (one channel) and how many of them are a second. */
export interface Sound {
  samples: Int16Array;
  rate: number;
}

/** A file that is no WAV, or one that is not read here. The message says what would be right. */
export class NotWav extends Error {}

const formats = { pcm: 1, float: 3, alaw: 6, ulaw: 7, adpcm: 17, extensible: 0xfffe };

/** Whether bytes begin as a WAV file does. */
export const looksLikeWav = (bytes: Buffer): boolean =>
  bytes.length >= 12 &&
  bytes.toString('latin1', 0, 4) === 'RIFF' &&
  bytes.toString('latin1', 8, 12) === 'WAVE';

/**
 * Reads a WAV file: PCM of 8 to 32 bits, 32-bit floats, A-law, µ-law and (one channel) IMA ADPCM; several channels are mixed to
 * one. A length that is not true (programs that write to a pipe do not know it) ends with the bytes.
 * @throws NotWav
 */
export function readWav(bytes: Buffer): Sound {
  if (!looksLikeWav(bytes)) throw new NotWav('is not a WAV file');
  let format = 0;
  let channels = 0;
  let rate = 0;
  let bits = 0;
  let blockBytes = 0;
  for (let at = 12; at + 8 <= bytes.length;) {
    const id = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const from = at + 8;
    if (id === 'fmt ' && size >= 16 && from + 16 <= bytes.length) {
      format = bytes.readUInt16LE(from);
      channels = bytes.readUInt16LE(from + 2);
      rate = bytes.readUInt32LE(from + 4);
      blockBytes = bytes.readUInt16LE(from + 12);
      bits = bytes.readUInt16LE(from + 14);
      // Where "extensible" stands the true format is the beginning of a longer name.
      if (format === formats.extensible && size >= 26 && from + 26 <= bytes.length)
        format = bytes.readUInt16LE(from + 24);
    } else if (id === 'data') {
      if (channels < 1 || channels > 8 || rate < 4000 || rate > 192_000)
        throw new NotWav('has no sensible number of channels or sampling rate');
      const data = bytes.subarray(from, Math.min(from + size, bytes.length));
      if (format === formats.adpcm && channels === 1 && bits === 4 && blockBytes >= 8)
        return { samples: fromAdpcm(data, blockBytes), rate };
      return { samples: mixed(samplesOf(data, format, bits), channels), rate };
    }
    at = from + size + (size % 2);
  }
  throw new NotWav('has no sound in it');
}

function samplesOf(data: Buffer, format: number, bits: number): Int16Array {
  if (format === formats.alaw && bits === 8) return fromAlaw(data);
  if (format === formats.ulaw && bits === 8) return fromUlaw(data);
  const width = bits / 8;
  const samples = new Int16Array(Math.floor(data.length / width) || 0);
  const read = readerOf(data, format, bits);
  if (read === null) throw new NotWav('must hold PCM of 8 to 32 bits, 32-bit floats, A-law or µ-law');
  for (let index = 0; index < samples.length; index += 1) samples[index] = read(index * width);
  return samples;
}

function readerOf(data: Buffer, format: number, bits: number): ((at: number) => number) | null {
  if (format === formats.pcm && bits === 8) return (at) => (data[at]! - 128) << 8;
  if (format === formats.pcm && bits === 16) return (at) => data.readInt16LE(at);
  if (format === formats.pcm && bits === 24) return (at) => data.readIntLE(at, 3) >> 8;
  if (format === formats.pcm && bits === 32) return (at) => data.readInt32LE(at) >> 16;
  if (format === formats.float && bits === 32)
    return (at) => {
      const value = data.readFloatLE(at);
      return Number.isFinite(value) ? Math.max(-32_768, Math.min(32_767, Math.round(value * 32_767))) : 0;
    };
  return null;
}

function mixed(samples: Int16Array, channels: number): Int16Array {
  if (channels === 1) return samples;
  const one = new Int16Array(Math.floor(samples.length / channels));
  for (let index = 0; index < one.length; index += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += samples[index * channels + channel]!;
    one[index] = Math.round(sum / channels);
  }
  return one;
}

function header(options: { format: number; rate: number; bits: number; bytes: number }): Buffer {
  const { format, rate, bits, bytes } = options;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + bytes, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(format, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE((rate * bits) / 8, 28);
  head.writeUInt16LE(bits / 8, 32);
  head.writeUInt16LE(bits, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(bytes, 40);
  return head;
}

/** A WAV file of one channel with 16 bits a sample, which everything plays. */
export function pcmWav(samples: Int16Array, rate: number): Buffer {
  const data = Buffer.allocUnsafe(samples.length * 2);
  for (let index = 0; index < samples.length; index += 1) data.writeInt16LE(samples[index]!, index * 2);
  return Buffer.concat([header({ format: formats.pcm, rate, bits: 16, bytes: data.length }), data]);
}

/** A WAV file of A-law at 8,000 samples a second: half the size, and still played by everything. */
export const alawWav = (bytes: Buffer): Buffer =>
  Buffer.concat([header({ format: formats.alaw, rate: 8000, bits: 8, bytes: bytes.length }), bytes]);

/** A WAV file of IMA ADPCM at 8,000 samples a second, for what is kept in the repository. */
export const adpcmWav = (samples: Int16Array): Buffer => adpcmFile(toAdpcm(samples), samples.length);

/** The same of blocks that are there already. */
export function adpcmFile(data: Buffer, samples: number): Buffer {
  const head = Buffer.alloc(60);
  header({ format: formats.adpcm, rate: 8000, bits: 4, bytes: data.length }).copy(head, 0, 0, 36);
  head.writeUInt32LE(52 + data.length, 4);
  head.writeUInt32LE(20, 16);
  head.writeUInt32LE(Math.round((8000 * block.bytes) / block.samples), 28);
  head.writeUInt16LE(block.bytes, 32);
  head.writeUInt16LE(2, 36);
  head.writeUInt16LE(block.samples, 38);
  head.write('fact', 40, 'latin1');
  head.writeUInt32LE(4, 44);
  head.writeUInt32LE(samples, 48);
  head.write('data', 52, 'latin1');
  head.writeUInt32LE(data.length, 56);
  return Buffer.concat([head, data]);
}

/** Samples of 16 bits, least byte first, without a header. */
export function fromRaw16(bytes: Buffer): Int16Array {
  const samples = new Int16Array(Math.floor(bytes.length / 2));
  for (let index = 0; index < samples.length; index += 1) samples[index] = bytes.readInt16LE(index * 2);
  return samples;
}
