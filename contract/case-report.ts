import { z } from 'zod';
import { caseTypeCode } from './case-types.ts';
import { caseView } from './cases.ts';
import { day, names, route } from './route.ts';

/** What a period of the report is; `range` runs from its day until another. */
export const reportPeriods = ['day', 'week', 'month', 'quarter', 'year', 'range'] as const;
/** What its rows stand for. */
export const reportGroups = ['type', 'team', 'cause', 'territory'] as const;
export type ReportGroup = (typeof reportGroups)[number];
/** Figures whose cases can be listed. */
export const reportFigures = ['opened', 'taken', 'closed', 'open', 'first', 'due', 'late'] as const;
export type ReportFigure = (typeof reportFigures)[number];

const count = z.number().int();
const average = z.number().nullable();
const shareOf = z.object({ value: z.number().nullable(), numerator: count, denominator: count });
const figures = z.object({
  opened: count,
  /** For the first time in somebody's hands. */
  taken: count,
  closed: count,
  /** Open when the period ends, or now where it lasts: open before + opened - closed. */
  open: count,
  /** From the opening to the taking over, of those taken over in the period; the day of opening is not counted. */
  daysToTake: z.object({ calendar: average, working: average }),
  /** From the opening to the closing, of those closed in the period. */
  daysToClose: z.object({ calendar: average, working: average }),
  /** Solved at first contact, of those closed in the period. */
  first: shareOf,
  /** Cases answered within their standards, of those answered in the period or overdue since it. */
  within: shareOf,
});
export type CaseReportFigures = z.output<typeof figures>;
const span = z.object({ since: day, until: day });
const compared = z.object({
  now: figures,
  /** The same of the period before. */
  before: figures,
  /** Share that is promised; of types that promise differently each weighs as much as it counts. null: none. */
  target: z.number().nullable(),
});
const row = compared.extend({
  /** What `key` of the list of cases takes; null for "not known". */
  key: z.string().nullable(),
  /** null for "not known". */
  name: names.nullable(),
});
export type CaseReportRow = z.output<typeof row>;

const query = {
  period: z.enum(reportPeriods).default('week'),
  /** A day of the period, or its first for `range`; today when left out. */
  day: day.optional(),
  /** The last day of a `range`. */
  until: day.optional(),
  by: z.enum(reportGroups).default('type'),
  /** Of a classification: how deep its causes are told apart. */
  level: z.coerce.number().int().min(1).max(3).default(1),
  /** Only cases of this type. */
  type: caseTypeCode.optional(),
};

export const caseReport = route({
  method: 'GET',
  path: '/api/v1/case-report',
  tag: 'insight',
  summary: 'Cases of a period by type, office, cause or territory, beside the period before',
  permission: 'live.read',
  query: z.object(query),
  output: span.extend({
    organisation: z.string(),
    timeZone: z.string(),
    /** Whether the period has ended. */
    over: z.boolean(),
    previous: span,
    rows: z.array(row),
    totals: compared,
  }),
});
export const exportCaseReport = route({
  method: 'GET',
  path: '/api/v1/case-report.csv',
  tag: 'insight',
  summary: 'The same as CSV',
  permission: 'live.read',
  query: z.object(query),
  rawOutput: 'text/csv',
});
export const caseReportCases = route({
  method: 'GET',
  path: '/api/v1/case-report/cases',
  tag: 'insight',
  summary: 'The cases behind a figure, those that the caller may read',
  permission: 'live.read',
  query: z.object({
    ...query,
    figure: z.enum(reportFigures),
    /** The row: its `key`; `-` for "not known". All rows when left out. */
    key: z.string().min(1).max(200).optional(),
    offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  }),
  output: z.object({
    /** The newest first, up to 100. */
    items: z.array(caseView),
    /** All that the figure counts. */
    total: count,
    /** Of `total`, those that the caller may not open. */
    hidden: count,
    next: z.number().int().nullable(),
  }),
});

const target = z.object({
  type: caseTypeCode,
  /** Share from 0 to 1. */
  share: z.number().min(0).max(1),
});
const targets = z.object({ items: z.array(target).max(200) });
export const caseReportTargets = route({
  method: 'GET',
  path: '/api/v1/case-report/targets',
  tag: 'insight',
  summary: 'Which share of cases is to be within standard, by type',
  permission: 'live.read',
  output: targets,
});
export const setCaseReportTargets = route({
  method: 'PUT',
  path: '/api/v1/case-report/targets',
  tag: 'insight',
  summary: 'Set the target shares; a type left out has none',
  permission: 'admin.routing',
  body: targets,
  output: targets,
});
