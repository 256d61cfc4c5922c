import { useState } from 'react';
import type { z } from 'zod';
import { testRules, type RuleDraft, type ruleSample } from '#contract/rules.ts';
import type { WorkChannel } from '#contract/words.ts';
import {
  AreaField,
  Chip,
  ErrorState,
  SelectField,
  TextField,
  useApi,
  useSettled,
  useText,
} from '#web/kit/index.ts';
import { Pane, PaneBody, TreeSelect } from '#web/kit/records.tsx';
import type { RuleNames } from './rule-names.ts';
import { setWords } from './rule-words.ts';

type Sample = z.input<typeof ruleSample>;

/** A contact that somebody makes up, and what each rule would do with it. */
export function SamplePane({
  draft,
  names,
  onClose,
}: {
  draft: RuleDraft;
  names: RuleNames;
  onClose: () => void;
}) {
  const t = useText('rules');
  const admin = useText('admin');
  const [sample, setSample] = useState({
    channel: 'email' as WorkChannel,
    entryPoint: '',
    queue: '',
    language: 'it',
    segment: '',
    kind: '',
    classification: null as string | null,
    subject: '',
    text: '',
    at: '',
    minutes: '',
  });
  const set = (part: Partial<typeof sample>) => setSample((old) => ({ ...old, ...part }));
  const orNull = (value: string) => (value === '' ? null : value);
  const asked: Sample = {
    channel: sample.channel,
    entryPoint: orNull(sample.entryPoint),
    queue: orNull(sample.queue),
    language: sample.language,
    segment: orNull(sample.segment),
    positions: sample.kind === '' ? [] : [{ kind: sample.kind, state: 'active' }],
    classification: sample.classification,
    subject: sample.subject,
    text: sample.text,
    at: sample.at === '' ? null : new Date(sample.at).toISOString(),
    waitedSeconds: Math.max(0, Math.round(Number(sample.minutes) * 60)) || 0,
  };
  const body = useSettled(JSON.stringify({ ...draft, sample: asked }), 250);
  const found = useApi(
    testRules,
    { body: JSON.parse(body) as RuleDraft & { sample: Sample } },
    { keepPrevious: true },
  );
  const none = { value: '', label: t('sample.none') };
  const does = found.data === undefined ? [] : setWords(found.data.set, { t, admin, names });
  return (
    <Pane title={t('sample.title')} label={t('sample.title')} onClose={onClose}>
      <PaneBody>
        <p className="help">{t('sample.lead')}</p>
        <TextField
          label={t('sample.subject')}
          value={sample.subject}
          onChange={(event) => set({ subject: event.target.value })}
        />
        <AreaField
          label={t('sample.text')}
          rows={3}
          value={sample.text}
          onChange={(event) => set({ text: event.target.value })}
        />
        <div className="form-row">
          <SelectField
            label={t('condition.channel')}
            options={names.channels}
            value={sample.channel}
            onChange={(event) => set({ channel: event.target.value as WorkChannel })}
          />
          <SelectField
            label={t('condition.language')}
            options={names.languages}
            value={sample.language}
            onChange={(event) => set({ language: event.target.value })}
          />
        </div>
        <div className="form-row">
          <SelectField
            label={t('condition.entry_point')}
            options={[none, ...names.entryPoints]}
            value={sample.entryPoint}
            onChange={(event) => set({ entryPoint: event.target.value })}
          />
          <SelectField
            label={t('sample.defaultQueue')}
            options={[none, ...names.queues]}
            value={sample.queue}
            onChange={(event) => set({ queue: event.target.value })}
          />
        </div>
        <div className="form-row">
          <SelectField
            label={t('condition.segment')}
            options={[none, ...names.segments]}
            value={sample.segment}
            onChange={(event) => set({ segment: event.target.value })}
          />
          <SelectField
            label={t('condition.position')}
            options={[none, ...names.kinds]}
            value={sample.kind}
            onChange={(event) => set({ kind: event.target.value })}
          />
        </div>
        <TreeSelect
          label={t('condition.classification')}
          nodes={names.nodes}
          value={sample.classification}
          none={t('sample.none')}
          anyLevel
          onChange={(classification) => set({ classification })}
        />
        <div className="form-row">
          <TextField
            label={t('sample.at')}
            help={t('sample.atHelp')}
            type="datetime-local"
            value={sample.at}
            onChange={(event) => set({ at: event.target.value })}
          />
          <TextField
            label={t('sample.waited')}
            type="number"
            min={0}
            inputMode="numeric"
            value={sample.minutes}
            onChange={(event) => set({ minutes: event.target.value })}
          />
        </div>
        <section className="part" aria-live="polite">
          <h3>{t('sample.result')}</h3>
          {found.error !== null && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
          <p>{does.length === 0 ? t('sample.noChange') : <b>{does.join(', ')}</b>}</p>
          <ol className="rule-trace">
            {(found.data?.trace ?? []).map(({ rule, outcome, condition }) => {
              const one = draft.rules.find(({ id }) => id === rule);
              return (
                <li key={rule}>
                  <span className="grow ell">{one?.name}</span>
                  <Chip tone={outcome === 'acted' ? 'ok' : outcome === 'failed' ? 'crit' : 'mute'}>
                    {t(`sample.${outcome}`, { number: (condition ?? 0) + 1 })}
                  </Chip>
                </li>
              );
            })}
          </ol>
        </section>
      </PaneBody>
    </Pane>
  );
}
