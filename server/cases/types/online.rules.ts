import type { CaseField, CaseTypeDefinition, FieldValue, FieldValues } from '#contract/case-types.ts';
import { fieldAsked, fieldRequired, isEmpty } from '#contract/pure/case-fields.ts';
import { editsField, missingFields, readValue, valueTrouble } from './fields.rules.ts';

// What a citizen is asked who opens a case of their own online, where nobody of the staff looks over their shoulder.

const nobody: ReadonlySet<string> = new Set();

/** The fields that a citizen fills: those that need no role, may be filled at the beginning, and are not kept back. */
export function onlineFields(definition: CaseTypeDefinition): CaseField[] {
  const first = definition.states[0]!.key;
  return definition.fields.filter(
    (field) => field.portal !== false && editsField(definition, field, nobody, first),
  );
}

export interface OnlineFault {
  field: CaseField;
  why: 'missing' | 'wrong';
}

/**
 * What a citizen has filled in, read as its fields are written, and what is wrong with it. What is not asked for, because
 * of its condition or at all, is left out.
 * @param given texts by the key of their field; several choices with commas between them
 */
export function readOnline(
  definition: CaseTypeDefinition,
  given: Readonly<Record<string, string>>,
): { values: FieldValues; faults: OnlineFault[] } {
  const asked = onlineFields(definition);
  const all = new Map<string, FieldValue>();
  for (const field of asked) {
    const value = readValue(field, Object.hasOwn(given, field.key) ? given[field.key]! : null);
    if (!isEmpty(value)) all.set(field.key, value);
  }
  const everything = Object.fromEntries(all);
  const values = Object.fromEntries(
    asked
      .filter((field) => all.has(field.key) && fieldAsked(definition, field, everything))
      .map((field) => [field.key, all.get(field.key)!]),
  );
  const keys = new Set(asked.map(({ key }) => key));
  const faults = [
    ...asked
      .filter((field) => Object.hasOwn(values, field.key) && valueTrouble(field, values[field.key]!) !== null)
      .map((field) => ({ field, why: 'wrong' as const })),
    ...missingFields(definition, values, definition.states[0]!.key)
      .filter(({ key }) => keys.has(key))
      .map((field) => ({ field, why: 'missing' as const })),
  ];
  return { values, faults };
}

/** Whether a field must be filled by a citizen, if it is asked for. */
export const requiredOnline = (definition: CaseTypeDefinition, field: CaseField): boolean =>
  fieldRequired(field, definition.states[0]!.key);

const subjectLength = 100;
/** What a case is called that a citizen opened: the first line of what they wrote, else the name of its type. */
export function subjectOf(name: string, text: string): string {
  const line = text.trim().split('\n', 1)[0]!.trim();
  if (line.length < 3) return name;
  if (line.length <= subjectLength) return line;
  const cut = line.slice(0, subjectLength - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > subjectLength / 2 ? cut.slice(0, space) : cut).trimEnd().toWellFormed()}…`;
}
