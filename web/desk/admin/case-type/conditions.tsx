import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Button, IconButton, useText } from '#web/kit/index.ts';
import { asksOf, rowsOf, testsOf, valuesIn, type Ask, type Row } from './conditions.rules.ts';
import type { FieldPart } from './document.rules.ts';
import { partName, useEdit, useWrong } from './edit.tsx';

/** When a field is asked for: rows of field, question and value, which must all hold. */
export function Conditions({ index }: { index: number }) {
  const t = useText('case-types');
  const { document, readOnly, change } = useEdit();
  const wrong = useWrong();
  const fields = document.fields!;
  const rows = rowsOf(fields[index]!.showIf ?? []);
  const others = fields.filter((_, at) => at !== index);
  const place = `fields[${index}].showIf`;
  const put = (next: Row[], about: string | null = null) =>
    change(
      {
        ...document,
        fields: fields.map((one, at) => (at === index ? { ...one, showIf: testsOf(next) } : one)),
      },
      about,
    );
  const kindOf = (key: string) => fields.find((one) => one.key === key)?.kind;
  const start = (field: FieldPart): Row =>
    field.kind === 'yes_no'
      ? { field: field.key, ask: 'is', values: [true] }
      : field.options?.[0] !== undefined
        ? { field: field.key, ask: 'is', values: [field.options[0].key] }
        : { field: field.key, ask: 'filled', values: [] };
  const replace = (at: number, row: Row, about: string | null = null) =>
    put(
      rows.map((one, n) => (n === at ? row : one)),
      about,
    );
  return (
    <div data-place={place} tabIndex={-1} className="type-conditions">
      {wrong(place) !== undefined && <p className="error">{wrong(place)}</p>}
      {rows.map((row, at) => (
        <fieldset key={at} className="bare type-condition">
          <legend className="sr">{t('form.condition', { number: at + 1 })}</legend>
          <select
            className="input"
            aria-label={t('form.conditionField')}
            value={row.field}
            onChange={(event) => {
              const field = fields.find(({ key }) => key === event.target.value);
              if (field !== undefined) replace(at, start(field));
            }}
          >
            {kindOf(row.field) === undefined && (
              <option value={row.field}>{t('form.notThere', { key: row.field })}</option>
            )}
            {others.map((one) => (
              <option key={one.key} value={one.key}>
                {partName(one.label, one.key)}
              </option>
            ))}
          </select>
          <select
            className="input"
            aria-label={t('form.conditionAsk')}
            value={row.ask}
            onChange={(event) => {
              const ask = event.target.value as Ask;
              const field = fields.find(({ key }) => key === row.field);
              const values =
                ask === 'filled' || ask === 'empty'
                  ? []
                  : ask === 'min' || ask === 'max'
                    ? [Number(row.values[0] ?? 0) || 0]
                    : row.values.length > 0
                      ? row.values
                      : field === undefined
                        ? []
                        : start(field).values;
              replace(at, { ...row, ask, values });
            }}
          >
            {[...new Set([...asksOf(kindOf(row.field)), row.ask])].map((ask) => (
              <option key={ask} value={ask}>
                {t(`form.ask.${ask}`)}
              </option>
            ))}
          </select>
          <Values
            row={row}
            field={fields.find(({ key }) => key === row.field)}
            onChange={(values) => replace(at, { ...row, values }, `${place}[${at}]`)}
          />
          {!readOnly && (
            <IconButton
              label={t('form.removeCondition', { number: at + 1 })}
              onClick={() => put(rows.filter((_, n) => n !== at))}
            >
              <IconTrash size={14} aria-hidden />
            </IconButton>
          )}
        </fieldset>
      ))}
      {rows.length === 0 && <p className="help">{t('form.always')}</p>}
      {!readOnly && others.length > 0 && rows.length < 10 && (
        <Button
          small
          icon={<IconPlus size={14} aria-hidden />}
          onClick={() => put([...rows, start(others[0]!)])}
        >
          {t('form.addCondition')}
        </Button>
      )}
    </div>
  );
}

/** What the field is compared with: its options, yes or no, a number, words. */
function Values({
  row,
  field,
  onChange,
}: {
  row: Row;
  field: FieldPart | undefined;
  onChange: (values: Row['values']) => void;
}) {
  const t = useText('case-types');
  // As it is being typed: a comma at the end is the beginning of the next value.
  const [typed, setTyped] = useState<string | null>(null);
  if (row.ask === 'filled' || row.ask === 'empty') return <span className="grow" />;
  const label = t('form.conditionValue');
  if (field?.kind === 'yes_no')
    return (
      <select
        className="input"
        aria-label={label}
        value={String(row.values[0] ?? true)}
        onChange={(event) => onChange([event.target.value === 'true'])}
      >
        <option value="true">{t('form.yes')}</option>
        <option value="false">{t('form.no')}</option>
      </select>
    );
  if (field?.options != null && (row.ask === 'is' || row.ask === 'isNot')) {
    const known = new Set(field.options.map(({ key }) => key));
    const strangers = row.values.map(String).filter((key) => !known.has(key));
    return (
      <span className="type-condition-options" role="group" aria-label={label}>
        {[
          ...field.options.map((one) => ({ key: one.key, words: partName(one.label, one.key) })),
          ...strangers.map((key) => ({ key, words: t('form.notThere', { key }) })),
        ].map(({ key, words }) => (
          <label key={key} className="check-line">
            <input
              type="checkbox"
              checked={row.values.includes(key)}
              onChange={(event) => {
                const next = event.target.checked
                  ? [...row.values, key]
                  : row.values.filter((one) => one !== key);
                // A comparison with nothing is none.
                if (next.length > 0) onChange(next);
              }}
            />
            <span>{words}</span>
          </label>
        ))}
      </span>
    );
  }
  return (
    <input
      className="input"
      aria-label={label}
      inputMode={field?.kind === 'number' ? 'decimal' : 'text'}
      value={typed ?? row.values.join(', ')}
      onChange={(event) => {
        setTyped(event.target.value);
        const values =
          row.ask === 'min' || row.ask === 'max'
            ? [Number(event.target.value.replace(',', '.')) || 0]
            : valuesIn(event.target.value, field?.kind);
        if (values.length > 0) onChange(values);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
