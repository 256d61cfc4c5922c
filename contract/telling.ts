import { z } from 'zod';
import { partKey } from './case-types.ts';
import { id, idParams, instant, list, route } from './route.ts';
import { caseStatus } from './words.ts';

// What customers are told of their cases: what was told, how they want to be told, and that they agreed to it.

export const noticeChannels = ['email', 'pec', 'sms', 'chat'] as const;
export const noticeChannel = z.enum(noticeChannels);
export type NoticeChannel = z.output<typeof noticeChannel>;
export const noticeState = z.enum(['planned', 'sent', 'merged', 'failed', 'withdrawn']);

const wish = z.enum([...noticeChannels, 'none']).nullable();
const language = z.string().min(2).max(5);
const how = z.enum(['phone', 'writing', 'desk', 'page']);

const consent = z.object({
  channel: noticeChannel,
  given: z.boolean(),
  how,
  words: z.string(),
  by: z.string(),
  at: instant,
});
const preference = z.object({
  /** null: as they wrote. */
  channel: wish,
  /** null: the customer's own. */
  language: language.nullable(),
  setBy: z.string(),
  setAt: instant.nullable(),
});
export const newsPreference = z.object({
  customer: id,
  /** For all cases of the customer. */
  all: preference,
  /** For this case; null where nothing is said of it, and where no case was asked for. */
  case: preference.nullable(),
  /** The last word on each channel. */
  consents: z.array(consent),
  /** The channels on which the customer has an address, and the organisation can write. */
  reachable: z.array(noticeChannel),
  /** Where news goes now; null: nowhere, the customer has to be called. */
  goes: z.object({ channel: noticeChannel, address: z.string().nullable() }).nullable(),
  why: z.enum(['not_wanted', 'no_address']).nullable(),
});
export type NewsPreference = z.output<typeof newsPreference>;

export const caseNotice = z.object({
  id,
  about: z.string(),
  /** The customer's words for where the case had come. */
  stateWords: z.string(),
  state: noticeState,
  why: z.string().nullable(),
  reason: z.string().nullable(),
  channel: noticeChannel.nullable(),
  address: z.string().nullable(),
  language: z.string(),
  tried: z.array(z.object({ channel: noticeChannel, address: z.string().nullable(), why: z.string() })),
  happenedAt: instant,
  /** When it leaves, or would have left. */
  dueAt: instant,
  endedAt: instant.nullable(),
  /** What became of the message: queued, sent, delivered, deferred, failed. */
  delivery: z.string().nullable(),
  deliveryDetail: z.string().nullable(),
  conversation: id.nullable(),
  /** As it left, or as it would leave now. */
  text: z.string(),
});
export type CaseNotice = z.output<typeof caseNotice>;

export const listNotices = route({
  method: 'GET',
  path: '/api/v1/cases/:id/notices',
  tag: 'cases',
  summary: 'What the customer of a case was told and will be told, newest first',
  permission: 'case.read',
  params: idParams,
  output: list(caseNotice),
});
export const sendNoticeNow = route({
  method: 'POST',
  path: '/api/v1/notices/:id/send',
  tag: 'cases',
  summary: 'Send a planned notice now, or a failed one again',
  permission: 'case.write',
  params: idParams,
  output: caseNotice,
});
export const withdrawNotice = route({
  method: 'POST',
  path: '/api/v1/notices/:id/withdraw',
  tag: 'cases',
  summary: 'Do not send a planned notice; a reason is needed',
  permission: 'case.write',
  params: idParams,
  body: z.object({ reason: z.string().trim().min(3).max(500) }),
  output: caseNotice,
});
export const previewNotice = route({
  method: 'POST',
  path: '/api/v1/cases/:id/notices/preview',
  tag: 'cases',
  summary: 'What the customer would be told of a transition, where and when',
  permission: 'case.read',
  params: idParams,
  body: z
    .object({
      transition: partKey.optional(),
      /** Instead: by the one transition that leads there. */
      status: caseStatus.optional(),
      resolution: z.string().max(20_000).default(''),
    })
    .refine((body) => body.transition !== undefined || body.status !== undefined, {
      message: 'a transition, or a status to which one leads',
      path: ['transition'],
    }),
  output: z.object({
    /** false: this step is internal. */
    tells: z.boolean(),
    channel: noticeChannel.nullable(),
    address: z.string().nullable(),
    why: z.string().nullable(),
    language: z.string(),
    subject: z.string(),
    text: z.string(),
    /** Of a short message: how many it makes. */
    parts: z.number().nullable(),
    dueAt: instant.nullable(),
  }),
});

