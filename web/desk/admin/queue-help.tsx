import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Button, CheckField, IconButton, SelectField, TextField, useText } from '#web/kit/index.ts';
import { Part } from '#web/kit/records.tsx';
import { ConditionFields, OptionalCondition, startOf } from './condition-fields.tsx';
import { helpWords, overflowWords } from './plan-words.ts';
import type { QueueRules } from './queue-rules.ts';
import type { RoutingNames } from './routing-names.ts';

interface Shared {
  /** The queue itself, which cannot help itself. */
  self: string | null;
  names: RoutingNames;
  readOnly: boolean;
  error: (name: string) => string | undefined;
}
const others = (names: RoutingNames, self: string | null) =>
  names.queues.filter(({ value }) => value !== self);
const whole = (text: string): number | null => (text === '' ? null : Math.round(Number(text)));

/** Help by the agents of other queues. */
export function HelpRules({
  value,
  onChange,
  ...shared
}: Shared & { value: QueueRules['help']; onChange: (value: QueueRules['help']) => void }) {
  const t = useText('routing');
  const { names, self, error } = shared;
  const free = others(names, self).filter(({ value: id }) => !value.some((rule) => rule.from === id));
  return (
    <Rules
      {...shared}
      title={t('queue.help')}
      help={t('queue.helpHelp')}
      none={t('queue.noHelp')}
      add={t('queue.addHelp')}
      remove={(number) => t('queue.removeHelp', { number })}
      most={Math.min(5, others(names, self).length)}
      value={value}
      fresh={() => ({
        from: free[0]?.value ?? '',
        when: startOf('estimated_wait'),
        unlessDonor: startOf('estimated_wait'),
        priority: null,
        delaySeconds: 0,
      })}
      onChange={onChange}
      words={(rule) => helpWords(rule, names, t)}
      fields={(rule, at, change) => (
        <>
          <SelectField
            label={t('queue.from')}
            options={others(names, self)}
            value={rule.from}
            error={error(`${at}.from`)}
            onChange={(event) => change({ from: event.target.value })}
          />
          <ConditionFields
            legend={t('queue.when')}
            value={rule.when}
            error={error(`${at}.when.value`)}
            onChange={(when) => change({ when })}
          />
          <OptionalCondition
            label={t('queue.guardUse')}
            value={rule.unlessDonor}
            error={error(`${at}.unlessDonor.value`)}
            onChange={(unlessDonor) => change({ unlessDonor })}
          />
          <div className="form-row">
            <TextField
              label={t('queue.helpPriority')}
              help={t('queue.helpPriorityHelp')}
              optional
              type="number"
              inputMode="numeric"
              value={rule.priority ?? ''}
              error={error(`${at}.priority`)}
              onChange={(event) => change({ priority: whole(event.target.value) })}
            />
            <TextField
              label={t('queue.helpDelay')}
              type="number"
              inputMode="numeric"
              value={rule.delaySeconds}
              error={error(`${at}.delaySeconds`)}
              onChange={(event) => change({ delaySeconds: whole(event.target.value) ?? 0 })}
            />
          </div>
        </>
      )}
      field="help"
    />
  );
}

/** Overflow into other queues. */
export function OverflowRules({
  value,
  onChange,
  ...shared
}: Shared & { value: QueueRules['overflow']; onChange: (value: QueueRules['overflow']) => void }) {
  const t = useText('routing');
  const { names, self, error } = shared;
  return (
    <Rules
      {...shared}
      title={t('queue.overflow')}
      help={t('queue.overflowHelp')}
      none={t('queue.noOverflow')}
      add={t('queue.addOverflow')}
      remove={(number) => t('queue.removeOverflow', { number })}
      most={others(names, self).length === 0 ? 0 : 5}
      value={value}
      fresh={() => ({
        toQueue: others(names, self)[0]?.value ?? '',
        afterSeconds: 300,
        when: null,
        keepPlace: true,
      })}
      onChange={onChange}
      words={(rule) => overflowWords(rule, names, t)}
      fields={(rule, at, change) => (
        <>
          <div className="form-row">
            <SelectField
              label={t('queue.toQueue')}
              options={others(names, self)}
              value={rule.toQueue}
              error={error(`${at}.toQueue`)}
              onChange={(event) => change({ toQueue: event.target.value })}
            />
            <TextField
              label={t('queue.afterSeconds')}
              help={t('queue.afterHelp')}
              type="number"
              inputMode="numeric"
              value={rule.afterSeconds ?? ''}
              error={error(`${at}.afterSeconds`)}
              onChange={(event) => change({ afterSeconds: whole(event.target.value) })}
            />
          </div>
          <OptionalCondition
            label={t('queue.conditional')}
            value={rule.when}
            error={error(`${at}.when.value`)}
            onChange={(when) => change({ when })}
          />
          <CheckField
            label={t('queue.keepPlace')}
            checked={rule.keepPlace}
            onChange={(event) => change({ keepPlace: event.target.checked })}
          />
        </>
      )}
      field="overflow"
    />
  );
}

/** A list of rules that are added, read out as sentences, changed and removed. */
function Rules<Rule>({
  field,
  title,
  help,
  none,
  add,
  remove,
  most,
  value,
  readOnly,
  fresh,
  words,
  fields,
  onChange,
}: Shared & {
  field: string;
  title: string;
  help: string;
  none: string;
  add: string;
  remove: (number: number) => string;
  most: number;
  value: Rule[];
  fresh: () => Rule;
  words: (rule: Rule) => string;
  fields: (rule: Rule, at: string, change: (part: Partial<Rule>) => void) => ReactNode;
  onChange: (value: Rule[]) => void;
}) {
  return (
    <Part title={title} help={help}>
      {value.length === 0 && <p className="t3">{none}</p>}
      <ol className="plan-steps">
        {value.map((rule, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- rules have no name but their place
          <li key={index}>
            <header>
              <p className="sentence grow">{words(rule)}</p>
              {!readOnly && (
                <IconButton
                  label={remove(index + 1)}
                  onClick={() => onChange(value.filter((_one, place) => place !== index))}
                >
                  <IconTrash size={15} aria-hidden />
                </IconButton>
              )}
            </header>
            {fields(rule, `${field}[${index}]`, (part) =>
              onChange(value.map((one, place) => (place === index ? { ...one, ...part } : one))),
            )}
          </li>
        ))}
      </ol>
      {!readOnly && (
        <div>
          <Button
            small
            icon={<IconPlus size={14} aria-hidden />}
            disabled={value.length >= most}
            onClick={() => onChange([...value, fresh()])}
          >
            {add}
          </Button>
        </div>
      )}
    </Part>
  );
}
