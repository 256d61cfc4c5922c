import { describe, expect, test } from 'vitest';
import type { CallOutside, CallParty } from '#contract/voice.ts';
import { otherOn, peopleOn, supervisorFor, type Other } from './call-people.rules.ts';

const shown = (number: string) => `<${number}>`;
const consult = { state: 'active', agentName: 'Carla', together: false };
const outside = { number: '+39', state: 'answered', together: false } as CallOutside;

describe('who is on a call beside its agent and its customer', () => {
  test('is a colleague once they answer, or a number as soon as it is called', () => {
    expect(otherOn({ ...consult, state: 'offered' }, null, shown)).toBeNull();
    expect(otherOn(consult, null, shown)).toMatchObject({ name: 'Carla', state: 'up', isNumber: false });
    expect(otherOn(null, { outside: { ...outside, state: 'ringing' }, endedAt: null }, shown)).toMatchObject({
      name: '<+39>',
      state: 'ringing',
      isNumber: true,
    });
  });

  test('is nobody once the number has ended, or the call has', () => {
    expect(otherOn(null, { outside: { ...outside, state: 'ended' }, endedAt: null }, shown)).toBeNull();
    expect(otherOn(null, { outside, endedAt: '2026-11-29' }, shown)).toBeNull();
    expect(otherOn(null, null, shown)).toBeNull();
  });
});

describe('how they hear each other', () => {
  const up: Other = { name: 'Carla', state: 'up', together: false, isNumber: false };
  test('is aside on hold, with the customer alone, or all three', () => {
    expect(peopleOn(up, true, null)).toEqual({
      line: 'aside',
      speak: ['agent', 'other'],
      wait: ['customer'],
    });
    expect(peopleOn(up, false, null)).toEqual({
      line: 'customer',
      speak: ['agent', 'customer'],
      wait: ['other'],
    });
    const three = { ...up, together: true };
    expect(peopleOn(three, false, null).speak).toEqual(['agent', 'customer', 'other']);
    // On hold in the middle of it the two are aside.
    expect(peopleOn(three, true, null).line).toBe('aside');
  });

  test('is nothing yet with a number that rings; one that gets the customer says so', () => {
    const rings: Other = { ...up, state: 'ringing', isNumber: true };
    expect(peopleOn(rings, true, 'consult')).toEqual({ line: 'ringing', speak: [], wait: ['customer'] });
    expect(peopleOn(rings, true, 'transfer').line).toBe('passing');
  });
});

test('whoever is consulted on a call is told that a supervisor hears them, and nobody else is', () => {
  const asked: CallParty = { staff: 'colleague', role: 'consulted', hears: ['agent'], heardBy: ['agent'] };
  const listens: CallParty = {
    staff: 'boss',
    role: 'supervisor',
    hears: ['agent', 'consulted'],
    heardBy: [],
  };
  expect(supervisorFor([asked, listens], 'colleague')).toBe('listens');
  expect(supervisorFor([asked, { ...listens, heardBy: ['agent'] }], 'colleague')).toBe('listens');
  expect(
    supervisorFor([asked, { ...listens, heardBy: ['customer', 'agent', 'consulted'] }], 'colleague'),
  ).toBe('speaks');
  expect(supervisorFor([asked], 'colleague')).toBeNull();
  expect(supervisorFor([asked, listens], 'somebody')).toBeNull();
  expect(supervisorFor([listens], 'colleague')).toBeNull();
});
