import type { CallbackRules } from '#contract/routing-plans.ts';
import { CheckField, SelectField, TextField, useText } from '#web/kit/index.ts';
import { Part } from '#web/kit/records.tsx';

type Numbers = 'maxAttempts' | 'retryMinutes' | 'expiresDays' | 'ringSeconds';

/** Whether customers of a queue may ask to be called back, and how they are. */
export function QueueCallbacks({
  value,
  error,
  onChange,
}: {
  value: CallbackRules;
  error: (name: string) => string | undefined;
  onChange: (value: CallbackRules) => void;
}) {
  const t = useText('routing');
  const number = (name: Numbers, limits: { min: number; max: number }, help?: string) => (
    <TextField
      label={t(`callback.${name}`)}
      help={help}
      type="number"
      inputMode="numeric"
      {...limits}
      value={value[name]}
      error={error(`callback.${name}`)}
      onChange={(event) => onChange({ ...value, [name]: Math.round(Number(event.target.value)) })}
    />
  );
  return (
    <>
      <Part title={t('callback.title')} help={t('callback.help')}>
        <CheckField
          label={t('callback.allowed')}
          help={t('callback.allowedHelp')}
          checked={value.allowed}
          onChange={(event) => onChange({ ...value, allowed: event.target.checked })}
        />
        <CheckField
          label={t('callback.abroad')}
          help={t('callback.abroadHelp')}
          checked={value.abroad}
          onChange={(event) => onChange({ ...value, abroad: event.target.checked })}
        />
      </Part>
      <Part title={t('callback.how')}>
        <SelectField
          label={t('callback.first')}
          help={t(`callback.first_${value.first}Help`)}
          options={(['agent', 'customer'] as const).map((first) => ({
            value: first,
            label: t(`callback.first_${first}`),
          }))}
          value={value.first}
          onChange={(event) => onChange({ ...value, first: event.target.value as CallbackRules['first'] })}
        />
        <div className="form-row">
          {number('ringSeconds', { min: 10, max: 120 }, t('callback.ringHelp'))}
          <SelectField
            label={t('callback.machine')}
            options={(['reached', 'retry'] as const).map((machine) => ({
              value: machine,
              label: t(`callback.machine_${machine}`),
            }))}
            value={value.machine}
            onChange={(event) =>
              onChange({ ...value, machine: event.target.value as CallbackRules['machine'] })
            }
          />
        </div>
      </Part>
      <Part title={t('callback.again')} help={t('callback.againHelp')}>
        <div className="form-row">
          {number('maxAttempts', { min: 1, max: 10 })}
          {number('retryMinutes', { min: 1, max: 1440 })}
          {number('expiresDays', { min: 1, max: 30 })}
        </div>
      </Part>
    </>
  );
}
