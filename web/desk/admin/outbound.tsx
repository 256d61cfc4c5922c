import { listEntryPoints } from '#contract/entry-points.ts';
import { listOutbound, updateOutbound, type Outbound as Row } from '#contract/outbound.ts';
import { CheckField, Chip, SelectField, TextField, useApi, useText } from '#web/kit/index.ts';
import { Part, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { shownNumber } from '../callbacks/numbers.ts';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

const rowsOf = ({ items }: { items: Row[] }) => items;
const kinds = ['abroad', 'premium', 'emergency'] as const;

/** What each service shows of itself to those whom it calls, and what its people may dial. */
export default function Outbound() {
  const t = useText('admin');
  const services = useApi(listOutbound, undefined, { select: rowsOf });
  const writes = useMay('admin.routing');
  return (
    <RecordSection<Row>
      id="outbound"
      lead={t('outbound.lead')}
      writes={writes}
      query={services}
      empty={t('services.empty')}
      columns={[
        { id: 'service', head: t('service'), cell: (one) => one.serviceName },
        {
          id: 'number',
          head: t('outbound.number'),
          cell: (one) =>
            one.number !== null ? (
              <bdi dir="ltr" className="num">
                {shownNumber(one.number)}
              </bdi>
            ) : one.entryPoint === null ? (
              <span className="t3">{t('outbound.none')}</span>
            ) : (
              <Chip tone="warn">{t('outbound.gone')}</Chip>
            ),
        },
        {
          id: 'also',
          head: t('outbound.also'),
          minor: true,
          cell: (one) => (
            <span className="t2">
              {kinds
                .filter((kind) => one[kind])
                .map((kind) => t(`outbound.short.${kind}`))
                .join(', ') || '—'}
            </span>
          ),
        },
      ]}
      editor={(opened) => <OutboundEditor opened={opened} />}
    />
  );
}

function OutboundEditor({ opened }: { opened: Opened<Row> }) {
  const { row } = opened;
  const t = useText('admin');
  const points = useApi(listEntryPoints, { query: { channel: 'phone' } });
  const editor = useEditor({
    entryPoint: row?.entryPoint ?? '',
    abroad: row?.abroad ?? false,
    premium: row?.premium ?? false,
    emergency: row?.emergency ?? false,
    ringSeconds: (row?.ringSeconds ?? 30) as number | null,
  });
  const own = (points.data?.items ?? []).filter(
    (one) => one.serviceId === row?.id && (one.active || one.id === row.entryPoint),
  );
  return (
    <RecordEditor
      opened={opened}
      title={row?.serviceName}
      editor={editor}
      update={updateOutbound}
      refreshes={[listOutbound]}
      body={({ entryPoint, ringSeconds, ...rules }) => ({
        ...rules,
        entryPoint: entryPoint === '' ? null : entryPoint,
        ringSeconds: ringSeconds ?? 30,
      })}
    >
      <SelectField
        label={t('outbound.number')}
        help={t(
          points.data !== undefined && own.length === 0 ? 'outbound.noneToShow' : 'outbound.numberHelp',
        )}
        options={[
          { value: '', label: t('outbound.none') },
          ...own.map(({ id, name, address }) => ({ value: id, label: `${shownNumber(address)} · ${name}` })),
        ]}
        {...editor.text('entryPoint')}
      />
      <TextField label={t('outbound.ring')} help={t('outbound.ringHelp')} {...editor.number('ringSeconds')} />
      <Part title={t('outbound.may')}>
        <p className="help">{t('outbound.mayHelp')}</p>
        {kinds.map((kind) => (
          <CheckField key={kind} label={t(`outbound.kind.${kind}`)} {...editor.check(kind)} />
        ))}
      </Part>
    </RecordEditor>
  );
}
