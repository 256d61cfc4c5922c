import { describe, expect, test } from 'vitest';
import { signBody, verifySignature } from './signature.rules.ts';
import { urlProblem, wantsEvent, wantsKind } from './webhooks.rules.ts';

describe('a signature', () => {
  const at = new Date('2026-11-22T10:00:00Z');
  const body = '{"kind":"contact.queued"}';
  const header = signBody('whsec_one', body, at);

  test('holds for the secret, the body and the time it was made for', () => {
    expect(verifySignature('whsec_one', header, body, at)).toBe(true);
    expect(verifySignature('whsec_one', header, body, new Date(at.getTime() + 299_000))).toBe(true);
  });

  test('does not hold when anything is forged', () => {
    expect(verifySignature('whsec_two', header, body, at)).toBe(false);
    expect(verifySignature('whsec_one', header, body.replace('queued', 'closed'), at)).toBe(false);
    // An old delivery sent again with a fresh time.
    const fresh = header.replace(/^t=\d+/, `t=${at.getTime() / 1000 + 60}`);
    expect(verifySignature('whsec_one', fresh, body, at)).toBe(false);
    expect(verifySignature('whsec_one', header, body, new Date(at.getTime() + 301_000))).toBe(false);
    expect(verifySignature('whsec_one', header, body, new Date(at.getTime() - 301_000))).toBe(false);
    for (const wrong of [undefined, '', 'v1=00', `t=${at.getTime() / 1000},v1=00`, `${header},v1=00`])
      expect(verifySignature('whsec_one', wrong, body, at)).toBe(false);
  });
});

describe('which events a webhook gets', () => {
  test('those of its kinds', () => {
    expect(wantsKind(['contact.*'], 'contact.offer-ended')).toBe(true);
    expect(wantsKind(['contact.*'], 'contacts.queued')).toBe(false);
    expect(wantsKind(['case.opened'], 'case.opened')).toBe(true);
    expect(wantsKind(['case.opened'], 'case.closed')).toBe(false);
    expect(wantsKind(['*'], 'mail.quarantined')).toBe(true);
  });

  test('those of its service, and never a personal one', () => {
    const event = { kind: 'contact.queued', serviceId: 'water', staffId: null };
    expect(wantsEvent({ events: ['*'], serviceId: null }, event)).toBe(true);
    expect(wantsEvent({ events: ['*'], serviceId: 'water' }, event)).toBe(true);
    expect(wantsEvent({ events: ['*'], serviceId: 'power' }, event)).toBe(false);
    expect(wantsEvent({ events: ['*'], serviceId: 'water' }, { ...event, serviceId: null })).toBe(false);
    expect(wantsEvent({ events: ['*'], serviceId: null }, { ...event, staffId: 'ada' })).toBe(false);
  });
});

describe('where a webhook may connect', () => {
  test('is told when the webhook is made, where it can be known then', () => {
    expect(urlProblem('https://hooks.example.org/in', false)).toBeNull();
    expect(urlProblem('http://localhost:9/in', false)).toMatch(/private/);
    expect(urlProblem('http://2130706433/in', false)).toMatch(/private/);
    expect(urlProblem('http://[::ffff:127.0.0.1]/in', false)).toMatch(/private/);
    expect(urlProblem('http://127.0.0.1:9/in', true)).toBeNull();
    expect(urlProblem('http://169.254.169.254/latest', true)).toMatch(/private/);
    expect(urlProblem('https://user:secret@hooks.example.org', true)).toMatch(/password/);
  });
});
