import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normaliseIdentity, readPdr, readPod } from './identity.rules.ts';

test('an e-mail address keeps its dots and plus signs, and loses blanks and capitals', () => {
  expect(normaliseIdentity('email', '  Anna.Rossi+bollette@Example.ORG ')).toEqual({
    ok: true,
    value: 'anna.rossi+bollette@example.org',
  });
  expect(normaliseIdentity('pec', 'Ditta@PEC.example.net')).toEqual({
    ok: true,
    value: 'ditta@pec.example.net',
  });
});

test.each([
  '',
  'anna',
  '@example.org',
  'anna@',
  'a b@example.org',
  'a..b@example.org',
  '.a@example.org',
  'a@b',
  'a@-b.it',
  'a@b@',
  `${'x'.repeat(65)}@example.org`,
])('the address "%s" is refused and the field named', (input) => {
  const result = normaliseIdentity('email', input, 'identities[0].value');
  expect(result.ok).toBe(false);
  if (!result.ok) expect(result.message).toMatch(/^identities\[0\]\.value /);
});

test('a phone number is Italian unless it says otherwise', () => {
  expect(normaliseIdentity('phone', '310 123 4567')).toEqual({ ok: true, value: '+393101234567' });
  expect(normaliseIdentity('phone', '0039 310 1234567')).toEqual({
    ok: true,
    value: '+393101234567',
  });
  expect(normaliseIdentity('phone', '06 1234567')).toEqual({ ok: true, value: '+39061234567' });
  expect(normaliseIdentity('phone', '+33 6 12 34 56 78')).toEqual({
    ok: true,
    value: '+33612345678',
  });
  expect(normaliseIdentity('phone', '12').ok).toBe(false);
  expect(normaliseIdentity('phone', 'il mio numero è 310 123 4567').ok).toBe(false);
});

test('fiscal code, VAT and customer number take their normal form', () => {
  expect(normaliseIdentity('fiscal_code', 'rssmra85t10a562s')).toEqual({
    ok: true,
    value: 'RSSMRA85T10A562S',
  });
  expect(normaliseIdentity('vat_number', 'it00743110157')).toEqual({
    ok: true,
    value: '00743110157',
  });
  expect(normaliseIdentity('customer_number', ' c-100 234')).toEqual({
    ok: true,
    value: 'C-100234',
  });
  expect(normaliseIdentity('customer_number', 'C#1')).toMatchObject({ ok: false, code: 'shape' });
});

test('supply points: POD with and without check character, PDR with its zeros', () => {
  expect(readPod('it001e 12345678')).toEqual({ ok: true, value: 'IT001E12345678' });
  expect(readPod('IT001E123456789')).toEqual({ ok: true, value: 'IT001E123456789' });
  expect(readPod('IT001X12345678')).toMatchObject({
    ok: false,
    message: expect.stringMatching(/^pod /),
  });
  expect(readPdr('00881234567890')).toEqual({ ok: true, value: '00881234567890' });
  expect(readPdr('881234567890')).toMatchObject({ ok: false, code: 'shape' });
});

test('a normal form is its own normal form, and no input throws', () => {
  const types = ['email', 'pec', 'phone', 'fiscal_code', 'vat_number', 'customer_number'] as const;
  fc.assert(
    fc.property(
      fc.constantFrom(...types),
      fc.oneof(fc.string(), fc.emailAddress(), fc.stringMatching(/^\+?[0-9 ]{3,15}$/)),
      (type, input) => {
        const once = normaliseIdentity(type, input);
        if (once.ok) expect(normaliseIdentity(type, once.value)).toEqual(once);
      },
    ),
  );
});
