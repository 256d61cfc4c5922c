import type {
  caseReport,
  caseReportCases,
  CaseReportRow,
  caseReportTargets,
  exportCaseReport,
  publishCaseReport,
} from '#contract/case-report.ts';
import type { Names, Parsed, Result } from '#contract/route.ts';
import { organisationName } from '#server/access/index.ts';
import { judgeDay, loadCounting } from '#server/calendars/index.ts';
import { casesByIds, currentTypes } from '#server/cases/index.ts';
import {
  configChanged,
  forbidden,
  invalid,
  notFound,
  readSetting,
  scopeOf,
  writeSetting,
  type Ctx,
  type Db,
} from '#server/platform/index.ts';
import * as store from './case-publication.store.ts';
import * as read from './case-report.read.ts';
import {
  addSums,
  figuresOfSums,
  isPublished,
  periodBefore,
  periodOf,
  periodOfYearBefore,
  targetOf,
  type DaySpan,
  type ReportPeriod,
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
export function spanOf(timeZone: string, { since, until }: DaySpan, now: Date): read.ReportSpan {
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
    compared: query.against === 'year' ? periodOfYearBefore(query.period, period) : previous,
    over: period.until < today,
    span: spanOf(timeZone, period, now),
    wish: { by: query.by, level: query.level, type: query.type ?? null, timeZone },
  };
}

/** The working days of every service by its calendar, numbered over all the days that the cases of a period touch. */
export async function workingDays(
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

type Wanted = Awaited<ReturnType<typeof wanted>>;
/** Sums of a period: as published, if they are wanted so and were, or as cases are today. */
interface Sums {
  rows: read.SumsRow[];
  published: store.Publication | null;
}
async function sumsOf(
  ctx: Ctx,
  { wish }: Wanted,
  published: store.Publication | null,
  direct: () => Promise<read.SumsRow[]>,
): Promise<Sums> {
  if (published === null) return { rows: await direct(), published };
  return { rows: await store.publishedSums(ctx.db, ctx.actor, published.id, wish), published };
}
const editionsOf = (ctx: Ctx, period: ReportPeriod, { since }: DaySpan): Promise<store.Publication[]> =>
  isPublished(period) ? store.publicationsOf(ctx.db, period, since) : Promise.resolve([]);

/**
 * Cases of a period by type, office, cause or territory, with another period beside them. Averages are in whole days,
 * the day of opening not counted, in calendar days and in working days by the calendar of the case's service. Each row is
 * made of sums, and so is the total. What was published stays as it was, with today's figures beside it; what was not is
 * as cases are now: one that was opened again is not closed.
 * @throws Problem 404 no such edition, 422 naming day or until
 */
export async function caseReportOf(ctx: Ctx, query: Query): Promise<Report> {
  const want = await wanted(ctx, query);
  const { timeZone, period, previous, compared, over, span, wish } = want;
  const spanBefore = spanOf(timeZone, compared, ctx.clock.now());
  const [editions, editionsBefore] = await Promise.all([
    editionsOf(ctx, query.period, period),
    editionsOf(ctx, query.period, compared),
  ]);
  const asked =
    query.edition === undefined ? editions[0] : editions.find(({ edition }) => edition === query.edition);
  if (query.edition !== undefined && asked === undefined) throw notFound('edition');
  const shown = query.as === 'now' ? null : (asked ?? null);
  const working = await workingDays(ctx, timeZone, {
    from: spanBefore.from < span.from ? spanBefore.from : span.from,
    to: span.to,
  });
  const direct = (of: read.ReportSpan) => read.reportSumsOf(ctx.db, ctx.actor, wish, of, working);
  const [now, before, today, types, words] = await Promise.all([
    sumsOf(ctx, want, shown, () => direct(span)),
    sumsOf(ctx, want, query.as === 'now' ? null : (editionsBefore[0] ?? null), () => direct(spanBefore)),
    shown === null ? null : direct(span),
    currentTypes(ctx.db),
    shown === null
      ? { names: {}, targets: (await readTargets(ctx.db)).items }
      : store.publishedWords(ctx.db, shown.id),
  ]);
  const aims = new Map(words.targets.map(({ type, share }) => [type, share]));
  const of = (rows: readonly read.SumsRow[], key: string | null | undefined) =>
    key === undefined ? rows : rows.filter((one) => one.key === key);
  const comparedOf = (key: string | null | undefined) => {
    const [here, there] = [of(now.rows, key), of(before.rows, key)];
    const seen = new Set([...here, ...there].map(({ type }) => type));
    const due = Map.groupBy(here, ({ type }) => type);
    return {
      now: figuresOfSums(addSums(here)),
      today: today === null ? null : figuresOfSums(addSums(of(today, key))),
      before: figuresOfSums(addSums(there)),
      target: targetOf(
        [...seen].map((type) => ({ type, due: addSums(due.get(type) ?? []).due })),
        aims,
      ),
    };
  };
  const keys = [...new Set([...now.rows, ...before.rows, ...(today ?? [])].map(({ key }) => key))];
  const known = keys.filter((key) => key !== null);
  const names: ReadonlyMap<string, Names> =
    wish.by === 'type'
      ? new Map(types.map(({ definition }) => [definition.code, definition.name]))
      : wish.by === 'territory'
        ? new Map()
        : await read.reportNames(ctx.db, wish.by, known);
  // What it was called then; what has come since is called by its name.
  const called = new Map(Object.entries(words.names));
  const rows: CaseReportRow[] = keys
    .map((key) => ({
      key,
      name: key === null ? null : (called.get(key) ?? names.get(key) ?? { it: key, en: key }),
      ...comparedOf(key),
    }))
    .filter((row) => [row.now, row.before, row.today].some((one) => one !== null && somethingOf(one)))
    // What is not known comes last.
    .toSorted((a, b) =>
      a.name === null ? 1 : b.name === null ? -1 : a.name.it.localeCompare(b.name.it, 'it'),
    );
  return {
    ...period,
    organisation: await organisationName(ctx.db),
    timeZone,
    over,
    compared: { ...compared, published: before.published !== null },
    edition: shown?.edition ?? null,
    publications: editions.map(publicationView),
    previous,
    rows,
    totals: comparedOf(undefined),
  };
}

/** What is told of a publication. */
export const publicationView = ({
  edition,
  publishedAt,
  publishedBy,
  reason,
}: store.Publication): Result<typeof publishCaseReport> => ({
  edition,
  at: publishedAt.toISOString(),
  by: publishedBy,
  reason,
});

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

/** Where the targets are kept. */
export const caseReportSetting = 'insight.case-report';

export const readTargets = async (db: Db): Promise<Targets> =>
  (await readSetting<Targets>(db, caseReportSetting)) ?? { items: [] };

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
    await writeSetting(tx, caseReportSetting, input);
    await configChanged(tx, ctx.actor, {
      what: 'case-report',
      id: 'targets',
      subjectId: null,
      before,
      after: input,
    });
    return input;
  });
