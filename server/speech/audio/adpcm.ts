// IMA ADPCM as WAV files hold it (format 17): 4 bits a sample, in blocks that each begin with one whole sample. The
// shipped prompts lie in it, at half the size of A-law.

/** Bytes of a block as this writes it, and the samples in it. */
export const block = { bytes: 256, samples: 505 };

const steps = (
  '7 8 9 10 11 12 13 14 16 17 19 21 23 25 28 31 34 37 41 45 50 55 60 66 73 80 88 97 107 118 130 143 157 173 190 209 230 ' +
  '253 279 307 337 371 408 449 494 544 598 658 724 796 876 963 1060 1166 1282 1411 1552 1707 1878 2066 2272 2499 2749 ' +
  '3024 3327 3660 4026 4428 4871 5358 5894 6484 7132 7845 8630 9493 10442 11487 12635 13899 15289 16818 18500 20350 ' +
  '22385 24623 27086 29794 32767'
)
  .split(' ')
  .map(Number);
const moves = [-1, -1, -1, -1, 2, 4, 6, 8];

interface State {
  sample: number;
  step: number;
}

// What a code of 4 bits makes of the sample before it.
function follow(state: State, code: number): number {
  const step = steps[state.step]!;
  const change =
    (step >> 3) + (code & 4 ? step : 0) + (code & 2 ? step >> 1 : 0) + (code & 1 ? step >> 2 : 0);
  state.sample = Math.max(-32_768, Math.min(32_767, state.sample + (code & 8 ? -change : change)));
  state.step = Math.max(0, Math.min(88, state.step + moves[code & 7]!));
  return state.sample;
}

// The code that comes closest to the sample that is wanted.
function codeFor(state: State, wanted: number): number {
  const step = steps[state.step]!;
  let left = wanted - state.sample;
  const sign = left < 0 ? 8 : 0;
  left = Math.abs(left);
  let code = 0;
  for (const [bit, part] of [
    [4, step],
    [2, step >> 1],
    [1, step >> 2],
  ] as const)
    if (left >= part) {
      code |= bit;
      left -= part;
    }
  return sign | code;
}

/** Samples as blocks; the last one is filled up with its last sample. */
export function toAdpcm(samples: Int16Array): Buffer {
  const blocks = Math.ceil(samples.length / block.samples);
  const bytes = Buffer.alloc(blocks * block.bytes);
  const state: State = { sample: 0, step: 0 };
  const at = (index: number) => samples[Math.min(index, samples.length - 1)]!;
  for (let number = 0; number < blocks; number += 1) {
    const from = number * block.bytes;
    const begin = number * block.samples;
    state.sample = at(begin);
    bytes.writeInt16LE(state.sample, from);
    bytes[from + 2] = state.step;
    for (let index = 1; index < block.samples; index += 1) {
      const code = codeFor(state, at(begin + index));
      follow(state, code);
      bytes[from + 4 + ((index - 1) >> 1)]! |= index % 2 === 1 ? code : code << 4;
    }
  }
  return bytes;
}

/** Blocks of a size that a file names as samples. */
export function fromAdpcm(bytes: Buffer, blockBytes: number): Int16Array {
  const each = (blockBytes - 4) * 2 + 1;
  const blocks = Math.floor(bytes.length / blockBytes);
  const samples = new Int16Array(blocks * each);
  let next = 0;
  for (let number = 0; number < blocks; number += 1) {
    const from = number * blockBytes;
    const state: State = { sample: bytes.readInt16LE(from), step: Math.min(88, bytes[from + 2]!) };
    samples[next++] = state.sample;
    for (let index = 4; index < blockBytes; index += 1) {
      const byte = bytes[from + index]!;
      samples[next++] = follow(state, byte & 0x0f);
      samples[next++] = follow(state, byte >> 4);
    }
  }
  return samples;
}
