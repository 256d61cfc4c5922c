import { listColleagues } from '#contract/access.ts';
import { listCalendars } from '#contract/calendars.ts';
import { createCentre, listCentres, updateCentre, type Centre } from '#contract/escalations.ts';
import { listClassification } from '#contract/knowledge.ts';
import { listQueues } from '#contract/routing.ts';
import { AreaField, CheckField, nameIn, SelectField, TextField, useApi, useText } from '#web/kit/index.ts';
import { CheckList, Part, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { ActiveMark, labelOf, orNull, useServices, useTeams } from './common.tsx';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

const rowsOf = ({ items }: { items: Centre[] }) => items;
/** `50, 100` as numbers; what is no number is left for the server to refuse. */
const numbers = (text: string): number[] =>
  text
    .split(/[\s,;%]+/)
    .filter((part) => part !== '')
    .map(Number);
const addresses = (text: string): string[] => text.split(/[\s,;]+/).filter((part) => part !== '');

/** Competence centres: who answers, in which hours, by when, and how they are reminded. */
export default function Centres() {
  const t = useText('admin');
  const own = useText('escalations');
  const centres = useApi(listCentres, undefined, { select: rowsOf });
  const queues = useApi(listQueues);
  const writes = useMay('admin.routing');
  return (
    <RecordSection<Centre>
      id="centres"
      lead={own('admin.lead')}
      newLabel={own('admin.new')}
      writes={writes}
      query={centres}
      empty={own('admin.empty')}
      columns={[
        { id: 'name', head: t('name'), cell: (one) => one.name },
        {
          id: 'way',
          head: own('admin.answers'),
          cell: (one) =>
            [
              queues.data?.items.find(({ id }) => id === one.queue)?.name,
              ...(one.addresses.length === 0 ? [] : [one.addresses[0]!]),
            ]
              .filter((part) => part !== undefined)
              .join(' · '),
        },
        {
          id: 'promise',
          head: own('admin.promise'),
          end: true,
          cell: (one) => own('admin.minutes', { count: one.promiseMinutes }),
        },
        { id: 'active', head: t('state'), cell: (one) => <ActiveMark active={one.active} /> },
      ]}
      editor={(opened) => <CentreEditor opened={opened} />}
    />
  );
}

function CentreEditor({ opened }: { opened: Opened<Centre> }) {
  const { row } = opened;
  const t = useText('admin');
  const own = useText('escalations');
  const services = useServices(own('admin.allServices'));
  const teams = useTeams(own('admin.allTeams'));
  const queues = useApi(listQueues);
  const calendars = useApi(listCalendars);
  const people = useApi(listColleagues);
  const classification = useApi(listClassification);
  const editor = useEditor({
    name: row?.name ?? '',
    description: row?.description ?? '',
    service: row?.service ?? '',
    team: row?.team ?? '',
    classifications: row?.classifications ?? [],
    queue: row?.queue ?? '',
    addresses: (row?.addresses ?? []).join('\n'),
    head: row?.head ?? '',
    headAddress: row?.headAddress ?? '',
    calendar: row?.calendar ?? '',
    promiseMinutes: (row?.promiseMinutes ?? 960) as number | null,
    reminders: (row?.reminders ?? [50, 100]).join(', '),
    headAt: (row === null ? 150 : row.headAt) as number | null,
    language: row?.language ?? ('it' as 'it' | 'en'),
    active: row?.active ?? true,
  });
  const levels = (classification.data?.items ?? []).filter(({ level, active }) => level === 1 && active);
  const none = { value: '', label: own('admin.none') };
  return (
    <RecordEditor
      opened={opened}
      title={row?.name}
      editor={editor}
      create={createCentre}
      update={updateCentre}
      refreshes={[listCentres]}
      body={(values) => ({
        ...values,
        service: orNull(values.service),
        team: orNull(values.team),
        queue: orNull(values.queue),
        addresses: addresses(values.addresses),
        head: orNull(values.head),
        headAddress: orNull(values.headAddress.trim()),
        calendar: orNull(values.calendar),
        promiseMinutes: values.promiseMinutes ?? 0,
        reminders: numbers(values.reminders),
      })}
    >
      <TextField label={t('name')} {...editor.text('name')} />
      <AreaField
        label={own('admin.description')}
        help={own('admin.descriptionHelp')}
        rows={2}
        optional
        {...editor.text('description')}
      />
      <Part title={own('admin.where')} help={own('admin.whereHelp')}>
        <div className="form-row">
          <SelectField label={t('service')} {...editor.text('service')} options={services} />
          <SelectField label={own('admin.team')} {...editor.text('team')} options={teams} />
        </div>
        <CheckList
          legend={own('admin.classifications')}
          options={levels.map(({ id, name }) => ({ value: id, label: nameIn(name) }))}
          value={editor.values.classifications}
          onChange={(value) =>
            // Finer ones that were set by the API stay.
            editor.set('classifications', value)
          }
          error={editor.error('classifications')}
        />
      </Part>
      <Part title={own('admin.who')} help={own('admin.whoHelp')}>
        <SelectField
          label={own('admin.queue')}
          {...editor.text('queue')}
          options={[none, ...(queues.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
        />
        <AreaField
          label={own('admin.addresses')}
          help={own('admin.addressesHelp')}
          rows={2}
          optional
          {...editor.text('addresses')}
        />
        <div className="form-row">
          <SelectField
            label={own('admin.head')}
            {...editor.text('head')}
            options={[
              none,
              ...(people.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
              ...(row?.head != null && !(people.data?.items ?? []).some(({ id }) => id === row.head)
                ? [{ value: row.head, label: labelOf([], row.head) ?? '—' }]
                : []),
            ]}
          />
          <TextField label={own('admin.headAddress')} type="email" optional {...editor.text('headAddress')} />
        </div>
      </Part>
      <Part title={own('admin.times')} help={own('admin.timesHelp')}>
        <div className="form-row">
          <SelectField
            label={own('admin.calendar')}
            {...editor.text('calendar')}
            options={[
              { value: '', label: own('admin.always') },
              ...(calendars.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <TextField label={own('admin.promiseMinutes')} {...editor.number('promiseMinutes')} />
        </div>
        <div className="form-row">
          <TextField
            label={own('admin.reminders')}
            help={own('admin.remindersHelp')}
            {...editor.text('reminders')}
          />
          <TextField
            label={own('admin.headAt')}
            help={own('admin.headAtHelp')}
            {...editor.number('headAt')}
          />
        </div>
        <SelectField
          label={own('admin.language')}
          {...editor.text('language')}
          options={[
            { value: 'it', label: own('admin.it') },
            { value: 'en', label: own('admin.en') },
          ]}
        />
      </Part>
      <CheckField label={t('active')} {...editor.check('active')} />
    </RecordEditor>
  );
}
