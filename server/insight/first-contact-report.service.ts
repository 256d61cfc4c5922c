import type {
  exportFirstContactReport,
  FirstContactFigures,
  firstContactReport,
} from '#contract/first-contact-report.ts';
import type { Names, Parsed, Result } from '#contract/route.ts';
import { organisationName, readerLanguage } from '#server/access/index.ts';
import { firstContactDaysOf } from '#server/contacts/index.ts';
import { audit, csvLine, type Ctx } from '#server/platform/index.ts';
import { reportNames } from './case-report.read.ts';
import type { DaySpan } from './case-report.rules.ts';
import { firstContactSums, queueNames, type FirstContactSums } from './first-contact-report.read.ts';
import { reportPeriodOf } from './report-period.service.ts';

type Query = Parsed<typeof exportFirstContactReport>['query'];
type Report = Result<typeof firstContactReport>;

/** Rows are sums: however they are cut, they add up to the total. */
function figuresOf(rows: readonly FirstContactSums[]): FirstContactFigures {
  const sum = (of: (row: FirstContactSums) => number) => rows.reduce((all, row) => all + of(row), 0);
  const counted = sum((row) => row.counted);
  const solved = sum((row) => row.solved);
  const inCase = sum((row) => row.inCase);
  return {
    counted,
    solved,
    inCase,
    withdrawn: sum((row) => row.withdrawn),
    share: counted === 0 ? null : (solved + inCase) / counted,
  };
}

/** @throws Problem 422 naming day or until */
export async function firstContactReportOf(ctx: Ctx, query: Query): Promise<Report> {
  const { timeZone, period, previous, over, span, spanBefore } = await reportPeriodOf(ctx, query);
  const [now, before] = await Promise.all([
    firstContactSums(ctx.db, ctx.actor, query, span),
    firstContactSums(ctx.db, ctx.actor, query, spanBefore),
  ]);
  const keys = [...new Set([...now, ...before].map(({ key }) => key))];
  const known = keys.filter((key) => key !== null);
  const names: ReadonlyMap<string, Names> =
    query.by === 'channel'
      ? new Map()
      : query.by === 'queue'
        ? await queueNames(ctx.db, known)
        : await reportNames(ctx.db, query.by === 'team' ? 'team' : 'cause', known);
  const rows = keys
    .map((key) => ({
      key,
      name: key === null ? null : (names.get(key) ?? null),
      now: figuresOf(now.filter((one) => one.key === key)),
      before: figuresOf(before.filter((one) => one.key === key)),
    }))
    // What is not known comes last.
    .toSorted((a, b) =>
      a.key === null
        ? 1
        : b.key === null
          ? -1
          : (a.name?.it ?? a.key).localeCompare(b.name?.it ?? b.key, 'it'),
    );
  return {
    ...period,
    organisation: await organisationName(ctx.db),
    timeZone,
    over,
    days: await firstContactDaysOf(ctx.db),
    from: span.from.toISOString(),
    to: span.to.toISOString(),
    previous,
    rows,
    totals: { now: figuresOf(now), before: figuresOf(before) },
  };
}

const columns = [
  'since',
  'until',
  'key',
  'name',
  'counted',
  'solved',
  'inCase',
  'withdrawn',
  'share',
] as const;

/** The report as CSV, each row for the period and for the one before, the total last; that it was taken is audited. */
export async function firstContactReportCsv(ctx: Ctx, query: Query): Promise<string> {
  const report = await firstContactReportOf(ctx, query);
  const language = await readerLanguage(ctx.db, ctx.actor);
  await ctx.tx((tx) =>
    audit(tx, ctx.actor, {
      action: 'contact.report-exported',
      objectType: 'first-contact-report',
      after: { ...query, since: report.since, until: report.until },
    }),
  );
  const all = [...report.rows, { ...report.totals, key: 'total', name: { it: 'Totale', en: 'Total' } }];
  const lines = all.flatMap(({ key, name, now, before }) =>
    [
      { span: report as DaySpan, one: now },
      { span: report.previous, one: before },
    ].map(({ span, one }) =>
      csvLine([
        span.since,
        span.until,
        key,
        name?.[language] ?? null,
        one.counted,
        one.solved,
        one.inCase,
        one.withdrawn,
        one.share === null ? null : Number(one.share.toFixed(4)),
      ]),
    ),
  );
  return `\ufeff${csvLine(columns)}${lines.join('')}`;
}
