import type { CaseField, CaseTypeDefinition, FieldValue, FieldValues } from '#contract/case-types.ts';
import { namedIn } from '#contract/pure/names.ts';
import { fieldAsked, fieldRequired, isEmpty } from '#contract/pure/case-fields.ts';
import type { Grant } from '#server/platform/index.ts';
import { isPattern } from './definition.rules.ts';

// Who sees which field of a case, who may change it where, and what it may hold.

/** Who looks at a case: `all` for the system, else the roles they hold where the case lies. */
export type Eyes = 'all' | ReadonlySet<string>;

/** The roles somebody holds where a case lies; of a program, those that its token was given. */
export function eyesOf(
  actor: { kind: string; grants: readonly Grant[] },
  place: { serviceId: string; teamId: string | null },
): Eyes {
  if (actor.kind === 'system') return 'all';
  return new Set(
    actor.grants.flatMap(({ role, serviceId, teamId }) =>
      role !== undefined &&
      (serviceId === null || serviceId === place.serviceId) &&
      (teamId === null || teamId === place.teamId)
        ? [role]
        : [],
    ),
  );
}

/** Whether one of these roles is held; no list is everybody. */
export const among = (eyes: Eyes, roles: readonly string[] | undefined): boolean =>
  roles === undefined || eyes === 'all' || roles.some((role) => eyes.has(role));

/** Whether somebody may see a field while the case is in a state. The one rule for every way out of the server. */
export const seesField = (field: CaseField, eyes: Eyes, state: string): boolean =>
  among(eyes, field.visibleTo) &&
  (field.visibleIn === undefined || eyes === 'all' || field.visibleIn.includes(state));

/** Whether somebody who works on the case may change a field. */
export function editsField(
  definition: CaseTypeDefinition,
  field: CaseField,
  eyes: Eyes,
  state: string,
): boolean {
  if (!seesField(field, eyes, state)) return false;
  if (field.editableIn !== undefined) return field.editableIn.includes(state);
  return definition.states.find(({ key }) => key === state)?.status !== 'closed';
}

/** The values that somebody may see. */
export function seenValues(
  definition: CaseTypeDefinition,
  values: FieldValues,
  eyes: Eyes,
  state: string,
): FieldValues {
  return Object.fromEntries(
    definition.fields
      .filter((field) => Object.hasOwn(values, field.key) && seesField(field, eyes, state))
      .map((field) => [field.key, values[field.key] ?? null]),
  );
}

/** The keys of fields that only some may see: their values go into no audit row and no entry that others read. */
export const guardedFields = (definition: CaseTypeDefinition): ReadonlySet<string> =>
  new Set(
    definition.fields
      .filter(({ visibleTo, visibleIn }) => visibleTo !== undefined || visibleIn !== undefined)
      .map(({ key }) => key),
  );

const email = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const phone = /^\+?[0-9][0-9 ./-]{4,30}$/;

/** What is wrong with a value; null: nothing. */
export function valueTrouble(field: CaseField, value: FieldValue): string | null {
  if (isEmpty(value)) return null;
  const options = (field.options ?? []).map(({ key }) => key);
  switch (field.kind) {
    case 'number': {
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'a number';
      if (field.min !== undefined && value < field.min) return `at least ${field.min}`;
      return field.max !== undefined && value > field.max ? `at most ${field.max}` : null;
    }
    case 'yes_no':
      return typeof value === 'boolean' ? null : 'true or false';
    case 'choice':
      return typeof value === 'string' && options.includes(value) ? null : `one of ${options.join(', ')}`;
    case 'choices':
      return Array.isArray(value) &&
        value.every((one) => options.includes(one)) &&
        new Set(value).size === value.length
        ? null
        : `some of ${options.join(', ')}, each once`;
    case 'text':
    case 'long_text':
    case 'date':
    case 'email':
    case 'phone':
      return typeof value === 'string' ? textTrouble(field, value) : 'a text';
  }
}

function textTrouble(field: CaseField, value: string): string | null {
  if (field.kind === 'date') return isDay(value) ? null : 'a day written YYYY-MM-DD';
  if (field.kind === 'email' && !email.test(value)) return 'an e-mail address';
  if (field.kind === 'phone' && !phone.test(value)) return 'a telephone number';
  if (field.min !== undefined && value.length < field.min) return `at least ${field.min} characters`;
  if (field.max !== undefined && value.length > field.max) return `at most ${field.max} characters`;
  if (
    field.pattern !== undefined &&
    isPattern(field.pattern) &&
    !new RegExp(`^(?:${field.pattern})$`, 'u').test(value)
  )
    return `a text like ${field.patternHelp?.en ?? field.pattern}`;
  return null;
}

function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || value < '1900') return false;
  const read = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(value);
}

/** What is given of fields, in the words of their form: numbers and yes or no may come as text, from forms and flows. */
export function readValue(field: CaseField, value: FieldValue): FieldValue {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (text === '') return null;
  if (field.kind === 'number' && /^-?\d{1,15}([.,]\d{1,9})?$/.test(text))
    return Number(text.replace(',', '.'));
  if (field.kind === 'yes_no' && /^(true|yes|si|sì)$/i.test(text)) return true;
  if (field.kind === 'yes_no' && /^(false|no)$/i.test(text)) return false;
  if (field.kind === 'choices') return text.split(/\s*,\s*/);
  return field.kind === 'long_text' ? value : text;
}

