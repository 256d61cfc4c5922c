// RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe before it: what strangers write in a
// subject must not run on the machine of whoever opens the file (CWE-1236).
const formula = /^[\s\u00a0\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/** One cell: quoted where it must be, and never a formula. */
export function csvCell(value: string | number | boolean | Date | null): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'string') return String(value);
  // oxlint-disable-next-line no-control-regex
  const clean = value.replace(/\u0000/g, '');
  const text = formula.test(clean) ? `'${clean}` : clean;
  return /[",;\r\n\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line with its end. */
export const csvLine = (cells: readonly (string | number | boolean | Date | null)[]): string =>
  `${cells.map(csvCell).join(',')}\r\n`;
