import { z } from 'zod';
import { day, id, instant, route } from './route.ts';

/** What a wallboard's rows stand for. */
export const wallboardGroups = ['queue', 'channel', 'team', 'supplier'] as const;
/** What an alert can be set on, and which way is bad; see `thresholdMeasures` in figures.ts. */
export const alertLevel = z.enum(['warn', 'critical']);

/** A share with its two halves: the share of several rows is made by adding these, never by averaging values. */
const share = z.object({
  value: z.number().nullable(),
  numerator: z.number(),
  denominator: z.number(),
});

/** Agents of a row by where they stand now; null while the group is smaller than `groupSize`. */
const agentsByState = z.object({
  /** How many agents the row has. */
  size: z.number(),
  states: z
    .object({
      idle: z.number(),
      offered: z.number(),
      interacting: z.number(),
      wrap_up: z.number(),
      not_ready: z.number(),
      not_responding: z.number(),
      off_queue: z.number(),
    })
    .nullable(),
});

/** Figures of one day, of a group or of all. Seconds, shares from 0 to 1. null: nothing to divide by, or kept back. */
const figures = z.object({
  /** Now; for a day that is over, at its end. */
  waiting: z.number(),
  longestWait: z.number(),
  /** In a self-service flow now. */
  inFlow: z.number(),
  /** In an agent's hands now. */
  inHandling: z.number(),
  /** offered = answered + abandoned + flowedOut + expired + callbacks + announced + waiting. `blocked` never entered. */
  offered: z.number(),
  answered: z.number(),
  abandoned: z.number(),
  /** Part of `abandoned`. */
  shortAbandoned: z.number(),
  flowedOut: z.number(),
  expired: z.number(),
  callbacks: z.number(),
  /** Left because an announcement had answered them. */
  announced: z.number(),
  blocked: z.number(),
  /** Help that agents asked for beside their contacts: never offered. asked = answered + unanswered + still waiting. */
  consults: z.object({
    asked: z.number(),
    answered: z.number(),
    unanswered: z.number(),
    /** Time of those who answered, in seconds. */
    seconds: z.number(),
  }),
  /** Stretches of handling that ended: a contact passed on is handled by each who had it. */
  handled: z.number(),
  /** Of the answered. */
  averageWait: z.number().nullable(),
  /** Talk, hold and wrap-up per handled. */
  handlingTime: z.number().nullable(),
  /** Time with a contact of the time with one or ready for one, several at once counted once. */
  occupancy: z.number().nullable(),
  serviceLevel: share.extend({
    /** null where the rows summed up use several, as `version` (a queue's own count of its promises) and `threshold`. */
    formula: z.string().nullable(),
    version: z.number().nullable(),
    /** Seconds by channel. */
    threshold: z.record(z.string(), z.number()).nullable(),
    /** Of rows that promise differently, each weighs as much as it counts; null while nothing counts. */
    target: z.number().nullable(),
  }),
  /** Of the contacts that the row's own agents answered: in time, of all (for teams and suppliers that own no queue). */
  ownAnswers: share.nullable(),
  /** The wait that was told at entry against the actual one, in seconds; mean of told less actual. */
  estimatedWait: z.object({
    /** For who would come now, the longest of the row's queues and channels; null: of a past day, or nothing honest can be said. */
    now: z.number().nullable(),
    told: z.number(),
    meanError: z.number().nullable(),
    meanAbsoluteError: z.number().nullable(),
    /** Within 20 % or 30 s. */
    kept: z.number().nullable(),
  }),
  agents: agentsByState,
  /** handlingTime, occupancy and agents are kept back: fewer agents than `groupSize` stand behind them. */
  keptBack: z.boolean(),
  /** One value for each of `halfHours`. */
  series: z.object({
    /** Who came, as the forecast counts: each customer once, called back or not. */
    offered: z.array(z.number()),
    answered: z.array(z.number()),
    abandoned: z.array(z.number()),
    /** Halves of the service level. */
    numerator: z.array(z.number()),
    denominator: z.array(z.number()),
    forecast: z.array(z.number().nullable()),
  }),
});
export const wallboardRow = figures.extend({
  /** Id of the queue or team, code of the channel, name of the supplier; '' for queues or agents of none. */
  key: z.string(),
  name: z.string(),
  /** Of a queue: by its hours and the emergency switch. */
  open: z.boolean().nullable(),
  emergency: z.boolean(),
  /** Somebody is on duty for it now: told of the smallest group too. null for a day that is over. */
  manned: z.boolean().nullable(),
  /** Open alerts on the row. */
  alerts: z.array(z.object({ id, measure: z.string(), level: alertLevel, acknowledged: z.boolean() })),
});
export type WallboardRow = z.output<typeof wallboardRow>;
export type WallboardFigures = z.output<typeof figures>;
export const wallboard = route({
  method: 'GET',
  path: '/api/v1/wallboard',
  tag: 'insight',
  summary:
    'The figures of a day per queue, channel, team or supplier in scope, by half hours, against the forecast',
  permission: 'live.read',
  query: z.object({
    by: z.enum(wallboardGroups).default('queue'),
    /** In the organisation's time zone; today unless told. */
    day: day.optional(),
  }),
  output: z.object({
    at: instant,
    by: z.enum(wallboardGroups),
    day,
    /** The day is not over: the figures move. */
    live: z.boolean(),
    timeZone: z.string(),
    /** Groups of fewer agents are kept back, unless an agreement allows single views. */
    groupSize: z.number(),
    /** An agreement with the staff is in force: single agents may be asked for, and nothing is kept back. */
    single: z.boolean(),
    /** Beginnings of the half hours of the day: 46, 48 or 50 of them. */
    halfHours: z.array(instant),
    /** Share of error of the forecast over the last four weeks: the sum of |actual - forecast| by the actual; null without one. */
    forecast: z.object({ method: z.string(), version: z.number(), wape: z.number().nullable() }).nullable(),
    rows: z.array(wallboardRow),
    totals: figures,
  }),
});
