import { expect, test } from 'vitest';
import { caseTypeDefinition } from '#contract/case-types.ts';
import { gapsIn } from '#contract/pure/gaps.ts';
import { compose } from './compose.ts';
import { isInForce, ownLookup, textFindings, type OwnVersion } from './own-texts.rules.ts';
import { smsLength } from './sms.rules.ts';

const day = (n: number) => new Date(Date.UTC(2026, 10, n));
const version = (also: Partial<OwnVersion>): OwnVersion => ({
  id: 'all',
  serviceId: null,
  type: null,
  notice: 'closed',
  language: 'it',
  channel: 'letter',
  number: 1,
  subject: null,
  body: 'x',
  validFrom: day(1),
  validUntil: null,
  ...also,
});
const about = { type: 'complaint', notice: 'closed' };

test('the nearest text is told: of the channel, of the type, of the service, then the newest', () => {
  const rows = [
    version({}),
    version({ id: 'type', type: 'complaint' }),
    version({ id: 'service', serviceId: 'water' }),
    version({ id: 'mail', channel: 'email' }),
    version({ id: 'mail later', channel: 'email', number: 2, validFrom: day(2) }),
    version({ id: 'other type', type: 'repair' }),
    version({ id: 'other service', type: 'complaint', serviceId: 'power' }),
  ];
  const chosen = (kept: OwnVersion[], channel: 'email' | 'pec' | 'sms' | 'letter') =>
    ownLookup(kept, 'water')(about, 'it', channel)?.id;
  expect(chosen(rows, 'email')).toBe('mail later');
  expect(chosen(rows, 'pec')).toBe('type');
  expect(
    chosen(
      rows.filter(({ id }) => id !== 'type'),
      'pec',
    ),
  ).toBe('service');
  expect(chosen([version({})], 'letter')).toBe('all');
  expect(chosen(rows, 'sms')).toBeUndefined();
  expect(ownLookup(rows, 'water')(about, 'en', 'email')).toBeNull();
  expect(ownLookup(rows, null)(about, 'it', 'pec')?.id).toBe('type');
});

test('a text is in force from its first instant and no longer at its last', () => {
  const one = { state: 'approved', validFrom: day(3), validUntil: day(5) };
  expect([2, 3, 4, 5].map((n) => isInForce(one, day(n)))).toEqual([false, true, true, false]);
  expect(isInForce({ ...one, state: 'withdrawn' }, day(3))).toBe(false);
  expect(isInForce({ ...one, state: 'draft', validFrom: null }, day(3))).toBe(false);
});

test('what nothing fills is found before anybody is told it', () => {
  const type = caseTypeDefinition.parse({
    code: 'reading',
    name: { it: 'Lettura', en: 'Reading' },
    description: { it: '', en: '' },
    fields: [
      { key: 'meter', kind: 'text', label: { it: 'Contatore', en: 'Meter' } },
      { key: 'fraud', kind: 'text', label: { it: 'Frode', en: 'Fraud' }, visibleTo: ['supervisor'] },
    ],
    states: [{ key: 'open', name: { it: 'Aperta', en: 'Open' }, status: 'open' }],
    transitions: [],
    notices: { opened: { it: { text: 'x' }, en: { text: 'x' } } },
  });
  const found = (also: object) =>
    textFindings(
      {
        type: 'reading',
        notice: 'opened',
        channel: 'email',
        subject: null,
        text: '{number} {link}',
        ...also,
      },
      [type],
    ).map(({ code, value }) => `${code} ${value}`);
  expect(found({})).toEqual([]);
  expect(found({ text: '{field.meter}' })).toEqual([]);
  expect(found({ text: '{field.meter}', type: null })).toEqual(['field_of_no_type {field.meter}']);
  expect(found({ text: '{field.fraud}' })).toEqual(['field_of_no_type {field.fraud}']);
  expect(found({ subject: '{nome}', text: '{number' })).toEqual([
    'unknown_placeholder {nome}',
    'unknown_placeholder {',
  ]);
  expect(found({ notice: 'constructor' })).toEqual(['no_such_notice constructor']);
  expect(found({ channel: 'sms', subject: 'Ciao' })).toEqual(['no_subject sms']);
});

test('a short message says what takes it out of the short alphabet, and what one part holds', () => {
  expect(smsLength('è qui')).toMatchObject({ alphabet: 'gsm', parts: 1, perPart: 160, odd: [] });
  expect(smsLength('a'.repeat(161))).toMatchObject({ parts: 2, perPart: 153 });
  expect(smsLength('ciao ✅')).toMatchObject({ alphabet: 'unicode', perPart: 70, odd: ['✅'] });
});

test('a text that would leave with a placeholder unfilled gives way to the next; what people wrote is no placeholder', () => {
  const state = { it: 'Chiusa', en: 'Closed' };
  const facts = {
    number: 'P-1',
    subject: 'Perdita {{customer.name}}',
    type: 'complaint',
    typeNames: state,
    to: 'closed',
    status: 'closed',
    stateNames: state,
    resolution: 'Fatto {{today}}.',
    fields: { it: {}, en: {} },
    words: { it: { subject: 'Chiusa', text: 'La pratica {number} è chiusa. {resolution}' } },
  };
  const told = (body: string) =>
    compose(
      [{ about: 'closed', facts, link: '' }],
      { language: 'it', name: 'Ada', organisation: 'Acque' },
      'email',
      (_about, language) =>
        language === 'it' ? { id: 'own', channel: 'letter', subject: null, text: body } : null,
    );
  expect(told('Gentile {{customer.name}}, {number}').sources).toMatchObject([{ from: 'type' }]);
  const own = told('Su «{subject}»: {resolution}');
  expect(own.sources).toMatchObject([{ from: 'own' }]);
  for (const { text, subject } of [own, told('{{case.number}}')]) {
    expect(gapsIn(text)).toEqual([]);
    expect(gapsIn(subject)).toEqual([]);
  }
});
