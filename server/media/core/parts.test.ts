import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { heardIn, strength, toneFrame } from '#tests/support/fake-leg.ts';
import { encode } from './alaw.ts';
import { FrameClock } from './clock.ts';
import { isKey, KeyGate, KeyReader, pressPackets } from './dtmf.ts';
import { Framer, type Key } from './leg.ts';
import { loop, pause } from './player.ts';
import { busy, keyTone, ringback, tone } from './tones.ts';
import { VoiceActivity } from './vad.ts';
import { readWav, writeWav } from './wav.ts';

const keys: Key[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#', 'A', 'B', 'C', 'D'];

describe('the clock', () => {
  test('ticks fifty times a second however late the timer is, and counts what came late', () => {
    let now = 0;
    let ticks = 0;
    const clock = new FrameClock(() => (ticks += 1), { now: () => now });
    for (const late of [20, 5, 35, 41, 19, 30]) {
      now += late;
      clock.turn();
    }
    now = 2000;
    for (let at = 160; at <= 2000; at += 7) {
      now = at;
      clock.turn();
    }
    expect(ticks).toBe(Math.floor(now / 20));
    expect(clock.figures.late).toBeGreaterThan(0);
    expect(clock.figures.skipped).toBe(0);
  });

  test('does not make up for a standstill', () => {
    let now = 0;
    let ticks = 0;
    const clock = new FrameClock(() => (ticks += 1), { now: () => now });
    now = 10_000;
    clock.turn();
    expect(ticks).toBeLessThan(10);
    expect(ticks + clock.figures.skipped).toBe(500);
  });
});

describe('keys', () => {
  test('are told once for each press, whichever of its packets arrive', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...keys), { maxLength: 12 }),
        fc.infiniteStream(fc.boolean()),
        (pressed, luck) => {
          const reader = new KeyReader();
          const heard: Key[] = [];
          pressed.forEach((key, press) => {
            const packets = pressPackets(key);
            // At least one of them arrives.
            const arrived = packets.filter((_, i) => luck.next().value || i === packets.length - 1);
            for (const { payload } of arrived) {
              const found = reader.packet(press * 4000, payload);
              if (found !== null) heard.push(found);
            }
          });
          return heard.join('') === pressed.join('');
        },
      ),
    );
  });

  test('that come behind a later press are not pressed again', () => {
    const reader = new KeyReader();
    const [one, two] = [pressPackets('1')[0]!.payload, pressPackets('2')[0]!.payload];
    expect([reader.packet(4000, one), reader.packet(8000, two), reader.packet(4000, one)]).toEqual([
      '1',
      '2',
      null,
    ]);
  });

  test('of a flood are let through at the pace of people', () => {
    let now = 0;
    const reader = new KeyReader(new KeyGate(() => now));
    let heard = 0;
    for (let i = 0; i < 5000; i += 1) {
      now += 1;
      if (reader.packet(i * 160, pressPackets('5')[0]!.payload) !== null) heard += 1;
    }
    expect(heard).toBeLessThanOrEqual(40 + 5 * 12);
    expect(heard + reader.dropped).toBe(5000);
  });

  test('that are garbage are no keys', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (payload) => {
        const found = new KeyReader().packet(1, payload);
        return found === null || (payload.length >= 4 && payload[0]! < 16);
      }),
    );
    expect(isKey('E')).toBe(false);
    expect(isKey('#')).toBe(true);
  });

  test('are pressed with growing length, a marker first and three ends', () => {
    const packets = pressPackets('#');
    expect(packets.map(({ payload }) => payload[0])).toEqual(packets.map(() => 11));
    expect(packets.map(({ payload }) => payload[2]! * 256 + payload[3]!).slice(-3)).toEqual([
      1280, 1280, 1280,
    ]);
    expect(packets.filter(({ payload }) => payload[1]! & 0x80)).toHaveLength(3);
    expect(packets.map(({ marker }) => marker).indexOf(true, 1)).toBe(-1);
  });
});

