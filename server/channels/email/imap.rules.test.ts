import { describe, expect, it } from 'vitest';
import { FolderMissing, onThisMachine, pauseAfter, troubleOf } from './imap.rules.ts';

describe('what goes wrong with a mailbox', () => {
  it.each([
    [
      Object.assign(new Error('Command failed'), {
        authenticationFailed: true,
        responseText: 'Authentication\r\nfailed.',
      }),
      'refused',
      /user or the password.* The server says: Authentication failed\./,
    ],
    [
      Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:993'), { code: 'ECONNREFUSED' }),
      'unreachable',
      /does not answer: .*ECONNREFUSED/,
    ],
    [
      Object.assign(new Error('certificate has expired'), { code: 'CERT_HAS_EXPIRED' }),
      'unreachable',
      /^The certificate of the server is not accepted: certificate has expired\.$/,
    ],
    [
      new FolderMissing('The folder Posta cannot be opened.', { cause: { responseText: 'No such mailbox' } }),
      'no_folder',
      /Posta.*No such mailbox/,
    ],
    [new Error('Unexpected thing'), 'failed', /Unexpected thing/],
  ])('is told in words: %s', (error, state, words) => {
    const trouble = troubleOf(error);
    expect(trouble.state).toBe(state);
    expect(trouble.words).toMatch(words);
    expect(trouble.words).not.toMatch(/[\r\n]/);
  });

  it('is tried again with growing pauses up to five minutes; a refused password never within a minute', () => {
    const pauses = Array.from({ length: 12 }, (_, index) => pauseAfter(index + 1, 'unreachable'));
    expect(pauses[0]).toBe(2000);
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(pauses.at(-1)).toBe(300_000);
    expect(pauseAfter(1, 'refused')).toBe(60_000);
  });

  it('lets a password travel unencrypted on this machine only', () => {
    expect(['localhost', '127.0.0.1', '127.9.9.9', '::1', '[::1]'].every(onThisMachine)).toBe(true);
    expect(['10.0.0.1', 'imap.example.org', '127.0.0.1.example.org'].some(onThisMachine)).toBe(false);
  });
});
