import { IconDownload, IconPrinter } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { exportCentresReport, reportCentres, type CentreFigures } from '#contract/escalations.ts';
import { Button, EmptyState, formats, Hidden, Loaded, Page, urlOf, useApi, useText } from '#web/kit/index.ts';
import { DayFilter, useFilters } from '#web/kit/records.tsx';
import { Link } from '@tanstack/react-router';
import '../control/case-report.css';

const dayBefore = (days: number): string =>
  new Date(Date.now() - days * 86_400_000).toLocaleDateString('sv-SE');
const time = (seconds: number | null): string => (seconds === null ? '—' : formats.span(seconds));
const columns = [
  'asked',
  'answered',
  'returned',
  'open',
  'overdue',
  'average',
  'median',
  'within',
  'reminders',
] as const;
type Figures = Omit<CentreFigures, 'centre' | 'name'>;
/** Which questions, or reminders, a figure counts. */
type Look = Record<string, string>;

/** How centres answered, by period, with all of them together; each figure opens what it counts. */
export default function CentresReport() {
  const t = useText('escalations');
  const [filters, setFilters] = useFilters<'since' | 'until'>();
  const since = filters.since ?? dayBefore(30);
  const until = filters.until ?? dayBefore(0);
  const query = { since, until };
  const report = useApi(reportCentres, { query }, { keepPrevious: true });
  return (
    <Page
      title={t('report.title')}
      actions={
        <>
          <a className="btn plain" href={urlOf(exportCentresReport, { query })} download>
            <IconDownload size={15} aria-hidden />
            {t('report.csv')}
          </a>
          <Button icon={<IconPrinter size={15} aria-hidden />} onClick={() => window.print()}>
            {t('report.print')}
          </Button>
        </>
      }
      tools={
        <>
          <DayFilter label={t('report.since')} value={since} onChange={(day) => setFilters({ since: day })} />
          <DayFilter label={t('report.until')} value={until} onChange={(day) => setFilters({ until: day })} />
        </>
      }
    >
      <div className="case-report">
        <Loaded query={report} rows={6} height={40}>
          {({ items, total, organisation }) => (
            <section className="report-sheet" aria-label={t('report.title')}>
              <header className="report-head">
                <p className="print-only strong">{organisation}</p>
                <h2>{t('report.heading')}</h2>
                <p className="t2">
                  {t('report.fromTo', { since: formats.day(since), until: formats.day(until) })}
                </p>
                <p className="t3 s12">{t('report.lead')}</p>
              </header>
              {total === null ? (
                <EmptyState>{t('report.empty')}</EmptyState>
              ) : (
                // oxlint-disable jsx-a11y/no-noninteractive-tabindex -- it scrolls sideways, by keys too
                <div
                  className="table-box report-box"
                  role="region"
                  aria-label={t('report.title')}
                  tabIndex={0}
                >
                  <table className="table report-table" aria-label={t('report.title')}>
                    <thead>
                      <tr>
                        <th scope="col">{t('centre')}</th>
                        {columns.map((id) => (
                          <th key={id} scope="col" className="end">
                            {t(`report.${id}`)}
                          </th>
                        ))}
                      </tr>
                    </thead>
                    <tbody>
                      {items.map((one) => (
                        <tr key={one.centre}>
                          <th scope="row" dir="auto">
                            {one.name}
                          </th>
                          <Cells one={one} name={one.name} look={{ ...query, centre: one.centre }} />
                        </tr>
                      ))}
                    </tbody>
                    <tfoot>
                      <tr>
                        <th scope="row">{t('report.total')}</th>
                        <Cells one={total} name={t('report.total')} look={query} />
                      </tr>
                    </tfoot>
                  </table>
                </div>
              )}
              <p className="print-only t3 s11">{t('report.printed', { at: formats.dateTime(new Date()) })}</p>
            </section>
          )}
        </Loaded>
      </div>
    </Page>
  );
}

function Cells({ one, name, look }: { one: Figures; name: string; look: Look }) {
  const t = useText('escalations');
  const figure = (column: (typeof columns)[number], count: number, also: Look, shown?: ReactNode) =>
    count === 0 ? (
      <span className="t3">{shown ?? '0'}</span>
    ) : (
      <Link to="/escalations" search={{ view: 'all', ...look, ...also } as never} className="report-look">
        {shown ?? formats.number(count)}
        <Hidden>{t('report.look', { what: t(`report.${column}`), name })}</Hidden>
      </Link>
    );
  const { numerator, denominator, value } = one.withinPromise;
  const late = denominator - numerator;
  return (
    <>
      <td className="end num">{figure('asked', one.asked, {})}</td>
      <td className="end num">{figure('answered', one.answered, { outcome: 'answered' })}</td>
      <td className="end num">{figure('returned', one.returned, { outcome: 'returned' })}</td>
      <td className="end num">{figure('open', one.open, { open: 'true' })}</td>
      <td className="end num">{figure('overdue', one.overdue, { overdue: 'true' })}</td>
      <td className="end num">{time(one.averageSeconds)}</td>
      <td className="end num">{time(one.medianSeconds)}</td>
      <td className="end num">
        {value === null ? (
          <span className="t3">—</span>
        ) : (
          figure('within', numerator, { promise: 'kept' }, formats.percent(value))
        )}
        {late > 0 && (
          <span className="report-late s12">
            {figure(
              'within',
              late,
              { promise: 'missed' },
              t('report.late', { count: late, all: denominator }),
            )}
          </span>
        )}
      </td>
      <td className="end num">
        {figure('reminders', one.reminders, { view: 'reminders', whom: 'centre' })}
        {one.remindersToHead > 0 && (
          <span className="report-late s12">
            {figure(
              'reminders',
              one.remindersToHead,
              { view: 'reminders', whom: 'head' },
              t('report.toHead', { count: one.remindersToHead }),
            )}
          </span>
        )}
      </td>
    </>
  );
}
