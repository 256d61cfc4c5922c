import type {
  caseReport,
  caseReportCases,
  CaseReportRow,
  caseReportTargets,
  exportCaseReport,
} from '#contract/case-report.ts';
import type { Names, Parsed, Result } from '#contract/route.ts';
import { organisationName, readerLanguage } from '#server/access/index.ts';
import { judgeDay, loadCounting } from '#server/calendars/index.ts';
import { casesByIds, currentTypes } from '#server/cases/index.ts';
import {
  audit,
  configChanged,
  csvLine,
  forbidden,
  invalid,
  readSetting,
  scopeOf,
  writeSetting,
  type Ctx,
  type Db,
} from '#server/platform/index.ts';
import * as read from './case-report.read.ts';
import {
  addSums,
  figuresOfSums,
  periodBefore,
  periodOf,
  targetOf,
  type DaySpan,
} from './case-report.rules.ts';
import { boundsOf, dayIn, organisationTimeZone } from './time.ts';

type Query = Parsed<typeof exportCaseReport>['query'];
type Report = Result<typeof caseReport>;
type Targets = Result<typeof caseReportTargets>;

/** As many as one answer lists. */
const most = 100;
/** Ten years, in milliseconds. */
const longest = 3653 * 86_400_000;

/** Where a period lies; what lasts still ends now. */
function spanOf(timeZone: string, { since, until }: DaySpan, now: Date): read.ReportSpan {
  const to = boundsOf(timeZone, until).to;
  return { from: boundsOf(timeZone, since).from, to: to > now ? new Date(now.getTime() + 1) : to };
}

/** @throws Problem 422 naming day or until */
async function wanted(ctx: Ctx, query: Query) {
  const timeZone = await organisationTimeZone(ctx.db);
  const now = ctx.clock.now();
  const today = dayIn(timeZone, now);
  const day = query.day ?? today;
  if (day > today) throw invalid('day', 'today or a day before it');
  if (query.period === 'range' && (query.until ?? day) < day)
    throw invalid('until', 'a day not before the first');
  const period = periodOf(query.period, day, query.until);
  if (Date.parse(period.until) - Date.parse(period.since) > longest)
    throw invalid('until', 'a day within ten years of the first');
  const previous = periodBefore(query.period, period);
  return {
    timeZone,
    period,
    previous,
    over: period.until < today,
    span: spanOf(timeZone, period, now),
    spanBefore: spanOf(timeZone, previous, now),
    wish: { by: query.by, level: query.level, type: query.type ?? null, timeZone },
  };
}

/** The working days of every service by its calendar, numbered over all the days that the cases of a period touch. */
async function workingDays(
  ctx: Ctx,
  timeZone: string,
  { from, to }: read.ReportSpan,
): Promise<read.NumberedDays[]> {
  const { services, oldest } = await read.reportReach(ctx.db, ctx.actor, { from, to });
  const first = Date.parse(dayIn(timeZone, oldest === null || oldest > from ? from : oldest));
  const last = Date.parse(dayIn(timeZone, to));
  const days = Array.from({ length: (last - first) / 86_400_000 + 1 }, (_, at) =>
    new Date(first + at * 86_400_000).toISOString().slice(0, 10),
  );
  const byCalendar = [...Map.groupBy(services, ({ calendarId }) => calendarId)];
  const counted = await Promise.all(
    byCalendar.map(async ([calendar, those]) => {
      const counting = await loadCounting(ctx.db, calendar);
      let number = 0;
      const numbers = days.map(
        (day) => (number += judgeDay(counting, 'working', day).reason === 'counted' ? 1 : 0),
      );
      return those.map(({ serviceId }) => ({ serviceId, first: days[0]!, numbers }));
    }),
  );
  return counted.flat();
}

/**
 * Cases of a period by type, office, cause or territory, with the period before beside them. Averages are in whole days,
 * the day of opening not counted, in calendar days and in working days by the calendar of the case's service. Each row is
 * made of sums, and so is the total. What a case is now counts: one that was opened again is not closed.
 * @throws Problem 422 naming day or until
 */
export async function caseReportOf(ctx: Ctx, query: Query): Promise<Report> {
  const { timeZone, period, previous, over, span, spanBefore, wish } = await wanted(ctx, query);
  const working = await workingDays(ctx, timeZone, { from: spanBefore.from, to: span.to });
  const [now, before, targets, types] = await Promise.all([
    read.reportSumsOf(ctx.db, ctx.actor, wish, span, working),
    read.reportSumsOf(ctx.db, ctx.actor, wish, spanBefore, working),
    readTargets(ctx.db),
    currentTypes(ctx.db),
  ]);
  const aims = new Map(targets.items.map(({ type, share }) => [type, share]));
  const compared = (here: read.SumsRow[], there: read.SumsRow[]) => {
    const seen = new Set([...here, ...there].map(({ type }) => type));
    const due = Map.groupBy(here, ({ type }) => type);
    return {
      now: figuresOfSums(addSums(here)),
      before: figuresOfSums(addSums(there)),
      target: targetOf(
        [...seen].map((type) => ({ type, due: addSums(due.get(type) ?? []).due })),
        aims,
      ),
    };
  };
  const keys = [...new Set([...now, ...before].map(({ key }) => key))];
  const known = keys.filter((key) => key !== null);
  const names: ReadonlyMap<string, Names> =
    wish.by === 'type'
      ? new Map(types.map(({ definition }) => [definition.code, definition.name]))
      : wish.by === 'territory'
        ? new Map()
        : await read.reportNames(ctx.db, wish.by, known);
  const rows: CaseReportRow[] = keys
    .map((key) => ({
      key,
      name: key === null ? null : (names.get(key) ?? { it: key, en: key }),
      ...compared(
        now.filter((one) => one.key === key),
        before.filter((one) => one.key === key),
      ),
    }))
    .filter((row) => somethingOf(row.now) || somethingOf(row.before))
    // What is not known comes last.
    .toSorted((a, b) =>
      a.name === null ? 1 : b.name === null ? -1 : a.name.it.localeCompare(b.name.it, 'it'),
    );
  return {
    ...period,
    organisation: await organisationName(ctx.db),
    timeZone,
    over,
    previous,
    rows,
    totals: compared(now, before),
  };
}

