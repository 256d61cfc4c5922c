import type { exportCaseReport } from '#contract/case-report.ts';
import type { Parsed } from '#contract/route.ts';
import { readerLanguage } from '#server/access/index.ts';
import { audit, csvLine, type Ctx } from '#server/platform/index.ts';
import type { DaySpan } from './case-report.rules.ts';
import { caseReportOf } from './case-report.service.ts';

/** What each column is called, in the language of whoever takes it. */
const columns: { it: string; en: string }[] = [
  { it: 'Dal', en: 'From' },
  { it: 'Al', en: 'To' },
  { it: 'Cifre', en: 'Figures' },
  { it: 'Chiave', en: 'Key' },
  { it: 'Nome', en: 'Name' },
  { it: 'Aperte', en: 'Opened' },
  { it: 'Prese in carico', en: 'Taken over' },
  { it: 'Chiuse', en: 'Closed' },
  { it: 'Aperte alla fine', en: 'Open at the end' },
  { it: 'Giorni per la presa in carico', en: 'Days to take over' },
  { it: 'Giorni lavorativi per la presa in carico', en: 'Working days to take over' },
  { it: 'Giorni per la chiusura', en: 'Days to close' },
  { it: 'Giorni lavorativi per la chiusura', en: 'Working days to close' },
  { it: 'Al primo contatto', en: 'At first contact' },
  { it: 'Quota al primo contatto', en: 'Share at first contact' },
  { it: 'Entro lo standard', en: 'Within standard' },
  { it: 'Da concludere nel periodo', en: 'To be settled in the period' },
  { it: 'Quota entro lo standard', en: 'Share within standard' },
  { it: 'Obiettivo', en: 'Target' },
];
const words = {
  published: { it: 'pubblicate', en: 'published' },
  today: { it: 'di oggi', en: 'today’s' },
  total: { it: 'Totale', en: 'Total' },
  unknown: { it: 'Non noto', en: 'Not known' },
};
const rounded = (value: number | null, digits: number) =>
  value === null ? null : Number(value.toFixed(digits));

/**
 * The report as CSV in the reader's language: each row for the period and for the one that it is compared with, and for a
 * published period as it is today besides; the total last. That it was taken is audited.
 */
export async function caseReportCsv(
  ctx: Ctx,
  query: Parsed<typeof exportCaseReport>['query'],
): Promise<string> {
  const report = await caseReportOf(ctx, query);
  const language = await readerLanguage(ctx.db, ctx.actor);
  await ctx.tx((tx) =>
    audit(tx, ctx.actor, {
      action: 'case.report-exported',
      objectType: 'case-report',
      after: { ...query, since: report.since, until: report.until },
    }),
  );
  const said = (published: boolean) => words[published ? 'published' : 'today'][language];
  const all = [...report.rows, { ...report.totals, key: 'total', name: words.total }];
  const lines = all.flatMap(({ key, name, target, now, today, before }) =>
    [
      { span: report as DaySpan, one: now, published: report.edition !== null },
      { span: report as DaySpan, one: today, published: false },
      { span: report.compared as DaySpan, one: before, published: report.compared.published },
    ].flatMap(({ span, one, published }) =>
      one === null
        ? []
        : csvLine([
            span.since,
            span.until,
            said(published),
            key,
            (name ?? words.unknown)[language],
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
  return `\ufeff${csvLine(columns.map((one) => one[language]))}${lines.join('')}`;
}
