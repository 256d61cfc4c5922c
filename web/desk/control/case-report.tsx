import {
  IconChevronLeft,
  IconChevronRight,
  IconDownload,
  IconPrinter,
  IconTarget,
} from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import {
  caseReport,
  exportCaseReport,
  reportAgainst,
  reportGroups,
  reportPeriods,
  type CaseReportRow,
  type ReportFigure,
} from '#contract/case-report.ts';
import {
  Button,
  EmptyState,
  formats,
  IconButton,
  Loaded,
  nameIn,
  Page,
  TabPanel,
  Tabs,
  urlOf,
  useApi,
  useTabIds,
  useText,
} from '#web/kit/index.ts';
import { DayFilter, Filter, useFilters } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { useCaseTypes } from '../cases/use-types.ts';
import { Published } from './case-report-published.tsx';
import { CaseReportTable } from './case-report-table.tsx';
import './case-report.css';

const ReportCases = lazy(() => import('./case-report-cases.tsx'));
const ReportTargets = lazy(() => import('./case-report-targets.tsx'));

type Name = 'period' | 'day' | 'until' | 'by' | 'level' | 'type' | 'against' | 'as' | 'edition';
/** A figure whose cases are looked at. */
interface LookedAt {
  figure: ReportFigure;
  row: CaseReportRow | null;
}

const dayBefore = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T12:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
const today = (): string => new Date().toLocaleDateString('sv-SE');
const isDay = (text: string | undefined): text is string => /^\d{4}-\d\d-\d\d$/.test(text ?? '');

