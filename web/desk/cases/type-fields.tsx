import type { CaseField, CaseTypeDefinition, FieldValue, FieldValues } from '#contract/case-types.ts';
import { fieldAsked } from '#contract/pure/case-fields.ts';
import { AreaField, nameIn, SelectField, TextField, useText } from '#web/kit/index.ts';
import { CheckList } from '#web/kit/fields.tsx';

interface Shown {
  field: CaseField;
  /** It must be filled; others say that they are optional. */
  needed: boolean;
}

/** What is asked for now: the fields whose condition holds with the values given so far. */
export const askedOf = <T extends CaseField>(
  definition: Pick<CaseTypeDefinition, 'fields'>,
  fields: readonly T[],
  values: FieldValues,
): T[] => fields.filter((field) => fieldAsked(definition, field, numbersRead(definition, values)));

// Numbers are text while somebody types them.
const numbersRead = ({ fields }: Pick<CaseTypeDefinition, 'fields'>, values: FieldValues): FieldValues =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      const number = fields.find((field) => field.key === key)?.kind === 'number';
      return [
        key,
        number && typeof value === 'string' && value !== '' ? Number(value.replace(',', '.')) : value,
      ];
    }),
  );

/** The controls for fields of a type, each by its kind. */
export function TypeFields({
  fields,
  values,
  errorAt,
  onChange,
}: {
  fields: readonly Shown[];
  values: FieldValues;
  errorAt: (name: string) => string | undefined;
  onChange: (key: string, value: FieldValue) => void;
}) {
  return fields.map(({ field, needed }) => (
    <TypeField
      key={field.key}
      field={field}
      needed={needed}
      value={values[field.key] ?? null}
      error={errorAt(`fields.${field.key}`)}
      onChange={(value) => onChange(field.key, value)}
    />
  ));
}

const inputs = { text: 'text', email: 'email', phone: 'tel', date: 'date', number: 'text' } as const;

function TypeField({
  field,
  needed,
  value,
  error,
  onChange,
}: Shown & { value: FieldValue; error: string | undefined; onChange: (value: FieldValue) => void }) {
  const t = useText('cases');
  const name = nameIn(field.label);
  const frame = {
    label: field.unit === undefined ? name : `${name} (${field.unit})`,
    help: [field.help, field.patternHelp].flatMap((one) => (one === undefined ? [] : nameIn(one))).join(' '),
    error,
    optional: !needed,
  };
  const options = (field.options ?? []).map(({ key, label }) => ({ value: key, label: nameIn(label) }));
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  switch (field.kind) {
    case 'long_text':
      return (
        <AreaField {...frame} rows={3} value={text} onChange={(event) => onChange(event.target.value)} />
      );
    case 'choice':
      return (
        <SelectField
          {...frame}
          options={[{ value: '', label: '—' }, ...options]}
          value={text}
          onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
        />
      );
    case 'yes_no':
      return (
        <SelectField
          {...frame}
          options={[
            { value: '', label: '—' },
            { value: 'true', label: t('yes') },
            { value: 'false', label: t('no') },
          ]}
          value={typeof value === 'boolean' ? String(value) : ''}
          onChange={(event) => onChange(event.target.value === '' ? null : event.target.value === 'true')}
        />
      );
    case 'choices':
      return (
        <CheckList
          legend={frame.label}
          options={options}
          value={Array.isArray(value) ? value : []}
          error={error}
          onChange={onChange}
        />
      );
    case 'text':
    case 'number':
    case 'date':
    case 'email':
    case 'phone':
      return (
        <TextField
          {...frame}
          type={inputs[field.kind]}
          {...(field.kind === 'number' ? { inputMode: 'decimal' as const } : {})}
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}
