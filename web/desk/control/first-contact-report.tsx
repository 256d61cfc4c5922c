import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import {
  exportFirstContactReport,
  firstContactGroups,
  firstContactReport,
  type FirstContactFigures,
  type FirstContactGroup,
  type FirstContactRow,
} from '#contract/first-contact-report.ts';
import type { Result } from '#contract/route.ts';
import {
  Button,
  EmptyState,
  formats,
  Hidden,
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
import { useFilters } from '#web/kit/records.tsx';
import { askedPeriod, ReportPeriod } from './report-period.tsx';
import './case-report.css';

type Name = 'period' | 'day' | 'until' | 'by' | 'level';
type Report = Result<typeof firstContactReport>;
const columns = ['counted', 'solved', 'inCase', 'withdrawn'] as const;
/** What the list of contacts calls them. */
const standing = { counted: 'counted', solved: 'yes', inCase: 'in_case', withdrawn: 'withdrawn' } as const;

const share = (value: number | null): string => (value === null ? '—' : formats.percent(value));

/** How many contacts were solved in themselves, beside the period before; each figure opens its contacts. */
export default function FirstContactReport() {
  const t = useText('first-contact');
  const words = useText('case-report');
  const [filters, setFilters] = useFilters<Name>();
  const ids = useTabIds();
  const asked = askedPeriod(filters, 'month');
  const by = firstContactGroups.find((one) => one === filters.by) ?? 'team';
  const level = by === 'classification' ? ([1, 2, 3].find((one) => String(one) === filters.level) ?? 1) : 1;
  const query = {
    period: asked.period,
    day: asked.day,
    by,
    level,
    ...(asked.period === 'range' ? { until: asked.until } : {}),
  };
  const report = useApi(firstContactReport, { query }, { keepPrevious: true });
  const day = (at: string) => formats.shortDate(`${at}T12:00:00`);
  return (
    <Page
      title={t('title')}
      actions={
        <>
          <a className="btn plain" href={urlOf(exportFirstContactReport, { query })} download>
            <IconDownload size={15} aria-hidden />
            {words('csv')}
          </a>
          <Button icon={<IconPrinter size={15} aria-hidden />} onClick={() => window.print()}>
            {words('print')}
          </Button>
        </>
      }
      tools={
        <>
          <Tabs
            label={words('by.label')}
            tabs={firstContactGroups.map((id) => ({ id, label: t(`by.${id}`) }))}
            open={by}
            onOpen={(id) => setFilters({ by: id === 'team' ? '' : id })}
            ids={ids}
          />
          {by === 'classification' && (
            <select
              className="input filter"
              aria-label={t('level')}
              value={level}
              onChange={(event) => setFilters({ level: event.target.value })}
            >
              {[1, 2, 3].map((number) => (
                <option key={number} value={number}>
                  {words('levelOf', { number })}
                </option>
              ))}
            </select>
          )}
          <span className="grow" />
          <ReportPeriod asked={asked} report={report.data} onChange={setFilters} />
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
                  <h2>{t('heading', { by: t(`by.${by}`).toLocaleLowerCase() })}</h2>
                  <p className="t2">
                    {data.since === data.until
                      ? day(data.since)
                      : words('fromTo', { since: day(data.since), until: day(data.until) })}
                    {!data.over && <> · {words('lasts')}</>}
                  </p>
                  <p className="t3 s12">
                    {words('compared', { since: day(data.previous.since), until: day(data.previous.until) })}
                  </p>
                </header>
                {data.rows.length === 0 ? (
                  <EmptyState>{t('empty')}</EmptyState>
                ) : (
                  <ReportTable report={data} by={by} />
                )}
                <details className="report-notes" open={data.rows.length > 0}>
                  <summary>{words('notes.title')}</summary>
                  <ul>
                    {(['counted', 'solved', 'inCase', 'withdrawn', 'automatic'] as const).map((note) => (
                      <li key={note}>{t(`notes.${note}`, { count: data.days })}</li>
                    ))}
                  </ul>
                </details>
                <p className="print-only t3 s11">
                  {words('printed', { at: formats.dateTime(new Date()), zone: data.timeZone })}
                </p>
              </section>
            </TabPanel>
          )}
        </Loaded>
      </div>
    </Page>
  );
}

function ReportTable({ report, by }: { report: Report; by: FirstContactGroup }) {
  const t = useText('first-contact');
  const words = useText('case-report');
  const contacts = useText('contacts');
  const nameOf = ({ key, name }: FirstContactRow) =>
    name !== null
      ? nameIn(name)
      : by === 'channel' && key !== null
        ? contacts(`channels.${key}`)
        : by === 'team' && key === null
          ? t('noTeam')
          : words('unknown');
  return (
    // It scrolls sideways, by keys too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above
    <div className="table-box report-box" role="region" aria-label={words('scroll')} tabIndex={0}>
      <table className="table report-table" aria-label={t('title')}>
        <thead>
          <tr>
            <th scope="col">{t(`by.${by}`)}</th>
            {[...columns, 'share' as const].map((id) => (
              <th key={id} scope="col" className="end">
                {t(`column.${id}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.rows.map((row) => (
            <tr key={row.key ?? ''}>
              <th scope="row" className={row.key === null ? 't3' : undefined} dir="auto">
                {nameOf(row)}
              </th>
              <Cells report={report} name={nameOf(row)} one={row} of={rowFilter(by, row.key)} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words('total')}</th>
            <Cells report={report} name={words('total')} one={report.totals} of={{}} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

/** How the list of contacts is asked for a row; null: it has no way to ask for it. */
function rowFilter(by: FirstContactGroup, key: string | null): Record<string, string> | null {
  if (key !== null) return { [by]: key };
  return by === 'team' ? { team: 'none' } : null;
}

function Cells({
  report,
  name,
  one: { now, before },
  of,
}: {
  report: Report;
  name: string;
  one: { now: FirstContactFigures; before: FirstContactFigures };
  of: Record<string, string> | null;
}) {
  const t = useText('first-contact');
  const words = useText('case-report');
  return (
    <>
      {columns.map((figure) => (
        <td key={figure} className="end num">
          {now[figure] === 0 || of === null ? (
            <span className={now[figure] === 0 ? 't3' : undefined}>{formats.number(now[figure])}</span>
          ) : (
            <Link
              className="report-look"
              to="/contacts"
              search={{ ...of, firstContact: standing[figure], from: report.from, to: report.to }}
            >
              {formats.number(now[figure])}
              <Hidden>{t('look', { what: t(`column.${figure}`), name })}</Hidden>
            </Link>
          )}
          <Before>{formats.number(before[figure])}</Before>
        </td>
      ))}
      <td className="end num">
        {share(now.share)}
        <Before>{share(before.share)}</Before>
      </td>
    </>
  );

  function Before({ children }: { children: string }) {
    return (
      <span className="report-before t3 s12">
        <Hidden>{words('before')}</Hidden>
        {children}
      </span>
    );
  }
}
