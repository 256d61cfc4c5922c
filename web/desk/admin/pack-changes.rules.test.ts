import { expect, test } from 'vitest';
import type { PackView, StandardView } from '#contract/clocks.ts';
import { comparedWith, comparePacks } from './pack-changes.rules.ts';

const standard = (code: string, also: Partial<StandardView> = {}): StandardView => ({
  id: code,
  code,
  name: { it: code, en: code },
  kind: 'specific',
  amount: 30,
  unit: 'calendar',
  share: null,
  pauses: [],
  warnings: [{ left: 0.2, tell: ['owner'] }],
  compensation: null,
  confirmed: true,
  mark: null,
  source: '',
  note: null,
  service: null,
  territory: null,
  version: 1,
  ...also,
});
const pack = (id: string, standards: StandardView[], also: Partial<PackView> = {}): PackView => ({
  id,
  code: id,
  regulation: 'tiqv',
  name: { it: id, en: id },
  validFrom: '2026-01-01',
  validTo: null,
  source: '',
  state: 'in_force',
  version: 1,
  standards,
  ...also,
});

test('what differs, what is gone and what is new, and nothing of what is the same', () => {
  const before = pack('a', [
    standard('same'),
    standard('limit'),
    standard('gone'),
    standard('place', { territory: 'Colle' }),
  ]);
  const after = pack('b', [
    standard('same', { id: 'other', version: 4, source: 'Testo' }),
    standard('limit', { amount: 20, confirmed: false }),
    standard('place'),
    standard('new'),
  ]);
  expect(
    comparePacks(before, after).map((one) => [
      one.name.it,
      one.before === null ? 'new' : one.after === null ? 'gone' : one.fields,
    ]),
  ).toEqual([
    ['limit', ['limit', 'confirmed']],
    ['gone', 'gone'],
    ['place', 'gone'],
    ['place', 'new'],
    ['new', 'new'],
  ]);
  expect(comparePacks(before, before)).toEqual([]);
});

test('a draft is compared with the pack of its regulation that holds today', () => {
  const old = pack('old', [], { validFrom: '2017-01-01', validTo: '2025-12-31' });
  const now = pack('now', []);
  const draft = pack('draft', [], { state: 'draft', validFrom: '2027-01-01' });
  const other = pack('other', [], { regulation: 'rqsii' });
  expect(comparedWith([other, draft, now, old], draft, '2026-11-30')?.id).toBe('now');
  expect(comparedWith([other, draft, old], draft, '2026-11-30')?.id).toBe('old');
  expect(comparedWith([other, draft], draft, '2026-11-30')?.id).toBe('other');
  expect(comparedWith([draft], draft, '2026-11-30')).toBeUndefined();
});
