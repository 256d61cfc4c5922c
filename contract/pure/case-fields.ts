import type { CaseField, CaseTypeDefinition, FieldTest, FieldValue, FieldValues } from '../case-types.ts';

// Which fields of a case are asked for: the one rule, for whoever fills them in and for whoever checks them.

/** Nothing is there: never filled, emptied, or no choice made. */
export const isEmpty = (value: FieldValue | undefined): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);

const valueOf = (values: FieldValues, key: string): FieldValue =>
  Object.hasOwn(values, key) ? (values[key] ?? null) : null;

/** Whether a test holds for these values. */
export function testHolds(test: FieldTest, values: FieldValues): boolean {
  const value = valueOf(values, test.field);
  const among = (list: readonly (string | number | boolean)[]) =>
    Array.isArray(value) ? value.some((one) => list.includes(one)) : value !== null && list.includes(value);
  if (test.filled !== undefined && test.filled === isEmpty(value)) return false;
  if (test.is !== undefined && !among(test.is)) return false;
  if (test.isNot !== undefined && among(test.isNot)) return false;
  if (test.min !== undefined && !(typeof value === 'number' && value >= test.min)) return false;
  return test.max === undefined || (typeof value === 'number' && value <= test.max);
}

/** Whether the values given so far ask for this field, whoever looks. A field whose condition rests on one that is not asked for is not asked for either. */
export function fieldAsked(
  definition: Pick<CaseTypeDefinition, 'fields'>,
  field: CaseField,
  values: FieldValues,
): boolean {
  const seen = new Set<string>([field.key]);
  const asked = (one: CaseField): boolean =>
    (one.showIf ?? []).every((test) => {
      if (!testHolds(test, values)) return false;
      const other = definition.fields.find(({ key }) => key === test.field);
      if (other === undefined || seen.has(other.key)) return other !== undefined;
      seen.add(other.key);
      return asked(other);
    });
  return asked(field);
}

/** Whether a field must be filled in a state, if it is asked for. */
export const fieldRequired = (field: CaseField, state: string): boolean =>
  field.required || (field.requiredIn ?? []).includes(state);
