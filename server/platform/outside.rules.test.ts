import { describe, expect, test } from 'vitest';
import { mayConnect } from './outside.ts';

describe('where this server goes when somebody outside says where', () => {
  test('never to the link, to groups, or to nowhere, in whatever writing', () => {
    for (const address of [
      '169.254.169.254',
      '::ffff:169.254.169.254',
      '::ffff:a9fe:a9fe',
      '64:ff9b::a9fe:a9fe',
      'fe80::1',
      'fd00:ec2::254',
      '0.0.0.0',
      '::',
      '224.0.0.1',
      '255.255.255.255',
      'not an address',
    ])
      expect([address, mayConnect(address, true)]).toEqual([address, false]);
  });

  test('to this machine and to private networks only when it is allowed', () => {
    for (const address of [
      '127.0.0.1',
      '127.9.9.9',
      '::1',
      '::ffff:127.0.0.1',
      '10.1.2.3',
      '192.168.1.1',
      'fd12::1',
    ]) {
      expect([address, mayConnect(address, false)]).toEqual([address, false]);
      expect([address, mayConnect(address, true)]).toEqual([address, true]);
    }
    expect(mayConnect('203.0.113.7', false)).toBe(true);
    expect(mayConnect('2001:db8::7', false)).toBe(true);
  });
});
