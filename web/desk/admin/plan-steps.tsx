import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { PlanStep } from '#contract/routing-plans.ts';
import { Button, CheckField, IconButton, SelectField, TextField, useText } from '#web/kit/index.ts';
import { CheckList } from '#web/kit/records.tsx';
import { alternativesOf, namesSomebody } from './need.rules.ts';
import { NeedEditor } from './need-editor.tsx';
import { stepWords } from './plan-words.ts';
import type { RoutingNames } from './routing-names.ts';

const emptyStep = (names: RoutingNames): PlanStep => ({
  need: names.skills[0] === undefined ? null : { skill: names.skills[0].value, level: 3 },
  keepRequires: true,
  queues: [],
  pool: 'members',
  seconds: 30,
  skipIfNobody: true,
});

/** The ordered steps of a plan: added, changed, moved by buttons, each read out as a sentence. */
export function PlanSteps({
  steps,
  names,
  readOnly,
  error,
  wrong,
  onChange,
}: {
  steps: PlanStep[];
  names: RoutingNames;
  readOnly: boolean;
  error: (name: string) => string | undefined;
  /** Names of the fields that the server refused. */
  wrong: readonly string[];
  onChange: (steps: PlanStep[]) => void;
}) {
  const t = useText('routing');
  const list = useRef<HTMLOListElement>(null);
  const [moved, setMoved] = useState<{ to: number; way: 'up' | 'down' } | null>(null);
  // The button that was pressed goes with its step; at an end it is off, and the other one takes the focus.
  useEffect(() => {
    if (moved === null) return;
    const button = (way: string) =>
      list.current?.querySelector<HTMLButtonElement>(`[data-step="${moved.to}"] [data-move="${way}"]`);
    const own = button(moved.way);
    (own?.disabled === false ? own : button(moved.way === 'up' ? 'down' : 'up'))?.focus();
  }, [moved]);
  const move = (from: number, way: 'up' | 'down') => {
    const to = way === 'up' ? from - 1 : from + 1;
    const next = [...steps];
    [next[from], next[to]] = [next[to]!, next[from]!];
    onChange(next);
    setMoved({ to, way });
  };
  const change = (at: number, part: Partial<PlanStep>) =>
    onChange(steps.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <>
      <ol className="plan-steps" ref={list}>
        {steps.map((step, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- steps have no name but their place
          <li key={at} data-step={at}>
            <header>
              <h4>{t('plan.step', { number: at + 1 })}</h4>
              {!readOnly && (
                <>
                  <IconButton
                    label={t('plan.up', { number: at + 1 })}
                    data-move="up"
                    disabled={at === 0}
                    onClick={() => move(at, 'up')}
                  >
                    <IconArrowUp size={15} aria-hidden />
                  </IconButton>
                  <IconButton
                    label={t('plan.down', { number: at + 1 })}
                    data-move="down"
                    disabled={at === steps.length - 1}
                    onClick={() => move(at, 'down')}
                  >
                    <IconArrowDown size={15} aria-hidden />
                  </IconButton>
                  <IconButton
                    label={t('plan.remove', { number: at + 1 })}
                    disabled={steps.length === 1}
                    onClick={() => onChange(steps.filter((_one, index) => index !== at))}
                  >
                    <IconTrash size={15} aria-hidden />
                  </IconButton>
                </>
              )}
            </header>
            <p className="sentence">{stepWords(step, at, names, t)}</p>
            <StepFields
              step={step}
              at={at}
              last={at === steps.length - 1}
              names={names}
              readOnly={readOnly}
              error={error}
              wrong={wrong}
              onChange={(part) => change(at, part)}
            />
          </li>
        ))}
      </ol>
      <output className="sr">
        {moved === null ? '' : t('plan.moved', { number: moved.to + 1, total: steps.length })}
      </output>
      {error('steps') !== undefined && <p className="error">{error('steps')}</p>}
      {!readOnly && (
        <div>
          <Button
            icon={<IconPlus size={15} aria-hidden />}
            disabled={steps.length >= 20}
            onClick={() => onChange([...steps, emptyStep(names)])}
          >
            {t('plan.add')}
          </Button>
        </div>
      )}
    </>
  );
}

function StepFields({
  step,
  at,
  last,
  names,
  readOnly,
  error,
  wrong,
  onChange,
}: {
  step: PlanStep;
  at: number;
  last: boolean;
  names: RoutingNames;
  readOnly: boolean;
  error: (name: string) => string | undefined;
  wrong: readonly string[];
  onChange: (part: Partial<PlanStep>) => void;
}) {
  const t = useText('routing');
  const field = `steps[${at}]`;
  const inside = (name: string) => {
    const found = wrong.find(
      (one) =>
        one === `${field}.${name}` ||
        one.startsWith(`${field}.${name}.`) ||
        one.startsWith(`${field}.${name}[`),
    );
    return found === undefined ? undefined : error(found);
  };
  const mayBeAnyone = step.need !== null && namesSomebody(alternativesOf(step.need));
  return (
    <>
      <div className="form-row">
        <TextField
          label={t('plan.duration')}
          type="number"
          inputMode="numeric"
          min={1}
          disabled={step.seconds === null}
          value={step.seconds ?? ''}
          error={inside('seconds')}
          onChange={(event) => onChange({ seconds: Math.max(0, Math.round(Number(event.target.value))) })}
        />
        <SelectField
          label={t('plan.who')}
          options={[
            { value: 'everyone', label: t('plan.everyone') },
            { value: 'some', label: t('plan.some') },
          ]}
          value={step.need === null ? 'everyone' : 'some'}
          onChange={(event) =>
            onChange(
              event.target.value === 'everyone'
                ? { need: null, pool: 'members' }
                : { need: { skill: names.skills[0]?.value ?? '', level: 3 } },
            )
          }
        />
      </div>
      {(last || step.seconds === null) && (
        <CheckField
          label={t('plan.toTheEnd')}
          help={t('plan.toTheEndHelp')}
          checked={step.seconds === null}
          onChange={(event) => onChange({ seconds: event.target.checked ? null : 60 })}
        />
      )}
      {step.need !== null && (
        <NeedEditor
          value={step.need}
          names={names}
          readOnly={readOnly}
          error={inside('need')}
          onChange={(next) =>
            onChange({
              need: next,
              ...(step.pool === 'anyone' && !namesSomebody(alternativesOf(next)) ? { pool: 'members' } : {}),
            })
          }
        />
      )}
      <CheckField
        label={t('plan.keepRequires')}
        checked={step.keepRequires}
        onChange={(event) => onChange({ keepRequires: event.target.checked })}
      />
      {step.need !== null && (
        <>
          <CheckField
            label={t('plan.skipIfNobody')}
            checked={step.skipIfNobody}
            onChange={(event) => onChange({ skipIfNobody: event.target.checked })}
          />
          {(mayBeAnyone || step.pool === 'anyone') && (
            <CheckField
              label={t('plan.anyone')}
              help={t('plan.anyoneHelp')}
              checked={step.pool === 'anyone'}
              aria-invalid={inside('pool') !== undefined || undefined}
              onChange={(event) => onChange({ pool: event.target.checked ? 'anyone' : 'members' })}
            />
          )}
          {inside('pool') !== undefined && <p className="error">{inside('pool')}</p>}
        </>
      )}
      <details open={step.queues.length > 0 || inside('queues') !== undefined}>
        <summary>{t('plan.queues')}</summary>
        <CheckList
          legend={t('plan.queues')}
          options={names.queues}
          value={step.queues}
          error={inside('queues')}
          onChange={(queues) => onChange({ queues })}
        />
      </details>
    </>
  );
}
