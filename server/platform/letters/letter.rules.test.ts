import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPdf } from '#tests/support/pdf-text.ts';
import { printable, widthOf } from './helvetica.rules.ts';
import { letterFile, wrapped, type Letter } from './letter.rules.ts';

const letter = (also: Partial<Letter> = {}): Letter => ({
  organisation: 'Acque e Luce',
  subject: 'Bolletta n. 12/2026',
  text: 'Gentile Ada,\n\nl’importo è di 10 €.\nGrazie.',
  language: 'it',
  at: new Date('2026-11-29T09:00:00Z'),
  timeZone: 'Europe/Rome',
  number: 'PR-2026-000123',
  ...also,
});

test('a letter says who writes, when, about which matter and what, as a PDF that is read aloud in this order', () => {
  const { name, type, content } = letterFile(letter());
  expect([name, type]).toEqual(['Bolletta-n-12-2026.pdf', 'application/pdf']);
  const { marked, lines, objects } = readPdf(content);
  expect(marked).toEqual([
    'P Acque e Luce',
    'P 29 novembre 2026',
    'P Numero: PR-2026-000123',
    'H1 Bolletta n. 12/2026',
    'P Gentile Ada,',
    'P l’importo è di 10 €.',
    'P Grazie.',
  ]);
  // What repeats on every page is not read aloud.
  expect(lines.at(-1)).toBe('Acque e Luce · Numero: PR-2026-000123 · Pagina 1 di 1');
  const catalog = objects.find((one) => one.includes('/Type/Catalog'));
  expect(catalog).toContain('/MarkInfo<</Marked true>>');
  expect(catalog).toContain('/Lang <feff00690074>');
  expect(catalog).toContain('/DisplayDocTitle true');
  expect(objects.filter((one) => one.includes('/S/H1'))).toHaveLength(1);
});

test('is the same file for the same letter, and goes on over as many pages as it needs', () => {
  const long = letter({ text: 'Gentile cliente, La informiamo che. '.repeat(400) });
  const { content } = letterFile(long);
  expect(letterFile(long).content.equals(content)).toBe(true);
  const { objects, lines } = readPdf(content);
  const pages = objects.filter((one) => one.includes('/Type/Page/')).length;
  expect(pages).toBeGreaterThan(3);
  expect(lines.filter((line) => line.endsWith(`di ${pages}`))).toHaveLength(pages);
});

test.each([
  ['en', '29 November 2026', 'Number: PR-2026-000123', 'Page 1 of 1'],
  ['de', '29. November 2026', 'Nummer: PR-2026-000123', 'Seite 1 von 1'],
  ['fr', '29 novembre 2026', 'Numéro: PR-2026-000123', 'Page 1 sur 1'],
  ['es', '29 de noviembre de 2026', 'Número: PR-2026-000123', 'Página 1 de 1'],
])('speaks %s around the text', (language, day, number, page) => {
  const { marked, lines } = readPdf(letterFile(letter({ language })).content);
  expect(marked.slice(1, 3)).toEqual([`P ${day}`, `P ${number}`]);
  expect(lines.at(-1)).toContain(page);
});

test.each([
  ['ru', 'Уважаемый клиент', 'Номер: PR-2026-000123'],
  ['pl', 'Proszę bardzo, Łódź', 'Numer: PR-2026-000123'],
  ['ro', 'Bună ziua, mulțumim', 'Număr: PR-2026-000123'],
  ['ar', 'عزيزي العميل', 'الرقم: PR-2026-000123'],
])('in %s, whose letters not every reader has, is a text without holes', (language, text, number) => {
  const { name, type, content } = letterFile(letter({ language, text, subject: 'Bolletta' }));
  expect([name, type]).toEqual(['Bolletta.txt', 'text/plain']);
  const written = content.toString('utf8');
  expect(written.startsWith('\uFEFFAcque e Luce\r\n')).toBe(true);
  expect(written).toContain(`\r\n${text}\r\n`);
  expect(written).toContain(`\r\n${number}\r\n`);
});

test('no line is wider than its column, and no letter is lost between them', () => {
  const text = fc.string({ unit: fc.constantFrom(...'abWi .,€èß\n'), maxLength: 400 });
  fc.assert(
    fc.property(text, fc.constantFrom('regular' as const, 'bold' as const), (words, weight) => {
      const lines = wrapped(words, 11, weight);
      for (const line of lines) expect((widthOf(line, weight) * 11) / 1000).toBeLessThanOrEqual(467.01);
      expect(lines.join('').replaceAll(' ', '')).toBe(words.replace(/[ \n]/g, ''));
    }),
  );
});

test('whatever is written, the file has a name and no path, and can be read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (subject, text) => {
      const { name, type, content } = letterFile(letter({ subject, text }));
      expect(name).toMatch(/^[^/\\\s.]+\.(pdf|txt)$/u);
      if (type === 'application/pdf') readPdf(content);
      else expect(content.toString('utf8')).not.toMatch(/[^\r]\n/);
    }),
    { seed: 41 },
  );
});

test('signs that are written like others are printed as those', () => {
  expect(printable('a\u2011b\u00ADc\u202Fd')).toBe('a-bc d');
  expect(printable('e\u0301')).toBe('é');
  expect(printable('☎')).toBeNull();
});
