import { Link } from '@tanstack/react-router';
import { listCalendars } from '#contract/calendars.ts';
import { listPlans } from '#contract/routing-plans.ts';
import { CheckField, formats, SelectField, TextField, useApi, useText } from '#web/kit/index.ts';
import { Part, type Editor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { useServices, useTeams } from './common.tsx';
import { planWords } from './plan-words.ts';
import type { Queue } from './queue-rules.ts';
import { ChannelTimes } from './queue-times.tsx';
import { Requirements } from './requirements.tsx';
import type { RoutingNames } from './routing-names.ts';

const formulas = ['negative', 'ignore', 'positive', 'answered_only', 'strict', 'dequeued', 'it_ls'] as const;
const wrapUps = ['none', 'optional', 'mandatory', 'mandatory_timed', 'forced_timed'] as const;

/** What the form of a queue holds. */
export const queueValues = (row: Queue | null, service: string) => ({
  code: row?.code ?? '',
  name: row?.name ?? '',
  serviceId: row?.serviceId ?? service,
  teamId: row?.teamId ?? '',
  calendarId: row?.calendarId ?? '',
  active: row?.active ?? true,
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
  planId: row?.planId ?? '',
  help: row?.help ?? [],
  overflow: row?.overflow ?? [],
  limit: row?.limit ?? null,
  branches:
    row?.branches ??
    ({ full: { do: 'wait' }, closed: { do: 'wait' }, emergency: { do: 'wait' } } as Queue['branches']),
  parallelOffers: (row?.parallelOffers ?? 1) as number | null,
  preferredMode: row?.preferred.mode ?? ('off' as const),
  preferredSeconds: (row?.preferred.seconds ?? 60) as number | null,
  personalLimit: (row?.preferred.personalLimit ?? 10) as number | null,
  liveMinutes: (row?.consult.liveMinutes ?? 10) as number | null,
  deferredMinutes: (row?.consult.deferredMinutes ?? 1440) as number | null,
  callback:
    row?.callback ??
    ({
      allowed: false,
      first: 'agent',
      maxAttempts: 3,
      retryMinutes: 30,
      expiresDays: 3,
      ringSeconds: 25,
      machine: 'reached',
      abroad: false,
    } as Queue['callback']),
});
export type QueueValues = ReturnType<typeof queueValues>;
interface PartProps {
  editor: Editor<QueueValues>;
}

/** The emergency switch is thrown where the queue is watched: here is said how it stands, and the way there. */
function EmergencyNote({ queue: { id, emergencyClosed } }: { queue: Queue }) {
  const t = useText('admin');
  const watches = useMay('live.read');
  if (!emergencyClosed && !watches) return null;
  return (
    <p className={emergencyClosed ? 'notice crit' : 's12 t2'}>
      <span>
        {emergencyClosed ? t('queues.emergencyNow') : t('queues.emergencyWhere')}{' '}
        {watches && <Link to={`/supervisor/queues/${id}`}>{t('queues.emergencyOpen')}</Link>}
      </span>
    </p>
  );
}

export function GeneralPart({ editor, row }: PartProps & { row: Queue | null }) {
  const t = useText('admin');
  const services = useServices();
  const teams = useTeams(t('allTeams'));
  const calendars = useApi(listCalendars);
  return (
    <>
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
        {row !== null && <EmergencyNote queue={row} />}
      </div>
      <Part title={t('queues.wrapUp')}>
        <div className="form-row">
          <SelectField
            label={t('queues.wrapUpMode')}
            options={wrapUps.map((value) => ({ value, label: t(`wrapUp.${value}`) }))}
            {...editor.text('wrapUpMode')}
          />
          <TextField
            label={t('queues.wrapUpSeconds')}
            help={
              editor.values.wrapUpMode === 'mandatory_timed' || editor.values.wrapUpMode === 'forced_timed'
                ? undefined
                : t('queues.wrapUpUntimed')
            }
            {...editor.number('wrapUpSeconds')}
          />
        </div>
      </Part>
    </>
  );
}

export function OffersPart({ editor, readOnly }: PartProps & { readOnly: boolean }) {
  const t = useText('admin');
  const routing = useText('routing');
  const { values, set } = editor;
  return (
    <>
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
      <Requirements
        label={t('queues.requires')}
        value={values.requires}
        readOnly={readOnly}
        error={editor.error('requires')}
        onChange={(requires) => set('requires', requires)}
      />
      <Part title={t('queues.perChannel')} help={t('queues.perChannelHelp')}>
        <ChannelTimes
          offer={values.offerSeconds}
          threshold={values.threshold}
          error={(name) => editor.error(name)}
          onOffer={(value) => set('offerSeconds', value)}
          onThreshold={(value) => set('threshold', value)}
        />
      </Part>
      <Part title={t('queues.distribution')}>
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
        <TextField
          label={routing('queue.parallel')}
          help={routing('queue.parallelHelp')}
          {...editor.number('parallelOffers')}
        />
      </Part>
      <Part title={routing('queue.consult')} help={routing('queue.consultHelp')}>
        <div className="form-row">
          <TextField
            label={routing('queue.consultLive')}
            {...editor.number('liveMinutes')}
            error={editor.error('consult.liveMinutes')}
          />
          <TextField
            label={routing('queue.consultDeferred')}
            help={values.deferredMinutes === null ? undefined : formats.span(values.deferredMinutes * 60)}
            {...editor.number('deferredMinutes')}
            error={editor.error('consult.deferredMinutes')}
          />
        </div>
      </Part>
      <Part title={routing('queue.preferred')} help={routing('queue.preferredHelp')}>
        <div className="form-row">
          <SelectField
            label={routing('queue.preferredMode')}
            options={(['off', 'members', 'anyone'] as const).map((value) => ({
              value,
              label: routing(`queue.mode_${value}`),
            }))}
            {...editor.text('preferredMode')}
          />
          {values.preferredMode !== 'off' && (
            <>
              <TextField
                label={routing('queue.preferredSeconds')}
                {...editor.number('preferredSeconds')}
                error={editor.error('preferred.seconds')}
              />
              <TextField
                label={routing('queue.personalLimit')}
                {...editor.number('personalLimit')}
                error={editor.error('preferred.personalLimit')}
              />
            </>
          )}
        </div>
      </Part>
    </>
  );
}

export function PlanPart({ editor, names }: PartProps & { names: RoutingNames }) {
  const t = useText('routing');
  const plans = useApi(listPlans).data?.items ?? [];
  const chosen = plans.find(({ id }) => id === editor.values.planId);
  return (
    <>
      <SelectField
        label={t('queue.plan')}
        options={[
          { value: '', label: t('queue.noPlan') },
          ...plans
            .filter(({ id, active }) => active || id === editor.values.planId)
            .map(({ id, name }) => ({ value: id, label: name })),
        ]}
        {...editor.text('planId')}
      />
      <div className="plan-words">
        {chosen === undefined ? (
          <p className="t2">{t('queue.noPlanWords')}</p>
        ) : (
          <>
            <ol>
              {planWords(chosen.steps, names, t).map((line, at) => (
                // oxlint-disable-next-line react/no-array-index-key -- lines of a text
                <li key={at}>{line}</li>
              ))}
            </ol>
            <Link to="/admin/$section/{-$id}" params={{ section: 'plans', id: chosen.id }}>
              {t('queue.openPlan')}
            </Link>
          </>
        )}
      </div>
    </>
  );
}

export function LevelPart({ editor }: PartProps) {
  const t = useText('admin');
  return (
    <>
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
    </>
  );
}
