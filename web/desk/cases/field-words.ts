import type { CaseField, FieldValue } from '#contract/case-types.ts';
import { formats, nameIn, type Text } from '#web/kit/index.ts';

/** What a field holds, as a reader of the desk reads it; '—' for nothing. */
export function valueWords(field: CaseField, value: FieldValue, t: Text): string {
  const named = (key: string) => {
    const option = field.options?.find((one) => one.key === key);
    return option === undefined ? key : nameIn(option.label);
  };
  if (value === null || value === '') return '—';
  if (Array.isArray(value)) return value.length === 0 ? '—' : value.map(named).join(', ');
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (typeof value === 'number')
    return `${formats.number(value)}${field.unit === undefined ? '' : ` ${field.unit}`}`;
  if (field.kind === 'choice') return named(value);
  if (field.kind === 'date') return formats.shortDate(value);
  return value;
}
