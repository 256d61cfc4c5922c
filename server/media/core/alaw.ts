// G.711 A-law, what telephones and browsers both speak: 8,000 samples a second, a byte each. Both ways are a look-up.

/** Samples, and bytes of A-law, in 20 ms: the frame that everything here works in. */
export const frameSamples = 160;
export const frameMilliseconds = 20;
export const sampleRate = 8000;

/** The sound of nothing: A-law's code of the smallest positive level. */
export const silentCode = 0xd5;
/** A frame of silence. Shared: never written to. */
export const silentFrame: Uint8Array = new Uint8Array(frameSamples).fill(silentCode);

/** The level that each of the 256 codes stands for, as G.711 defines it (16 bits, the low three of them unused). */
const levels = new Int16Array(256);
for (let code = 0; code < 256; code += 1) {
  // On the wire every second bit is inverted.
  const bits = code ^ 0x55;
  const segment = (bits >> 4) & 7;
  const step = bits & 15;
  const size = segment === 0 ? (step << 4) + 8 : ((step << 4) + 0x108) << (segment - 1);
  levels[code] = (bits & 0x80) === 0 ? -size : size;
}

/** The code of every sample: that of the nearest level. */
const codes = new Uint8Array(65_536);
{
  const order = Array.from({ length: 256 }, (_, code) => code).toSorted((a, b) => levels[a]! - levels[b]!);
  let at = 0;
  for (let sample = -32_768; sample <= 32_767; sample += 1) {
    while (at < 255 && levels[order[at + 1]!]! - sample <= sample - levels[order[at]!]!) at += 1;
    codes[sample & 0xffff] = order[at]!;
  }
}

/** Adds the samples of a frame of A-law to what is mixed. */
export function addDecoded(sum: Int32Array, frame: Uint8Array): void {
  for (let i = 0; i < frame.length; i += 1) sum[i]! += levels[frame[i]!]!;
}

export function decode(frame: Uint8Array): Int16Array {
  const samples = new Int16Array(frame.length);
  for (let i = 0; i < frame.length; i += 1) samples[i] = levels[frame[i]!]!;
  return samples;
}

/** Encodes samples; what is louder than a sample can be is as loud as it can be, and never turns over. */
export function encode(samples: Int16Array | Int32Array): Uint8Array {
  const frame = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i += 1) frame[i] = codes[saturate(samples[i]!) & 0xffff]!;
  return frame;
}

const saturate = (sample: number): number => (sample > 32_767 ? 32_767 : sample < -32_768 ? -32_768 : sample);