const somethingOf = ({ opened, taken, closed, open, within }: CaseReportRow['now']): boolean =>
  opened + taken + closed + open + within.denominator > 0;

/** The cases behind a figure: those that the caller may read, and how many others it counts. */
export async function caseReportCasesOf(
  ctx: Ctx,
  { figure, key, offset, ...query }: Parsed<typeof caseReportCases>['query'],
): Promise<Result<typeof caseReportCases>> {
  const { span, wish } = await wanted(ctx, query);
  const ids = await read.reportCaseIds(ctx.db, ctx.actor, wish, span, {
    figure,
    key: key === '-' ? null : key,
  });
  const readable = await read.readableOf(ctx.db, ctx.actor, ids);
  const seen = ids.filter((id) => readable.has(id));
  const shown = seen.slice(offset, offset + most);
  const views = new Map((await casesByIds(ctx.db, ctx.actor, shown)).map((one) => [one.id, one]));
  return {
    items: shown.flatMap((id) => views.get(id) ?? []),
    total: ids.length,
    hidden: ids.length - seen.length,
    next: offset + most < seen.length ? offset + most : null,
  } as Result<typeof caseReportCases>;
}

const columns = [
  'since',
  'until',
  'key',
  'name',
  'opened',
  'taken',
  'closed',
  'open',
  'daysToTake',
  'workingDaysToTake',
  'daysToClose',
  'workingDaysToClose',
  'first',
  'firstShare',
  'inTime',
  'inTimeOf',
  'share',
  'target',
] as const;
const rounded = (value: number | null, digits: number) =>
  value === null ? null : Number(value.toFixed(digits));

/** The report as CSV, each row for the period and for the one before, the total last, names in the reader's language; that it was taken is audited. */
export async function caseReportCsv(ctx: Ctx, query: Query): Promise<string> {
  const report = await caseReportOf(ctx, query);
  const language = await readerLanguage(ctx.db, ctx.actor);
  await ctx.tx((tx) =>
    audit(tx, ctx.actor, {
      action: 'case.report-exported',
      objectType: 'case-report',
      after: { ...query, since: report.since, until: report.until },
    }),
  );
  const all = [...report.rows, { ...report.totals, key: 'total', name: { it: 'Totale', en: 'Total' } }];
  const lines = all.flatMap(({ key, name, target, now, before }) =>
    [
      { span: report as DaySpan, one: now },
      { span: report.previous, one: before },
    ].map(({ span, one }) =>
      csvLine([
        span.since,
        span.until,
        key,
        name?.[language] ?? null,
        one.opened,
        one.taken,
        one.closed,
        one.open,
        rounded(one.daysToTake.calendar, 2),
        rounded(one.daysToTake.working, 2),
        rounded(one.daysToClose.calendar, 2),
        rounded(one.daysToClose.working, 2),
        one.first.numerator,
        rounded(one.first.value, 4),
        one.within.numerator,
        one.within.denominator,
        rounded(one.within.value, 4),
        target,
      ]),
    ),
  );
  return `\ufeff${csvLine(columns)}${lines.join('')}`;
}

const setting = 'insight.case-report';

export const readTargets = async (db: Db): Promise<Targets> =>
  (await readSetting<Targets>(db, setting)) ?? { items: [] };

/** @throws Problem 403, 422 naming the line */
export const putTargets = (ctx: Ctx, input: Targets): Promise<Targets> =>
  ctx.tx(async (tx) => {
    if (scopeOf(ctx.actor, 'admin.routing') !== 'all') throw forbidden('admin.routing everywhere');
    const known = new Set((await currentTypes(tx)).map(({ definition }) => definition.code));
    const seen = new Set<string>();
    for (const [at, { type }] of input.items.entries()) {
      if (!known.has(type)) throw invalid(`items.${at}.type`, 'a type of case in use');
      if (seen.has(type)) throw invalid(`items.${at}.type`, 'is given twice');
      seen.add(type);
    }
    const before = await readTargets(tx);
    await writeSetting(tx, setting, input);
    await configChanged(tx, ctx.actor, {
      what: 'case-report',
      id: 'targets',
      subjectId: null,
      before,
      after: input,
    });
    return input;
  });
