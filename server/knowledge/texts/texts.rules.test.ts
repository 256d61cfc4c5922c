import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shareChanged, wrongPlaceholders } from './texts.rules.ts';

test('a placeholder that does not exist is told with its place and the nearest one that does', () => {
  const fields = ['meter_reading'];
  expect(
    wrongPlaceholders('Gentile {{customer.name}}: {{case.field.meter_reading}} {{today}}', fields),
  ).toEqual([]);
  expect(
    wrongPlaceholders(
      'Gentile\n  {{customer.nome}}, {{case.field.meter_read}} {{customer.nome}} {{qqqqqqqqqqqq}}',
      fields,
    ),
  ).toEqual([
    'customer.nome (2:3 → customer.name)',
    'case.field.meter_read (2:22 → case.field.meter_reading)',
    'qqqqqqqqqqqq (2:66)',
  ]);
  expect(wrongPlaceholders('{{__proto__}}', [])).toHaveLength(1);
});

describe('the part of a text that was changed before it was sent', () => {
  const body = 'Gentile {{customer.name}}, la bolletta può essere pagata a rate.';
  test('is nothing where it was sent as it is, whatever fills it and is written around it', () => {
    expect(shareChanged(body, 'Gentile Ada Rossi, la bolletta può essere pagata a rate.')).toBe(0);
    expect(
      shareChanged(body, 'Buongiorno.\nGENTILE Ada, la bolletta può essere pagata a rate. A presto!'),
    ).toBe(0);
    expect(shareChanged('{{customer.name}}', 'Ada')).toBe(0);
  });
  test('is the share of its words that are gone or moved', () => {
    expect(shareChanged(body, 'Gentile Ada, la bolletta può essere pagata subito.')).toBeCloseTo(2 / 8);
    expect(shareChanged(body, '')).toBe(1);
    expect(shareChanged('uno due tre quattro', 'quattro tre due uno')).toBe(0.75);
  });
  test('lies between nothing and all, and less stays of a text that is cut', () => {
    const words = fc.array(fc.constantFrom('acqua', 'luce', 'gas', 'rata', 'bolletta'), { maxLength: 20 });
    fc.assert(
      fc.property(words, words, (own, sent) => {
        const share = shareChanged(own.join(' '), sent.join(' '));
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
        expect(shareChanged(own.join(' '), sent.slice(1).join(' '))).toBeGreaterThanOrEqual(share);
        expect(shareChanged(own.join(' '), own.join(' '))).toBe(0);
      }),
    );
  });
});
