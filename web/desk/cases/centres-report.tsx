import { IconDownload } from '@tabler/icons-react';
import { exportCentresReport, reportCentres, type CentreFigures } from '#contract/escalations.ts';
import { EmptyState, formats, Page, urlOf, useApi, useText } from '#web/kit/index.ts';
import { DayFilter, RecordList, useFilters } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';

const dayBefore = (days: number): string =>
  new Date(Date.now() - days * 86_400_000).toLocaleDateString('sv-SE');
const rowsOf = ({ items }: { items: CentreFigures[] }) => items;
const time = (seconds: number | null): string => (seconds === null ? '—' : formats.span(seconds));

/** How centres answered, by period; each line opens its questions. */
export default function CentresReport() {
  const t = useText('escalations');
  const [filters, setFilters] = useFilters<'since' | 'until'>();
  const since = filters.since ?? dayBefore(30);
  const until = filters.until ?? dayBefore(0);
  const period = { since, until };
  const report = useApi(reportCentres, { query: period }, { select: rowsOf, keepPrevious: true });
  return (
    <Page
      title={t('report.title')}
      lead={<span className="t3 s12 ell">{t('report.lead')}</span>}
      actions={
        <a className="btn plain" href={urlOf(exportCentresReport, { query: period })} download>
          <IconDownload size={15} aria-hidden />
          {t('report.csv')}
        </a>
      }
      tools={
        <>
          <DayFilter label={t('report.since')} value={since} onChange={(day) => setFilters({ since: day })} />
          <DayFilter label={t('report.until')} value={until} onChange={(day) => setFilters({ until: day })} />
        </>
      }
    >
      <div className="flush-body">
        <RecordList<CentreFigures & { id: string }>
          label={t('report.title')}
          query={{ ...report, data: report.data?.map((one) => ({ ...one, id: one.centre })) } as never}
          rowKey={(one) => one.centre}
          onOpen={(one) => go(`/escalations?view=all&centre=${one.centre}&since=${since}&until=${until}`)}
          empty={<EmptyState>{t('report.empty')}</EmptyState>}
          columns={[
            { id: 'name', head: t('centre'), cell: (one) => one.name },
            { id: 'asked', head: t('report.asked'), end: true, cell: (one) => formats.number(one.asked) },
            {
              id: 'answered',
              head: t('report.answered'),
              end: true,
              cell: (one) => formats.number(one.answered),
            },
            { id: 'open', head: t('report.open'), end: true, cell: (one) => formats.number(one.open) },
            {
              id: 'overdue',
              head: t('report.overdue'),
              end: true,
              cell: (one) => formats.number(one.overdue),
            },
            {
              id: 'average',
              head: t('report.average'),
              end: true,
              cell: (one) => <span className="num">{time(one.averageSeconds)}</span>,
            },
            {
              id: 'median',
              head: t('report.median'),
              end: true,
              minor: true,
              cell: (one) => <span className="num">{time(one.medianSeconds)}</span>,
            },
            {
              id: 'within',
              head: t('report.within'),
              end: true,
              cell: (one) => (
                <span
                  className="num"
                  title={t('report.of', {
                    some: one.withinPromise.numerator,
                    all: one.withinPromise.denominator,
                  })}
                >
                  {one.withinPromise.value === null ? '—' : formats.percent(one.withinPromise.value)}
                </span>
              ),
            },
            {
              id: 'reminders',
              head: t('report.reminders'),
              end: true,
              minor: true,
              cell: (one) =>
                one.remindersToHead === 0
                  ? formats.number(one.reminders)
                  : t('report.withHead', { count: one.reminders, head: one.remindersToHead }),
            },
          ]}
        />
      </div>
    </Page>
  );
}