/** What happened to cases in a period, beside the period before; each figure opens its cases. Complaints at first. */
export default function CaseReport() {
  const t = useText('case-report');
  const [filters, setFilters] = useFilters<Name>();
  const ids = useTabIds();
  const types = useCaseTypes();
  const [looked, setLooked] = useState<LookedAt | null>(null);
  const [aiming, setAiming] = useState(false);
  const aims = useMay('admin.routing');
  const period = reportPeriods.find((one) => one === filters.period) ?? 'week';
  const by = reportGroups.find((one) => one === filters.by) ?? 'type';
  const level = by === 'cause' ? ([1, 2, 3].find((one) => String(one) === filters.level) ?? 1) : 1;
  const type = filters.type ?? 'complaint';
  const day = isDay(filters.day) && filters.day <= today() ? filters.day : today();
  const until = isDay(filters.until) && filters.until >= day ? filters.until : day;
  const against = reportAgainst.find((one) => one === filters.against) ?? 'previous';
  const as = filters.as === 'now' ? ('now' as const) : ('published' as const);
  const edition = /^[1-9]\d{0,2}$/.test(filters.edition ?? '') ? Number(filters.edition) : undefined;
  const query = {
    against,
    as,
    ...(edition === undefined ? {} : { edition }),
    period,
    day,
    by,
    level,
    ...(period === 'range' ? { until } : {}),
    ...(type === 'all' ? {} : { type }),
  };
  const report = useApi(caseReport, { query }, { keepPrevious: true });
  const one = report.data;
  const typeName =
    type === 'all' ? t('allCases') : (types.options.find(({ value }) => value === type)?.label ?? type);
  return (
    <Page
      title={t('title')}
      actions={
        <>
          {aims && (
            <Button icon={<IconTarget size={15} aria-hidden />} onClick={() => setAiming(true)}>
              {t('targets')}
            </Button>
          )}
          <a className="btn plain" href={urlOf(exportCaseReport, { query })} download>
            <IconDownload size={15} aria-hidden />
            {t('csv')}
          </a>
          <Button icon={<IconPrinter size={15} aria-hidden />} onClick={() => window.print()}>
            {t('print')}
          </Button>
        </>
      }
      tools={
        <>
          <Tabs
            label={t('by.label')}
            tabs={reportGroups.map((id) => ({ id, label: t(`by.${id}`) }))}
            open={by}
            onOpen={(id) => setFilters({ by: id === 'type' ? '' : id })}
            ids={ids}
          />
          {by === 'cause' && (
            <select
              className="input filter"
              aria-label={t('level')}
              value={level}
              onChange={(event) => setFilters({ level: event.target.value })}
            >
              {[1, 2, 3].map((number) => (
                <option key={number} value={number}>
                  {t('levelOf', { number })}
                </option>
              ))}
            </select>
          )}
          <span className="grow" />
          <Filter
            label={t('type')}
            all={t('allTypes')}
            value={type === 'all' ? undefined : type}
            onChange={(value) => setFilters({ type: value === '' ? 'all' : value })}
            options={types.options}
          />
          <select
            className="input filter"
            aria-label={t('period.label')}
            value={period}
            onChange={(event) =>
              setFilters({ period: event.target.value, day, until: undefined, edition: undefined })
            }
          >
            {reportPeriods.map((id) => (
              <option key={id} value={id}>
                {t(`period.${id}`)}
              </option>
            ))}
          </select>
          <select
            className="input filter"
            aria-label={t('against.label')}
            value={against}
            onChange={(event) => setFilters({ against: event.target.value })}
          >
            {reportAgainst.map((id) => (
              <option key={id} value={id}>
                {t(`against.${id}`)}
              </option>
            ))}
          </select>
          <span className="report-when">
            <IconButton
              label={t('earlier')}
              disabled={one === undefined}
              onClick={() =>
                setFilters({
                  edition: undefined,
                  day: one!.previous.since,
                  until: period === 'range' ? one!.previous.until : undefined,
                })
              }
            >
              <IconChevronLeft size={16} className="flip" aria-hidden />
            </IconButton>
            <DayFilter
              label={t(period === 'range' ? 'since' : 'day')}
              value={day}
              onChange={(next) => setFilters({ day: next, edition: undefined })}
            />
            {period === 'range' && (
              <DayFilter
                label={t('until')}
                value={until}
                onChange={(next) => setFilters({ day, until: next })}
              />
            )}
            <IconButton
              label={t('later')}
              disabled={one === undefined || one.until >= today()}
              onClick={() => {
                const next = dayBefore(one!.until, -1);
                const long = (Date.parse(one!.until) - Date.parse(one!.since)) / 86_400_000;
                setFilters({
                  edition: undefined,
                  day: next,
                  until: period === 'range' ? dayBefore(next, -long) : undefined,
                });
              }}
            >
              <IconChevronRight size={16} className="flip" aria-hidden />
            </IconButton>
          </span>
        </>
      }
    >
      <div className="case-report">
        <Loaded query={report} rows={8} height={40}>
          {(data) => (
            <TabPanel ids={ids} id={by}>
              <section className="report-sheet" aria-label={t('title')}>
                <header className="report-head">
                  <p className="print-only strong">{data.organisation}</p>
                  <h2>{t('heading', { type: typeName, by: t(`by.${by}`).toLocaleLowerCase() })}</h2>
                  <p className="t2">
                    {data.since === data.until
                      ? formats.shortDate(`${data.since}T12:00:00`)
                      : t('fromTo', {
                          since: formats.shortDate(`${data.since}T12:00:00`),
                          until: formats.shortDate(`${data.until}T12:00:00`),
                        })}
                    {!data.over && <> · {t('lasts')}</>}
                  </p>
                  <p className="t3 s12">
                    {t(data.compared.published ? 'comparedPublished' : 'compared', {
                      since: formats.shortDate(`${data.compared.since}T12:00:00`),
                      until: formats.shortDate(`${data.compared.until}T12:00:00`),
                    })}
                  </p>
                  {data.publications.length > 0 && (
                    <Published
                      report={data}
                      period={period}
                      onShow={(shown) =>
                        setFilters({
                          as: shown === 'now' ? 'now' : undefined,
                          edition: shown === 'now' ? undefined : String(shown),
                        })
                      }
                    />
                  )}
                </header>
                {data.rows.length === 0 ? (
                  <EmptyState>{t('empty')}</EmptyState>
                ) : (
                  <CaseReportTable
                    report={data}
                    by={by}
                    onLook={(figure, row) => setLooked({ figure, row })}
                  />
                )}
                <details className="report-notes" open={data.rows.length > 0}>
                  <summary>{t('notes.title')}</summary>
                  <ul>
                    {(
                      [
                        'taken',
                        'open',
                        'days',
                        'first',
                        'within',
                        'target',
                        'territory',
                        'published',
                      ] as const
                    ).map((note) => (
                      <li key={note}>{t(`notes.${note}`)}</li>
                    ))}
                  </ul>
                </details>
                <p className="print-only t3 s11">
                  {t('printed', { at: formats.dateTime(new Date()), zone: data.timeZone })}
                </p>
              </section>
            </TabPanel>
          )}
        </Loaded>
      </div>
      <Suspense>
        {looked !== null && (
          <ReportCases
            query={query}
            figure={looked.figure}
            rowKey={looked.row === null ? undefined : (looked.row.key ?? '-')}
            rowName={
              looked.row === null
                ? t('total')
                : looked.row.name === null
                  ? t('unknown')
                  : nameIn(looked.row.name)
            }
            onClose={() => setLooked(null)}
          />
        )}
        {aiming && <ReportTargets onClose={() => setAiming(false)} />}
      </Suspense>
    </Page>
  );
}
