import type { z } from 'zod';
import { createCalendar, listCalendars, updateCalendar, type calendar } from '#contract/calendars.ts';
import { CheckField, Chip, formats, TextField, useApi, useText } from '#web/kit/index.ts';
import { Part, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { Exceptions, Holidays, PatronDay, Week, type Exception, type Opening } from './hours-parts.tsx';
import { MovesPart, type Wish } from './moves-part.tsx';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

type Calendar = z.output<typeof calendar>;
type Row = Calendar & {
  now: { open: boolean; nextOpening: string | null; nextClosing: string | null; holiday: string | null };
};
const rowsOf = ({ items }: { items: Row[] }) => items;

export default function Hours() {
  const t = useText('admin');
  const calendars = useApi(listCalendars, undefined, { select: rowsOf, refetchInterval: 60_000 });
  const writes = useMay('admin.routing');
  return (
    <RecordSection<Row>
      id="hours"
      newLabel={t('hours.new')}
      writes={writes}
      query={calendars}
      empty={t('hours.empty')}
      wide
      columns={[
        { id: 'name', head: t('name'), cell: (one) => one.name },
        {
          id: 'now',
          head: t('hours.now'),
          cell: ({ now }) => (
            <span className="row">
              {now.open ? <Chip tone="ok">{t('hours.openNow')}</Chip> : <Chip>{t('hours.closedNow')}</Chip>}
              {now.holiday !== null && <span className="t2">{now.holiday}</span>}
            </span>
          ),
        },
        {
          id: 'next',
          head: t('hours.next'),
          cell: ({ now }) =>
            now.open
              ? now.nextClosing === null
                ? '—'
                : t('hours.closesAt', { at: formats.brief(now.nextClosing) })
              : now.nextOpening === null
                ? '—'
                : t('hours.opensAt', {
                    at: `${formats.longDay(now.nextOpening)}, ${formats.time(now.nextOpening)}`,
                  }),
        },
        {
          id: 'holidays',
          head: t('hours.holidays'),
          cell: (one) => (one.italianHolidays ? t('yes') : t('no')),
        },
        { id: 'exceptions', head: t('hours.exceptions'), end: true, cell: (one) => one.exceptions.length },
      ]}
      editor={(opened) => <HoursEditor opened={opened} />}
    />
  );
}

const office: Opening[] = [1, 2, 3, 4, 5].flatMap((weekday) => [
  { weekday, opens: '08:30', closes: '12:30' },
  { weekday, opens: '13:30', closes: '17:00' },
]);

/** What of a calendar limits are counted by, as the API wants it. */
const hoursOf = (one: {
  timeZone: string;
  italianHolidays: boolean;
  patronDay: string;
  patronName: string;
  openings: Opening[];
  exceptions: Exception[];
}) => ({
  timeZone: one.timeZone,
  italianHolidays: one.italianHolidays,
  patronDay: one.patronDay === '' ? null : one.patronDay,
  patronName: one.patronDay === '' || one.patronName.trim() === '' ? null : one.patronName.trim(),
  openings: one.openings,
  exceptions: one.exceptions,
});

function HoursEditor({ opened }: { opened: Opened<Row> }) {
  const { row, writes } = opened;
  const t = useText('admin');
  const editor = useEditor<{
    name: string;
    timeZone: string;
    italianHolidays: boolean;
    patronDay: string;
    patronName: string;
    openings: Opening[];
    exceptions: Exception[];
    earlier: boolean;
  }>({
    name: row?.name ?? '',
    timeZone: row?.timeZone ?? 'Europe/Rome',
    italianHolidays: row?.italianHolidays ?? true,
    patronDay: row?.patronDay ?? '',
    openings: row?.openings ?? office,
    patronName: row?.patronName ?? '',
    exceptions: row?.exceptions ?? [],
    earlier: false,
  });
  const { values, set } = editor;
  // What limits are counted by, if it is another than the one that is kept.
  const hours = hoursOf(values);
  const counts = useMay('admin.clocks');
  const wish: Wish | null =
    row !== null &&
    counts &&
    JSON.stringify(hours) !==
      JSON.stringify(hoursOf({ ...row, patronDay: row.patronDay ?? '', patronName: row.patronName ?? '' }))
      ? { calendar: row.id, hours }
      : null;
  return (
    <RecordEditor
      opened={opened}
      title={row?.name}
      editor={editor}
      create={createCalendar}
      update={updateCalendar}
      version={row?.version}
      refreshes={[listCalendars]}
      body={(all) => ({ name: all.name, ...hoursOf(all), earlier: all.earlier })}
    >
      <div className="form-row">
        <TextField label={t('name')} {...editor.text('name')} />
        <TextField label={t('hours.timeZone')} {...editor.text('timeZone')} />
      </div>
      <Part title={t('hours.week')}>
        <Week
          value={values.openings}
          readOnly={!writes}
          error={(name) => editor.error(name)}
          onChange={(openings) => set('openings', openings)}
        />
      </Part>
      <Part title={t('hours.exceptions')} help={t('hours.exceptionsHelp')}>
        <Exceptions
          value={values.exceptions}
          readOnly={!writes}
          error={(name) => editor.error(name)}
          onChange={(exceptions) => set('exceptions', exceptions)}
        />
      </Part>
      <Part title={t('hours.holidays')}>
        <div className="form-row">
          <CheckField label={t('hours.italian')} {...editor.check('italianHolidays')} />
          <PatronDay
            value={values.patronDay}
            error={editor.error('patronDay')}
            onChange={(patronDay) => set('patronDay', patronDay)}
          />
        </div>
        {values.patronDay !== '' && (
          <TextField label={t('hours.patronName')} optional {...editor.text('patronName')} />
        )}
        {values.italianHolidays && <Holidays />}
      </Part>
      <MovesPart wish={wish} known={values.earlier} onKnown={(known) => set('earlier', known)} />
    </RecordEditor>
  );
}
