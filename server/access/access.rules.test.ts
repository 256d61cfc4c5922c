import { describe, expect, test } from 'vitest';
import type { Actor, Grant } from '#server/platform/index.ts';
import { permissions } from '#contract/words.ts';
import {
  beyond,
  builtInRoles,
  isThrottled,
  permissionsOf,
  sessionEnd,
  sessionLimits,
  signInLimits,
  visibleServices,
} from './access.rules.ts';

const grant = (wanted: string[], serviceId: string | null = null, teamId: string | null = null): Grant => ({
  permissions: new Set(wanted),
  serviceId,
  teamId,
});
const actor = (...grants: Grant[]): Actor => ({ kind: 'staff', id: 'x', name: 'x', grants });

describe('what one may hand out', () => {
  test('is what one holds at least as far', () => {
    const local = actor(grant(['contact.read', 'admin.staff'], 'water'));
    expect(beyond(local, ['contact.read'], { serviceId: 'water', teamId: null })).toEqual([]);
    expect(beyond(local, ['contact.read'], { serviceId: 'water', teamId: 'a' })).toEqual([]);
    expect(beyond(local, ['contact.read'], { serviceId: 'power', teamId: null })).toEqual(['contact.read']);
    expect(beyond(local, ['contact.read'], { serviceId: null, teamId: null })).toEqual(['contact.read']);
    expect(beyond(local, ['contact.export'], { serviceId: 'water', teamId: null })).toEqual([
      'contact.export',
    ]);
  });

  test('joins what several grants give at the place', () => {
    const both = actor(grant(['contact.read'], 'water'), grant(['contact.handle'], null, 'a'));
    expect(beyond(both, ['contact.read', 'contact.handle'], { serviceId: 'water', teamId: 'a' })).toEqual([]);
    expect(beyond(both, ['contact.read', 'contact.handle'], { serviceId: 'water', teamId: 'b' })).toEqual([
      'contact.handle',
    ]);
  });

  test('is everything for one who holds everything, and `*` only for them', () => {
    const everywhere = { serviceId: null, teamId: null };
    expect(beyond(actor(grant(['*'])), ['*', 'contact.read'], everywhere)).toEqual([]);
    expect(beyond(actor(grant([...permissions])), ['*'], everywhere)).toEqual([]);
    expect(beyond(actor(grant(['admin.staff'])), ['*'], everywhere)).toContain('contact.read');
  });
});

test('an auditor holds no permission with which anything changes', () => {
  const auditor = builtInRoles.find((role) => role.code === 'auditor')!;
  for (const one of auditor.permissions) expect(one).toMatch(/\.(read|export)$/);
});

test('the administrator holds every permission there is', () => {
  const administrator = builtInRoles.find((role) => role.code === 'administrator')!;
  expect(permissionsOf([grant(administrator.permissions)])).toEqual([...permissions]);
});

test('services are seen by grants on them, on their teams, or on everything', () => {
  const teams = new Map([
    ['a', 'water'],
    ['free', null],
  ]);
  expect(visibleServices(actor(grant([], 'power'), grant([], null, 'a')), teams)).toEqual(
    new Set(['power', 'water']),
  );
  expect(visibleServices(actor(grant([])), teams)).toBeNull();
  expect(visibleServices(actor(grant([], null, 'free')), teams)).toBeNull();
  expect(visibleServices(actor(), teams)).toEqual(new Set());
});

test('a session in use never outlives its absolute end', () => {
  const made = new Date('2026-01-01T00:00:00Z');
  expect(sessionEnd(made, made).getTime()).toBe(made.getTime() + sessionLimits.idle);
  const late = new Date(made.getTime() + sessionLimits.absolute - 1000);
  expect(sessionEnd(made, late).getTime()).toBe(made.getTime() + sessionLimits.absolute);
});

test('sign-ins are held back by any of the three counts', () => {
  const { perPair, perEmail, perAddress } = signInLimits;
  expect(isThrottled({ pair: perPair, email: perEmail, address: perAddress })).toBe(false);
  expect(isThrottled({ pair: perPair + 1, email: 0, address: 0 })).toBe(true);
  expect(isThrottled({ pair: 0, email: perEmail + 1, address: 0 })).toBe(true);
  expect(isThrottled({ pair: 0, email: 0, address: perAddress + 1 })).toBe(true);
});
