import { z } from 'zod';
import { day, id, instant, route } from './route.ts';

// What came of using standard texts. The definitions stand in server/insight/text-figures.rules.ts.

const count = z.number().int();
export const textFigures = z.object({
  uses: count,
  /** Contacts in whose answers it was used. */
  contacts: count,
  /** The mean part of its words that was changed before sending, 0 to 1; null without a use. */
  changed: z.number().nullable(),
  /** Uses in which nothing of it was changed. */
  asIs: count,
  /** Contacts that are closed and of which it is known whether the customer came back within seven days. */
  settled: count,
  /** Of these, those after which the customer did not come back. */
  solved: count,
  /** Of these, those after which they came back in the same conversation. */
  reopened: count,
  /** Messages of the customer in the same conversation, from the answer until its contact was closed, for each use. */
  further: z.number().nullable(),
});
export type TextFigures = z.output<typeof textFigures>;
export const textFiguresRow = textFigures.extend({
  textId: id,
  code: z.string(),
  title: z.string(),
  versions: z.array(
    textFigures.extend({
      id,
      language: z.string(),
      number: count,
      title: z.string(),
      approvedAt: instant.nullable(),
    }),
  ),
});
export type TextFiguresRow = z.output<typeof textFiguresRow>;
const query = z.object({
  /** The first day; thirty days before the last one when left out. */
  since: day.optional(),
  /** The last day; today when left out. */
  until: day.optional(),
});
export const standardTextFigures = route({
  method: 'GET',
  path: '/api/v1/standard-text-figures',
  tag: 'insight',
  summary: 'Use and outcome of standard texts in a period, by text and by version, the most used first',
  permission: 'knowledge.read',
  query,
  output: z.object({
    since: z.string(),
    until: z.string(),
    items: z.array(textFiguresRow),
    total: textFigures,
  }),
});
export const exportStandardTextFigures = route({
  method: 'GET',
  path: '/api/v1/standard-text-figures.csv',
  tag: 'insight',
  summary: 'The same as CSV, a line for each version',
  permission: 'knowledge.read',
  query,
  rawOutput: 'text/csv',
});
