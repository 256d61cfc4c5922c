import { listCalendars } from '#contract/calendars.ts';
import { listClockPlaces, listPacks, putClockPlace } from '#contract/clocks.ts';
import type { Output } from '#contract/route.ts';
import { SelectField, TextField, useApi, useText } from '#web/kit/index.ts';
import { CheckList, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { orNull } from './common.tsx';
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
          cell: (one) => (one.regulations.length === 0 ? '—' : one.regulations.join(', ')),
        },
        {
          id: 'calendar',
          head: t('packs.calendar'),
          cell: (one) =>
            calendars.data?.items.find(({ id }) => id === one.calendar)?.name ?? (
              <span className="t3">{t('packs.nationalOnly')}</span>
            ),
        },
        { id: 'territory', head: t('packs.territory'), cell: (one) => one.territory ?? '—' },
      ]}
      editor={(opened) => <PlaceEditor opened={opened} />}
    />
  );
}

function PlaceEditor({ opened }: { opened: Opened<Row> }) {
  const { row } = opened;
  const t = useText('clocks');
  const calendars = useApi(listCalendars);
  const packs = useApi(listPacks);
  const known = [...new Set((packs.data?.items ?? []).map(({ regulation }) => regulation))];
  const editor = useEditor({
    regulations: row?.regulations ?? ([] as string[]),
    calendar: row?.calendar ?? '',
    territory: row?.territory ?? '',
  });
  return (
    <RecordEditor
      opened={opened}
      title={row?.serviceName}
      editor={editor}
      update={putClockPlace}
      refreshes={[listClockPlaces]}
      body={({ regulations, calendar, territory }) => ({
        regulations,
        calendar: orNull(calendar),
        territory: orNull(territory),
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
        options={[
          { value: '', label: t('packs.nationalOnly') },
          ...(calendars.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <TextField label={t('packs.territory')} optional {...editor.text('territory')} />
    </RecordEditor>
  );
}
