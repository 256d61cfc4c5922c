import { useState } from 'react';
import { checkRouting } from '#contract/routing-plans.ts';
import { getQueuePhone, setQueuePhone } from '#contract/queue-phone.ts';
import { queueRecording, setQueueRecording } from '#contract/recordings.ts';
import { createQueue, listQueues, updateQueue } from '#contract/routing.ts';
import { Chip, formats, Loaded, TabPanel, Tabs, useApi, useTabIds, useText } from '#web/kit/index.ts';
import { UnsavedGuard, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { ActiveMark, labelOf, orNull, useServices, useTeams } from './common.tsx';
import { QueueEntry } from './queue-branches.tsx';
import { QueueCallbacks } from './queue-callbacks.tsx';
import { HelpRules, OverflowRules } from './queue-help.tsx';
import {
  GeneralPart,
  LevelPart,
  OffersPart,
  PlanPart,
  queueValues,
  type QueueValues,
} from './queue-parts.tsx';
import { phoneBody, phoneValues, QueuePhoneParts } from './queue-phone.tsx';
import { QueueRecording, recordingBody, recordingValues } from './queue-recording.tsx';
import type { Queue } from './queue-rules.ts';
import { useRoutingNames } from './routing-names.ts';
import { RoutingWarnings } from './routing-warnings.tsx';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

const rowsOf = ({ items }: { items: Queue[] }) => items;

/** Queues: the list, and the page of one beside it. */
export default function Queues() {
  const t = useText('admin');
  const queues = useApi(listQueues, undefined, { select: rowsOf });
  const services = useServices();
  const teams = useTeams();
  const writes = useMay('admin.routing');
  return (
    <RecordSection<Queue>
      id="queues"
      newLabel={t('queues.new')}
      writes={writes}
      query={queues}
      empty={t('queues.empty')}
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
        { id: 'open', head: t('state'), cell: (one) => <Standing queue={one} /> },
      ]}
      editor={(opened) => <QueueEditor opened={opened} service={services[0]?.value ?? ''} />}
    />
  );
}

function Standing({ queue }: { queue: Queue }) {
  const t = useText('admin');
  if (!queue.active) return <ActiveMark active={false} />;
  if (queue.emergencyClosed) return <Chip tone="crit">{t('queues.emergency')}</Chip>;
  return queue.open ? <Chip tone="ok">{t('queues.openNow')}</Chip> : <Chip>{t('queues.closedNow')}</Chip>;
}

const tabs = [
  'general',
  'offers',
  'plan',
  'help',
  'branches',
  'callback',
  'phone',
  'recording',
  'level',
] as const;
type Tab = (typeof tabs)[number];
/** Which part of the page a field stands in, for those that the server refused. */
const tabOf = (field: string): Tab => {
  const name = /^\w+/.exec(field)?.[0] ?? '';
  if (['help', 'overflow'].includes(name)) return 'help';
  if (['limit', 'branches'].includes(name)) return 'branches';
  if (name === 'callback') return 'callback';
  if (name === 'planId') return 'plan';
  if (name === 'shortAbandonSeconds') return 'level';
  if (name === 'serviceLevel') return field.startsWith('serviceLevel.threshold') ? 'offers' : 'level';
  return [
    'name',
    'code',
    'serviceId',
    'teamId',
    'calendarId',
    'active',
    'wrapUpMode',
    'wrapUpSeconds',
  ].includes(name)
    ? 'general'
    : 'offers';
};

/** What is sent of the values on screen. */
const bodyOf = ({
  formula,
  version,
  threshold,
  target,
  preferredMode,
  preferredSeconds,
  personalLimit,
  liveMinutes,
  deferredMinutes,
  ...all
}: QueueValues) => ({
  ...all,
  teamId: orNull(all.teamId),
  calendarId: orNull(all.calendarId),
  planId: orNull(all.planId),
  priority: all.priority ?? 5,
  refusalSeconds: all.refusalSeconds ?? 0,
  refusalsBeforeAlert: all.refusalsBeforeAlert ?? 3,
  wrapUpSeconds: all.wrapUpSeconds ?? 0,
  shortAbandonSeconds: all.shortAbandonSeconds ?? 0,
  serviceLevel: { formula, version, threshold, target: (target ?? 0) / 100 },
  parallelOffers: all.parallelOffers ?? 1,
  consult: { liveMinutes: liveMinutes ?? 10, deferredMinutes: deferredMinutes ?? 1440 },
  preferred: { mode: preferredMode, seconds: preferredSeconds ?? 60, personalLimit: personalLimit ?? 10 },
});

