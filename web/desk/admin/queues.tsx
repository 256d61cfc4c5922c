import type { z } from 'zod';
import { listCalendars } from '#contract/calendars.ts';
import { createQueue, listQueues, updateQueue, type queue } from '#contract/routing.ts';
import type { Channel } from '#contract/words.ts';
import {
  callPatiently,
  ChannelIcon,
  CheckField,
  Chip,
  EmptyState,
  formats,
  SelectField,
  TextField,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { EditorPane, Part, RecordList, refresh, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { ActiveMark, labelOf, orNull, SectionPage, useRecord, useServices, useTeams } from './common.tsx';
import { Requirements } from './requirements.tsx';

type Queue = z.output<typeof queue> & { open: boolean };
const rowsOf = ({ items }: { items: Queue[] }) => items;
const formulas = ['negative', 'ignore', 'positive', 'answered_only', 'strict', 'dequeued', 'it_ls'] as const;
const wrapUps = ['none', 'optional', 'mandatory', 'mandatory_timed', 'forced_timed'] as const;
const always: Channel[] = ['email', 'form', 'chat', 'phone'];

export default function Queues() {
  const t = useText('admin');
  const queues = useApi(listQueues, undefined, { select: rowsOf });
  const services = useServices();
  const teams = useTeams();
  const writes = useMay('admin.routing');
  const record = useRecord('queues');
  const row = queues.data?.find(({ id }) => id === record.id) ?? null;
  return (
    <SectionPage id="queues" onNew={writes ? () => record.open('new') : undefined} newLabel={t('queues.new')}>
      <RecordList<Queue>
        label={t('sections.queues')}
        query={queues}
        rowKey={({ id }) => id}
        openKey={record.id}
        onOpen={({ id }) => record.open(id)}
        empty={<EmptyState>{t('queues.empty')}</EmptyState>}
        wide
        columns={[
          { id: 'name', head: t('name'), cell: (one) => one.name },
          { id: 'service', head: t('service'), cell: (one) => labelOf(services, one.serviceId) },
          {
            id: 'team',
            head: t('team'),
            cell: (one) => labelOf(teams, one.teamId) ?? <span className="t3">{t('allTeams')}</span>,
          },
          { id: 'priority', head: t('queues.priority'), end: true, cell: (one) => one.priority },
          {
            id: 'target',
            head: t('queues.target'),
            end: true,
            cell: (one) => formats.percent(one.serviceLevel.target),
          },
          {
            id: 'open',
            head: t('state'),
            cell: (one) =>
              !one.active ? (
                <ActiveMark active={false} />
              ) : one.emergencyClosed ? (
                <Chip tone="crit">{t('queues.emergency')}</Chip>
              ) : one.open ? (
                <Chip tone="ok">{t('queues.openNow')}</Chip>
              ) : (
                <Chip>{t('queues.closedNow')}</Chip>
              ),
          },
        ]}
        pane={
          record.id !== undefined &&
          (row !== null || record.isNew) && (
            <QueueEditor
              key={record.id}
              row={row}
              writes={writes}
              onClose={record.close}
              onSaved={record.open}
            />
          )
        }
      />
    </SectionPage>
  );
}

function QueueEditor({
  row,
  writes,
  onClose,
  onSaved,
}: {
  row: Queue | null;
  writes: boolean;
  onClose: () => void;
  onSaved: (id: string) => void;
}) {
  const t = useText('admin');
  const services = useServices();
  const teams = useTeams(t('allTeams'));
  const calendars = useApi(listCalendars);
  const editor = useEditor({
    code: row?.code ?? '',
    name: row?.name ?? '',
    serviceId: row?.serviceId ?? services[0]?.value ?? '',
    teamId: row?.teamId ?? '',
    calendarId: row?.calendarId ?? '',
    active: row?.active ?? true,
    emergencyClosed: row?.emergencyClosed ?? false,
    priority: (row?.priority ?? 5) as number | null,
    offerSeconds: row?.offerSeconds ?? { email: 120, form: 120, chat: 30, phone: 20 },
    idleClock: row?.idleClock ?? ('last_handled' as const),
    refusalSeconds: (row?.refusalSeconds ?? 120) as number | null,
    refusalsBeforeAlert: (row?.refusalsBeforeAlert ?? 3) as number | null,
    ttlSeconds: row?.ttlSeconds ?? null,
    wrapUpMode: row?.wrapUpMode ?? ('mandatory' as const),
    wrapUpSeconds: (row?.wrapUpSeconds ?? 120) as number | null,
    shortAbandonSeconds: (row?.shortAbandonSeconds ?? 5) as number | null,
    formula: row?.serviceLevel.formula ?? ('negative' as const),
    version: row?.serviceLevel.version ?? 1,
    threshold: row?.serviceLevel.threshold ?? { email: 14_400, form: 14_400, chat: 60, phone: 20 },
    target: (row === null ? 80 : Math.round(row.serviceLevel.target * 1000) / 10) as number | null,
    requires: row?.requires ?? [],
  });
  const { values, set } = editor;
  const timed = values.wrapUpMode === 'mandatory_timed' || values.wrapUpMode === 'forced_timed';
  return (
    <EditorPane
      title={row?.name ?? t('queues.new')}
      editor={editor}
      readOnly={!writes}
      creating={row === null}
      onClose={onClose}
      onSaved={onSaved}
      onSave={async (all) => {
        const { formula, version, threshold, target, ...rest } = all;
        const body = {
          ...rest,
          teamId: orNull(all.teamId),
          calendarId: orNull(all.calendarId),
          priority: all.priority ?? 5,
          refusalSeconds: all.refusalSeconds ?? 0,
          refusalsBeforeAlert: all.refusalsBeforeAlert ?? 3,
          wrapUpSeconds: all.wrapUpSeconds ?? 0,
          shortAbandonSeconds: all.shortAbandonSeconds ?? 0,
          serviceLevel: { formula, version, threshold, target: (target ?? 0) / 100 },
        };
        const saved =
          row === null
            ? await callPatiently(createQueue, { body })
            : await callPatiently(updateQueue, { params: { id: row.id }, body });
        await refresh(listQueues);
        return saved;
      }}
    >
      <div className="form-row">
        <TextField label={t('name')} {...editor.text('name')} />
        <TextField label={t('code')} help={t('codeHelp')} className="input mono" {...editor.text('code')} />
      </div>
      <div className="form-row">
        <SelectField label={t('service')} options={services} {...editor.text('serviceId')} />
        <SelectField label={t('team')} options={teams} {...editor.text('teamId')} />
        <SelectField
          label={t('sections.hours')}
          options={[
            { value: '', label: t('queues.alwaysOpen') },
            ...(calendars.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          {...editor.text('calendarId')}
        />
      </div>
      <div className="form-row">
        <CheckField label={t('active')} {...editor.check('active')} />
        <CheckField
          label={t('queues.emergencySwitch')}
          help={t('queues.emergencyHelp')}
          {...editor.check('emergencyClosed')}
        />
      </div>
      <Part title={t('queues.perChannel')} help={t('queues.perChannelHelp')}>
        <ChannelTimes
          offer={values.offerSeconds}
          threshold={values.threshold}
          error={(name) => editor.error(name)}
          onOffer={(value) => set('offerSeconds', value)}
          onThreshold={(value) => set('threshold', value)}
        />
      </Part>
      <Part title={t('queues.serviceLevel')}>
        <SelectField
          label={t('queues.formula')}
          options={formulas.map((value) => ({ value, label: t(`formula.${value}`) }))}
          {...editor.text('formula')}
        />
        <div className="form-row">
          <TextField
            label={t('queues.targetPercent')}
            {...editor.number('target')}
            error={editor.error('serviceLevel.target')}
          />
          <TextField
            label={t('queues.shortAbandon')}
            help={t('queues.shortAbandonHelp')}
            {...editor.number('shortAbandonSeconds')}
          />
        </div>
      </Part>
      <Part title={t('queues.distribution')}>
        <div className="form-row">
          <TextField
            label={t('queues.priority')}
            help={t('queues.priorityHelp')}
            {...editor.number('priority')}
          />
          <SelectField
            label={t('queues.idleClock')}
            options={(['last_handled', 'available_since'] as const).map((value) => ({
              value,
              label: t(`queues.idle_${value}`),
            }))}
            {...editor.text('idleClock')}
          />
        </div>
        <div className="form-row">
          <TextField
            label={t('queues.refusal')}
            help={t('queues.refusalHelp')}
            {...editor.number('refusalSeconds')}
          />
          <TextField label={t('queues.refusals')} {...editor.number('refusalsBeforeAlert')} />
          <TextField
            label={t('queues.ttl')}
            help={t('queues.ttlHelp')}
            optional
            {...editor.number('ttlSeconds')}
          />
        </div>
        <Requirements
          label={t('queues.requires')}
          value={values.requires}
          readOnly={!writes}
          error={editor.error('requires')}
          onChange={(requires) => set('requires', requires)}
        />
      </Part>
      <Part title={t('queues.wrapUp')}>
        <div className="form-row">
          <SelectField
            label={t('queues.wrapUpMode')}
            options={wrapUps.map((value) => ({ value, label: t(`wrapUp.${value}`) }))}
            {...editor.text('wrapUpMode')}
          />
          <TextField
            label={t('queues.wrapUpSeconds')}
            help={timed ? undefined : t('queues.wrapUpUntimed')}
            {...editor.number('wrapUpSeconds')}
          />
        </div>
      </Part>
    </EditorPane>
  );
}

type Times = Record<string, number>;
/** Per channel: how long an offer rings, and within how long the first answer is promised. Seconds. */
function ChannelTimes({
  offer,
  threshold,
  error,
  onOffer,
  onThreshold,
}: {
  offer: Times;
  threshold: Times;
  error: (name: string) => string | undefined;
  onOffer: (value: Times) => void;
  onThreshold: (value: Times) => void;
}) {
  const t = useText('admin');
  const channels = [...new Set([...always, ...Object.keys(offer), ...Object.keys(threshold)])] as Channel[];
  const cell = (
    channel: Channel,
    label: string,
    values: Times,
    name: string,
    onChange: (value: Times) => void,
  ) => (
    <>
      <input
        className="input"
        type="number"
        inputMode="numeric"
        aria-label={`${label}, ${t(`channel.${channel}`)}`}
        aria-invalid={error(`${name}.${channel}`) !== undefined || undefined}
        value={values[channel] ?? ''}
        onChange={(event) => {
          const { [channel]: _old, ...rest } = values;
          onChange(event.target.value === '' ? rest : { ...rest, [channel]: Number(event.target.value) });
        }}
      />
      {error(`${name}.${channel}`) !== undefined && <p className="error">{error(`${name}.${channel}`)}</p>}
    </>
  );
  return (
    <table className="grid-table">
      <thead>
        <tr>
          <th scope="col">{t('channelTitle')}</th>
          <th scope="col">{t('queues.offerSeconds')}</th>
          <th scope="col">{t('queues.threshold')}</th>
          <th scope="col">
            <span className="sr">{t('queues.thresholdWords')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {channels.map((channel) => (
          <tr key={channel}>
            <td>
              <span className="row channel-cell">
                <ChannelIcon channel={channel} size={15} silent />
                {t(`channel.${channel}`)}
              </span>
            </td>
            <td>{cell(channel, t('queues.offerSeconds'), offer, 'offerSeconds', onOffer)}</td>
            <td>{cell(channel, t('queues.threshold'), threshold, 'serviceLevel.threshold', onThreshold)}</td>
            <td className="t3 s12 num">
              {threshold[channel] === undefined ? '' : formats.span(threshold[channel])}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
