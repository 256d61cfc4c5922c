import { IconArrowForwardUp } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { getCaseCharge, listSuppliers, type CaseCharge } from '#contract/case-charge.ts';
import type { CaseView } from '#contract/cases.ts';
import {
  Button,
  Chip,
  formats,
  Loaded,
  SelectField,
  SlaChip,
  useApi,
  useNow,
  useText,
} from '#web/kit/index.ts';
import { ChargeWhy } from './charge-why.tsx';
import type { Change } from './change.ts';

const HandOver = lazy(() => import('./hand-over.tsx'));

/** Who has a case: the level, the office in charge and why, who had it before; handing it over. */
export default function ChargePanel({
  one,
  writes,
  change,
  contact,
}: {
  one: CaseView;
  writes: boolean;
  change?: (body: Change) => void;
  /** The contact at hand, when it is handed over during one. */
  contact?: string;
}) {
  const t = useText('charge');
  const charge = useApi(getCaseCharge, { params: { id: one.id } });
  const [handing, setHanding] = useState(false);
  const open = one.status !== 'closed';
  return (
    <section className="side-part" aria-labelledby="case-charge">
      <div className="row">
        <h3 id="case-charge">{t('panel.title')}</h3>
        <span className="grow" />
        {writes && open && charge.data?.handover === null && (
          <Button
            small
            icon={<IconArrowForwardUp size={14} aria-hidden className="flip" />}
            onClick={() => setHanding(true)}
          >
            {t('panel.hand')}
          </Button>
        )}
      </div>
      <Loaded query={charge} rows={2} height={28}>
        {(found) => <Standing charge={found} open={open} />}
      </Loaded>
      {one.firstContact !== null && (
        <p className="row wrap">
          <Chip tone={one.firstContact.state === 'yes' ? 'ok' : 'line'}>
            {t(`first.${one.firstContact.state}`)}
          </Chip>
          {one.firstContact.why !== null && (
            <span className="s12 t2">{t(`first.why.${one.firstContact.why}`)}</span>
          )}
        </p>
      )}
      {writes && open && change !== undefined && <SupplierField one={one} change={change} />}
      {!(writes && open && change !== undefined) && one.supplierName !== null && (
        <p className="s12 t2">
          {t('about.supplier')}: {one.supplierName}
        </p>
      )}
      {handing && charge.data !== undefined && (
        <Suspense>
          <HandOver
            id={one.id}
            charge={charge.data}
            {...(contact === undefined ? {} : { contact })}
            onClose={() => setHanding(false)}
          />
        </Suspense>
      )}
    </section>
  );
}

function Standing({ charge, open }: { charge: CaseCharge; open: boolean }) {
  const t = useText('charge');
  const now = useNow();
  const { level, handover, proposal, holders } = charge;
  const last = holders.at(-1)!;
  return (
    <>
      <p className="row wrap">
        <Chip tone={level === 'front' ? 'line' : 'accent'}>{t(`level.${level}`)}</Chip>
        <span className="ell">{whoOf(last, t)}</span>
        {handover?.dueAt != null && <SlaChip dueAt={handover.dueAt} />}
      </p>
      {handover !== null && (
        <p className="s12 t2">
          {handover.reason === null
            ? handover.ruleName !== null && t('why.rule', { name: handover.ruleName })
            : t('panel.chosen', { reason: handover.reason })}
        </p>
      )}
      {open && handover === null && (
        <details className="charge-details">
          <summary className="s12">
            {t(proposal.queue === null && proposal.centre === null ? 'panel.noOffice' : 'panel.wouldGo', {
              name: proposal.queueName ?? proposal.centreName ?? '',
            })}
          </summary>
          <ChargeWhy proposal={proposal} />
        </details>
      )}
      {holders.length > 1 && (
        <details className="charge-details">
          <summary className="s12">{t('panel.history', { count: holders.length })}</summary>
          <ol className="charge-history">
            {holders.map((one, index) => (
              <li key={one.since + String(index)}>
                <Chip tone="line">{t(`level.${one.level}`)}</Chip>
                <span className="ell grow">{whoOf(one, t)}</span>
                <span className="num t3 s12" title={formats.dateTime(one.since)}>
                  {formats.wait(
                    ((one.until === null ? now : Date.parse(one.until)) - Date.parse(one.since)) / 1000,
                  )}
                </span>
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}

const whoOf = (one: CaseCharge['holders'][number], t: ReturnType<typeof useText>): string =>
  [one.queueName ?? one.centreName, one.agentName].filter((part) => part !== null).join(' · ') ||
  t('panel.nobody');

/** The company outside that the matter concerns: it may say which office is in charge. */
function SupplierField({ one, change }: { one: CaseView; change: (body: Change) => void }) {
  const t = useText('charge');
  const suppliers = (useApi(listSuppliers).data?.items ?? []).filter(
    ({ id, active, service }) =>
      id === one.supplier || (active && (service === null || service === one.service)),
  );
  if (suppliers.length === 0) return null;
  return (
    <SelectField
      label={t('about.supplier')}
      value={one.supplier ?? ''}
      onChange={(event) => change({ supplier: event.target.value === '' ? null : event.target.value })}
      options={[
        { value: '', label: t('suppliers.none') },
        ...suppliers.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}
