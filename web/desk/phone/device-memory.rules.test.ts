import { expect, test } from 'vitest';
import { findDevice, nothingRemembered, readMemory, realDevices } from './device-memory.rules.ts';

const headset = { id: 'a1', name: 'Cuffie' };

test('what was kept is read again, and garbage is nothing remembered', () => {
  const memory = { ...nothingRemembered, microphone: headset, noise: false };
  expect(readMemory(JSON.stringify(memory))).toEqual(memory);
  for (const text of [null, '', 'null', '{', '[]', '7', '{"microphone":"a1","speaker":{"id":""}}'])
    expect(readMemory(text)).toEqual(nothingRemembered);
});

test('a device is found by its id, or by its name after its id has changed; else it is not there', () => {
  const there = [
    { id: 'b2', name: 'Cuffie' },
    { id: 'c3', name: '' },
  ];
  expect(findDevice(headset, [headset, ...there])).toBe(headset);
  expect(findDevice(headset, there)).toEqual(there[0]);
  expect(findDevice({ id: 'x', name: '' }, there)).toBeNull();
  expect(findDevice(headset, [])).toBeNull();
  expect(findDevice(null, there)).toBeNull();
});

test('the system’s own choice is offered once', () => {
  const all = ['default', 'communications', '', 'a1'].map((id) => ({ id, name: id }));
  expect(realDevices(all).map(({ id }) => id)).toEqual(['a1']);
});
