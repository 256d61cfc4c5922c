/** @jsxImportSource preact */
import type { FieldValues } from '#contract/case-types.ts';
import { fieldAsked, isEmpty } from '#contract/pure/case-fields.ts';
import type { PublicCaseType } from '#contract/widget.ts';
import { Choices, Field } from './field.tsx';
import type { Words } from './words.ts';

type Asked = PublicCaseType['fields'][number];

/** Names in the page, away from those of every form; the server's errors use them, too. */
export const nameOf = ({ key }: Asked): string => `field.${key}`;

/** What stands in the fields of a type, as conditions look at it. */
export function valuesIn(type: PublicCaseType, data: FormData): FieldValues {
  return Object.fromEntries(
    type.fields.map((field) => {
      const given = data.getAll(nameOf(field)).map((one) => (typeof one === 'string' ? one.trim() : ''));
      const [text = ''] = given;
      switch (field.kind) {
        case 'choices':
          return [field.key, given];
        case 'yes_no':
          return [field.key, text === '' ? null : text === 'true'];
        case 'number': {
          const number = Number(text.replace(',', '.'));
          return [field.key, text === '' ? null : Number.isNaN(number) ? text : number];
        }
        case 'text':
        case 'long_text':
        case 'date':
        case 'choice':
        case 'email':
        case 'phone':
          return [field.key, text === '' ? null : text];
      }
    }),
  );
}

/** The fields that are asked for, going by what was answered so far. */
export const askedOf = (type: PublicCaseType, values: FieldValues): Asked[] =>
  type.fields.filter((field) => fieldAsked(type as never, field as never, values));

/** What is sent: the fields that are asked for and filled, by key. */
export const sentOf = (type: PublicCaseType, values: FieldValues): Record<string, string> =>
  Object.fromEntries(
    askedOf(type, values).flatMap(({ key }) => {
      const value = values[key];
      return isEmpty(value) ? [] : [[key, Array.isArray(value) ? value.join(',') : String(value)]];
    }),
  );

/** Those that must be filled and are not, by their names in the page. */
export const emptyOf = (type: PublicCaseType, values: FieldValues): string[] =>
  askedOf(type, values)
    .filter(({ key, required }) => required && isEmpty(values[key]))
    .map(nameOf);

interface Props {
  type: PublicCaseType;
  /** Of the page: what nobody has translated stands in another, and is read out as what it is. */
  language: string;
  values: FieldValues;
  errorOf: (name: string) => string | undefined;
  t: Words;
}

/** What a type of case asks, with the fields that the answers so far ask for. */
export function CaseFields({ type, language, values, errorOf, t }: Props) {
  return (
    <>
      {askedOf(type, values).map((field) => (
        <One key={field.key} field={field} error={errorOf(nameOf(field))} t={t} language={language} />
      ))}
    </>
  );
}

function One({
  field,
  error,
  t,
  language,
}: {
  field: Asked;
  error: string | undefined;
  t: Words;
  language: string;
}) {
  const unit = field.unit === undefined ? '' : ` (${field.unit})`;
  const frame = {
    name: nameOf(field),
    label: `${field.label}${unit}`,
    required: field.required,
    hint: field.help ?? undefined,
    ...(field.language === language ? {} : { lang: field.language }),
    error,
  };
  switch (field.kind) {
    case 'yes_no':
      return (
        <Choices
          {...frame}
          kind="radio"
          options={[
            { key: 'true', label: t('yes'), lang: language },
            { key: 'false', label: t('no'), lang: language },
          ]}
        />
      );
    case 'choices':
      return <Choices {...frame} kind="checkbox" options={field.options} />;
    case 'choice':
      return (
        <Field {...frame}>
          {(common) => (
            <select {...common}>
              <option value="" lang={language}>
                {t('chooseOne')}
              </option>
              {field.options.map(({ key, label }) => (
                <option key={key} value={key} lang={field.language}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
      );
    case 'long_text':
      return (
        <Field {...frame}>
          {(common) => <textarea {...common} rows={4} maxLength={field.max ?? 2000} dir="auto" />}
        </Field>
      );
    case 'number':
      return (
        <Field {...frame}>
          {(common) => <input {...common} inputMode="decimal" maxLength={30} class="short" />}
        </Field>
      );
    case 'date':
      return <Field {...frame}>{(common) => <input {...common} type="date" class="short" />}</Field>;
    case 'email':
      return <Field {...frame}>{(common) => <input {...common} type="email" maxLength={320} />}</Field>;
    case 'phone':
      return <Field {...frame}>{(common) => <input {...common} type="tel" maxLength={40} />}</Field>;
    case 'text':
      return (
        <Field {...frame}>{(common) => <input {...common} maxLength={field.max ?? 2000} dir="auto" />}</Field>
      );
  }
}
