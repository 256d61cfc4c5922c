import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { reportPeriods } from '#contract/case-report.ts';
import { IconButton, useText } from '#web/kit/index.ts';
import { DayFilter } from '#web/kit/records.tsx';

type Period = (typeof reportPeriods)[number];
/** A period as the address of a report has it. */
export interface AskedPeriod {
  period: Period;
  day: string;
  until: string;
}

const dayBefore = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T12:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
const today = (): string => new Date().toLocaleDateString('sv-SE');
const isDay = (text: string | undefined): text is string => /^\d{4}-\d\d-\d\d$/.test(text ?? '');

/** What the address asks for; a period that makes no sense is the usual one, a day to come is today. */
export function askedPeriod(
  filters: { period?: string | undefined; day?: string | undefined; until?: string | undefined },
  usual: Period,
): AskedPeriod {
  const day = isDay(filters.day) && filters.day <= today() ? filters.day : today();
  return {
    period: reportPeriods.find((one) => one === filters.period) ?? usual,
    day,
    until: isDay(filters.until) && filters.until >= day ? filters.until : day,
  };
}

/** Which period a report shows, and the ones beside it. */
export function ReportPeriod({
  asked: { period, day, until },
  report,
  onChange,
}: {
  asked: AskedPeriod;
  /** As it was answered; undefined: not yet. */
  report: { since: string; until: string; previous: { since: string; until: string } } | undefined;
  onChange: (filters: { period?: string; day?: string; until?: string | undefined }) => void;
}) {
  const t = useText('case-report');
  return (
    <>
      <select
        className="input filter"
        aria-label={t('period.label')}
        value={period}
        onChange={(event) => onChange({ period: event.target.value, day, until: undefined })}
      >
        {reportPeriods.map((id) => (
          <option key={id} value={id}>
            {t(`period.${id}`)}
          </option>
        ))}
      </select>
      <span className="report-when">
        <IconButton
          label={t('earlier')}
          disabled={report === undefined}
          onClick={() =>
            onChange({
              day: report!.previous.since,
              until: period === 'range' ? report!.previous.until : undefined,
            })
          }
        >
          <IconChevronLeft size={16} className="flip" aria-hidden />
        </IconButton>
        <DayFilter
          label={t(period === 'range' ? 'since' : 'day')}
          value={day}
          onChange={(next) => onChange({ day: next })}
        />
        {period === 'range' && (
          <DayFilter label={t('until')} value={until} onChange={(next) => onChange({ day, until: next })} />
        )}
        <IconButton
          label={t('later')}
          disabled={report === undefined || report.until >= today()}
          onClick={() => {
            const next = dayBefore(report!.until, -1);
            const long = (Date.parse(report!.until) - Date.parse(report!.since)) / 86_400_000;
            onChange({ day: next, until: period === 'range' ? dayBefore(next, -long) : undefined });
          }}
        >
          <IconChevronRight size={16} className="flip" aria-hidden />
        </IconButton>
      </span>
    </>
  );
}
