import { z } from 'zod';
import { day, id, idParams, instant, list, route } from './route.ts';
import { alertLevel } from './wallboard.ts';
import { workChannel } from './words.ts';

// Definitions of indicators, thresholds and alerts, figures of single agents and what protects them.

/** The seven ways to make a share of the counts; what each counts is told in `server/routing/service-level.rules.ts`. */
export const serviceLevelFormula = z.enum([
  'negative',
  'ignore',
  'positive',
  'answered_only',
  'strict',
  'dequeued',
  'it_ls',
]);

const definition = z.object({
  formula: serviceLevelFormula,
  /** Seconds by channel; a channel without one has no service level. */
  threshold: z.partialRecord(
    workChannel,
    z
      .number()
      .int()
      .min(1)
      .max(86_400 * 30),
  ),
  target: z.number().min(0).max(1),
  shortAbandonSeconds: z.number().int().min(0).max(60),
});
export const indicatorVersion = definition.extend({
  id,
  version: z.number(),
  queueId: id.nullable(),
  validFrom: instant,
  note: z.string(),
  /** `staff:<id>`, or `system` for what was there at the beginning. */
  createdBy: z.string(),
  createdAt: instant,
  /** It counts now. */
  inForce: z.boolean(),
});
export type IndicatorVersion = z.output<typeof indicatorVersion>;
export const listIndicators = route({
  method: 'GET',
  path: '/api/v1/indicators/service-level',
  tag: 'insight',
  summary: 'The versions of the service level of the queues in scope, the newest first',
  permission: 'admin.read',
  query: z.object({ queue: id.optional() }),
  output: list(indicatorVersion),
});
export const createIndicator = route({
  method: 'POST',
  path: '/api/v1/indicators/service-level',
  tag: 'insight',
  summary: 'Say how the service level counts from an instant on; what was counted before stays as it is',
  permission: 'admin.routing',
  body: definition.extend({
    /** The queues it is for; all of them when left out, which asks for the permission everywhere. */
    queues: z.array(id).min(1).max(1000).optional(),
    /** Now unless told; never before now. */
    validFrom: z.iso.datetime({ offset: true }).optional(),
    note: z.string().max(500).default(''),
  }),
  output: list(indicatorVersion),
  status: 201,
});

/** What a threshold can be set on; `bad` is the side on which it is passed. Seconds, shares from 0 to 1, or a number. */
export const thresholdMeasures = {
  waiting: { bad: 'above', unit: 'count' },
  longest_wait: { bad: 'above', unit: 'seconds' },
  average_wait: { bad: 'above', unit: 'seconds' },
  service_level: { bad: 'below', unit: 'share' },
  abandonment: { bad: 'above', unit: 'share' },
  idle_agents: { bad: 'below', unit: 'count' },
} as const satisfies Record<string, { bad: 'above' | 'below'; unit: 'count' | 'seconds' | 'share' }>;
/** A share of fewer contacts is not judged by a limit: the first late one of a morning is no alarm. */
export const fewestJudged = 5;
export const thresholdMeasure = z.enum([
  'waiting',
  'longest_wait',
  'average_wait',
  'service_level',
  'abandonment',
  'idle_agents',
]);
export type ThresholdMeasure = z.output<typeof thresholdMeasure>;

const thresholdInput = z.object({
  /** null: all queues together. */
  queueId: id.nullable(),
  measure: thresholdMeasure,
  warn: z.number().min(0).max(10_000_000).nullable(),
  critical: z.number().min(0).max(10_000_000).nullable(),
  /** How far the value must come back behind the limit before the alert is over. */
  margin: z.number().min(0).max(10_000_000).default(0),
  /** For how long the limit must be passed, or be kept again, before it is told. */
  holdSeconds: z.number().int().min(0).max(3600).default(60),
  /** Members of staff who are told by mail; every supervisor in scope sees it on screen. */
  mailTo: z.array(id).max(50).default([]),
  active: z.boolean().default(true),
});
export const threshold = thresholdInput.extend({ id });
export type Threshold = z.output<typeof threshold>;
export const listThresholds = route({
  method: 'GET',
  path: '/api/v1/thresholds',
  tag: 'insight',
  summary: 'Limits that are watched, of the queues in scope',
  permission: 'live.read',
  output: list(threshold),
});
export const createThreshold = route({
  method: 'POST',
  path: '/api/v1/thresholds',
  tag: 'insight',
  summary: 'Have a limit watched',
  permission: 'admin.routing',
  body: thresholdInput,
  output: threshold,
  status: 201,
});
export const updateThreshold = route({
  method: 'PUT',
  path: '/api/v1/thresholds/:id',
  tag: 'insight',
  summary: 'Change a limit; an open alert goes on under the new one',
  permission: 'admin.routing',
  params: idParams,
  body: thresholdInput,
  output: threshold,
});
export const deleteThreshold = route({
  method: 'DELETE',
  path: '/api/v1/thresholds/:id',
  tag: 'insight',
  summary: 'Watch a limit no longer; its open alert ends',
  permission: 'admin.routing',
  params: idParams,
});

