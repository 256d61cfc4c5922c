import { expect, test } from 'vitest';
import { patience } from '../calls/live-call.ts';
import { lookEvery, Silence, silenceLimit } from './silence.ts';

/** Looks so many times. @returns at which of them the line was gone; null: at none */
const looks = (silence: Silence, count: number): number | null => {
  for (let look = 1; look <= count; look += 1) if (silence.look()) return look;
  return null;
};

test('a line of which nothing comes for the whole time is gone, and not before', () => {
  const silence = new Silence();
  expect(looks(silence, 100)).toBe(silenceLimit / lookEvery + 1);
});

test('breaks of a network that are shorter drop nothing, however many there are', () => {
  const silence = new Silence();
  for (let round = 0; round < 50; round += 1) {
    expect(looks(silence, silenceLimit / lookEvery)).toBeNull();
    silence.heard();
  }
});

test('an agent whose tab was killed is free within five seconds: silence, the last look, and the time to come back', () => {
  expect(silenceLimit + lookEvery + patience.lost).toBeLessThan(5000);
});