describe('sounds that are made', () => {
  test('have the frequencies they should: a key two, ringing and engaged one', () => {
    for (const key of keys) {
      const [low, high] = keyTone(key);
      const samples = tone({ hz: [low, high], milliseconds: 200 });
      expect(heardIn(samples, [697, 770, 852, 941, 1209, 1336, 1477, 1633], 0.05)).toEqual([low, high]);
    }
    const engaged = busy();
    const second = Int16Array.from(Array.from({ length: 50 }, () => [...engaged.next()!]).flat());
    expect(heardIn(second, [425, 850])).toEqual([425]);
  });

  test('ring for a second and are silent for four, again and again', () => {
    const source = ringback();
    const loud = Array.from({ length: 500 }, () => strength(Int16Array.from(source.next()!), 425) > 0.05);
    const starts = loud.flatMap((now, i) => (now && loud[i - 1] !== true ? [i] : []));
    expect(starts).toEqual([0, 250]);
    expect(loud.filter(Boolean)).toHaveLength(100);
  });

  test('of nothing is nothing, and a pause has its length', () => {
    expect(loop(new Int16Array()).next()).toBeNull();
    const quiet = pause(100);
    let frames = 0;
    while (quiet.next() !== null) frames += 1;
    expect(frames).toBe(5);
  });
});

describe('hearing whether somebody speaks', () => {
  const noise = (level: number) =>
    Int16Array.from({ length: 160 }, (_, i) => Math.round(Math.sin(i * i) * level));

  test('tells the beginning and the end of an utterance, over the noise of the line', () => {
    const ear = new VoiceActivity();
    const told: string[] = [];
    const say = (frames: number, make: (i: number) => Int16Array) => {
      for (let i = 0; i < frames; i += 1) {
        const found = ear.push(make(i));
        if (found !== null) told.push(found);
      }
    };
    say(100, () => noise(60));
    expect(told).toEqual([]);
    say(60, (i) => toneFrame(400, i, 0.2));
    expect(told).toEqual(['begin']);
    // A breath between two words ends nothing.
    say(15, () => noise(60));
    say(40, (i) => toneFrame(600, i, 0.2));
    expect(told).toEqual(['begin']);
    say(60, () => noise(60));
    expect(told).toEqual(['begin', 'end']);
  });

  test('is not fooled by silence or by steady noise, and cuts what never ends', () => {
    const ear = new VoiceActivity({ most: 200 });
    for (let i = 0; i < 400; i += 1) expect(ear.push(new Int16Array(160))).toBeNull();
    const told: (string | null)[] = [];
    for (let i = 0; i < 2000; i += 1) told.push(ear.push(noise(3000)));
    expect(told.filter((one) => one !== null).slice(0, 2)).toEqual(['begin', 'end']);
    expect(told.slice(-300).some((one) => one === 'begin')).toBe(false);
  });
});

describe('sound files', () => {
  test('come back as they were written, in A-law and in 16 bits, one channel or two', () => {
    fc.assert(
      fc.property(
        fc.int16Array({ minLength: 2, maxLength: 400 }),
        fc.constantFrom(1 as const, 2 as const),
        (samples, channels) => {
          const length = Math.floor(samples.length / channels);
          const { channels: read } = readWav(writeWav(samples, channels));
          expect(read).toHaveLength(channels);
          for (let i = 0; i < length * channels; i += 1)
            expect(read[i % channels]![Math.floor(i / channels)]).toBe(samples[i]);
          expect(readWav(writeWav(encode(samples), channels)).channels[0]).toHaveLength(length);
        },
      ),
    );
  });

  test('of another kind are refused with what they should be, and garbage never breaks anything', () => {
    const file = writeWav(new Int16Array(10));
    new DataView(file.buffer).setUint32(24, 44_100, true);
    expect(() => readWav(file)).toThrow('must have 8000 samples a second');
    expect(() => readWav(new Uint8Array(5))).toThrow('is no WAV file');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (bytes, head) => {
        const tried = head
          ? Uint8Array.from([...writeWav(new Int16Array(2)).subarray(0, 20), ...bytes])
          : bytes;
        try {
          readWav(tried);
        } catch (error) {
          return error instanceof Error && /^(is no|says|has no|must)/.test(error.message);
        }
        return true;
      }),
    );
  });
});

describe('frames', () => {
  test('are made of parts of any size, and nothing is lost or turned', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 20 }), (sizes) => {
        const framer = new Framer();
        let value = 0;
        const given: number[] = [];
        for (const size of sizes) {
          const part = Uint8Array.from({ length: size }, () => value++ & 0xff);
          for (const frame of framer.push(part)) {
            expect(frame).toHaveLength(160);
            given.push(...frame);
          }
        }
        expect(given).toHaveLength(Math.floor(value / 160) * 160);
        return given.every((one, i) => one === (i & 0xff));
      }),
    );
  });
});
