import { IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { z } from 'zod';
import {
  createCalendar,
  listCalendars,
  listHolidays,
  updateCalendar,
  type calendar,
} from '#contract/calendars.ts';
import {
  Button,
  CheckField,
  Chip,
  formats,
  IconButton,
  nameIn,
  TextField,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { Part, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

type Calendar = z.output<typeof calendar>;
type Opening = Calendar['openings'][number];
type Exception = Calendar['exceptions'][number];
type Row = Calendar & {
  now: { open: boolean; nextOpening: string | null; nextClosing: string | null; holiday: string | null };
};
const rowsOf = ({ items }: { items: Row[] }) => items;
const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

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

function HoursEditor({ opened }: { opened: Opened<Row> }) {
  const { row, writes } = opened;
  const t = useText('admin');
  const editor = useEditor<{
    name: string;
    timeZone: string;
    italianHolidays: boolean;
    patronDay: string;
    openings: Opening[];
    exceptions: Exception[];
  }>({
    name: row?.name ?? '',
    timeZone: row?.timeZone ?? 'Europe/Rome',
    italianHolidays: row?.italianHolidays ?? true,
    patronDay: row?.patronDay ?? '',
    openings: row?.openings ?? office,
    exceptions: row?.exceptions ?? [],
  });
  const { values, set } = editor;
  return (
    <RecordEditor
      opened={opened}
      title={row?.name}
      editor={editor}
      create={createCalendar}
      update={updateCalendar}
      refreshes={[listCalendars]}
      body={(all) => ({ ...all, patronDay: all.patronDay === '' ? null : all.patronDay })}
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
          <TextField
            label={t('hours.patron')}
            help={t('hours.patronHelp')}
            placeholder="06-24"
            optional
            {...editor.text('patronDay')}
          />
        </div>
        {values.italianHolidays && <Holidays />}
      </Part>
    </RecordEditor>
  );
}

/** The bands of a week. A day without one is closed. */
function Week({
  value,
  readOnly,
  error,
  onChange,
}: {
  value: Opening[];
  readOnly: boolean;
  error: (name: string) => string | undefined;
  onChange: (value: Opening[]) => void;
}) {
  const t = useText('admin');
  const change = (at: number, part: Partial<Opening>) =>
    onChange(value.map((one, index) => (index === at ? { ...one, ...part } : one)));
  const addTo = (weekday: number) => {
    const last = value.filter((one) => one.weekday === weekday).at(-1);
    const next =
      last === undefined
        ? { weekday, opens: '08:30', closes: '12:30' }
        : { weekday, opens: last.closes < '13:30' ? '13:30' : last.closes, closes: '18:00' };
    onChange([...value, next].toSorted((one, other) => one.weekday - other.weekday));
  };
  const like = (weekday: number) =>
    onChange([
      ...value.filter((one) => one.weekday !== weekday),
      ...value.filter((one) => one.weekday === weekday - 1).map((one) => ({ ...one, weekday })),
    ]);
  return (
    <table className="days">
      <tbody>
        {weekdays.map((weekday) => {
          const name = t(`weekday.${weekday}`);
          const mine = value.flatMap((one, at) => (one.weekday === weekday ? [{ one, at }] : []));
          return (
            <tr key={weekday}>
              <th scope="row">{name}</th>
              <td>
                <div className="bands">
                  {mine.length === 0 && <span className="t3">{t('hours.closed')}</span>}
                  {mine.map(({ one, at }, index) => (
                    <span key={at} className="band">
                      {(['opens', 'closes'] as const).map((edge) => (
                        <input
                          key={edge}
                          className="input num"
                          aria-label={t(`hours.${edge}`, { day: name, number: index + 1 })}
                          aria-invalid={error(`openings[${at}].${edge}`) !== undefined || undefined}
                          value={one[edge]}
                          maxLength={5}
                          onChange={(event) => change(at, { [edge]: event.target.value })}
                        />
                      ))}
                      {!readOnly && (
                        <IconButton
                          label={t('hours.removeBand', { day: name, number: index + 1 })}
                          onClick={() => onChange(value.filter((_one, other) => other !== at))}
                        >
                          <IconX size={14} aria-hidden />
                        </IconButton>
                      )}
                      {(['', '.opens', '.closes'] as const).map((part) =>
                        error(`openings[${at}]${part}`) === undefined ? null : (
                          <span key={part} className="error">
                            {error(`openings[${at}]${part}`)}
                          </span>
                        ),
                      )}
                    </span>
                  ))}
                  {!readOnly && (
                    <>
                      <Button small look="ghost" onClick={() => addTo(weekday)}>
                        {t('hours.addBand')}
                        <span className="sr">: {name}</span>
                      </Button>
                      {weekday > 1 && mine.length === 0 && (
                        <Button small look="ghost" onClick={() => like(weekday)}>
                          {t('hours.like')}
                          <span className="sr">: {name}</span>
                        </Button>
                      )}
                    </>
                  )}
                </div>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Exceptions({
  value,
  readOnly,
  error,
  onChange,
}: {
  value: Exception[];
  readOnly: boolean;
  error: (name: string) => string | undefined;
  onChange: (value: Exception[]) => void;
}) {
  const t = useText('admin');
  const change = (at: number, part: Partial<Exception>) =>
    onChange(value.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <div className="rows-editor">
      {value.length === 0 && <p className="t3">{t('hours.noExceptions')}</p>}
      {value.map((one, at) => (
        <div key={at}>
          <div className="line">
            <input
              className="input date"
              type="date"
              aria-label={`${t('hours.day')} ${at + 1}`}
              value={one.day}
              onChange={(event) => change(at, { day: event.target.value })}
            />
            <input
              className="input"
              aria-label={`${t('name')} ${at + 1}`}
              value={one.name}
              onChange={(event) => change(at, { name: event.target.value })}
            />
            <select
              className="input"
              aria-label={`${t('state')} ${at + 1}`}
              value={one.closed ? 'closed' : 'open'}
              onChange={(event) =>
                change(
                  at,
                  event.target.value === 'closed'
                    ? { closed: true, opens: null, closes: null }
                    : { closed: false, opens: '08:30', closes: '12:30' },
                )
              }
            >
              <option value="closed">{t('hours.closed')}</option>
              <option value="open">{t('hours.special')}</option>
            </select>
            {!one.closed &&
              (['opens', 'closes'] as const).map((edge) => (
                <input
                  key={edge}
                  className="input num short"
                  aria-label={t(`hours.${edge}`, { day: one.day, number: 1 })}
                  value={one[edge] ?? ''}
                  maxLength={5}
                  onChange={(event) => change(at, { [edge]: event.target.value })}
                />
              ))}
            {!readOnly && (
              <IconButton
                label={t('hours.removeException', { day: one.day })}
                onClick={() => onChange(value.filter((_one, other) => other !== at))}
              >
                <IconTrash size={15} aria-hidden />
              </IconButton>
            )}
          </div>
          {(['', '.day', '.name', '.opens', '.closes'] as const).map((part) =>
            error(`exceptions[${at}]${part}`) === undefined ? null : (
              <p key={part} className="error">
                {error(`exceptions[${at}]${part}`)}
              </p>
            ),
          )}
        </div>
      ))}
      {!readOnly && (
        <div>
          <Button
            small
            icon={<IconPlus size={14} aria-hidden />}
            onClick={() =>
              onChange([
                ...value,
                {
                  day: new Date().toISOString().slice(0, 10),
                  name: t('hours.exceptionName'),
                  closed: true,
                  opens: null,
                  closes: null,
                },
              ])
            }
          >
            {t('hours.addException')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Which days the national holidays close, this year or another. */
function Holidays() {
  const t = useText('admin');
  const [year, setYear] = useState(() => new Date().getFullYear());
  const holidays = useApi(listHolidays, { query: { year } }, { keepPrevious: true });
  return (
    <div>
      <div className="row">
        <span className="field-label">{t('hours.preview')}</span>
        <select
          className="input filter"
          style={{ width: 'auto' }}
          aria-label={t('hours.year')}
          value={year}
          onChange={(event) => setYear(Number(event.target.value))}
        >
          {[0, 1, 2].map((ahead) => {
            const one = new Date().getFullYear() + ahead;
            return (
              <option key={one} value={one}>
                {one}
              </option>
            );
          })}
        </select>
      </div>
      <ul className="holidays">
        {(holidays.data?.items ?? []).map((one) => (
          <li key={one.day}>
            <span className="num t2">{formats.briefDay(one.day)}</span>
            {nameIn(one.names)}
          </li>
        ))}
      </ul>
    </div>
  );
}
