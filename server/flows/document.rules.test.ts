import fc from 'fast-check';
import { expect, test } from 'vitest';
import { documentOf } from './document.rules.ts';

const from = { organisation: 'Acque e Luce', language: 'it' as const, at: new Date('2026-11-29T09:00:00Z') };

test('a document says who wrote it, when and about what, in lines that every program shows', () => {
  const { name, text } = documentOf({ subject: 'Bolletta n. 12/2026', text: 'Importo: 10 €\nGrazie.' }, from);
  expect(name).toBe('Bolletta-n-12-2026.txt');
  expect(text).toBe(
    '\uFEFFAcque e Luce\r\n29 novembre 2026\r\n\r\nBolletta n. 12/2026\r\n\r\nImporto: 10 €\r\nGrazie.\r\n',
  );
});

test('whatever the subject is, the file has a name and no path, and no line ends in two ways', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (subject, body) => {
      const { name, text } = documentOf({ subject, text: body }, from);
      expect(name).toMatch(/^[^/\\\s.]+\.txt$/u);
      expect(text).not.toMatch(/[^\r]\n/);
    }),
    { seed: 41 },
  );
});
