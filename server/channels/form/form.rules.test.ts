import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFields } from './form.rules.ts';

const subjects = new Set(['s1', 's2']);
const good = {
  name: ' Ada  Prova ',
  email: 'ada@example.org',
  phone: '06 1234567',
  subject: 's1',
  message: 'Prima riga\r\nseconda',
  consent: 'true',
  website: '',
  clientKey: 'key-123456',
};
const read = (change: Record<string, string> = {}) => readFields({ ...good, ...change }, subjects, 'it');
const wrong = (change: Record<string, string>) => {
  const result = read(change);
  return 'errors' in result ? result.errors.map((error) => error.field) : [];
};

describe('the fields of a form', () => {
  it('are taken tidied', () => {
    expect(read()).toEqual({
      fields: {
        name: 'Ada Prova',
        email: 'ada@example.org',
        phone: '+39061234567',
        subject: 's1',
        message: 'Prima riga\nseconda',
        clientKey: 'key-123456',
      },
    });
  });
  it('name every wrong one at once', () => {
    const result = readFields({}, subjects, 'en');
    expect('errors' in result && result.errors).toEqual([
      { field: 'subject', message: 'Required field.' },
      { field: 'name', message: 'Required field.' },
      { field: 'email', message: 'Required field.' },
      { field: 'message', message: 'Required field.' },
      { field: 'consent', message: expect.stringContaining('notice') },
    ]);
  });
  it.each([
    ['email', 'nobody'],
    ['email', 'a@b'],
    ['email', 'ada@example.org\nBcc: x@example.net'],
    ['phone', 'call me'],
    ['subject', 's3'],
    ['subject', '__proto__'],
    ['message', '   \n '],
    ['message', 'x'.repeat(10_001)],
    ['name', 'x'.repeat(121)],
    ['consent', 'false'],
    ['website', 'https://spam.example.net'],
    ['clientKey', 'short'],
  ])('refuse %s = %j', (field, value) => {
    expect(wrong({ [field]: value })).toEqual([field]);
  });
  it('ask no subject where none is on offer, and no phone of anybody', () => {
    expect(readFields({ ...good, subject: 'anything', phone: '' }, new Set(), 'it')).toMatchObject({
      fields: { subject: '', phone: '' },
    });
  });
  it('never let control characters or broken text through, whatever is sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, message) => {
        const result = read({ name, message });
        if ('errors' in result) return;
        // oxlint-disable-next-line no-control-regex
        expect(result.fields.name + result.fields.message).not.toMatch(/[\u0000-\u0008\u000e-\u001f]/);
        expect(result.fields.message.isWellFormed()).toBe(true);
      }),
    );
  });
});
