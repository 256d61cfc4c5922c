import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseTypeDefinition, type CaseTypeDefinition } from '#contract/case-types.ts';
import { onlineFields, readOnline, subjectOf } from './online.rules.ts';

const label = { it: 'Campo', en: 'Field' };
const field = (key: string, kind: string, also: object = {}) => ({ key, kind, label, ...also });
const type: CaseTypeDefinition = caseTypeDefinition.parse({
  code: 'rectification',
  name: { it: 'Rettifica', en: 'Rectification' },
  description: { it: '', en: '' },
  portal: true,
  states: [
    { key: 'received', name: label, status: 'open' },
    { key: 'done', name: label, status: 'closed' },
  ],
  transitions: [],
  fields: [
    field('invoice', 'text', { required: true, pattern: '\\d{4}/\\d+' }),
    field('why', 'choice', {
      options: [
        { key: 'reading', label },
        { key: 'price', label },
      ],
    }),
    field('reading', 'number', { min: 0, required: true, showIf: [{ field: 'why', is: ['reading'] }] }),
    field('paid', 'yes_no'),
    field('parts', 'choices', {
      options: [
        { key: 'one', label },
        { key: 'two', label },
      ],
    }),
    field('staff_only', 'text', { visibleTo: ['expert'], required: true }),
    field('later', 'text', { editableIn: ['done'], required: true }),
    field('kept_back', 'text', { portal: false, required: true }),
  ],
});

describe('a case that a citizen opens online', () => {
  it('asks nothing that needs a role, comes later, or is kept back', () => {
    expect(onlineFields(type).map(({ key }) => key)).toEqual(['invoice', 'why', 'reading', 'paid', 'parts']);
  });
  it('reads what a form sends as the fields are written', () => {
    expect(
      readOnline(type, {
        invoice: '2026/77',
        why: 'reading',
        reading: '12,5',
        paid: 'true',
        parts: 'one, two',
      }),
    ).toEqual({
      values: { invoice: '2026/77', why: 'reading', reading: 12.5, paid: true, parts: ['one', 'two'] },
      faults: [],
    });
  });
  it('asks for a field only where its condition holds, and leaves out what is not asked', () => {
    expect(readOnline(type, { invoice: '2026/77', why: 'price', reading: '12' }).values).toEqual({
      invoice: '2026/77',
      why: 'price',
    });
    expect(readOnline(type, { invoice: '2026/77', why: 'reading' }).faults).toMatchObject([
      { field: { key: 'reading' }, why: 'missing' },
    ]);
  });
  it('names what is wrong, each once', () => {
    const { faults } = readOnline(type, { invoice: 'settantasette', why: 'weather', parts: 'one,three' });
    expect(faults.map(({ field: { key }, why }) => [key, why])).toEqual([
      ['invoice', 'wrong'],
      ['why', 'wrong'],
      ['parts', 'wrong'],
    ]);
  });
  it('takes nothing into a field that is not theirs, whatever is sent', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (given) => {
        const { values } = readOnline(type, { ...given, staff_only: 'x', later: 'x', kept_back: 'x' });
        expect(['invoice', 'why', 'reading', 'paid', 'parts']).toEqual(
          expect.arrayContaining(Object.keys(values)),
        );
      }),
    );
  });
});

describe('what a case of a citizen is called', () => {
  it('is the first line that they wrote, cut between words', () => {
    expect(subjectOf('Reclamo', '  Bolletta troppo alta\nDa marzo.')).toBe('Bolletta troppo alta');
    const long = subjectOf('Reclamo', 'parola '.repeat(40));
    expect(long.length).toBeLessThanOrEqual(100);
    expect(long).toMatch(/parola…$/);
  });
  it('is its type where they wrote next to nothing', () => {
    expect(subjectOf('Reclamo', ' - ')).toBe('Reclamo');
  });
});
