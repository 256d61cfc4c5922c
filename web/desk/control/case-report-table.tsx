import type { ReactNode } from 'react';
import type {
  caseReport,
  CaseReportFigures,
  CaseReportRow,
  ReportFigure,
  ReportGroup,
} from '#contract/case-report.ts';
import type { Result } from '#contract/route.ts';
import { formats, Hidden, nameIn, useText } from '#web/kit/index.ts';

type Compared = Pick<CaseReportRow, 'now' | 'today' | 'before' | 'target'>;
const counted = ['opened', 'taken', 'closed', 'open'] as const;
const averages = ['daysToTake', 'daysToClose'] as const;

const days = (value: number | null): string =>
  value === null ? '—' : formats.number(Math.round(value * 10) / 10);
const share = (value: number | null): string => (value === null ? '—' : formats.percent(value));

/**
 * The rows with their total; under each figure that of the period it is compared with, and by how much a published one has
 * changed since. Every count is a button to its cases.
 */
export function CaseReportTable({
  report,
  by,
  onLook,
}: {
  report: Result<typeof caseReport>;
  by: ReportGroup;
  onLook: (figure: ReportFigure, row: CaseReportRow | null) => void;
}) {
  const t = useText('case-report');
  const cells = (name: string, one: Compared, row: CaseReportRow | null) => (
    <Cells name={name} one={one} onLook={(figure) => onLook(figure, row)} />
  );
  return (
    // It scrolls sideways, by keys too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above
    <div className="table-box report-box" role="region" aria-label={t('scroll')} tabIndex={0}>
      <table className="table report-table" aria-label={t('title')}>
        <thead>
          <tr>
            <th scope="col">{t(`by.${by}`)}</th>
            {[...counted, ...averages, 'first' as const, 'within' as const, 'target' as const].map((id) => (
              <th key={id} scope="col" className="end">
                {t(`column.${id}`)}
                {(id === 'daysToTake' || id === 'daysToClose') && (
                  <span className="report-unit t3">{t('column.days')}</span>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.rows.map((row) => {
            const name = row.name === null ? t('unknown') : nameIn(row.name);
            return (
              <tr key={row.key ?? ''}>
                <th scope="row" className={row.name === null ? 't3' : undefined} dir="auto">
                  {name}
                </th>
                {cells(name, row, row)}
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('total')}</th>
            {cells(t('total'), report.totals, null)}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function Cells({
  name,
  one: { now, today, before, target },
  onLook,
}: {
  name: string;
  one: Compared;
  onLook: (figure: ReportFigure) => void;
}) {
  const t = useText('case-report');
  const look = (figure: ReportFigure, count: number, shown: ReactNode = formats.number(count)) =>
    count === 0 ? (
      <span className="t3">{shown}</span>
    ) : (
      <button type="button" className="report-look" onClick={() => onLook(figure)}>
        {shown}
        <Hidden>{t('look', { what: t(`column.${figure}`), name })}</Hidden>
      </button>
    );
  const both = ({ calendar, working }: CaseReportFigures['daysToTake']) =>
    calendar === null ? '—' : `${days(calendar)} / ${days(working)}`;
  const { within } = now;
  const missed = target !== null && within.value !== null && within.value < target;
  const late = within.denominator - within.numerator;
  return (
    <>
      {counted.map((figure) => (
        <td key={figure} className="end num">
          {look(figure, now[figure])}
          <Since then={now[figure]} today={today?.[figure]} />
          <Before>{formats.number(before[figure])}</Before>
        </td>
      ))}
      {averages.map((figure) => (
        <td key={figure} className="end num">
          {both(now[figure])}
          <Before>{both(before[figure])}</Before>
        </td>
      ))}
      <td className="end num">
        {look('first', now.first.numerator, share(now.first.value))}
        <Since then={now.first.numerator} today={today?.first.numerator} />
        <Before>{share(before.first.value)}</Before>
      </td>
      <td className="end num">
        {within.value === null ? (
          <span className="t3">—</span>
        ) : (
          <span className={missed ? 'report-missed' : undefined}>
            {look('due', within.denominator, share(within.value))}
            {missed && <Hidden>{t('missed')}</Hidden>}
          </span>
        )}
        {late > 0 && (
          <span className="report-late s12">
            {look('late', late, t('lateOf', { count: late, all: within.denominator }))}
          </span>
        )}
        <Since
          then={late}
          today={today === null ? undefined : today.within.denominator - today.within.numerator}
          what={t('column.late')}
        />
        <Before>{share(before.within.value)}</Before>
      </td>
      <td className="end num">{target === null ? <span className="t3">—</span> : share(target)}</td>
    </>
  );
}

/** By how much a figure has changed since it was published. */
function Since({ then, today, what }: { then: number; today: number | undefined; what?: string }) {
  const t = useText('case-report');
  if (today === undefined || today === then) return null;
  return (
    <span className="report-since s12" title={t('published.sinceHelp')}>
      {t('published.since', { by: signed(today - then) })}
      {what !== undefined && <Hidden> {what}</Hidden>}
    </span>
  );
}
const signed = (by: number): string => `${by > 0 ? '+' : '−'}${formats.number(Math.abs(by))}`;

/** The figure of the period before, under that of now. */
function Before({ children }: { children: ReactNode }) {
  const t = useText('case-report');
  return (
    <span className="report-before t3 s12">
      <Hidden>{t('before')}</Hidden>
      {children}
    </span>
  );
}
