import type { Parsed, Result } from '#contract/route.ts';
import type { exportStandardTextFigures, standardTextFigures, TextFigures } from '#contract/text-figures.ts';
import { readerLanguage } from '#server/access/index.ts';
import { audit, csvLine, invalid, type Ctx } from '#server/platform/index.ts';
import { usedVersionsOf } from './text-figures.read.ts';
import { figuresOf } from './text-figures.rules.ts';
import { boundsOf, dayIn, organisationTimeZone } from './time.ts';

type Query = Parsed<typeof exportStandardTextFigures>['query'];
type Figures = Result<typeof standardTextFigures>;

const dayMs = 86_400_000;
/** A year and a day, so that a whole one can be asked for. */
const longest = 366;

/** Use and outcome of standard texts in a period, the most used first. @throws Problem 422 naming since or until */
export async function textFiguresOf(ctx: Ctx, query: Query): Promise<Figures> {
  const timeZone = await organisationTimeZone(ctx.db);
  const now = ctx.clock.now();
  const until = query.until ?? dayIn(timeZone, now);
  const since = query.since ?? new Date(Date.parse(until) - 29 * dayMs).toISOString().slice(0, 10);
  if (since > until) throw invalid('since', 'a day not after the last');
  if (Date.parse(until) - Date.parse(since) >= longest * dayMs)
    throw invalid('until', 'a day within a year of the first');
  const used = await usedVersionsOf(ctx.db, ctx.actor, {
    from: boundsOf(timeZone, since).from,
    to: boundsOf(timeZone, until).to,
    reader: await readerLanguage(ctx.db, ctx.actor),
  });
  const items = [...Map.groupBy(used, ({ textId }) => textId).values()]
    .map((ofText) => ({
      textId: ofText[0]!.textId,
      code: ofText[0]!.code,
      title: ofText[0]!.textTitle,
      ...figuresOf(ofText, now),
      versions: [...Map.groupBy(ofText, ({ versionId }) => versionId).values()].map((ofVersion) => {
        const { versionId, language, number, title, approvedAt } = ofVersion[0]!;
        return { id: versionId, language, number, title, approvedAt, ...figuresOf(ofVersion, now) };
      }),
    }))
    .toSorted((one, other) => other.uses - one.uses || one.code.localeCompare(other.code));
  return { since, until, items, total: figuresOf(used, now) };
}

const columns = [
  'since',
  'until',
  'code',
  'language',
  'version',
  'title',
  'uses',
  'contacts',
  'changed',
  'asIs',
  'settled',
  'solved',
  'reopened',
  'further',
];
const rounded = (value: number | null) => (value === null ? null : Number(value.toFixed(4)));

/** The figures as CSV, a line for each version, the total last; that it was taken is audited. */
export async function textFiguresCsv(ctx: Ctx, query: Query): Promise<string> {
  const { since, until, items, total } = await textFiguresOf(ctx, query);
  await ctx.tx((tx) =>
    audit(tx, ctx.actor, {
      action: 'standard-text.figures-exported',
      objectType: 'standard-text',
      after: { since, until },
    }),
  );
  const line = (head: (string | number)[], one: TextFigures) =>
    csvLine([
      since,
      until,
      ...head,
      one.uses,
      one.contacts,
      rounded(one.changed),
      one.asIs,
      one.settled,
      one.solved,
      one.reopened,
      rounded(one.further),
    ]);
  const lines = items.flatMap(({ code, versions }) =>
    versions.map((one) => line([code, one.language, one.number, one.title], one)),
  );
  return `\ufeff${csvLine(columns)}${lines.join('')}${line(['total', '', '', ''], total)}`;
}
