import { IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import type { RuleCondition } from '#contract/rules.ts';
import { AreaField, Button, IconButton, SelectField, TextField, useText } from '#web/kit/index.ts';
import { CheckList, TreeSelect } from '#web/kit/records.tsx';
import type { RuleNames } from './rule-names.ts';

type What = RuleCondition['what'];
type Of<W extends What> = Extract<RuleCondition, { what: W }>;

const kinds: What[] = [
  'text',
  'channel',
  'entry_point',
  'queue',
  'language',
  'segment',
  'position',
  'classification',
  'hours',
  'day',
];

/** A condition of a kind, as it begins. */
function fresh(what: What): RuleCondition {
  switch (what) {
    case 'text':
      return { what, not: false, where: 'both', how: 'words', any: [] };
    case 'position':
      return { what, not: false, kinds: [], state: 'active' };
    case 'hours':
      return { what, not: false, weekdays: [1, 2, 3, 4, 5], from: null, to: null };
    case 'day':
      return { what, not: false, is: 'open' };
    case 'channel':
    case 'entry_point':
    case 'queue':
    case 'language':
    case 'segment':
    case 'classification':
      return { what, not: false, any: [] };
  }
}

/** The conditions of a rule: added, changed, turned round, removed. */
export function RuleConditions({
  value,
  names,
  error,
  onChange,
}: {
  value: RuleCondition[];
  names: RuleNames;
  /** What is wrong with a condition, by its place. */
  error: (at: number) => string | undefined;
  onChange: (value: RuleCondition[]) => void;
}) {
  const t = useText('rules');
  const change = (at: number, next: RuleCondition) =>
    onChange(value.map((one, index) => (index === at ? next : one)));
  return (
    <div className="rule-conditions">
      {value.map((condition, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- conditions have no name but their place
        <fieldset key={at} className="rule-condition">
          <legend className="sr">{t('condition.one', { number: at + 1 })}</legend>
          <div className="line">
            <select
              className="input"
              aria-label={`${t('condition.what')} ${at + 1}`}
              value={condition.what}
              onChange={(event) => change(at, fresh(event.target.value as What))}
            >
              {kinds.map((what) => (
                <option key={what} value={what}>
                  {t(`condition.${what}`)}
                </option>
              ))}
            </select>
            <select
              className="input"
              aria-label={`${t('condition.is')} ${at + 1}`}
              value={String(condition.not)}
              onChange={(event) => change(at, { ...condition, not: event.target.value === 'true' })}
            >
              <option value="false">{t(`condition.${verb(condition.what)}`)}</option>
              <option value="true">{t(`condition.${verb(condition.what)}Not`)}</option>
            </select>
            <IconButton
              label={t('condition.remove', { number: at + 1 })}
              onClick={() => onChange(value.filter((_one, index) => index !== at))}
            >
              <IconTrash size={15} aria-hidden />
            </IconButton>
          </div>
          <Values condition={condition} names={names} onChange={(next) => change(at, next)} />
          {error(at) !== undefined && <p className="error">{error(at)}</p>}
        </fieldset>
      ))}
      <div>
        <Button
          small
          icon={<IconPlus size={14} aria-hidden />}
          disabled={value.length >= 20}
          onClick={() => onChange([...value, fresh('text')])}
        >
          {t('condition.add')}
        </Button>
      </div>
    </div>
  );
}

const verb = (what: What): 'contains' | 'holds' | 'is' =>
  what === 'text' ? 'contains' : what === 'hours' || what === 'day' || what === 'position' ? 'holds' : 'is';

function Values({
  condition,
  names,
  onChange,
}: {
  condition: RuleCondition;
  names: RuleNames;
  onChange: (condition: RuleCondition) => void;
}) {
  const t = useText('rules');
  switch (condition.what) {
    case 'channel':
      return (
        <CheckList
          legend={t('condition.channel')}
          options={names.channels}
          value={condition.any}
          onChange={(any) => onChange({ ...condition, any: any as typeof condition.any })}
        />
      );
    case 'language':
      return (
        <CheckList
          legend={t('condition.language')}
          options={names.languages}
          value={condition.any}
          onChange={(any) => onChange({ ...condition, any })}
        />
      );
    case 'entry_point':
    case 'queue':
    case 'segment': {
      const options = {
        entry_point: names.entryPoints,
        queue: names.queues,
        segment: names.segments,
      }[condition.what];
      return options.length === 0 ? (
        <p className="t2">{t('condition.noSegments')}</p>
      ) : (
        <CheckList
          legend={t(`condition.${condition.what}`)}
          options={options}
          columns={condition.what === 'segment' ? 2 : 1}
          value={condition.any}
          onChange={(any) => onChange({ ...condition, any })}
        />
      );
    }
    case 'position':
      return <PositionValues condition={condition} names={names} onChange={onChange} />;
    case 'classification':
      return <Nodes condition={condition} names={names} onChange={onChange} />;
    case 'text':
      return <TextValues condition={condition} onChange={onChange} />;
    case 'hours':
      return <Hours condition={condition} onChange={onChange} />;
    case 'day':
      return (
        <SelectField
          label={t('condition.day')}
          options={(['open', 'closed', 'holiday'] as const).map((value) => ({
            value,
            label: t(`condition.${value}`),
          }))}
          value={condition.is}
          onChange={(event) => onChange({ ...condition, is: event.target.value as typeof condition.is })}
        />
      );
  }
}

function TextValues({
  condition,
  onChange,
}: {
  condition: Of<'text'>;
  onChange: (condition: RuleCondition) => void;
}) {
  const t = useText('rules');
  const choices = <V extends string>(values: readonly V[]) =>
    values.map((value) => ({ value, label: t(`condition.${value}`) }));
  return (
    <>
      <AreaField
        label={t('condition.phrases')}
        help={t(condition.how === 'exact' ? 'condition.phrasesExactHelp' : 'condition.phrasesHelp')}
        rows={Math.min(Math.max(condition.any.length + 1, 2), 8)}
        value={condition.any.join('\n')}
        onChange={(event) =>
          onChange({ ...condition, any: event.target.value === '' ? [] : event.target.value.split('\n') })
        }
      />
      <div className="form-row">
        <SelectField
          label={t('condition.where')}
          options={choices(['both', 'subject', 'body'])}
          value={condition.where}
          onChange={(event) =>
            onChange({ ...condition, where: event.target.value as typeof condition.where })
          }
        />
        <SelectField
          label={t('condition.how')}
          options={choices(['words', 'stems', 'exact'])}
          value={condition.how}
          onChange={(event) => onChange({ ...condition, how: event.target.value as typeof condition.how })}
        />
      </div>
    </>
  );
}

function PositionValues({
  condition,
  names,
  onChange,
}: {
  condition: Of<'position'>;
  names: RuleNames;
  onChange: (condition: RuleCondition) => void;
}) {
  const t = useText('rules');
  return (
    <>
      {names.kinds.length === 0 ? (
        <p className="t2">{t('condition.noKinds')}</p>
      ) : (
        <>
          <CheckList
            legend={t('condition.kinds')}
            options={names.kinds}
            value={condition.kinds}
            onChange={(next) => onChange({ ...condition, kinds: next })}
          />
          <p className="help">{t('condition.kindsHelp')}</p>
        </>
      )}
      <SelectField
        label={t('condition.state')}
        options={[
          { value: 'active', label: t('condition.active') },
          { value: 'closed', label: t('condition.closedState') },
          { value: 'any', label: t('condition.any') },
        ]}
        value={condition.state}
        onChange={(event) => onChange({ ...condition, state: event.target.value as typeof condition.state })}
      />
    </>
  );
}

function Nodes({
  condition,
  names,
  onChange,
}: {
  condition: Of<'classification'>;
  names: RuleNames;
  onChange: (condition: RuleCondition) => void;
}) {
  const t = useText('rules');
  return (
    <>
      {condition.any.length > 0 && (
        <ul className="chips rule-nodes">
          {condition.any.map((node) => {
            const name = names.of('nodes', node) ?? t('words.gone');
            return (
              <li key={node} className="chip line">
                {name}
                <button
                  type="button"
                  aria-label={t('condition.removeNode', { name })}
                  onClick={() => onChange({ ...condition, any: condition.any.filter((one) => one !== node) })}
                >
                  <IconX size={12} aria-hidden />
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <TreeSelect
        label={t('condition.addNode')}
        nodes={names.nodes.filter(({ id }) => !condition.any.includes(id))}
        value={null}
        none="—"
        anyLevel
        onChange={(node) => {
          if (node !== null) onChange({ ...condition, any: [...condition.any, node] });
        }}
      />
    </>
  );
}

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;
function Hours({
  condition,
  onChange,
}: {
  condition: Of<'hours'>;
  onChange: (condition: RuleCondition) => void;
}) {
  const t = useText('rules');
  const admin = useText('admin');
  const time = (value: string) => (value === '' ? null : value.slice(0, 5));
  return (
    <>
      <CheckList
        legend={t('condition.weekdays')}
        options={weekdays.map((day) => ({ value: String(day), label: admin(`weekday.${day}`) }))}
        value={condition.weekdays.map(String)}
        onChange={(days) => onChange({ ...condition, weekdays: days.map(Number).toSorted((a, b) => a - b) })}
      />
      <div className="form-row">
        <TextField
          label={t('condition.from')}
          type="time"
          value={condition.from ?? ''}
          onChange={(event) => onChange({ ...condition, from: time(event.target.value) })}
        />
        <TextField
          label={t('condition.to')}
          type="time"
          value={condition.to ?? ''}
          onChange={(event) => onChange({ ...condition, to: time(event.target.value) })}
        />
      </div>
    </>
  );
}
