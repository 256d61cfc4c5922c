import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { listStaff } from '#contract/access.ts';
import {
  createThreshold,
  deleteThreshold,
  listThresholds,
  thresholdMeasures,
  updateThreshold,
  type Threshold,
  type ThresholdMeasure,
} from '#contract/figures.ts';
import { listQueues } from '#contract/routing.ts';
import {
  callPatiently,
  CheckField,
  Confirm,
  formats,
  IconButton,
  SelectField,
  TextField,
  toastProblem,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { CheckList, refresh, useEditor, type Choice } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { ActiveMark, labelOf, orNull } from './common.tsx';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

const unitOf = (measure: ThresholdMeasure) => thresholdMeasures[measure].unit;
const rowsOf = ({ items }: { items: Threshold[] }) => items;

/** A value as people write it: shares in per cent. */
const shown = (measure: ThresholdMeasure, value: number | null): number | null =>
  value === null ? null : unitOf(measure) === 'share' ? Math.round(value * 1000) / 10 : value;
const meant = (measure: ThresholdMeasure, value: number | null): number | null =>
  value === null ? null : unitOf(measure) === 'share' ? value / 100 : value;
const written = (measure: ThresholdMeasure, value: number | null): string =>
  value === null
    ? '—'
    : unitOf(measure) === 'share'
      ? formats.percent(value)
      : unitOf(measure) === 'seconds'
        ? formats.wait(value)
        : formats.number(value);

/** Limits that are watched, and who is told. */
export default function Thresholds() {
  const t = useText('figures');
  const admin = useText('admin');
  const thresholds = useApi(listThresholds, undefined, { select: rowsOf });
  const queues = useApi(listQueues);
  const writes = useMay('admin.routing');
  const choices: Choice[] = [
    { value: '', label: t('thresholds.all') },
    ...(queues.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <RecordSection<Threshold>
      id="thresholds"
      lead={t('thresholds.lead')}
      newLabel={t('thresholds.new')}
      writes={writes}
      query={thresholds}
      empty={t('thresholds.empty')}
      columns={[
        {
          id: 'queue',
          head: t('queue'),
          cell: (one) => labelOf(choices, one.queueId ?? '') ?? '—',
        },
        { id: 'measure', head: t('thresholds.measure'), cell: (one) => t(`measure.${one.measure}`) },
        {
          id: 'warn',
          head: t('thresholds.warn'),
          end: true,
          cell: (one) => <span className="num">{written(one.measure, one.warn)}</span>,
        },
        {
          id: 'critical',
          head: t('thresholds.critical'),
          end: true,
          cell: (one) => <span className="num">{written(one.measure, one.critical)}</span>,
        },
        { id: 'mail', head: t('thresholds.mail'), end: true, cell: (one) => one.mailTo.length },
        { id: 'active', head: admin('state'), cell: (one) => <ActiveMark active={one.active} /> },
      ]}
      editor={(opened) => <ThresholdEditor opened={opened} queues={choices} />}
    />
  );
}

function ThresholdEditor({ opened, queues }: { opened: Opened<Threshold>; queues: Choice[] }) {
  const { row, writes, onClose } = opened;
  const t = useText('figures');
  const admin = useText('admin');
  const staff = useApi(listStaff, { query: { limit: 200 } });
  const [removing, setRemoving] = useState(false);
  const first = row?.measure ?? 'waiting';
  const editor = useEditor({
    queueId: row?.queueId ?? '',
    measure: first as ThresholdMeasure,
    warn: shown(first, row?.warn ?? null),
    critical: shown(first, row?.critical ?? null),
    margin: shown(first, row?.margin ?? 0) as number | null,
    holdSeconds: (row?.holdSeconds ?? 60) as number | null,
    mailTo: row?.mailTo ?? ([] as string[]),
    active: row?.active ?? true,
  });
  const { measure } = editor.values;
  const unit = t(`unit.${unitOf(measure)}`);
  async function remove() {
    try {
      await callPatiently(deleteThreshold, { params: { id: row!.id } });
      editor.settle();
      onClose();
      await refresh(listThresholds);
    } catch (error) {
      toastProblem(error);
    }
  }
  return (
    <RecordEditor
      opened={opened}
      title={
        row === null
          ? undefined
          : `${t(`measure.${row.measure}`)} · ${labelOf(queues, row.queueId ?? '') ?? ''}`
      }
      editor={editor}
      create={createThreshold}
      update={updateThreshold}
      refreshes={[listThresholds]}
      actions={
        row !== null &&
        writes && (
          <IconButton label={t('thresholds.remove')} onClick={() => setRemoving(true)}>
            <IconTrash size={16} aria-hidden />
          </IconButton>
        )
      }
      body={({ queueId, warn, critical, margin, holdSeconds, ...rest }) => ({
        ...rest,
        queueId: orNull(queueId),
        warn: meant(measure, warn),
        critical: meant(measure, critical),
        margin: meant(measure, margin) ?? 0,
        holdSeconds: holdSeconds ?? 0,
      })}
    >
      <SelectField label={t('queue')} options={queues} {...editor.text('queueId')} />
      <SelectField
        label={t('thresholds.measure')}
        help={t(`bad.${thresholdMeasures[measure].bad}`)}
        options={Object.keys(thresholdMeasures).map((value) => ({ value, label: t(`measure.${value}`) }))}
        {...editor.text('measure')}
      />
      <div className="form-row">
        <TextField label={`${t('thresholds.warn')} (${unit})`} step="any" {...editor.number('warn')} />
        <TextField
          label={`${t('thresholds.critical')} (${unit})`}
          step="any"
          {...editor.number('critical')}
        />
      </div>
      <div className="form-row">
        <TextField
          label={`${t('thresholds.margin')} (${unit})`}
          help={t('thresholds.marginHelp')}
          step="any"
          {...editor.number('margin')}
        />
        <TextField
          label={t('thresholds.hold')}
          help={t('thresholds.holdHelp')}
          {...editor.number('holdSeconds')}
        />
      </div>
      <CheckField label={admin('active')} {...editor.check('active')} />
      <CheckList
        legend={t('thresholds.mailTo')}
        options={(staff.data?.items ?? [])
          .filter(({ active, id }) => active || editor.values.mailTo.includes(id))
          .map(({ id, name }) => ({ value: id, label: name }))}
        value={editor.values.mailTo}
        error={editor.error('mailTo')}
        onChange={(mailTo) => editor.set('mailTo', mailTo)}
      />
      {removing && (
        <Confirm
          title={t('thresholds.removeTitle')}
          confirm={t('thresholds.remove')}
          danger
          onConfirm={() => void remove()}
          onClose={() => setRemoving(false)}
        >
          <p>{t('thresholds.removeText')}</p>
        </Confirm>
      )}
    </RecordEditor>
  );
}
