import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCell, csvLine } from './csv.ts';

// A small reader of RFC 4180, to check the writer against something else than itself.
function read(line: string): string[] {
  const cells: string[] = [];
  let rest = line.replace(/\r\n$/, '');
  for (;;) {
    const quoted = /^"((?:[^"]|"")*)"(,|$)/.exec(rest);
    const match = quoted ?? /^([^",]*)(,|$)/.exec(rest);
    if (match === null) throw new Error(`not CSV: ${rest}`);
    cells.push(quoted ? match[1]!.replaceAll('""', '"') : match[1]!);
    rest = rest.slice(match[0].length);
    if (match[2] === '') return cells;
  }
}

test.each(['=HYPERLINK("http://x")', '+1+1', '-2+3', '@SUM(A1)', ' =1+1', '\t=1', '\r=1', '＝1+1'])(
  'a cell that a spreadsheet would take for a formula is text: %j',
  (cell) => expect(read(csvLine([cell]))[0]).toMatch(/^'/),
);

test('every text is read back as it was, but for the apostrophe', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (cells) => {
      const back = read(csvLine(cells));
      expect(back.map((cell, i) => (cells[i] === cell ? cell : cell.slice(1)))).toEqual(
        cells.map((cell) => cell.replaceAll('\u0000', '')),
      );
      for (const cell of back) expect(/^\s*[=+\-@]/.test(cell)).toBe(false);
    }),
  );
});

test('numbers, instants and nothing are written plainly', () => {
  expect(csvCell(-5)).toBe('-5');
  expect(csvCell(null)).toBe('');
  expect(csvCell(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
});
