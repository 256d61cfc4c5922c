import { Link } from '@tanstack/react-router';
import type { z } from 'zod';
import { listReads, type readLogRow } from '#contract/access.ts';
import { Button, EmptyState, formats, useText } from '#web/kit/index.ts';
import { RecordList, useFilters, usePages } from '#web/kit/records.tsx';
import { SectionPage } from './common.tsx';

type Row = z.output<typeof readLogRow>;

/** Who looked at which customer's record. */
export default function Reads() {
  const t = useText('admin');
  const [filters, setFilters] = useFilters<'customer'>();
  const { query, foot } = usePages(listReads, {
    query: filters.customer === undefined ? {} : { customer: filters.customer },
  });
  return (
    <SectionPage
      id="reads"
      lead={t('reads.lead')}
      actions={
        filters.customer !== undefined && (
          <Button onClick={() => setFilters({ customer: '' })}>{t('reads.all')}</Button>
        )
      }
    >
      <RecordList<Row>
        label={t('sections.reads')}
        query={query}
        rowKey={({ id }) => String(id)}
        empty={<EmptyState>{t('reads.empty')}</EmptyState>}
        foot={foot}
        columns={[
          {
            id: 'at',
            head: t('audit.at'),
            cell: (one) => <span className="num">{formats.dateTime(one.at)}</span>,
          },
          { id: 'actor', head: t('reads.who'), cell: (one) => <b>{one.actorName}</b> },
          {
            id: 'what',
            head: t('reads.what'),
            cell: (one) => t(`reads.looked.${one.what.split(':')[0]}`, { defaultValue: one.what }),
          },
          {
            id: 'ip',
            minor: true,
            head: t('audit.ip'),
            cell: (one) => <span className="mono t2">{one.ip ?? '—'}</span>,
          },
          {
            id: 'customer',
            head: t('reads.customer'),
            cell: (one) => (
              <span className="row">
                <Link to={`/customers/${one.customerId}`}>{one.customerName ?? t('reads.gone')}</Link>
                {one.customerNumber !== null && <span className="t3 num">{one.customerNumber}</span>}
                <Button small look="ghost" onClick={() => setFilters({ customer: one.customerId })}>
                  {t('reads.only')}
                </Button>
              </span>
            ),
          },
        ]}
      />
    </SectionPage>
  );
}
