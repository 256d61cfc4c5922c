// Packs of standards as administrators make them: copied from the one in force, changed, compared, put in force from a
// day; and what a change would move before it is made.
import { z } from 'zod';
import { calendarHolidays } from './calendars.ts';
import {
  clockCode,
  clockWarning,
  compensationRule,
  packView,
  pauseReason,
  standardInput,
  standardKinds,
  standardUnit,
  why,
} from './clocks.ts';
import { day, id, idParams, instant, names, route, whole } from './route.ts';

const cents = z.number().int().min(0).max(100_000_000);
const mark = z.enum(['V', 'V2', 'K']);
/** What is due, as a document says it. */
const documentCompensation = z.object({
  ...compensationRule.shape,
  base: cents,
  mark: mark.nullable(),
  stepsMark: mark.nullable().default(null),
  capMark: mark.nullable().default(null),
});
/**
 * What a regulation says, as a document: shipped beside the code, exported and imported, loaded as rows. `mark` is how a
 * value is known: V read in a primary source, V2 in a secondary one, K by our own knowledge (not confirmed).
 */
export const packDocument = z.object({
  code: clockCode,
  regulation: clockCode,
  name: names,
  validFrom: day,
  validTo: day.nullable(),
  source: z.string().max(500),
  /** Of every standard that has none of its own. */
  warnings: z.array(clockWarning).max(10),
  /** Of every specific standard that has none of its own. */
  compensation: documentCompensation.nullable(),
  standards: z
    .array(
      z.object({
        code: clockCode,
        name: names,
        kind: z.enum(standardKinds),
        amount: z.number().int().min(1).max(100_000),
        unit: standardUnit,
        share: z.number().min(0).max(1).nullable(),
        pauses: z.array(pauseReason).max(4),
        mark: mark.nullable(),
        confirmed: z.boolean(),
        source: z.string().max(500),
        note: z.string().max(2000).optional(),
        warnings: z.array(clockWarning).max(10).optional(),
        compensation: documentCompensation.nullable().optional(),
        /** The code of the service it holds for; of all when left out. */
        service: z.string().max(60).optional(),
        territory: z.string().min(1).max(120).optional(),
      }),
    )
    .min(1)
    .max(300),
});
export type PackDocument = z.output<typeof packDocument>;

export const createPack = route({
  method: 'POST',
  path: '/api/v1/clock-packs',
  tag: 'clocks',
  summary: 'A draft of a pack: a copy of another with nothing confirmed, or a document',
  permission: 'admin.clocks',
  body: z.object({
    /** The pack it is a copy of. */
    from: id.optional(),
    code: clockCode.optional(),
    name: names.optional(),
    source: z.string().max(500).optional(),
    validFrom: day.optional(),
    document: packDocument.optional(),
    why,
  }),
  output: packView,
  status: 201,
});
export const changePack = route({
  method: 'PATCH',
  path: '/api/v1/clock-packs/:id',
  tag: 'clocks',
  summary: 'Change how a pack is called, its source, the days of a draft, or the last day of one in force',
  permission: 'admin.clocks',
  params: idParams,
  body: z.object({
    name: names.optional(),
    source: z.string().max(500).optional(),
    validFrom: day.optional(),
    validTo: day.nullable().optional(),
    version: whole,
    why,
  }),
  output: packView,
});
export const replacePack = route({
  method: 'PUT',
  path: '/api/v1/clock-packs/:id/document',
  tag: 'clocks',
  summary: 'Give a draft the values of a document',
  permission: 'admin.clocks',
  params: idParams,
  body: z.object({ document: packDocument, version: whole, why }),
  output: packView,
});
export const readPackDocument = route({
  method: 'GET',
  path: '/api/v1/clock-packs/:id/document',
  tag: 'clocks',
  summary: 'A pack as a document, to be kept in version control and imported elsewhere',
  permission: 'admin.read',
  params: idParams,
  output: packDocument,
});
export const deletePack = route({
  method: 'DELETE',
  path: '/api/v1/clock-packs/:id',
  tag: 'clocks',
  summary: 'Throw a draft away',
  permission: 'admin.clocks',
  params: idParams,
});
export const forcePack = route({
  method: 'POST',
  path: '/api/v1/clock-packs/:id/force',
  tag: 'clocks',
  summary: 'Put a draft in force from a day; the pack before it ends on the day before',
  permission: 'admin.clocks',
  params: idParams,
  body: z.object({
    from: day,
    version: whole,
    /** That open limits come earlier by it is known. */
    earlier: z.boolean().default(false),
    why,
  }),
  output: packView,
});

/** What a change would do to the time limits that are open. */
export const movesView = z.object({
  /** How many open limits it concerns. */
  open: z.number(),
  moved: z.number(),
  earlier: z.number(),
  /** Of those that come earlier: how many would be past due at once. */
  late: z.number(),
  /** Paused ones have no day yet: they take the change when they go on. */
  paused: z.number(),
  /** The furthest moved, those that come earlier first. */
  items: z.array(
    z.object({
      clock: id,
      case: id.nullable(),
      label: z.string(),
      name: names,
      from: instant,
      to: instant,
      earlier: z.boolean(),
    }),
  ),
});
export type MovesView = z.output<typeof movesView>;
export const previewMoves = route({
  method: 'POST',
  path: '/api/v1/clock-previews',
  tag: 'clocks',
  summary:
    'Which open limits a change of a standard, a pack, a place or a calendar would move, before it is made',
  permission: 'admin.clocks',
  body: z.union([
    z.object({ standard: id, change: z.object(standardInput).pick({ amount: true, unit: true }).partial() }),
    z.object({ pack: id, from: day }),
    z.object({
      service: id,
      calendar: id.nullable(),
      patronDay: calendarHolidays.shape.patronDay.optional(),
    }),
    z.object({ calendar: id, hours: calendarHolidays }),
  ]),
  output: movesView,
});
