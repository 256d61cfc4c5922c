import {
  addStandard,
  changeStandard,
  listPacks,
  pauseReasons,
  standardUnits,
  type ClockWarning,
  type StandardView,
} from '#contract/clocks.ts';
import type { Output } from '#contract/route.ts';
import {
  AreaField,
  CheckField,
  Chip,
  formats,
  nameIn,
  SelectField,
  TextField,
  useApi,
  useText,
  type Text,
} from '#web/kit/index.ts';
import { CheckList, Filter, Part, useEditor, useFilters } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { orNull, useServices } from './common.tsx';
import { MovesPart, type Wish } from './moves-part.tsx';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

type Pack = Output<typeof listPacks>['items'][number];
type Row = StandardView & { pack: Pack };
const rowsOf = ({ items }: Output<typeof listPacks>): Row[] =>
  items.flatMap((pack) => pack.standards.map((one) => ({ ...one, pack })));

/** From when to when a pack holds. */
export const validity = (pack: Pick<Pack, 'validFrom' | 'validTo'>, t: Text): string =>
  pack.validTo === null
    ? t('packs.from', { from: formats.shortDate(`${pack.validFrom}T12:00:00Z`) })
    : t('packs.between', {
        from: formats.shortDate(`${pack.validFrom}T12:00:00Z`),
        to: formats.shortDate(`${pack.validTo}T12:00:00Z`),
      });

const amountOf = (one: Row, t: Text) => t(`amount.${one.unit}`, { count: one.amount });

/** What each regulation says: values, validity, source, and whether they are confirmed. */
export default function Standards() {
  const t = useText('clocks');
  const [filters, setFilters] = useFilters<'pack' | 'confirmed'>();
  const packs = useApi(listPacks, undefined, { select: rowsOf });
  const heads = useApi(listPacks);
  const writes = useMay('admin.clocks');
  const rows = packs.data?.filter(
    (one) =>
      (filters.pack === undefined || one.pack.code === filters.pack) &&
      (filters.confirmed === undefined || !one.confirmed),
  );
  return (
    <RecordSection<Row>
      id="standards"
      lead={t('packs.lead')}
      newLabel={t('packs.new')}
      writes={writes}
      query={{ ...packs, data: rows }}
      all={packs.data}
      empty={t('packs.empty')}
      wide
      tools={
        <>
          <Filter
            label={t('packs.pack')}
            all={t('pack.all')}
            value={filters.pack}
            onChange={(pack) => setFilters({ pack })}
            options={(heads.data?.items ?? []).map((one) => ({
              value: one.code,
              label: `${nameIn(one.name)} · ${validity(one, t)}`,
            }))}
          />
          <Filter
            label={t('packs.confirmed')}
            all={t('pack.any')}
            value={filters.confirmed}
            onChange={(confirmed) => setFilters({ confirmed })}
            options={[{ value: 'no', label: t('pack.onlyToConfirm') }]}
          />
        </>
      }
      columns={[
        {
          id: 'standard',
          head: t('packs.standard'),
          cell: (one) => <span className="subject-cell">{nameIn(one.name)}</span>,
        },
        {
          id: 'amount',
          head: t('packs.amount'),
          cell: (one) => (
            <span className="num">
              {amountOf(one, t)}
              {one.share !== null && (
                <span className="t2"> · {t('packs.share', { share: formats.percent(one.share) })}</span>
              )}
            </span>
          ),
        },
        {
          id: 'pack',
          head: t('packs.regulation'),
          cell: (one) => (
            <span className="row t2">
              {/* Up to its first comma a pack says which regulation it is of. */}
              <span title={nameIn(one.pack.name)}>{nameIn(one.pack.name).split(',')[0]}</span>
              {one.pack.state === 'draft' && <Chip tone="note">{t('pack.draft')}</Chip>}
            </span>
          ),
        },
        {
          id: 'confirmed',
          head: t('packs.confirmed'),
          cell: (one) => (
            <Chip tone={one.confirmed ? 'ok' : 'warn'}>
              {one.confirmed ? t('packs.confirmed') : t('packs.notConfirmed')}
            </Chip>
          ),
        },
        { id: 'kind', head: t('packs.kind'), minor: true, cell: (one) => t(`packs.kinds.${one.kind}`) },
        {
          id: 'valid',
          head: t('packs.valid'),
          minor: true,
          cell: (one) => <span className="num t2">{validity(one.pack, t)}</span>,
        },
        { id: 'place', head: t('packs.place'), minor: true, cell: (one) => <PlaceName one={one} /> },
      ]}
      editor={(opened) => <StandardEditor opened={opened} />}
    />
  );
}

