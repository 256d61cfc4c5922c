import type { publishCaseReport } from '#contract/case-report.ts';
import type { Names, Parsed, Result } from '#contract/route.ts';
import { currentTypes } from '#server/cases/index.ts';
import {
  configChanged,
  conflict,
  forbidden,
  invalid,
  isUniqueViolation,
  scopeOf,
  sql,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import * as store from './case-publication.store.ts';
import { reportNames, reportSumsOf, type FineRow } from './case-report.read.ts';
import {
  duePeriods,
  periodOf,
  publishedPeriods,
  reportSums,
  type DaySpan,
  type PublishedPeriod,
  type ReportSums,
} from './case-report.rules.ts';
import { publicationView, readTargets, spanOf, workingDays } from './case-report.service.ts';
import { dayIn, organisationTimeZone } from './time.ts';

const cellOf = ({ key, type, serviceId, teamId, ...row }: FineRow): store.Cell => ({
  key,
  type,
  service: serviceId,
  team: teamId,
  sums: Object.fromEntries(reportSums.map((name) => [name, row[name]])) as ReportSums,
});

/** Writes down what a period looks like now, from one moment of the database. */
async function publish(
  ctx: Ctx,
  tx: Tx,
  { period, span, by, reason }: { period: PublishedPeriod; span: DaySpan; by: string | null; reason: string },
): Promise<store.Publication | null> {
  const timeZone = await organisationTimeZone(tx);
  const at = ctx.clock.now();
  const stretch = spanOf(timeZone, span, at);
  const here: Ctx = { ...ctx, db: tx };
  const working = await workingDays(here, timeZone, stretch);
  const cells = async (group: 'type' | 'cause' | 'territory') =>
    (
      await reportSumsOf(
        tx,
        ctx.actor,
        { by: group, level: null, type: null, timeZone },
        stretch,
        working,
        true,
      )
    ).map(cellOf);
  const [base, cause, territory] = [await cells('type'), await cells('cause'), await cells('territory')];
  // Before the first case there is nothing to publish.
  if (base.length === 0) return null;
  const teams = [...new Set(base.flatMap(({ team }) => team ?? []))];
  const causes = [...new Set(cause.flatMap(({ key }) => key?.split('/') ?? []))];
  const names: Record<string, Names> = Object.fromEntries([
    ...(await currentTypes(tx)).map(({ definition }) => [definition.code, definition.name] as const),
    ...(await reportNames(tx, 'team', teams)),
    ...(await reportNames(tx, 'cause', causes)),
  ]);
  const made = await store.addPublication(tx, {
    period,
    span,
    at,
    by,
    reason,
    cells: { base, cause, territory },
    names,
    targets: (await readTargets(tx)).items,
  });
  await configChanged(tx, ctx.actor, {
    what: 'case-report',
    id: made.id,
    subjectId: null,
    before: null,
    after: { period, ...span, edition: made.edition },
    reason: reason === '' ? null : reason,
  });
  return made;
}

/** All figures of a publication are of one moment. */
const atOnce = <T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T> =>
  ctx.tx(async (tx) => {
    await sql`set transaction isolation level repeatable read`.execute(tx);
    return work(tx);
  });
const edition = 'case_publication_period_since_edition_key';

/** Publishes what has ended and was not yet: the work of the night, which may be done twice. */
export async function publishEnded(ctx: Ctx): Promise<void> {
  const today = dayIn(await organisationTimeZone(ctx.db), ctx.clock.now());
  for (const period of publishedPeriods)
    for (const span of duePeriods(period, today, await store.lastPublished(ctx.db, period)))
      await atOnce(ctx, async (tx) => {
        if ((await store.publicationsOf(tx, period, span.since)).length > 0) return;
        await publish(ctx, tx, { period, span, by: null, reason: '' });
      }).catch((error: unknown) => {
        // Somebody was faster.
        if (!isUniqueViolation(error, edition)) throw error;
      });
}

/**
 * Publishes a period once more, with what was put right; what was published before stays beside it.
 * @throws Problem 403, 409 published by somebody else at the same moment, 422 naming day
 */
export async function publishAgain(
  ctx: Ctx,
  { period, day, reason }: Parsed<typeof publishCaseReport>['body'],
): Promise<Result<typeof publishCaseReport>> {
  if (scopeOf(ctx.actor, 'admin.routing') !== 'all' || scopeOf(ctx.actor, 'live.read') !== 'all')
    throw forbidden('admin.routing everywhere');
  const today = dayIn(await organisationTimeZone(ctx.db), ctx.clock.now());
  const span = periodOf(period, day);
  if (span.until >= today) throw invalid('day', 'a day of a period that has ended');
  const made = await atOnce(ctx, (tx) =>
    publish(ctx, tx, { period, span, by: ctx.actor.name, reason }),
  ).catch((error: unknown) => {
    throw isUniqueViolation(error, edition)
      ? conflict('published_meanwhile', 'Somebody else has just published this period: look at it again.')
      : error;
  });
  if (made === null) throw invalid('day', 'a period with cases');
  return publicationView(made);
}