export const alert = z.object({
  id,
  /** `figures`: the nightly check found figures that are not what the legs say. */
  kind: z.enum(['threshold', 'figures']),
  thresholdId: id.nullable(),
  queueId: id.nullable(),
  queueName: z.string().nullable(),
  measure: z.string(),
  level: alertLevel,
  /** The value at the last change of level, the limit that it passed, and the worst since. */
  value: z.number().nullable(),
  bound: z.number().nullable(),
  worst: z.number().nullable(),
  openedAt: instant,
  acknowledgedAt: instant.nullable(),
  acknowledgedBy: id.nullable(),
  acknowledgedByName: z.string().nullable(),
  closedAt: instant.nullable(),
  /** null: it closed by itself. */
  closedBy: id.nullable(),
  closedByName: z.string().nullable(),
});
export type Alert = z.output<typeof alert>;
export const listAlerts = route({
  method: 'GET',
  path: '/api/v1/alerts',
  tag: 'insight',
  summary: 'Alerts in scope, the newest first',
  permission: 'live.read',
  query: z.object({
    state: z.enum(['open', 'closed', 'all']).default('open'),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  output: list(alert),
});
export const acknowledgeAlert = route({
  method: 'POST',
  path: '/api/v1/alerts/:id/acknowledge',
  tag: 'insight',
  summary: 'Say that somebody is looking after it',
  permission: 'routing.supervise',
  params: idParams,
  output: alert,
});
export const closeAlert = route({
  method: 'POST',
  path: '/api/v1/alerts/:id/close',
  tag: 'insight',
  summary: 'End an alert by hand; it comes again only after the value was good in between, or got worse',
  permission: 'routing.supervise',
  params: idParams,
  output: alert,
});

/**
 * What an agreement covers: `figures`, how single agents are doing; `listening`, following single chats and calls live; `recording`,
 * recording their calls; `transcripts`, writing down what was said in recorded calls.
 */
export const agreementCovers = ['figures', 'listening', 'recording', 'transcripts'] as const;
const agreementCover = z.enum(agreementCovers);
export type AgreementCover = z.output<typeof agreementCover>;
/** What protects the staff: groups smaller than `groupSize` and single agents are not shown. */
export const agreement = z.object({
  id,
  covers: z.array(agreementCover),
  /** How the agreement is called in the organisation's files. */
  reference: z.string(),
  signedOn: day,
  sites: z.string(),
  purposes: z.string(),
  retentionDays: z.number(),
  validUntil: day.nullable(),
  recordedBy: id.nullable(),
  recordedByName: z.string().nullable(),
  recordedAt: instant,
  endedAt: instant.nullable(),
  endedByName: z.string().nullable(),
  inForce: z.boolean(),
});
export type Agreement = z.output<typeof agreement>;
const protectionSettings = z.object({
  groupSize: z.number().int().min(3).max(100),
  retentionDays: z.number().int().min(1).max(3650),
  /** An agent is asked before their chat is followed; else they are told at the moment it begins. */
  listeningAsks: z.boolean().default(false),
});
export const staffProtection = route({
  method: 'GET',
  path: '/api/v1/staff-protection',
  tag: 'insight',
  summary: 'What protects the staff now: group size, retention, and the agreements ever recorded',
  permission: 'admin.read',
  output: protectionSettings.extend({
    /** Single agents may be shown, because an agreement that covers it is in force. */
    single: z.boolean(),
    /** Single chats may be followed live, because an agreement that covers it is in force. */
    listening: z.boolean(),
    /** Calls may be recorded, because an agreement that covers it is in force. */
    recording: z.boolean(),
    /** Recorded calls may be written down, because an agreement that covers it is in force. */
    transcripts: z.boolean(),
    agreements: z.array(agreement),
  }),
});
export const setStaffProtection = route({
  method: 'PUT',
  path: '/api/v1/staff-protection',
  tag: 'insight',
  summary:
    'Set the smallest group, how long what tells of single agents is kept, and whether they are asked before a chat is followed',
  permission: 'admin.staff',
  body: protectionSettings,
  output: protectionSettings,
});
export const recordAgreement = route({
  method: 'POST',
  path: '/api/v1/staff-protection/agreements',
  tag: 'insight',
  summary:
    'Record an agreement with the staff: from now on supervisors may do what it covers, and the staff are told',
  permission: 'admin.staff',
  body: z.object({
    covers: z.array(agreementCover).min(1).max(4).default(['figures']),
    reference: z.string().trim().min(3).max(200),
    signedOn: day,
    sites: z.string().trim().min(2).max(1000),
    purposes: z.string().trim().min(10).max(2000),
    retentionDays: z.number().int().min(1).max(3650),
    validUntil: day.nullable().default(null),
  }),
  output: agreement,
  status: 201,
});
export const endAgreement = route({
  method: 'POST',
  path: '/api/v1/staff-protection/agreements/:id/end',
  tag: 'insight',
  summary: 'End an agreement: what it covered ends at once',
  permission: 'admin.staff',
  params: idParams,
  body: z.object({ why: z.string().trim().min(3).max(500) }),
  output: agreement,
});

/** What every member of staff may know of how they are seen. */
export const protectionNotice = route({
  method: 'GET',
  path: '/api/v1/staff-protection/notice',
  tag: 'insight',
  summary:
    'Whether I am seen singly and my chats may be followed, under which agreements, and whether I have read so',
  permission: 'signed-in',
  output: z.object({
    single: z.boolean(),
    listening: z.boolean(),
    /** My calls may be recorded. */
    recording: z.boolean(),
    transcripts: z.boolean(),
    /** I am asked before one of my chats is followed. */
    listeningAsks: z.boolean(),
    /** Those in force, the newest first. */
    agreements: z.array(
      agreement
        .pick({
          id: true,
          covers: true,
          reference: true,
          signedOn: true,
          sites: true,
          purposes: true,
          retentionDays: true,
          validUntil: true,
          recordedAt: true,
        })
        .extend({ read: z.boolean() }),
    ),
  }),
});
export const readProtectionNotice = route({
  method: 'POST',
  path: '/api/v1/staff-protection/notice/read',
  tag: 'insight',
  summary: 'I have read under which agreements I am seen',
  permission: 'signed-in',
});

/** What one agent did on some days. Seconds; shares from 0 to 1. */
export const agentFigures = z.object({
  offers: z.number(),
  accepted: z.number(),
  declined: z.number(),
  missed: z.number(),
  answered: z.number(),
  answeredInTime: z.number(),
  handled: z.number(),
  handledOut: z.number(),
  handlingTime: z.number().nullable(),
  /** Questions of colleagues that they answered, and the time of it in seconds; not among what they handled. */
  consults: z.number(),
  consultTime: z.number(),
  /** Time in each state; `not_ready` by reason. */
  states: z.array(z.object({ state: z.string(), reason: z.string(), seconds: z.number() })),
  occupancy: z.number().nullable(),
});
export type AgentFigures = z.output<typeof agentFigures>;
const days = z.object({ from: day.optional(), to: day.optional() });
export const myFigures = route({
  method: 'GET',
  path: '/api/v1/agents/me/figures',
  tag: 'insight',
  summary: 'My own figures of some days, today unless told: always mine to see',
  permission: 'routing.presence',
  query: days,
  output: agentFigures.extend({ from: day, to: day, keptDays: z.number() }),
});
export const figuresOfAgents = route({
  method: 'GET',
  path: '/api/v1/agents/figures',
  tag: 'insight',
  summary: 'Figures of single agents in scope; refused (403 `no_agreement`) without an agreement in force',
  permission: 'live.read',
  query: days,
  output: z.object({
    from: day,
    to: day,
    items: z.array(agentFigures.extend({ id, name: z.string(), teamId: id.nullable() })),
  }),
});
