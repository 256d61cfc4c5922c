import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDecoded, decode, encode, silentCode } from './alaw.ts';

const sample = fc.integer({ min: -32_768, max: 32_767 });

describe('A-law', () => {
  test('gives every code back that was decoded', () => {
    const all = Uint8Array.from({ length: 256 }, (_, code) => code);
    expect(encode(decode(all))).toEqual(all);
  });

  test('knows the codes that G.711 names: silence, the loudest, and the signs', () => {
    expect([...encode(Int16Array.of(0, 32_767, -32_768, -1))]).toEqual([silentCode, 0xaa, 0x2a, 0x55]);
    expect([...decode(Uint8Array.of(0xd5, 0x55, 0xaa, 0x2a))]).toEqual([8, -8, 32_256, -32_256]);
  });

  test('is never further from a sample than half a step of its segment', () => {
    fc.assert(
      fc.property(sample, (value) => {
        const [back] = decode(encode(Int16Array.of(value)));
        const step = Math.max(16, 2 ** (Math.floor(Math.log2(Math.max(1, Math.abs(value)))) - 4));
        return Math.abs(back! - value) <= Math.max(step / 2, Math.abs(value) > 32_000 ? 512 : 0) + 8;
      }),
    );
  });

  test('keeps the order of loudness', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const [one, other] = decode(encode(Int16Array.of(Math.min(a, b), Math.max(a, b))));
        return one! <= other!;
      }),
    );
  });

  test('makes a sum that is too loud as loud as can be, and does not turn it over', () => {
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 12 }), (values) => {
        const sum = new Int32Array(1);
        for (const value of values) addDecoded(sum, encode(Int16Array.of(value)));
        const [heard] = decode(encode(sum));
        return sum[0] === 0 || Math.sign(heard!) === Math.sign(sum[0]!);
      }),
    );
  });
});
