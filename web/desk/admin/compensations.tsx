import { IconDownload, IconFileExport } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import {
  compensationStates,
  decideCompensation,
  exclusions,
  exportCompensations,
  listCompensations,
  listExports,
  payCompensation,
  type CompensationView,
} from '#contract/clocks.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Chip,
  Dialog,
  FormMessage,
  EmptyState,
  formats,
  Loaded,
  nameIn,
  SelectField,
  TextField,
  toast,
  toastProblem,
  useApi,
  useForm,
  useText,
  type Tone,
} from '#web/kit/index.ts';
import { Filter, Part, RecordList, refresh, useFilters, usePages } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { SectionPage } from './common.tsx';

const tones: Record<CompensationView['state'], Tone> = {
  proposed: 'warn',
  approved: 'accent',
  refused: 'mute',
  excluded: 'mute',
  exported: 'line',
  paid: 'ok',
};
const euros = (cents: number) =>
  new Intl.NumberFormat(formats.locale(), { style: 'currency', currency: 'EUR' }).format(cents / 100);

/** What is due to customers for standards that were not kept: decided here, handed to billing, noted as credited. */
export default function Compensations() {
  const t = useText('clocks');
  const [filters, setFilters] = useFilters<'state'>();
  const decides = useMay('compensation.decide');
  const bills = useMay('compensation.bill');
  const [refusing, setRefusing] = useState<CompensationView | null>(null);
  const [paying, setPaying] = useState<CompensationView | null>(null);
  const [busy, setBusy] = useState(false);
  const state = compensationStates.find((one) => one === filters.state);
  const { query, foot } = usePages(listCompensations, { query: state === undefined ? {} : { state } });
  const doing = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
      await refresh(listCompensations, listExports);
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const approve = (one: CompensationView) =>
    doing(async () => {
      await callPatiently(decideCompensation, { params: { id: one.id }, body: { decision: 'approve' } });
    });
  const handOver = () =>
    doing(async () => {
      const made = await callPatiently(exportCompensations, {});
      toast(t('compensations.exported', { count: made.count }));
    });
  return (
    <SectionPage
      id="compensations"
      lead={t('compensations.lead')}
      tools={
        <>
          <Filter
            label={t('compensations.state')}
            all={t('compensations.all')}
            value={filters.state}
            onChange={(one) => setFilters({ state: one })}
            options={compensationStates.map((value) => ({ value, label: t(`compensation.${value}`) }))}
          />
          <span className="grow" />
          {bills && (
            <Button
              busy={busy}
              icon={<IconFileExport size={15} aria-hidden />}
              onClick={() => void handOver()}
            >
              {t('compensations.export')}
            </Button>
          )}
        </>
      }
    >
      <RecordList<CompensationView>
        label={t('compensations.title')}
        query={query}
        rowKey={(one) => one.id}
        foot={foot}
        empty={<EmptyState>{t('compensations.empty')}</EmptyState>}
        columns={[
          {
            id: 'case',
            head: t('compensations.case'),
            cell: (one) =>
              one.case === null ? (
                <span className="num">{one.label}</span>
              ) : (
                <Link to={`/cases/${one.case}`} className="num">
                  {one.label}
                </Link>
              ),
          },
          { id: 'customer', head: t('compensations.customer'), cell: (one) => one.customerName },
          { id: 'standard', head: t('compensations.standard'), cell: (one) => nameIn(one.standardName) },
          {
            id: 'ratio',
            head: t('compensations.ratio'),
            end: true,
            cell: (one) => <span className="num">{formats.number(Math.round(one.ratio * 100) / 100)}×</span>,
          },
          {
            id: 'amount',
            head: t('compensations.amount'),
            end: true,
            cell: (one) => <b className="num">{euros(one.amountCents)}</b>,
          },
          {
            id: 'state',
            head: t('compensations.state'),
            cell: (one) => (
              <span className="row">
                <Chip tone={tones[one.state]}>{t(`compensation.${one.state}`)}</Chip>
                {one.exclusion !== null && (
                  <span className="t2 s12">{t(`compensations.exclusions.${one.exclusion}`)}</span>
                )}
                {one.paidReference !== null && <span className="t2 s12 num">{one.paidReference}</span>}
              </span>
            ),
          },
          {
            id: 'do',
            head: '',
            end: true,
            cell: (one) =>
              one.state === 'proposed' && decides ? (
                one.own ? (
                  <span className="t3 s12">{t('compensations.own')}</span>
                ) : (
                  <span className="row">
                    <Button small busy={busy} onClick={() => setRefusing(one)}>
                      {t('compensations.refuse')}
                    </Button>
                    <Button small look="solid" busy={busy} onClick={() => void approve(one)}>
                      {t('compensations.approve')}
                    </Button>
                  </span>
                )
              ) : one.state === 'exported' && bills ? (
                <Button small onClick={() => setPaying(one)}>
                  {t('compensations.paid')}
                </Button>
              ) : null,
          },
        ]}
      />
      {bills && <Exports />}
      {refusing !== null && <Refuse one={refusing} onClose={() => setRefusing(null)} />}
      {paying !== null && <Pay one={paying} onClose={() => setPaying(null)} />}
    </SectionPage>
  );
}

function Exports() {
  const t = useText('clocks');
  const exports = useApi(listExports);
  return (
    <Part title={t('compensations.exports')}>
      <Loaded query={exports} rows={2} height={32}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="t3">{t('compensations.noExports')}</p>
          ) : (
            <ul className="plain-rows">
              {items.map((one) => (
                <li key={one.id} className="row">
                  <span className="num">{formats.dateTime(one.at)}</span>
                  <span className="t2 grow">
                    {one.by} · {one.count} · {euros(one.totalCents)}
                  </span>
                  <a href={`/api/v1/compensation-exports/${one.id}/file`} download className="row">
                    <IconDownload size={15} aria-hidden />
                    {t('compensations.file')}
                  </a>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Part>
  );
}

function Refuse({ one, onClose }: { one: CompensationView; onClose: () => void }) {
  const t = useText('clocks');
  const form = useForm({ exclusion: 'customer', reason: '' });
  const submit = form.submit(async ({ exclusion, reason }) => {
    await callPatiently(decideCompensation, {
      params: { id: one.id },
      body: {
        decision: 'refuse',
        exclusion: exclusions.find((code) => code === exclusion) ?? 'other',
        reason,
      },
    });
    await refresh(listCompensations);
    onClose();
  });
  return (
    <Dialog title={t('compensations.refuseTitle')} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <SelectField
          label={t('compensations.exclusion')}
          {...form.text('exclusion')}
          options={exclusions
            .filter((code) => code !== 'yearly_cap')
            .map((value) => ({ value, label: t(`compensations.exclusions.${value}`) }))}
        />
        <AreaField label={t('compensations.words')} rows={3} {...form.text('reason')} data-autofocus />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="danger" busy={form.busy}>
            {t('compensations.refuse')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Pay({ one, onClose }: { one: CompensationView; onClose: () => void }) {
  const t = useText('clocks');
  const form = useForm({ reference: '' });
  const submit = form.submit(async ({ reference }) => {
    await callPatiently(payCompensation, { params: { id: one.id }, body: { reference } });
    await refresh(listCompensations);
    onClose();
  });
  return (
    <Dialog title={t('compensations.paidTitle')} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <TextField label={t('compensations.reference')} {...form.text('reference')} data-autofocus />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {t('compensations.paid')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
