import { IconPlus, IconTrash } from '@tabler/icons-react';
import { tests, type FlowNodeOf } from '#contract/flow-graph.ts';
import { Button, IconButton, nameIn, SelectField, useText } from '#web/kit/index.ts';
import { useDesigning } from './context.ts';
import { NumberField, TemplateField } from './fields.tsx';
import { knownIn } from './known.rules.ts';
import type { Editing } from './editing.ts';
import { ClassificationField, withOwn } from './system-fields.tsx';
import { IntoField, QueueField } from './talk-fields.tsx';

// Nodes that decide where it goes on, and with whom.

export function HoursFields({ node, onChange, errorAt }: Editing<FlowNodeOf<'hours'>>) {
  const t = useText('flows');
  const { parts, draft } = useDesigning();
  const ofQueue = node.calendar === null;
  return (
    <>
      <SelectField
        label={t('field.hoursOf')}
        options={[
          { value: 'queue', label: t('field.hoursQueue') },
          { value: 'calendar', label: t('field.hoursCalendar') },
        ]}
        value={ofQueue ? 'queue' : 'calendar'}
        onChange={(event) =>
          onChange(
            event.target.value === 'queue'
              ? { ...node, calendar: null, queue: node.queue ?? draft.graph.person.queue }
              : { ...node, queue: null, calendar: parts.calendars[0]?.code ?? '' },
          )
        }
      />
      {ofQueue ? (
        <QueueField
          value={node.queue}
          error={errorAt('queue')}
          onChange={(queue) => onChange({ ...node, queue })}
        />
      ) : (
        <SelectField
          label={t('field.calendar')}
          error={errorAt('calendar')}
          data-field="calendar"
          options={withOwn(
            parts.calendars.map(({ code, name }) => ({ value: code, label: name })),
            node.calendar ?? '',
          )}
          value={node.calendar ?? ''}
          onChange={(event) => onChange({ ...node, calendar: event.target.value })}
        />
      )}
    </>
  );
}

export function EmergencyFields({ node, onChange, errorAt }: Editing<FlowNodeOf<'emergency'>>) {
  return (
    <QueueField
      value={node.queue}
      error={errorAt('queue')}
      onChange={(queue) => onChange({ ...node, queue })}
    />
  );
}

export function CheckFields({ node, onChange, errorAt }: Editing<FlowNodeOf<'check'>>) {
  const t = useText('flows');
  const { draft, parts } = useDesigning();
  return (
    <>
      <SelectField
        label={t('field.checkValue')}
        error={errorAt('text') ?? errorAt('value')}
        data-field="text"
        options={withOwn(
          knownIn(draft.graph, parts).map(({ place, about }) => ({
            value: place,
            label: about === null ? place : `${place} · ${nameIn(about)}`,
          })),
          node.value,
        )}
        value={node.value}
        onChange={(event) => onChange({ ...node, value: event.target.value })}
      />
      <SelectField
        label={t('field.test')}
        options={tests.map((value) => ({ value, label: t(`test.${value}`) }))}
        value={node.is}
        onChange={(event) => onChange({ ...node, is: event.target.value as typeof node.is })}
      />
      {node.is !== 'set' && (
        <TemplateField
          label={t('field.than')}
          help={node.is === 'one_of' ? t('field.oneOfHelp') : undefined}
          field="than"
          error={errorAt('than')}
          value={node.than}
          onChange={(than) => onChange({ ...node, than })}
        />
      )}
    </>
  );
}

export function SetFields({ node, onChange, errorAt }: Editing<FlowNodeOf<'set'>>) {
  const t = useText('flows');
  return (
    <>
      <IntoField value={node.into} error={errorAt('into')} onChange={(into) => onChange({ ...node, into })} />
      <TemplateField
        label={t('field.value')}
        field="text"
        error={errorAt('value') ?? errorAt('text')}
        value={node.value}
        onChange={(value) => onChange({ ...node, value })}
      />
    </>
  );
}

export function SkillFields({ node, onChange, errorAt }: Editing<FlowNodeOf<'skill'>>) {
  const t = useText('flows');
  const { parts, edits } = useDesigning();
  const free = parts.skills.find(({ code }) => !node.requires.some(({ skill }) => skill === code));
  const set = (at: number, change: Partial<(typeof node.requires)[number]>) =>
    onChange({
      ...node,
      requires: node.requires.map((one, index) => (index === at ? { ...one, ...change } : one)),
    });
  return (
    <>
      <fieldset className="bare flow-pairs" data-field="requires">
        <legend className="field-label">{t('field.requires')}</legend>
        {node.requires.map(({ skill, level }, at) => (
          <div key={at} className="flow-pair skill">
            <select
              className="input"
              aria-label={t('field.skill', { number: at + 1 })}
              value={skill}
              onChange={(event) => set(at, { skill: event.target.value })}
            >
              {withOwn(
                parts.skills.map(({ code, name }) => ({ value: code, label: name })),
                skill,
              ).map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
            <select
              className="input"
              aria-label={t('field.level', { number: at + 1 })}
              value={level}
              onChange={(event) => set(at, { level: Number(event.target.value) })}
            >
              {[1, 2, 3, 4, 5].map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
            {edits && (
              <IconButton
                label={t('pairs.remove', { name: skill })}
                onClick={() =>
                  onChange({ ...node, requires: node.requires.filter((_one, index) => index !== at) })
                }
              >
                <IconTrash size={14} aria-hidden />
              </IconButton>
            )}
          </div>
        ))}
        {errorAt('requires') !== undefined && <p className="error">{errorAt('requires')}</p>}
        {edits && free !== undefined && node.requires.length < 6 && (
          <Button
            small
            icon={<IconPlus size={14} aria-hidden />}
            onClick={() =>
              onChange({ ...node, requires: [...node.requires, { skill: free.code, level: 1 }] })
            }
          >
            {t('field.addSkill')}
          </Button>
        )}
      </fieldset>
      <NumberField
        label={t('field.boost')}
        help={t('field.boostHelp')}
        field="boostMinutes"
        min={0}
        max={600}
        error={errorAt('boostMinutes')}
        value={node.boostMinutes}
        onChange={(boost) => onChange({ ...node, boostMinutes: boost ?? 0 })}
      />
      <ClassificationField
        value={node.classification}
        error={errorAt('classification')}
        onChange={(classification) => onChange({ ...node, classification })}
      />
    </>
  );
}

export function FlowFields({ node, onChange, errorAt }: Editing<FlowNodeOf<'flow'>>) {
  const t = useText('flows');
  const { parts } = useDesigning();
  return (
    <SelectField
      label={t('field.flow')}
      error={errorAt('flow')}
      data-field="flow"
      options={withOwn(
        parts.flows.map(({ code, name }) => ({ value: code, label: name })),
        node.flow,
      )}
      value={node.flow}
      onChange={(event) => onChange({ ...node, flow: event.target.value })}
    />
  );
}