function QueueEditor({ opened, service }: { opened: Opened<Queue>; service: string }) {
  const { row, writes } = opened;
  const t = useText('routing');
  const names = useRoutingNames();
  const editor = useEditor(queueValues(row, service));
  const { values, set } = editor;
  const ids = useTabIds();
  const [tab, setTab] = useState<Tab>('general');
  // How it records is kept apart from the queue: a form of its own under the same tabs.
  const recording = useApi(queueRecording, { params: { id: row?.id ?? '' } }, { enabled: row !== null });
  const records = useEditor(recordingValues(recording.data), { follows: true });
  // What its callers hear as well.
  const phone = useApi(getQueuePhone, { params: { id: row?.id ?? '' } }, { enabled: row !== null });
  const phones = useEditor(phoneValues(phone.data), { follows: true });
  const wrong = new Set(editor.wrong.map(tabOf));
  const first = editor.wrong[0];
  const [seen, setSeen] = useState<string>();
  // A refused save opens the part where the first fault stands; the form then puts the focus there.
  if (first !== seen) {
    setSeen(first);
    if (first !== undefined) setTab(tabOf(first));
  }
  const above = (
    <>
      <Tabs
        label={t('tabs.label')}
        className="pane-tabs"
        tabs={tabs
          .filter((id) => (id !== 'recording' && id !== 'phone') || row !== null)
          .map((id) => ({
            id,
            label: wrong.has(id) ? `${t(`tabs.${id}`)} · ${t('tabs.wrong')}` : t(`tabs.${id}`),
          }))}
        open={tab}
        onOpen={setTab}
        ids={ids}
      />
      {/* What the other forms hold is not lost either. */}
      <UnsavedGuard dirtyNow={tab === 'recording' || tab === 'phone' ? editor.dirtyNow : records.dirtyNow} />
      <UnsavedGuard dirtyNow={tab === 'phone' ? records.dirtyNow : phones.dirtyNow} />
    </>
  );
  if (tab === 'phone' && row !== null)
    return (
      <RecordEditor
        opened={opened}
        title={row.name}
        editor={phones}
        update={setQueuePhone}
        refreshes={[getQueuePhone]}
        body={phoneBody}
        above={above}
      >
        <TabPanel ids={ids} id={tab} className="form">
          <Loaded query={phone} rows={4}>
            {({ callbacks }) => <QueuePhoneParts editor={phones} callbacks={callbacks} />}
          </Loaded>
        </TabPanel>
      </RecordEditor>
    );
  if (tab === 'recording' && row !== null)
    return (
      <RecordEditor
        opened={opened}
        title={row.name}
        editor={records}
        update={setQueueRecording}
        refreshes={[queueRecording]}
        body={recordingBody}
        above={above}
      >
        <TabPanel ids={ids} id={tab} className="form">
          <Loaded query={recording} rows={4}>
            {({ agreement, transcriptAgreement, transcriber }) => (
              <QueueRecording
                editor={records}
                agreement={agreement}
                transcriptAgreement={transcriptAgreement}
                transcriber={transcriber}
              />
            )}
          </Loaded>
        </TabPanel>
      </RecordEditor>
    );
  return (
    <RecordEditor
      opened={opened}
      title={row?.name}
      editor={editor}
      create={createQueue}
      update={updateQueue}
      version={row?.version}
      refreshes={[listQueues, checkRouting]}
      // The services may come after the form was opened.
      body={(all) => bodyOf({ ...all, serviceId: all.serviceId || service })}
      above={above}
    >
      {row !== null && <RoutingWarnings what="queue" id={row.id} names={names} />}
      <TabPanel ids={ids} id={tab} className="form">
        {tab === 'general' && <GeneralPart editor={editor} row={row} />}
        {tab === 'offers' && <OffersPart editor={editor} readOnly={!writes} />}
        {tab === 'plan' && <PlanPart editor={editor} names={names} />}
        {tab === 'help' && (
          <>
            <HelpRules
              self={row?.id ?? null}
              names={names}
              readOnly={!writes}
              error={editor.error}
              value={values.help}
              onChange={(help) => set('help', help)}
            />
            <OverflowRules
              self={row?.id ?? null}
              names={names}
              readOnly={!writes}
              error={editor.error}
              value={values.overflow}
              onChange={(overflow) => set('overflow', overflow)}
            />
          </>
        )}
        {tab === 'branches' && (
          <QueueEntry
            self={row?.id ?? null}
            limit={values.limit}
            branches={values.branches}
            names={names}
            error={editor.error}
            onLimit={(limit) => set('limit', limit)}
            onBranches={(branches) => set('branches', branches)}
          />
        )}
        {tab === 'callback' && (
          <QueueCallbacks
            value={values.callback}
            error={editor.error}
            onChange={(callback) => set('callback', callback)}
          />
        )}
        {tab === 'level' && <LevelPart editor={editor} />}
      </TabPanel>
    </RecordEditor>
  );
}
