import type { FieldTest } from '#contract/case-types.ts';

// A condition as rows of a form: one question of one field each. All of them must hold.

export const asks = ['is', 'isNot', 'filled', 'empty', 'min', 'max'] as const;
export type Ask = (typeof asks)[number];
type Scalar = string | number | boolean;
export interface Row {
  field: string;
  ask: Ask;
  values: Scalar[];
}

/** The tests as rows: one test may ask several things of its field. */
export function rowsOf(tests: readonly FieldTest[]): Row[] {
  return tests.flatMap(({ field, is, isNot, filled, min, max }) => {
    const rows: Row[] = [];
    if (is != null) rows.push({ field, ask: 'is', values: is });
    if (isNot != null) rows.push({ field, ask: 'isNot', values: isNot });
    if (filled != null) rows.push({ field, ask: filled ? 'filled' : 'empty', values: [] });
    if (min != null) rows.push({ field, ask: 'min', values: [min] });
    if (max != null) rows.push({ field, ask: 'max', values: [max] });
    return rows.length === 0 ? [{ field, ask: 'filled' as const, values: [] }] : rows;
  });
}

/** Rows as tests, each of its own: together they mean the same. No rows: no condition. */
export function testsOf(rows: readonly Row[]): FieldTest[] | undefined {
  if (rows.length === 0) return undefined;
  return rows.map(({ field, ask, values }): FieldTest => {
    switch (ask) {
      case 'is':
        return { field, is: values };
      case 'isNot':
        return { field, isNot: values };
      case 'filled':
        return { field, filled: true };
      case 'empty':
        return { field, filled: false };
      case 'min':
        return { field, min: Number(values[0] ?? 0) };
      case 'max':
        return { field, max: Number(values[0] ?? 0) };
    }
  });
}

/** What may be asked of a field of a kind. */
export function asksOf(kind: string | undefined): Ask[] {
  if (kind === 'number') return ['is', 'isNot', 'min', 'max', 'filled', 'empty'];
  if (kind === 'long_text' || kind === 'date') return ['filled', 'empty'];
  return ['is', 'isNot', 'filled', 'empty'];
}

/** What somebody typed, one value a line or between commas, as values of a field of a kind. */
export const valuesIn = (text: string, kind: string | undefined): Scalar[] =>
  text
    .split(/[,\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => (kind === 'number' && Number.isFinite(Number(one)) ? Number(one) : one));
