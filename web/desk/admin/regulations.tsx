import { listCalendars } from '#contract/calendars.ts';
import { listClockPlaces, listPacks, putClockPlace } from '#contract/clocks.ts';
import type { Output } from '#contract/route.ts';
import { formats, SelectField, TextField, useApi, useText, type Text } from '#web/kit/index.ts';
import { CheckList, Part, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { orNull } from './common.tsx';
import { PatronDay } from './hours-parts.tsx';
import { MovesPart, type Wish } from './moves-part.tsx';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

type Row = Output<typeof listClockPlaces>['items'][number] & { id: string };
const rowsOf = ({ items }: Output<typeof listClockPlaces>): Row[] =>
  items.map((one) => ({ ...one, id: one.service }));

/** Which regulations each service is under, and by which calendar its days are counted. */
export default function Regulations() {
  const t = useText('clocks');
  const places = useApi(listClockPlaces, undefined, { select: rowsOf });
  const calendars = useApi(listCalendars);
  return (
    <RecordSection<Row>
      id="regulations"
      lead={t('packs.placesLead')}
      writes={useMay('admin.clocks')}
      query={places}
      empty={t('packs.empty')}
      columns={[
        { id: 'service', head: t('packs.service'), cell: (one) => one.serviceName },
        {
          id: 'regulations',
          head: t('packs.regulations'),
          cell: (one) => (one.regulations.length === 0 ? '—' : one.regulations.join(', ').toUpperCase()),
        },
        {
          id: 'calendar',
          head: t('packs.calendar'),
          cell: (one) =>
            calendars.data?.items.find(({ id }) => id === one.calendar)?.name ?? (
              <span className="t3">{t('packs.nationalOnly')}</span>
            ),
        },
        {
          id: 'patron',
          head: t('pack.patron'),
          minor: true,
          cell: ({ patron }) =>
            patron.day === null ? '—' : <span className="t2">{patronWords(patron.day, patron.name)}</span>,
        },
        { id: 'territory', head: t('packs.territory'), cell: (one) => one.territory ?? '—' },
      ]}
      editor={(opened) => <PlaceEditor opened={opened} />}
    />
  );
}

/** A local holiday: its day of the year, and whose it is. */
const patronWords = (day: string, name: string | null): string =>
  [formats.briefDay(`2024-${day}`), name].filter((word) => word !== null).join(' · ');

/** For whom else the local holiday of a calendar is changed. */
const sharesHelp = (shares: readonly string[], sameCalendar: boolean, t: Text): string =>
  sameCalendar && shares.length > 0
    ? t('pack.patronShared', { names: shares.join(', ') })
    : t('pack.patronHelp');

function PlaceEditor({ opened }: { opened: Opened<Row> }) {
  const { row } = opened;
  const t = useText('clocks');
  const calendars = useApi(listCalendars);
  const packs = useApi(listPacks);
  const known = [
    ...new Set(
      (packs.data?.items ?? [])
        .filter(({ state }) => state === 'in_force')
        .map(({ regulation }) => regulation),
    ),
  ];
  const editor = useEditor({
    regulations: row?.regulations ?? ([] as string[]),
    calendar: row?.calendar ?? '',
    territory: row?.territory ?? '',
    patronDay: row?.patron.day ?? '',
    patronName: row?.patron.name ?? '',
    earlier: false,
    why: '',
  });
  const { values } = editor;
  const patron =
    values.calendar === ''
      ? null
      : { day: orNull(values.patronDay), name: values.patronDay === '' ? null : orNull(values.patronName) };
  const sameCalendar = (row?.calendar ?? '') === values.calendar;
  const patronChanged =
    patron !== null &&
    JSON.stringify(patron) !==
      JSON.stringify({ day: row?.patron.day ?? null, name: row?.patron.name ?? null });
  const chosen = calendars.data?.items.find(({ id }) => id === values.calendar);
  const wish: Wish | null =
    row === null || (sameCalendar && patron?.day === row.patron.day) || (sameCalendar && patron === null)
      ? null
      : {
          service: row.service,
          calendar: orNull(values.calendar),
          ...(patron === null ? {} : { patronDay: patron.day }),
        };
  return (
    <RecordEditor
      opened={opened}
      title={row?.serviceName}
      editor={editor}
      update={putClockPlace}
      refreshes={[listClockPlaces]}
      emptied={{ why: '', earlier: false }}
      body={({ regulations, calendar, territory, earlier, why }) => ({
        regulations,
        calendar: orNull(calendar),
        territory: orNull(territory),
        ...(patron !== null && patronChanged ? { patron } : {}),
        ...(row === null ? {} : { version: row.version }),
        earlier,
        ...(why === '' ? {} : { why }),
      })}
    >
      <CheckList
        legend={t('packs.regulations')}
        options={known.map((value) => ({ value, label: value.toUpperCase() }))}
        value={editor.values.regulations}
        onChange={(regulations) => editor.set('regulations', regulations)}
        columns={1}
      />
      <SelectField
        label={t('packs.calendar')}
        {...editor.text('calendar')}
        onChange={({ target }) => {
          const one = calendars.data?.items.find(({ id }) => id === target.value);
          editor.setValues((now) => ({
            ...now,
            calendar: target.value,
            patronDay: one?.patronDay ?? '',
            patronName: one?.patronName ?? '',
          }));
        }}
        options={[
          { value: '', label: t('packs.nationalOnly') },
          ...(calendars.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      {chosen !== undefined && (
        <Part title={t('pack.patron')} help={sharesHelp(row?.shares ?? [], sameCalendar, t)}>
          <div className="form-row">
            <PatronDay
              value={values.patronDay}
              error={editor.error('patron') ?? editor.error('patronDay')}
              onChange={(patronDay) => editor.set('patronDay', patronDay)}
            />
            {values.patronDay !== '' && (
              <TextField label={t('pack.patronName')} optional {...editor.text('patronName')} />
            )}
          </div>
        </Part>
      )}
      <TextField label={t('packs.territory')} optional {...editor.text('territory')} />
      <MovesPart wish={wish} known={values.earlier} onKnown={(known) => editor.set('earlier', known)} />
      <TextField label={t('packs.why')} optional help={t('packs.whyHelp')} {...editor.text('why')} />
    </RecordEditor>
  );
}