function PlaceName({ one }: { one: Row }) {
  const t = useText('clocks');
  const services = useServices();
  const words = [
    one.service === null ? null : services.find(({ value }) => value === one.service)?.label,
    one.territory,
  ].filter((word) => word != null);
  return <span className="t2">{words.length === 0 ? t('packs.everywhere') : words.join(' · ')}</span>;
}

/** Warnings, one a line. */
export const asLines = (warnings: readonly ClockWarning[]): string =>
  warnings
    .map(
      ({ before, left, tell }) =>
        `${left === undefined ? before : `${Math.round(left * 1000) / 10}%`}: ${tell.join(', ')}`,
    )
    .join('\n');
/** Warnings as somebody has typed them; null where a line is none. */
function fromLines(text: string): ClockWarning[] | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const read = lines.map((line): ClockWarning | null => {
    const [, amount, percent, roles] = /^\s*(\d+(?:[.,]\d+)?)\s*(%?)\s*:\s*(.+)$/.exec(line) ?? [];
    if (amount === undefined || roles === undefined) return null;
    const tell = roles
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
    const value = Number(amount.replace(',', '.'));
    if (tell.length === 0) return null;
    return percent === '%'
      ? { left: value / 100, tell }
      : Number.isInteger(value)
        ? { before: value, tell }
        : null;
  });
  return read.includes(null) ? null : (read as ClockWarning[]);
}

const inEuros = (cents: number | undefined): number | null => (cents === undefined ? null : cents / 100);
const inCents = (euros: number | null): number => Math.round((euros ?? 0) * 100);

