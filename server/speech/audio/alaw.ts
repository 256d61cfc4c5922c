// G.711 A-law, the sound of telephones: one byte a sample at 8,000 samples a second.

/** Samples a second of everything that leaves this module. */
export const rate = 8000;

/** The A-law byte of silence. */
export const silence = 0xd5;

function encodeSample(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  // 13 bits are coded; negative ones mirror at -1, so that nothing is louder than the loudest.
  const size = Math.min(sample >= 0 ? sample : -sample - 1, 32_635) >> 4;
  let code: number;
  if (size < 16) code = size;
  else {
    const segment = 31 - Math.clz32(size) - 3;
    code = (segment << 4) | ((size >> (segment - 1)) & 0x0f);
  }
  return (sign | code) ^ 0x55;
}

function decodeByte(byte: number): number {
  const code = byte ^ 0x55;
  const segment = (code & 0x70) >> 4;
  const step = code & 0x0f;
  const size = segment === 0 ? (step << 4) + 8 : ((step << 4) + 0x108) << (segment - 1);
  return code & 0x80 ? size : -size;
}

const decoded = Int16Array.from({ length: 256 }, (_one, byte) => decodeByte(byte));
const encoded = Uint8Array.from({ length: 65_536 }, (_one, index) => encodeSample(index - 32_768));

/** Samples of 16 bits as A-law. */
export function toAlaw(samples: Int16Array): Buffer {
  const bytes = Buffer.allocUnsafe(samples.length);
  for (let index = 0; index < samples.length; index += 1) bytes[index] = encoded[samples[index]! + 32_768]!;
  return bytes;
}

/** A-law as samples of 16 bits. */
export function fromAlaw(bytes: Uint8Array): Int16Array {
  const samples = new Int16Array(bytes.length);
  for (let index = 0; index < bytes.length; index += 1) samples[index] = decoded[bytes[index]!]!;
  return samples;
}

/** µ-law, which American files have, as samples of 16 bits. */
export function fromUlaw(bytes: Uint8Array): Int16Array {
  return Int16Array.from(bytes, (byte) => {
    const code = ~byte & 0xff;
    const size = ((((code & 0x0f) << 3) + 0x84) << ((code & 0x70) >> 4)) - 0x84;
    return code & 0x80 ? -size : size;
  });
}

/** Silence of a length in milliseconds, as A-law. */
export const pause = (milliseconds: number): Buffer =>
  Buffer.alloc(Math.round((milliseconds * rate) / 1000), silence);
