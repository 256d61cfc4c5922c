import { measures, type Condition } from '#contract/routing-plans.ts';
import { CheckField, useText } from '#web/kit/index.ts';

/** A measure, a comparison and a value; the service level is written in percent. */
export function ConditionFields({
  legend,
  hidden = false,
  value,
  error,
  onChange,
}: {
  legend: string;
  /** The legend is for the ear only. */
  hidden?: boolean;
  value: Condition;
  error: string | undefined;
  onChange: (value: Condition) => void;
}) {
  const t = useText('routing');
  const share = value.measure === 'service_level';
  return (
    <fieldset className="condition bare">
      <legend className={hidden ? 'sr' : 'field-label'}>{legend}</legend>
      <div className="line">
        <select
          className="input grow"
          aria-label={t('condition.measure')}
          value={value.measure}
          onChange={(event) => onChange(startOf(event.target.value as Condition['measure']))}
        >
          {measures.map((one) => (
            <option key={one} value={one}>
              {t(`measure.${one}`)}
            </option>
          ))}
        </select>
        <select
          className="input is"
          aria-label={t('condition.is')}
          value={value.is}
          onChange={(event) => onChange({ ...value, is: event.target.value as Condition['is'] })}
        >
          {(['above', 'below'] as const).map((one) => (
            <option key={one} value={one}>
              {t(`is.${one}`)}
            </option>
          ))}
        </select>
        <input
          className="input short"
          type="number"
          inputMode="decimal"
          min={0}
          aria-label={t('condition.value', { unit: t(`unit.${value.measure}`) })}
          aria-invalid={error !== undefined || undefined}
          value={share ? Math.round(value.value * 1000) / 10 : value.value}
          onChange={(event) => {
            const given = Math.max(0, Number(event.target.value));
            onChange({ ...value, value: share ? given / 100 : given });
          }}
        />
        <span className="t3 s12 unit">{t(`unit.${value.measure}`)}</span>
      </div>
      {error !== undefined && <p className="error">{error}</p>}
    </fieldset>
  );
}

/** A sensible beginning for each measure: a queue is in need when it waits long, or has few hands. */
export const startOf = (measure: Condition['measure']): Condition => {
  if (measure === 'service_level') return { measure, is: 'below', value: 0.8 };
  if (measure === 'idle_agents') return { measure, is: 'below', value: 1 };
  return { measure, is: 'above', value: measure === 'waiting' ? 10 : 180 };
};

/** A condition that may be left out. */
export function OptionalCondition({
  label,
  value,
  error,
  onChange,
}: {
  label: string;
  value: Condition | null;
  error: string | undefined;
  onChange: (value: Condition | null) => void;
}) {
  return (
    <div className="optional-condition">
      <CheckField
        label={label}
        checked={value !== null}
        onChange={(event) => onChange(event.target.checked ? startOf('estimated_wait') : null)}
      />
      {value !== null && (
        <ConditionFields legend={label} hidden value={value} error={error} onChange={onChange} />
      )}
    </div>
  );
}