function StandardEditor({ opened }: { opened: Opened<Row> }) {
  const { row } = opened;
  const t = useText('clocks');
  const services = useServices(t('packs.allServices'));
  const packs = useApi(listPacks);
  const due = row?.compensation ?? null;
  const editor = useEditor({
    pack: '',
    code: '',
    service: '',
    territory: '',
    amount: (row?.amount ?? null) as number | null,
    unit: row?.unit ?? ('calendar' as StandardView['unit']),
    pauses: (row?.pauses ?? []) as string[],
    warnings: asLines(row?.warnings ?? []),
    confirmed: row?.confirmed ?? false,
    source: row?.source ?? '',
    note: row?.note ?? '',
    base: inEuros(due?.base),
    double: inEuros(due?.double),
    triple: inEuros(due?.triple),
    cap: (due?.capPerYear ?? null) as number | null,
    dueConfirmed: due?.confirmed ?? false,
    stepsConfirmed: due?.stepsConfirmed ?? true,
    capConfirmed: due?.capConfirmed ?? false,
    earlier: false,
    why: '',
  });
  const { values } = editor;
  const chosen = packs.data?.items.find(({ id }) => id === values.pack);
  const warnings = fromLines(values.warnings);
  const limitChanged =
    row !== null && values.amount !== null && (values.amount !== row.amount || values.unit !== row.unit);
  const wish: Wish | null =
    limitChanged && values.amount! > 0
      ? { standard: row.id, change: { amount: values.amount!, unit: values.unit } }
      : null;
  return (
    <RecordEditor
      opened={opened}
      title={row === null ? undefined : nameIn(row.name)}
      lead={row === null ? undefined : `${nameIn(row.pack.name)} · ${validity(row.pack, t)}`}
      editor={editor}
      create={addStandard}
      update={changeStandard}
      refreshes={[listPacks]}
      body={({
        pack,
        code,
        service,
        territory,
        amount,
        unit,
        confirmed,
        source,
        note,
        cap,
        why,
        ...rest
      }) => ({
        pack,
        code,
        service: orNull(service),
        territory: orNull(territory),
        ...(amount === null ? {} : { amount }),
        ...(row === null
          ? {}
          : {
              unit,
              pauses: rest.pauses as StandardView['pauses'],
              version: row.version,
              earlier: rest.earlier,
            }),
        ...(row === null ? {} : { warnings: fromLines(rest.warnings) ?? row.warnings }),
        ...(due === null
          ? {}
          : {
              compensation: {
                ...due,
                base: inCents(rest.base),
                double: inCents(rest.double),
                triple: inCents(rest.triple),
                capPerYear: cap,
                confirmed: rest.dueConfirmed,
                stepsConfirmed: rest.stepsConfirmed,
                capConfirmed: rest.capConfirmed,
              },
            }),
        confirmed,
        source,
        note: orNull(note),
        why,
      })}
    >
      {row === null && (
        <>
          <SelectField
            label={t('packs.pack')}
            {...editor.text('pack')}
            options={[
              { value: '', label: '—' },
              ...(packs.data?.items ?? []).map((one) => ({ value: one.id, label: nameIn(one.name) })),
            ]}
          />
          <SelectField
            label={t('packs.code')}
            {...editor.text('code')}
            options={[
              { value: '', label: '—' },
              ...(chosen?.standards ?? [])
                .filter((one) => one.service === null && one.territory === null)
                .map((one) => ({ value: one.code, label: nameIn(one.name) })),
            ]}
          />
          <SelectField label={t('packs.service')} {...editor.text('service')} options={services} />
          <TextField label={t('packs.territory')} optional {...editor.text('territory')} />
        </>
      )}
      <div className="form-row">
        <TextField label={t('packs.amount')} {...editor.number('amount')} />
        {row !== null && (
          <SelectField
            label={t('packs.unit')}
            {...editor.text('unit')}
            options={standardUnits.map((value) => ({ value, label: t(`packs.units.${value}`) }))}
          />
        )}
      </div>
      <MovesPart wish={wish} known={values.earlier} onKnown={(known) => editor.set('earlier', known)} />
      {row !== null && (
        <>
          <CheckList
            legend={t('packs.pauses')}
            options={pauseReasons.map((value) => ({ value, label: t(`pause.${value}`) }))}
            value={values.pauses}
            onChange={(pauses) => editor.set('pauses', pauses)}
            columns={1}
          />
          <AreaField
            label={t('packs.warnings')}
            help={warnings === null ? t('packs.warningsWrong') : t('packs.warningsHelp')}
            rows={3}
            {...editor.text('warnings')}
          />
        </>
      )}
      {due !== null && (
        <Part title={t('packs.compensation')}>
          <div className="form-row">
            <TextField label={t('packs.base')} {...editor.number('base')} />
            <TextField label={t('packs.double')} {...editor.number('double')} />
            <TextField label={t('packs.triple')} {...editor.number('triple')} />
          </div>
          <TextField label={t('packs.cap')} help={t('packs.noCap')} {...editor.number('cap')} />
          <CheckField label={t('pack.baseConfirmed')} {...editor.check('dueConfirmed')} />
          <CheckField label={t('pack.stepsConfirmed')} {...editor.check('stepsConfirmed')} />
          <CheckField label={t('pack.capConfirmed')} {...editor.check('capConfirmed')} />
        </Part>
      )}
      <TextField
        label={t('packs.source')}
        {...(row?.mark == null ? {} : { help: t(`packs.mark.${row.mark as 'V' | 'V2' | 'K'}`) })}
        optional
        {...editor.text('source')}
      />
      <AreaField label={t('packs.note')} rows={2} optional {...editor.text('note')} />
      <CheckField label={t('packs.confirm')} {...editor.check('confirmed')} />
      <TextField label={t('packs.why')} help={t('packs.whyHelp')} {...editor.text('why')} />
    </RecordEditor>
  );
}
