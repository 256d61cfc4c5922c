import { z } from 'zod';
import { caseTypeCode } from './case-types.ts';
import { caseView } from './cases.ts';
import { day, instant, names, route } from './route.ts';

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
  /** As published, where they are. */
  now: figures,
  /** What they are today, where `now` are the published ones. */
  today: figures.nullable(),
  /** The same of the period that it is compared with. */
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

/** What a period is compared with: the one before it, or the same of the year before. */
export const reportAgainst = ['previous', 'year'] as const;
/** The figures as they were published when a period had ended. */
const publication = z.object({
  /** 1; a correction is the next. */
  edition: count,
  at: instant,
  /** null: by itself. */
  by: z.string().nullable(),
  reason: z.string(),
});

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
  against: z.enum(reportAgainst).default('previous'),
  /** `published`: a period that was published as it was then; `now`: as cases are today. */
  as: z.enum(['published', 'now']).default('published'),
  /** One edition of what was published; the last when left out. */
  edition: z.coerce.number().int().min(1).max(1000).optional(),
};

export const caseReport = route({
  method: 'GET',
  path: '/api/v1/case-report',
  tag: 'insight',
  summary:
    'Cases of a period by type, office, cause or territory, beside another period; as it was published',
  permission: 'live.read',
  query: z.object(query),
  output: span.extend({
    organisation: z.string(),
    timeZone: z.string(),
    /** Whether the period has ended. */
    over: z.boolean(),
    /** What it is compared with; with the figures published of it, where they are. */
    compared: span.extend({ published: z.boolean() }),
    /** Which edition `now` is; null: the figures of today. */
    edition: count.nullable(),
    /** All editions of the period, the last first. */
    publications: z.array(publication),
    /** The period before it. */
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
export const publishCaseReport = route({
  method: 'POST',
  path: '/api/v1/case-report/publications',
  tag: 'insight',
  summary: 'Publish a period that has ended once more, with what was put right; the editions before it stay',
  permission: 'admin.routing',
  body: z.object({
    period: z.enum(['week', 'month', 'quarter', 'year']),
    /** A day of the period. */
    day,
    /** What was put right. */
    reason: z.string().trim().min(3).max(1000),
  }),
  output: publication,
  status: 201,
});
