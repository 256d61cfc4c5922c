import { useState } from 'react';
import { createIndicator, listIndicators, type IndicatorVersion } from '#contract/figures.ts';
import { listQueues } from '#contract/routing.ts';
import type { WorkChannel } from '#contract/words.ts';
import {
  callPatiently,
  Chip,
  EmptyState,
  Facts,
  formats,
  SelectField,
  TextField,
  useApi,
  useText,
} from '#web/kit/index.ts';
import {
  EditorPane,
  Filter,
  Pane,
  PaneBody,
  Part,
  RecordList,
  refresh,
  useEditor,
  type Choice,
} from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { labelOf, SectionPage, useRecord } from './common.tsx';

const formulas = ['negative', 'ignore', 'positive', 'answered_only', 'strict', 'dequeued', 'it_ls'] as const;
const promised = [
  'phone',
  'chat',
  'email',
  'pec',
  'form',
  'desk',
  'case',
] as const satisfies readonly WorkChannel[];
const rowsOf = ({ items }: { items: IndicatorVersion[] }) => items;

/** How the service level of each queue has been counted, from when; changing it makes a version. */
export default function Indicators() {
  const t = useText('figures');
  const [queue, setQueue] = useState('');
  const versions = useApi(listIndicators, undefined, { select: rowsOf });
  const queues = useApi(listQueues);
  const writes = useMay('admin.routing');
  const record = useRecord('indicators');
  const choices: Choice[] = (queues.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const shown = versions.data?.filter((one) => queue === '' || one.queueId === queue);
  const row = versions.data?.find(({ id }) => id === record.id) ?? null;
  return (
    <SectionPage
      id="indicators"
      lead={t('indicators.lead')}
      newLabel={t('indicators.new')}
      onNew={writes ? () => record.open('new') : undefined}
      tools={
        <Filter
          label={t('queue')}
          all={t('indicators.allQueues')}
          value={queue}
          onChange={setQueue}
          options={choices}
        />
      }
    >
      <RecordList<IndicatorVersion>
        label={t('indicators.list')}
        query={{ ...versions, data: shown } as typeof versions}
        rowKey={({ id }) => id}
        openKey={record.id}
        onOpen={({ id }) => record.open(id)}
        empty={<EmptyState>{t('indicators.empty')}</EmptyState>}
        columns={[
          { id: 'queue', head: t('queue'), cell: (one) => labelOf(choices, one.queueId) ?? '—' },
          { id: 'version', head: t('indicators.version'), end: true, cell: (one) => one.version },
          { id: 'formula', head: t('indicators.formula'), cell: (one) => t(`formula.${one.formula}.name`) },
          {
            id: 'target',
            head: t('indicators.target'),
            end: true,
            cell: (one) => formats.percent(one.target),
          },
          { id: 'from', head: t('indicators.validFrom'), cell: (one) => since(one, t('indicators.always')) },
          {
            id: 'state',
            head: t('indicators.state'),
            cell: (one) =>
              one.inForce ? (
                <Chip tone="ok">{t('indicators.inForce')}</Chip>
              ) : Date.parse(one.validFrom) > Date.now() ? (
                <Chip tone="accent">{t('indicators.toCome')}</Chip>
              ) : (
                <span className="t3">{t('indicators.past')}</span>
              ),
          },
        ]}
        pane={
          record.isNew ? (
            <NewVersion
              key="new"
              queues={choices}
              from={versions.data?.find(({ inForce }) => inForce)}
              onClose={record.close}
              onSaved={record.open}
            />
          ) : (
            row !== null && (
              <Version
                key={row.id}
                row={row}
                queue={labelOf(choices, row.queueId) ?? ''}
                onClose={record.close}
              />
            )
          )
        }
      />
    </SectionPage>
  );
}

const since = ({ validFrom }: IndicatorVersion, always: string) =>
  validFrom < '2001' ? always : formats.dateTime(validFrom);

function Version({ row, queue, onClose }: { row: IndicatorVersion; queue: string; onClose: () => void }) {
  const t = useText('figures');
  const kit = useText('kit');
  const title = t('indicators.title', { queue, version: row.version });
  return (
    <Pane title={title} label={title} onClose={onClose}>
      <PaneBody>
        <Facts
          facts={[
            [t('indicators.formula'), t(`formula.${row.formula}.name`)],
            [t('indicators.counts'), t(`formula.${row.formula}.text`)],
            [t('indicators.target'), formats.percent(row.target)],
            [t('indicators.short'), t('seconds', { count: row.shortAbandonSeconds })],
            [t('indicators.validFrom'), since(row, t('indicators.always'))],
            [t('indicators.note'), row.note === '' ? '—' : row.note],
          ]}
        />
        <Part title={t('indicators.thresholds')}>
          <Facts
            facts={Object.entries(row.threshold).map(([channel, seconds]) => [
              kit(`channel.${channel}`),
              formats.span(seconds),
            ])}
          />
        </Part>
      </PaneBody>
    </Pane>
  );
}

function NewVersion({
  queues,
  from,
  onClose,
  onSaved,
}: {
  queues: Choice[];
  from: IndicatorVersion | undefined;
  onClose: () => void;
  onSaved: (id: string) => void;
}) {
  const t = useText('figures');
  const kit = useText('kit');
  const editor = useEditor({
    queue: '',
    formula: from?.formula ?? ('negative' as const),
    phone: (from?.threshold.phone ?? 20) as number | null,
    chat: (from?.threshold.chat ?? 30) as number | null,
    email: (from?.threshold.email ?? 14_400) as number | null,
    pec: (from?.threshold.pec ?? 14_400) as number | null,
    form: (from?.threshold.form ?? 14_400) as number | null,
    desk: (from?.threshold.desk ?? 1200) as number | null,
    case: (from?.threshold.case ?? 86_400) as number | null,
    target: Math.round((from?.target ?? 0.8) * 100) as number | null,
    shortAbandonSeconds: (from?.shortAbandonSeconds ?? 5) as number | null,
    validFrom: '',
    note: '',
  });
  return (
    <EditorPane
      title={t('indicators.new')}
      lead={t('indicators.newLead')}
      editor={editor}
      readOnly={false}
      creating
      onClose={onClose}
      onSaved={onSaved}
      onSave={async (values) => {
        const { items } = await callPatiently(createIndicator, {
          body: {
            ...(values.queue === '' ? {} : { queues: [values.queue] }),
            formula: values.formula,
            threshold: Object.fromEntries(
              promised.flatMap((channel) => (values[channel] === null ? [] : [[channel, values[channel]]])),
            ),
            target: (values.target ?? 0) / 100,
            shortAbandonSeconds: values.shortAbandonSeconds ?? 0,
            ...(values.validFrom === '' ? {} : { validFrom: new Date(values.validFrom).toISOString() }),
            note: values.note,
          },
        });
        await refresh(listIndicators, listQueues);
        return { id: items[0]?.id ?? 'new' };
      }}
    >
      <SelectField
        label={t('queue')}
        options={[{ value: '', label: t('indicators.allQueues') }, ...queues]}
        {...editor.text('queue')}
        error={editor.error('queues')}
      />
      <SelectField
        label={t('indicators.formula')}
        help={t(`formula.${editor.values.formula}.text`)}
        options={formulas.map((value) => ({ value, label: t(`formula.${value}.name`) }))}
        {...editor.text('formula')}
      />
      <div className="form-row">
        <TextField label={t('indicators.targetPercent')} {...editor.number('target')} />
        <TextField
          label={t('indicators.shortSeconds')}
          help={t('indicators.shortHelp')}
          {...editor.number('shortAbandonSeconds')}
        />
      </div>
      <Part title={t('indicators.thresholds')} help={t('indicators.thresholdsHelp')}>
        <div className="form-row wrap">
          {promised.map((channel) => (
            <TextField
              key={channel}
              label={kit(`channel.${channel}`)}
              {...editor.number(channel)}
              error={editor.error(`threshold.${channel}`)}
            />
          ))}
        </div>
      </Part>
      <TextField
        label={t('indicators.validFrom')}
        type="datetime-local"
        help={t('indicators.validFromHelp')}
        {...editor.text('validFrom')}
      />
      <TextField label={t('indicators.note')} help={t('indicators.noteHelp')} {...editor.text('note')} />
    </EditorPane>
  );
}
