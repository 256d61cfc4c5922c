import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillPlaceholders, firstGap, gapsIn, marksIn } from '#contract/pure/gaps.ts';
import { nearestPlaceholder, placeholders } from '#contract/pure/placeholders.ts';

describe('placeholders', () => {
  test('are filled, and those without a value stay and are told', () => {
    const filled = fillPlaceholders('Gentile {{customer.name}}, pratica {{ case.number }} del {{today}}.', {
      'customer.name': 'Ada',
      'case.number': '  ',
      today: '22/11/2026',
    });
    expect(filled).toEqual({
      text: 'Gentile Ada, pratica {{ case.number }} del 22/11/2026.',
      missing: ['case.number'],
    });
  });

  test('that do not exist are left, whatever they are called', () => {
    const text = '{{customer.iban}} {{}} {{constructor}} {{__proto__}}';
    expect(fillPlaceholders(text, {})).toEqual({
      text,
      missing: ['customer.iban', '', 'constructor', '__proto__'],
    });
  });

  test('of a hostile value are never filled, nor taken for a gap', () => {
    const values = { 'customer.name': '{{organisation}} $& {{{today}}}', organisation: 'Acque' };
    const { text } = fillPlaceholders('{{customer.name}}, {{organisation}}', values);
    expect(text).toBe('{ {organisation} } $& { { {today} } }, Acque');
    expect(gapsIn(text)).toEqual([]);
    fc.assert(
      fc.property(fc.stringMatching(/^[{}a-z. ]{0,30}$/), (name) => {
        const once = fillPlaceholders('{{customer.name}}', { 'customer.name': name, today: 'X' });
        if (once.missing.length > 0) return;
        expect(fillPlaceholders(once.text, { 'customer.name': 'Y', today: 'X' }).text).toBe(once.text);
        expect(marksIn(once.text)).toEqual([]);
      }),
    );
  });

  test('that are left over are gaps: ours, fields that are no more among them, and not what others write in braces', () => {
    const text = 'Riga\n{{case.number}} {{case.field.gone}} {{ user.id }} {{case.number}} { case.number }';
    expect(gapsIn(text)).toEqual(['case.number', 'case.field.gone']);
    expect(firstGap(text)).toMatchObject({ name: 'case.number', at: 5, line: 2, column: 1 });
    expect(firstGap('{{ user.id }}')).toBeNull();
  });

  test('have a nearest one where a name is misspelt, and none where it is something else', () => {
    const names = placeholders.map(({ name }) => name);
    expect(nearestPlaceholder('customer.nome', names)).toBe('customer.name');
    expect(nearestPlaceholder('Case.Numer', names)).toBe('case.number');
    expect(nearestPlaceholder('zzzzzzzzzzzzzzzz', names)).toBeNull();
  });
});
