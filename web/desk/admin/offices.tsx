import { IconPlus, IconTrash } from '@tabler/icons-react';
import {
  createOffice,
  listOffices,
  listOfficeSettings,
  updateOffice,
  type Bookable,
  type Office,
} from '#contract/appointments.ts';
import { listCalendars } from '#contract/calendars.ts';
import { listQueues } from '#contract/routing.ts';
import { languages } from '#contract/words.ts';
import {
  Button,
  CheckField,
  formats,
  IconButton,
  nameIn,
  SelectField,
  TextField,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { Part, useEditor, type Editor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { ActiveMark, orNull } from './common.tsx';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';
import './admin.css';

const rowsOf = ({ items }: { items: Office[] }) => items;
type Draft = Omit<Bookable, 'id'> & { id?: string };
const fresh: Draft = {
  name: { it: '', en: '' },
  bring: {},
  minutes: 20,
  capacity: 1,
  daysAhead: 30,
  noticeMinutes: 120,
  calendar: null,
  online: true,
};
const others = languages.filter((one) => one !== 'it' && one !== 'en');

/** Offices: where people come, and what they may book there. */
export default function Offices() {
  const t = useText('admin');
  const own = useText('appointments');
  const offices = useApi(listOfficeSettings, undefined, { select: rowsOf });
  const writes = useMay('admin.routing');
  return (
    <RecordSection<Office>
      id="offices"
      lead={own('admin.lead')}
      newLabel={own('admin.new')}
      writes={writes}
      query={offices}
      empty={own('admin.empty')}
      wide
      columns={[
        { id: 'name', head: t('name'), cell: (one) => one.name },
        { id: 'queue', head: own('admin.queue'), cell: (one) => one.queueName },
        { id: 'calendar', head: own('admin.calendar'), minor: true, cell: (one) => one.calendarName },
        {
          id: 'bookables',
          head: own('admin.bookables'),
          end: true,
          cell: (one) => <span className="num">{one.bookables.length}</span>,
        },
        { id: 'active', head: t('state'), cell: (one) => <ActiveMark active={one.active} /> },
      ]}
      editor={(opened) => <OfficeEditor opened={opened} />}
    />
  );
}

interface Values extends Record<string, unknown> {
  code: string;
  name: string;
  address: string;
  calendar: string;
  queue: string;
  counters: number | null;
  graceMinutes: number | null;
  active: boolean;
  bookables: Draft[];
}

function OfficeEditor({ opened }: { opened: Opened<Office> }) {
  const { row, writes } = opened;
  const t = useText('admin');
  const own = useText('appointments');
  const calendars = useApi(listCalendars).data?.items ?? [];
  const queues = (useApi(listQueues).data?.items ?? []).filter(
    ({ id, active }) => active || id === row?.queue,
  );
  const editor = useEditor<Values>({
    code: row?.code ?? '',
    name: row?.name ?? '',
    address: row?.address ?? '',
    calendar: row?.calendar ?? '',
    queue: row?.queue ?? '',
    counters: row?.counters ?? null,
    graceMinutes: row?.graceMinutes ?? 15,
    active: row?.active ?? true,
    bookables: row?.bookables ?? [],
  });
  const choose = { value: '', label: '—' };
  return (
    <RecordEditor
      opened={opened}
      title={row?.name}
      editor={editor}
      create={createOffice}
      update={updateOffice}
      refreshes={[listOfficeSettings, listOffices]}
      body={({ graceMinutes, ...rest }) => ({ ...rest, graceMinutes: graceMinutes ?? 0 })}
    >
      <div className="form-row">
        <TextField label={t('name')} {...editor.text('name')} />
        <TextField label={t('code')} help={t('codeHelp')} className="input mono" {...editor.text('code')} />
      </div>
      <TextField label={own('admin.address')} optional {...editor.text('address')} />
      <div className="form-row">
        <SelectField
          label={own('admin.queue')}
          help={own('admin.queueHelp')}
          options={[choose, ...queues.map(({ id, name }) => ({ value: id, label: name }))]}
          {...editor.text('queue')}
        />
        <SelectField
          label={own('admin.calendar')}
          options={[choose, ...calendars.map(({ id, name }) => ({ value: id, label: name }))]}
          {...editor.text('calendar')}
        />
      </div>
      <div className="form-row">
        <TextField
          label={own('admin.counters')}
          help={own('admin.countersHelp')}
          optional
          {...editor.number('counters')}
        />
        <TextField
          label={own('admin.grace')}
          help={own('admin.graceHelp')}
          {...editor.number('graceMinutes')}
        />
      </div>
      <CheckField label={t('active')} {...editor.check('active')} />
      <Part title={own('admin.bookables')}>
        {editor.values.bookables.map((one, index) => (
          <BookableFields
            key={one.id ?? `new ${index}`}
            one={one}
            index={index}
            editor={editor}
            calendars={calendars}
            writes={writes}
          />
        ))}
        {writes && (
          <Button
            small
            icon={<IconPlus size={14} aria-hidden />}
            onClick={() => editor.set('bookables', [...editor.values.bookables, fresh])}
          >
            {own('admin.add')}
          </Button>
        )}
      </Part>
    </RecordEditor>
  );
}

function BookableFields({
  one,
  index,
  editor,
  calendars,
  writes,
}: {
  one: Draft;
  index: number;
  editor: Editor<Values>;
  calendars: { id: string; name: string }[];
  writes: boolean;
}) {
  const own = useText('appointments');
  const change = (next: Partial<Draft>) =>
    editor.set(
      'bookables',
      editor.values.bookables.map((other, at) => (at === index ? { ...other, ...next } : other)),
    );
  const error = (name: string) => editor.error(`bookables[${index}].${name}`);
  const number = (name: 'minutes' | 'capacity' | 'daysAhead' | 'noticeMinutes') => ({
    type: 'number',
    inputMode: 'numeric' as const,
    value: Number.isNaN(one[name]) ? '' : one[name],
    onChange: (event: { target: { value: string } }) =>
      change({ [name]: event.target.value === '' ? Number.NaN : Number(event.target.value) }),
    error: error(name),
  });
  const label = one.name.it === '' ? own('admin.bookable') : nameIn(one.name);
  return (
    <fieldset className="bookable">
      <legend className="row">
        <b className="grow ell">{label}</b>
        {writes && (
          <IconButton
            label={own('admin.removeNamed', { name: label })}
            onClick={() =>
              editor.set(
                'bookables',
                editor.values.bookables.filter((_, at) => at !== index),
              )
            }
          >
            <IconTrash size={15} aria-hidden />
          </IconButton>
        )}
      </legend>
      <div className="form-row">
        {(['it', 'en'] as const).map((language) => (
          <TextField
            key={language}
            label={own(language === 'it' ? 'admin.nameIt' : 'admin.nameEn')}
            value={one.name[language]}
            onChange={(event) => change({ name: { ...one.name, [language]: event.target.value } })}
            error={error(`name.${language}`)}
          />
        ))}
      </div>
      <div className="form-row">
        <TextField label={own('admin.minutes')} {...number('minutes')} />
        <TextField label={own('admin.capacity')} {...number('capacity')} />
        <TextField label={own('admin.daysAhead')} {...number('daysAhead')} />
      </div>
      <div className="form-row">
        <TextField label={own('admin.notice')} help={own('admin.noticeHelp')} {...number('noticeMinutes')} />
        <SelectField
          label={own('admin.hours')}
          value={one.calendar ?? ''}
          options={[
            { value: '', label: own('admin.hoursOffice') },
            ...calendars.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(event) => change({ calendar: orNull(event.target.value) })}
          error={error('calendar')}
        />
      </div>
      <div className="form-row">
        {(['it', 'en'] as const).map((language) => (
          <TextField
            key={language}
            label={own(language === 'it' ? 'admin.bring' : 'admin.bringEn')}
            optional
            value={one.bring[language] ?? ''}
            onChange={(event) => change({ bring: { ...one.bring, [language]: event.target.value } })}
          />
        ))}
      </div>
      <details>
        <summary>{own('admin.others')}</summary>
        <div className="bookable-names">
          {others.map((language) => (
            <TextField
              key={language}
              label={formats.languageName(language)}
              lang={language}
              dir="auto"
              value={one.name[language] ?? ''}
              onChange={(event) => change({ name: { ...one.name, [language]: event.target.value } })}
            />
          ))}
        </div>
      </details>
      <CheckField
        label={own('admin.online')}
        checked={one.online}
        onChange={(event) => change({ online: event.target.checked })}
      />
    </fieldset>
  );
}
