import { z } from 'zod';
import { reportPeriods } from './case-report.ts';
import { day, instant, names, route } from './route.ts';

/** What the rows of the report stand for. */
export const firstContactGroups = ['team', 'queue', 'channel', 'classification'] as const;
export type FirstContactGroup = (typeof firstContactGroups)[number];

const count = z.number().int();
const figures = z.object({
  /** Contacts of customers that agents had and closed, by when they arrived. */
  counted: count,
  /** Solved at first contact, without a case. */
  solved: count,
  /** Solved at first contact in a case that was opened in it. */
  inCase: count,
  /** Not solved, after all: the customer came back about the same matter, or it needed a case. */
  withdrawn: count,
  /** Solved, with and without a case, of those counted. */
  share: z.number().nullable(),
});
export type FirstContactFigures = z.output<typeof figures>;
const compared = z.object({ now: figures, before: figures });
const row = compared.extend({
  /** Id of the team, queue or classification, or the channel; null for "not known". */
  key: z.string().nullable(),
  /** null for "not known", and for channels: screens have words for these. */
  name: names.nullable(),
});
export type FirstContactRow = z.output<typeof row>;
const span = z.object({ since: day, until: day });
const query = {
  period: z.enum(reportPeriods).default('month'),
  /** A day of the period, or its first for `range`; today when left out. */
  day: day.optional(),
  /** The last day of a `range`. */
  until: day.optional(),
  by: z.enum(firstContactGroups).default('team'),
  /** How deep classifications are told apart. */
  level: z.coerce.number().int().min(1).max(3).default(1),
};

export const firstContactReport = route({
  method: 'GET',
  path: '/api/v1/first-contact-report',
  tag: 'insight',
  summary:
    'Contacts solved at first contact by team, queue, channel or classification, beside the period before; what flows answer is no part of it',
  permission: 'live.read',
  query: z.object(query),
  output: span.extend({
    organisation: z.string(),
    timeZone: z.string(),
    /** Whether the period has ended. */
    over: z.boolean(),
    /** For how many days another contact about the same matter takes it back. */
    days: count,
    /** Where the period lies, for the list of its contacts; `to` is no more of it. */
    from: instant,
    to: instant,
    previous: span,
    rows: z.array(row),
    totals: compared,
  }),
});
export const exportFirstContactReport = route({
  method: 'GET',
  path: '/api/v1/first-contact-report.csv',
  tag: 'insight',
  summary: 'The same as CSV',
  permission: 'live.read',
  query: z.object(query),
  rawOutput: 'text/csv',
});