export interface FieldTrouble {
  field: string;
  message: string;
}

/**
 * Puts given values over those that are there. What is no longer asked for is dropped, so that it stands nowhere.
 * @param wish.states where the case stands; of a move, where it comes to as well
 * @returns the values of the case from now on, the keys that differ, and what is wrong, by field
 */
export function putValues(
  definition: CaseTypeDefinition,
  {
    before,
    given,
    eyes,
    states,
  }: { before: FieldValues; given: FieldValues; eyes: Eyes; states: readonly string[] },
): { values: FieldValues; changed: string[]; troubles: FieldTrouble[] } {
  const fields = new Map(definition.fields.map((field) => [field.key, field]));
  const troubles: FieldTrouble[] = [];
  const values = new Map(Object.entries(before));
  for (const [key, raw] of Object.entries(given)) {
    const field = fields.get(key);
    // One that may not be seen is answered like one that there is not.
    if (field === undefined || !states.some((state) => seesField(field, eyes, state))) {
      troubles.push({ field: key, message: 'a field of this type of case' });
      continue;
    }
    const value = readValue(field, raw);
    if (
      !states.some((state) => editsField(definition, field, eyes, state)) &&
      !same(value, values.get(key) ?? null)
    ) {
      troubles.push({ field: key, message: 'a field that may be changed in this state' });
      continue;
    }
    const trouble = valueTrouble(field, value);
    if (trouble !== null) troubles.push({ field: key, message: trouble });
    else if (isEmpty(value)) values.delete(key);
    else values.set(key, value);
  }
  // To the end: dropping one may end the asking for another.
  for (let dropped = true; dropped;) {
    dropped = false;
    for (const field of definition.fields)
      if (values.has(field.key) && !fieldAsked(definition, field, Object.fromEntries(values)))
        dropped = values.delete(field.key);
  }
  const after = Object.fromEntries(values);
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => !same(valueIn(before, key), valueIn(after, key)),
  );
  return { values: after, changed, troubles };
}

const valueIn = (values: FieldValues, key: string): FieldValue =>
  Object.hasOwn(values, key) ? (values[key] ?? null) : null;
const same = (one: FieldValue, other: FieldValue): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The fields that must be filled for a state, and are not. `also` are those that a transition asks for. */
export const missingFields = (
  definition: CaseTypeDefinition,
  values: FieldValues,
  state: string,
  also: readonly string[] = [],
): CaseField[] =>
  definition.fields.filter(
    (field) =>
      (fieldRequired(field, state) || also.includes(field.key)) &&
      isEmpty(valueIn(values, field.key)) &&
      fieldAsked(definition, field, values),
  );

/** What fields hold, as a customer reads it; only those that everybody may see. */
export function spokenFields(
  definition: CaseTypeDefinition,
  values: FieldValues,
  language: string,
): Map<string, string> {
  const guarded = guardedFields(definition);
  return new Map(
    definition.fields.flatMap((field) => {
      const value = valueIn(values, field.key);
      if (guarded.has(field.key) || isEmpty(value)) return [];
      return [[field.key, speak(field, value, language)]];
    }),
  );
}

const yesNo = new Map<string, readonly [string, string]>([
  ['it', ['sì', 'no']],
  ['en', ['yes', 'no']],
  ['fr', ['oui', 'non']],
  ['de', ['ja', 'nein']],
  ['es', ['sí', 'no']],
  ['ar', ['نعم', 'لا']],
  ['pl', ['tak', 'nie']],
  ['ru', ['да', 'нет']],
  ['ro', ['da', 'nu']],
]);

function speak(field: CaseField, value: FieldValue, language: string): string {
  const named = (key: string) => {
    const label = field.options?.find((option) => option.key === key)?.label;
    return label === undefined ? key : namedIn(label, language).text;
  };
  if (Array.isArray(value)) return value.map(named).join(', ');
  if (typeof value === 'boolean') return (yesNo.get(language) ?? yesNo.get('en')!)[value ? 0 : 1];
  if (typeof value === 'number')
    return `${new Intl.NumberFormat(language).format(value)}${field.unit === undefined ? '' : ` ${field.unit}`}`;
  if (value === null) return '';
  if (field.kind === 'choice') return named(value);
  if (field.kind === 'date' && isDay(value))
    return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(
      new Date(`${value}T00:00:00Z`),
    );
  return value;
}

/** Which values a definition has a place for, and the keys of those that it has none for. */
export function fieldsIn(
  definition: CaseTypeDefinition,
  values: FieldValues,
): { kept: FieldValues; lost: string[] } {
  const fields = new Map(definition.fields.map((field) => [field.key, field]));
  const fits = ([key, value]: [string, FieldValue]) => {
    const field = fields.get(key);
    return (
      field !== undefined && valueTrouble(field, value) === null && fieldAsked(definition, field, values)
    );
  };
  const entries = Object.entries(values);
  return {
    kept: Object.fromEntries(entries.filter(fits)),
    lost: entries.filter((entry) => !fits(entry)).map(([key]) => key),
  };
}
