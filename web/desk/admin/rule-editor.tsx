import { IconCopy, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { BusinessRule, RuleFinding } from '#contract/rules.ts';
import { Button, CheckField, Field, IconButton, SelectField, TextField, useText } from '#web/kit/index.ts';
import { Pane, Part } from '#web/kit/records.tsx';
import { Requirements } from './requirements.tsx';
import { RuleConditions } from './rule-conditions.tsx';
import type { RuleNames } from './rule-names.ts';
import { findingWords } from './rule-notes.tsx';
import { errorWords } from './rule-words.ts';

/** One rule beside the list. What is changed here is in the list at once, and in the preview; nothing is in force. */
export function RuleEditor({
  rule,
  place,
  rules,
  names,
  errors,
  findings,
  readOnly,
  onChange,
  onCopy,
  onRemove,
  onClose,
}: {
  rule: BusinessRule;
  place: number;
  rules: BusinessRule[];
  names: RuleNames;
  /** What the server says is wrong, by field. */
  errors: { field: string; message: string }[];
  findings: RuleFinding[];
  readOnly: boolean;
  onChange: (rule: BusinessRule) => void;
  onCopy: () => void;
  onRemove: () => void;
  onClose: () => void;
}) {
  const t = useText('rules');
  const set = (part: Partial<BusinessRule['set']>) => onChange({ ...rule, set: { ...rule.set, ...part } });
  const error = (part: string, exact = false) => {
    const found = errors.find(({ field }) =>
      exact ? field === `rules[${place}].${part}` : field.startsWith(`rules[${place}].${part}`),
    );
    return found === undefined ? undefined : errorWords(found.field, found.message, t);
  };
  const notes = (part: string) =>
    findings
      .filter((one) => one.rule === rule.id && one.field.startsWith(part))
      .map((one) => (
        <p key={one.code + one.field} className={`notice ${one.level === 'warning' ? 'warn' : 'info'}`}>
          {findingWords(one, rules, t)}
        </p>
      ));
  return (
    <Pane
      title={rule.name === '' ? t('part.title', { number: place + 1 }) : rule.name}
      lead={t('part.title', { number: place + 1 })}
      label={t('part.title', { number: place + 1 })}
      onClose={onClose}
      actions={
        !readOnly && (
          <>
            <IconButton label={t('copy')} onClick={onCopy}>
              <IconCopy size={16} aria-hidden />
            </IconButton>
            <IconButton label={t('remove', { name: rule.name })} onClick={onRemove}>
              <IconTrash size={16} aria-hidden />
            </IconButton>
          </>
        )
      }
    >
      <div className="pane-body" {...(readOnly ? { tabIndex: 0 } : {})}>
        <fieldset className="form bare" disabled={readOnly}>
          <TextField
            label={t('part.name')}
            help={t('part.nameHelp')}
            maxLength={120}
            value={rule.name}
            error={error('name')}
            onChange={(event) => onChange({ ...rule, name: event.target.value })}
          />
          <div className="form-row">
            <SelectField
              label={t('part.time')}
              options={[
                { value: 'arrival', label: t('part.arrival') },
                { value: 'waiting', label: t('part.waiting') },
              ]}
              value={rule.afterSeconds === null ? 'arrival' : 'waiting'}
              onChange={(event) =>
                onChange({ ...rule, afterSeconds: event.target.value === 'arrival' ? null : 180 })
              }
            />
            {rule.afterSeconds !== null && (
              <Duration
                label={t('part.after')}
                seconds={rule.afterSeconds}
                error={error('afterSeconds')}
                onChange={(afterSeconds) => onChange({ ...rule, afterSeconds })}
              />
            )}
          </div>
          <Part title={t('part.when')} help={t('part.whenHelp')}>
            {notes('when')}
            <RuleConditions
              value={rule.when}
              names={names}
              error={(at) => error(`when[${at}]`)}
              onChange={(when) => onChange({ ...rule, when })}
            />
          </Part>
          <Part title={t('part.then')}>
            {error('set', true) !== undefined && <p className="error">{error('set', true)}</p>}
            {notes('set')}
            <SelectField
              label={t('part.queue')}
              options={[{ value: '', label: t('part.queueKeep') }, ...known(names.queues, rule.set.queue, t)]}
              value={rule.set.queue ?? ''}
              error={error('set.queue')}
              onChange={(event) => set({ queue: event.target.value === '' ? null : event.target.value })}
            />
            <Boost
              value={rule.set.boostSeconds}
              error={error('set.boostSeconds')}
              onChange={(boostSeconds) => set({ boostSeconds })}
            />
            <Requirements
              label={t('part.requires')}
              value={rule.set.requires}
              readOnly={readOnly}
              error={error('set.requires')}
              onChange={(requires) => set({ requires })}
            />
            <TagsField value={rule.set.tags} error={error('set.tags')} onChange={(tags) => set({ tags })} />
            {(names.plans.length > 0 || rule.set.plan !== null) && (
              <SelectField
                label={t('part.plan')}
                options={[{ value: '', label: t('part.planKeep') }, ...known(names.plans, rule.set.plan, t)]}
                value={rule.set.plan ?? ''}
                error={error('set.plan')}
                onChange={(event) => set({ plan: event.target.value === '' ? null : event.target.value })}
              />
            )}
            <CheckField
              label={t('part.goOn')}
              help={t('part.goOnHelp')}
              checked={rule.goOn}
              onChange={(event) => onChange({ ...rule, goOn: event.target.checked })}
            />
          </Part>
        </fieldset>
      </div>
      <div className="pane-foot">
        <span className="grow" />
        <Button onClick={onClose}>{t('part.done')}</Button>
      </div>
    </Pane>
  );
}

// What a rule names and is gone stays visible until somebody chooses another.
const known = (
  choices: { value: string; label: string }[],
  value: string | null,
  t: (key: string) => string,
) =>
  value === null || choices.some((one) => one.value === value)
    ? choices
    : [...choices, { value, label: t('words.gone') }];

const units = { seconds: 1, minutes: 60, hours: 3600 } as const;
type Unit = keyof typeof units;
const unitOf = (seconds: number): Unit =>
  seconds !== 0 && seconds % 3600 === 0 ? 'hours' : seconds % 60 === 0 ? 'minutes' : 'seconds';

/** A length of time as a number and its unit. */
function Duration({
  label,
  seconds,
  error,
  help,
  onChange,
}: {
  label: string;
  seconds: number;
  error?: string | undefined;
  help?: string;
  onChange: (seconds: number) => void;
}) {
  const t = useText('rules');
  const [unit, setUnit] = useState<Unit>(() => unitOf(seconds));
  return (
    <Field {...{ label, error, help }}>
      {(ids) => (
        <span className="duration">
          <input
            className="input num"
            type="number"
            min={1}
            inputMode="numeric"
            {...ids}
            value={seconds === 0 ? '' : seconds / units[unit]}
            onChange={(event) => onChange(Math.round(Number(event.target.value) * units[unit]))}
          />
          <select
            className="input"
            aria-label={`${label}: ${t('part.duration')}`}
            value={unit}
            onChange={(event) => {
              const next = event.target.value as Unit;
              setUnit(next);
              onChange(Math.round((seconds / units[unit]) * units[next]));
            }}
          >
            {(Object.keys(units) as Unit[]).map((one) => (
              <option key={one} value={one}>
                {t(`part.${one}`)}
              </option>
            ))}
          </select>
        </span>
      )}
    </Field>
  );
}

function Boost({
  value,
  error,
  onChange,
}: {
  value: number | null;
  error: string | undefined;
  onChange: (value: number | null) => void;
}) {
  const t = useText('rules');
  const sign = value === null ? 'none' : value < 0 ? 'less' : 'more';
  return (
    <div className="form-row">
      <SelectField
        label={t('part.boost')}
        options={[
          { value: 'none', label: t('part.boostNone') },
          { value: 'more', label: t('part.boostMore') },
          { value: 'less', label: t('part.boostLess') },
        ]}
        value={sign}
        onChange={(event) => {
          const size = Math.abs(value ?? 600);
          onChange(event.target.value === 'none' ? null : event.target.value === 'less' ? -size : size);
        }}
      />
      {value !== null && (
        <Duration
          label={t('part.duration')}
          help={t('part.boostHelp')}
          seconds={Math.abs(value)}
          error={error}
          onChange={(seconds) => onChange(sign === 'less' ? -seconds : seconds)}
        />
      )}
    </div>
  );
}

function TagsField({
  value,
  error,
  onChange,
}: {
  value: string[];
  error: string | undefined;
  onChange: (value: string[]) => void;
}) {
  const t = useText('rules');
  // What is being typed is not yet a list: "a, " would lose its comma.
  const [text, setText] = useState(value.join(', '));
  return (
    <TextField
      label={t('part.tags')}
      help={t('part.tagsHelp')}
      value={text}
      error={error}
      onChange={(event) => {
        setText(event.target.value);
        const tags = event.target.value.split(',').map((one) => one.trim().toLowerCase());
        onChange([...new Set(tags.filter((one) => one !== ''))]);
      }}
    />
  );
}
