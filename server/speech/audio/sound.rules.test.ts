import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromAdpcm, toAdpcm, block } from './adpcm.ts';
import { fromAlaw, pause, rate, silence, toAlaw } from './alaw.ts';
import { levelled, levels, trimmed } from './level.ts';
import { resampled } from './resample.ts';
import { adpcmWav, alawWav, fromRaw16, NotWav, pcmWav, readWav } from './wav.ts';

const tone = (hertz: number, seconds: number, at = rate, loud = 0.5) =>
  Int16Array.from({ length: Math.round(seconds * at) }, (_one, index) =>
    Math.round(32_767 * loud * Math.sin((2 * Math.PI * hertz * index) / at)),
  );
// How much of one frequency is in samples, as the amplitude of its sine.
const amplitude = (samples: Int16Array, hertz: number) => {
  let [re, im] = [0, 0];
  samples.forEach((sample, index) => {
    const angle = (2 * Math.PI * hertz * index) / rate;
    re += sample * Math.cos(angle);
    im += sample * Math.sin(angle);
  });
  return (2 * Math.hypot(re, im)) / samples.length;
};
const power = (samples: Int16Array) =>
  Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
const samplesOf = (text = fc.integer({ min: -32_768, max: 32_767 })) =>
  fc.array(text, { minLength: 1, maxLength: 600 }).map((list) => Int16Array.from(list));

describe('A-law', () => {
  test('every byte comes back as itself, and silence is silence', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_one, byte) => byte);
    expect([...toAlaw(fromAlaw(bytes))]).toEqual([...bytes]);
    expect(Math.abs(fromAlaw(pause(20))[0]!)).toBeLessThan(16);
    expect(toAlaw(Int16Array.of(0))[0]).toBe(silence);
  });

  test('what is coded is off by a thirtieth of its size at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: -32_768, max: 32_767 }), (sample) => {
        const [back] = fromAlaw(toAlaw(Int16Array.of(sample)));
        return Math.abs(back! - sample) <= Math.max(16, Math.abs(sample) / 30);
      }),
    );
  });
});

describe('WAV files', () => {
  test('of 16 bits and A-law are read as they were written', () => {
    fc.assert(
      fc.property(samplesOf(), (samples) => {
        expect(readWav(pcmWav(samples, 22_050))).toEqual({ samples, rate: 22_050 });
        const coded = toAlaw(samples);
        expect(readWav(alawWav(coded)).samples).toEqual(fromAlaw(coded));
      }),
    );
  });

  test('a file whose length is not known when it begins is read to its end', () => {
    const wav = pcmWav(tone(440, 0.1), rate);
    wav.writeUInt32LE(0x7fff_f000, 4);
    wav.writeUInt32LE(0x7fff_f000, 40);
    expect(readWav(wav).samples).toHaveLength(800);
  });

  test('what is no WAV, or broken anywhere, is refused in words and nothing else', () => {
    const good = pcmWav(tone(440, 0.05), rate);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 8 }),
        fc.nat(good.length),
        (changes, length) => {
          const bytes = Buffer.from(good);
          for (const [at, byte] of changes) bytes[at] = byte;
          try {
            readWav(bytes.subarray(0, length));
          } catch (error) {
            expect(error).toBeInstanceOf(NotWav);
          }
        },
      ),
    );
    expect(() => readWav(Buffer.from('ID3 something else altogether'))).toThrow(NotWav);
  });

  test('two channels become one, and bytes without a header are numbers of 16 bits', () => {
    const stereo = pcmWav(Int16Array.of(100, 300, -50, 50), rate);
    stereo.writeUInt16LE(2, 22);
    expect([...readWav(stereo).samples]).toEqual([200, 0]);
    expect([...fromRaw16(Buffer.from([1, 0, 255, 255, 9]))]).toEqual([1, -1]);
  });
});

test('ADPCM keeps speech so well that what is lost is not heard beside it, in blocks that stand alone', () => {
  const above = tone(1100, 1, rate, 0.1);
  const samples = tone(300, 1, rate, 0.3).map((one, index) => one + above[index]!);
  const back = readWav(adpcmWav(samples)).samples;
  expect(back.length).toBeGreaterThanOrEqual(samples.length);
  const lost = samples.map((one, index) => one - back[index]!);
  expect(20 * Math.log10(power(samples) / power(lost))).toBeGreaterThan(25);
  const second = fromAdpcm(toAdpcm(samples).subarray(block.bytes), block.bytes);
  expect(second[0]).toBe(samples[block.samples]);
});

describe('resampling', () => {
  test.each([11_025, 16_000, 22_050, 24_000, 44_100, 48_000])(
    'from %i: a tone of speech keeps its size, one that a telephone cannot carry is gone',
    (from) => {
      const low = resampled({ samples: tone(1000, 0.5, from), rate: from });
      expect(low.length).toBe(Math.floor(from * 0.5 * (8000 / from)));
      const inner = low.subarray(200, -200);
      expect(amplitude(inner, 1000) / (32_767 * 0.5)).toBeCloseTo(1, 2);
      const high = resampled({ samples: tone(5200, 0.5, from), rate: from }).subarray(200, -200);
      // It would fold back to 2,800 Hz.
      expect(20 * Math.log10(power(high) / power(inner))).toBeLessThan(-60);
    },
  );

  test('sound of a telephone passes as it is', () => {
    const samples = tone(700, 0.1);
    expect(resampled({ samples, rate })).toBe(samples);
  });
});

describe('levels', () => {
  test('quiet and loud recordings come out equally loud, and none is cut at its peaks', () => {
    const quiet = levelled(tone(400, 1, rate, 0.01));
    const loud = levelled(tone(400, 1, rate, 0.99));
    expect(Math.abs(20 * Math.log10(power(quiet) / power(loud)))).toBeLessThan(0.5);
    fc.assert(
      fc.property(samplesOf(), (samples) => levelled(samples).every((one) => Math.abs(one) <= 32_767)),
    );
  });

  test('silence goes from both ends and stays in the middle', () => {
    const sound = Int16Array.from([
      ...new Int16Array(8000),
      ...tone(500, 0.3),
      ...new Int16Array(2400),
      ...tone(500, 0.3),
      ...new Int16Array(8000),
    ]);
    const cut = trimmed(sound);
    expect(cut.length / rate).toBeGreaterThan(0.9);
    expect(cut.length / rate).toBeLessThan(1.1);
    expect(levels(cut).some((level) => level < -60)).toBe(true);
    expect(trimmed(new Int16Array(4000))).toHaveLength(0);
  });
});
