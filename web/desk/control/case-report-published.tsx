import { useState } from 'react';
import {
  caseReport,
  publishCaseReport,
  type CaseReportFigures,
  type reportPeriods,
} from '#contract/case-report.ts';
import type { Input, Result } from '#contract/route.ts';
import {
  Button,
  callPatiently,
  Dialog,
  FormMessage,
  formats,
  invalidate,
  AreaField,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';

type Report = Result<typeof caseReport>;
type Period = (typeof reportPeriods)[number];

const counts = ({ opened, taken, closed, open, first, within }: CaseReportFigures): number[] => [
  opened,
  taken,
  closed,
  open,
  first.numerator,
  within.denominator,
  within.numerator,
];
/** How many figures are not what they were when they were published. */
const changedIn = ({ rows, totals }: Report): number =>
  [...rows, totals].reduce((sum, { now, today }) => {
    if (today === null) return sum;
    const [then, since] = [counts(now), counts(today)];
    return sum + then.filter((one, at) => one !== since[at]).length;
  }, 0);

/** Which edition is shown, by whom and why it was published, and what has changed since; the others and today are one step away. */
export function Published({
  report,
  period,
  onShow,
}: {
  report: Report;
  period: Period;
  onShow: (shown: number | 'now') => void;
}) {
  const t = useText('case-report');
  const publishes = useMay('admin.routing');
  const [again, setAgain] = useState(false);
  const shown = report.publications.find(({ edition }) => edition === report.edition);
  const last = report.publications[0]!.edition;
  const changed = changedIn(report);
  const tell = ({ edition, at, by, reason }: Report['publications'][number]) =>
    [
      edition === 1 ? null : t('published.edition', { number: edition }),
      t(by === null ? 'published.byItself' : 'published.by', { at: formats.dateTime(new Date(at)), by }),
      reason === '' ? null : t('published.why', { reason }),
    ]
      .filter((part) => part !== null)
      .join(' · ');
  return (
    <div className="report-published">
      <p className="grow">
        {shown === undefined ? t('published.now') : tell(shown)}
        {shown !== undefined && shown.edition < last && <> · {t('published.superseded', { number: last })}</>}
        {shown !== undefined && (
          <span className={changed === 0 ? 't2' : 'report-since'}>
            {' · '}
            {changed === 0 ? t('published.same') : t('published.changed', { count: changed })}
          </span>
        )}
      </p>
      <div className="report-sides" role="group" aria-label={t('published.label')}>
        {report.publications.toReversed().map(({ edition }) => (
          <Button
            key={edition}
            small
            aria-pressed={report.edition === edition}
            onClick={() => onShow(edition)}
          >
            {last === 1 ? t('published.as') : t('published.edition', { number: edition })}
          </Button>
        ))}
        <Button small aria-pressed={report.edition === null} onClick={() => onShow('now')}>
          {t('published.today')}
        </Button>
      </div>
      {publishes && (
        <Button small onClick={() => setAgain(true)}>
          {t('published.again')}
        </Button>
      )}
      {again && <AgainDialog report={report} period={period} onClose={() => setAgain(false)} />}
    </div>
  );
}

/** Publishes the period once more, with what was put right. */
function AgainDialog({ report, period, onClose }: { report: Report; period: Period; onClose: () => void }) {
  const t = useText('case-report');
  const kit = useText('kit');
  const form = useForm({ reason: '' });
  const submit = form.submit(async (values) => {
    const body = { period, day: report.since, reason: values.reason } as Input<
      typeof publishCaseReport
    >['body'];
    await callPatiently(publishCaseReport, { body });
    invalidate(caseReport);
    onClose();
  });
  return (
    <Dialog title={t('published.again')} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p className="t2">{t('published.againHelp')}</p>
        <AreaField label={t('published.reason')} {...form.text('reason')} rows={3} maxLength={1000} />
        <div className="form-actions">
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy} disabled={form.values.reason.trim().length < 3}>
            {t('published.publish')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