export const getCaseNews = route({
  method: 'GET',
  path: '/api/v1/cases/:id/news',
  tag: 'cases',
  summary: 'How the customer of a case wants news of it',
  permission: 'case.read',
  params: idParams,
  output: newsPreference,
});
export const getCustomerNews = route({
  method: 'GET',
  path: '/api/v1/customers/:id/news',
  tag: 'customers',
  summary: 'How a customer wants news of their cases',
  permission: 'customer.read',
  params: idParams,
  output: newsPreference,
});
const preferenceInput = z.object({
  channel: wish,
  language: language.nullable().default(null),
  /** That they agreed to this channel; needed where they have not before. */
  consent: z.object({ how, words: z.string().trim().min(3).max(500) }).optional(),
});
export const putCaseNews = route({
  method: 'PUT',
  path: '/api/v1/cases/:id/news',
  tag: 'cases',
  summary: 'Set how the customer wants news of this case',
  permission: 'case.write',
  params: idParams,
  body: preferenceInput,
  output: newsPreference,
});
export const putCustomerNews = route({
  method: 'PUT',
  path: '/api/v1/customers/:id/news',
  tag: 'customers',
  summary: 'Set how a customer wants news of their cases',
  permission: 'customer.write',
  params: idParams,
  body: preferenceInput,
  output: newsPreference,
});
export const putConsent = route({
  method: 'POST',
  path: '/api/v1/customers/:id/consents',
  tag: 'customers',
  summary: 'Take down that a customer agrees to be told on a channel, or no longer does',
  permission: 'customer.write',
  params: idParams,
  body: z.object({
    channel: noticeChannel,
    given: z.boolean(),
    how,
    words: z.string().trim().min(3).max(500),
  }),
  output: newsPreference,
});

/** Within which hours a channel may be used; outside them a notice waits. */
const quietHours = z.object({
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time HH:MM'),
  to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time HH:MM'),
  /** 1 is Monday. */
  days: z.array(z.number().int().min(1).max(7)).min(1),
  /** Whether national holidays are days like others. */
  holidays: z.boolean(),
  /** The hours of a calendar instead. */
  calendar: id.nullable(),
});
export const tellingSettings = z.object({
  /** How long a step waits before it is told: it may be taken back, and others may join it. */
  waitMinutes: z.number().int().min(0).max(1440),
  /** What was to leave within so long leaves together with what is due; 0: every step by itself. */
  mergeMinutes: z.number().int().min(0).max(1440),
  /**
   * How many messages a day a customer gets of their cases: each step by itself; the first and one later that joins what
   * other cases did since; or one.
   */
  pace: z.enum(['at_once', 'window', 'daily']).default('window'),
  /** When the joint message of the day leaves. */
  dayAt: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time HH:MM')
    .default('17:00'),
  /** Types of cases whose news never waits for others. */
  urgent: z.array(z.string().max(60)).max(200).default([]),
  /** For so long after a case was closed its customer's page can be opened. */
  linkDays: z.number().int().min(1).max(730),
  /** null: at any hour. */
  hours: z.object({
    email: quietHours.nullable(),
    pec: quietHours.nullable(),
    sms: quietHours.nullable(),
  }),
});
export type TellingSettings = z.output<typeof tellingSettings>;
export const getTellingSettings = route({
  method: 'GET',
  path: '/api/v1/telling-settings',
  tag: 'cases',
  summary: 'When customers are told of their cases',
  permission: 'admin.read',
  output: tellingSettings,
});
export const putTellingSettings = route({
  method: 'PUT',
  path: '/api/v1/telling-settings',
  tag: 'cases',
  summary: 'Set when customers are told of their cases; asks for the permission everywhere',
  permission: 'admin.knowledge',
  body: tellingSettings,
  output: tellingSettings,
});
