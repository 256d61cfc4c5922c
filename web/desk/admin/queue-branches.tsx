import { occasions, type Branch, type Occasion } from '#contract/routing-plans.ts';
import type { Channel } from '#contract/words.ts';
import { AreaField, CheckField, SelectField, TextField, useText } from '#web/kit/index.ts';
import { CheckList, Part } from '#web/kit/records.tsx';
import type { QueueRules } from './queue-rules.ts';
import type { RoutingNames } from './routing-names.ts';

const ways = ['wait', 'queue', 'message'] as const;
const limited: Channel[] = ['phone', 'chat', 'form'];

/** How many may wait, and what happens to who comes when the queue is full or closed. */
export function QueueEntry({
  self,
  limit,
  branches,
  names,
  error,
  onLimit,
  onBranches,
}: {
  self: string | null;
  limit: QueueRules['limit'];
  branches: QueueRules['branches'];
  names: RoutingNames;
  error: (name: string) => string | undefined;
  onLimit: (limit: QueueRules['limit']) => void;
  onBranches: (branches: QueueRules['branches']) => void;
}) {
  const t = useText('routing');
  const admin = useText('admin');
  return (
    <>
      <Part title={t('queue.limit')} help={t('queue.limitHelp')}>
        <CheckField
          label={t('queue.limitUse')}
          checked={limit !== null}
          onChange={(event) =>
            onLimit(event.target.checked ? { max: 20, bufferShare: 0.2, channels: ['phone', 'chat'] } : null)
          }
        />
        {limit !== null && (
          <>
            <div className="form-row">
              <TextField
                label={t('queue.limitMax')}
                type="number"
                inputMode="numeric"
                min={1}
                value={limit.max}
                error={error('limit.max')}
                onChange={(event) => onLimit({ ...limit, max: Math.round(Number(event.target.value)) })}
              />
              <TextField
                label={t('queue.limitBuffer')}
                type="number"
                inputMode="numeric"
                min={0}
                value={Math.round(limit.bufferShare * 100)}
                error={error('limit.bufferShare')}
                onChange={(event) => onLimit({ ...limit, bufferShare: Number(event.target.value) / 100 })}
              />
            </div>
            <CheckList
              legend={t('queue.limitChannels')}
              options={limited.map((value) => ({ value, label: admin(`channel.${value}`) }))}
              value={limit.channels}
              error={error('limit.channels')}
              onChange={(channels) => onLimit({ ...limit, channels: channels as Channel[] })}
            />
          </>
        )}
      </Part>
      {occasions.map((occasion, index) => (
        <Part
          key={occasion}
          title={t(`queue.branch_${occasion}`)}
          {...(index === 0 ? { help: t('queue.branchHelp') } : {})}
        >
          <BranchFields
            occasion={occasion}
            value={branches[occasion]}
            queues={names.queues.filter(({ value }) => value !== self)}
            error={error}
            onChange={(branch) => onBranches({ ...branches, [occasion]: branch })}
          />
        </Part>
      ))}
    </>
  );
}

function BranchFields({
  occasion,
  value,
  queues,
  error,
  onChange,
}: {
  occasion: Occasion;
  value: Branch;
  queues: RoutingNames['queues'];
  error: (name: string) => string | undefined;
  onChange: (branch: Branch) => void;
}) {
  const t = useText('routing');
  const field = `branches.${occasion}`;
  const start = (way: Branch['do']): Branch =>
    way === 'queue'
      ? { do: 'queue', queue: queues[0]?.value ?? '' }
      : way === 'message'
        ? { do: 'message', text: { it: '', en: '' } }
        : { do: 'wait' };
  return (
    <>
      <SelectField
        label={t('queue.branchDo')}
        help={value.do === 'wait' ? t(`queue.waitHelp_${occasion}`) : undefined}
        options={ways.map((way) => ({ value: way, label: t(`queue.do_${way}`) }))}
        value={value.do}
        onChange={(event) => onChange(start(event.target.value as Branch['do']))}
      />
      {value.do === 'queue' && (
        <SelectField
          label={t('queue.branchQueue')}
          options={queues}
          value={value.queue}
          error={error(`${field}.queue`)}
          onChange={(event) => onChange({ do: 'queue', queue: event.target.value })}
        />
      )}
      {value.do === 'message' && (
        <div className="form-row">
          {(['it', 'en'] as const).map((language) => (
            <AreaField
              key={language}
              label={t(language === 'it' ? 'queue.textIt' : 'queue.textEn')}
              rows={3}
              maxLength={1000}
              value={value.text[language]}
              error={error(`${field}.text.${language}`)}
              onChange={(event) =>
                onChange({ do: 'message', text: { ...value.text, [language]: event.target.value } })
              }
            />
          ))}
        </div>
      )}
    </>
  );
}
