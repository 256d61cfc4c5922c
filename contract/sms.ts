import { z } from 'zod';
import { id, idParams, instant, list, route } from './route.ts';

// Short messages. The built-in medium sends nothing out: a provider's adapter hands messages in here, takes them out and
// tells how they fare. A provider that can call an address itself is given one that is its own.

const number = z.string().regex(/^\+?[0-9]{3,15}$/, 'a number, as in +393101234567');
/** `waiting`: nobody has taken it out yet. Of what came in: null. */
export const smsStates = ['waiting', 'sent', 'delivered', 'rejected'] as const;
export type SmsState = (typeof smsStates)[number];
const smsMessage = z.object({
  id,
  direction: z.enum(['in', 'out']),
  ownNumber: z.string().nullable(),
  number: z.string(),
  text: z.string(),
  at: instant,
  state: z.enum(smsStates).nullable(),
  stateAt: instant.nullable(),
  /** Why it was rejected, in the provider's words. */
  why: z.string().nullable(),
  /** What the provider calls it. */
  providerRef: z.string().nullable(),
});
const ref = z.string().min(1).max(150);
const incoming = { ref, from: number, text: z.string().max(2000) };
export const receiveSms = route({
  method: 'POST',
  path: '/api/v1/sms/messages',
  tag: 'sms',
  summary:
    'A short message came in; the same `ref` again has no second effect. What is answered at once is told, and waits to be taken out like all others',
  permission: 'sms.gateway',
  body: z.object({
    ...incoming,
    ref: z.string().min(1).max(200),
    /** The number it was sent to: an entry point of the channel sms. */
    to: number,
  }),
  output: z.object({ replies: z.array(z.string()) }),
});
export const listSms = route({
  method: 'GET',
  path: '/api/v1/sms/messages',
  tag: 'sms',
  summary:
    'The last short messages, newest first; those of one state oldest first: `waiting` is what has to be sent',
  permission: 'sms.gateway',
  query: z.object({ state: z.enum(smsStates).optional() }),
  output: list(smsMessage),
});

const report = z
  .object({
    /** Our id of the message; or `ref`. With both, `ref` is kept, and names it from then on. */
    message: id.optional(),
    /** The provider's id of the message. */
    ref: ref.optional(),
    /** sent, delivered or rejected, or the provider's own word for it: DELIVRD, UNDELIV, EXPIRED, failed … */
    state: z.string().trim().min(1).max(40),
    /** When it came to that; left out: now. */
    at: z.iso.datetime({ offset: true }).optional(),
    /** Why it was rejected. */
    why: z.string().trim().max(300).default(''),
  })
  .refine(({ message, ref: called }) => message !== undefined || called !== undefined, {
    message: 'our id of the message, or the provider’s as `ref`',
    path: ['message'],
  });
const heard = z.object({
  /** Reports that were news. */
  news: z.number(),
  /** Reports that were here before. */
  repeated: z.number(),
  /** Reports about messages that are none of ours. */
  unknown: z.number(),
});
const reports = z.array(report).max(200);
export const reportSms = route({
  method: 'POST',
  path: '/api/v1/sms/reports',
  tag: 'sms',
  summary: 'How short messages fared; in any order, as often as it pleases',
  permission: 'sms.gateway',
  body: z.object({ reports: reports.min(1) }),
  output: heard,
});
export const tellSms = route({
  method: 'POST',
  path: '/api/v1/public/sms/:key',
  tag: 'public',
  summary:
    'The provider of a number tells: messages that came in and how others fared. The address is its secret',
  permission: 'public',
  rateLimit: 600,
  params: z.object({ key: z.string().min(1).max(100) }),
  body: z.object({
    reports: reports.default([]),
    messages: z.array(z.object(incoming)).max(50).default([]),
  }),
  output: heard.extend({ messages: z.number() }),
});

/** How the messages of a number fare, and the address for its provider. */
const smsPoint = z.object({
  /** null: there is none, or it is not for the reader. */
  url: z.string().nullable(),
  madeAt: instant.nullable(),
  /** When the provider told something last. */
  usedAt: instant.nullable(),
  /** What nobody has taken out yet, and since when. */
  waiting: z.number(),
  waitingSince: instant.nullable(),
  /** Of the last seven days. */
  sent: z.number(),
  delivered: z.number(),
  rejected: z.number(),
  /** The last that were rejected. */
  lastRejected: z.array(z.object({ at: instant, number: z.string(), why: z.string() })),
});
export type SmsPoint = z.output<typeof smsPoint>;
export const getSmsPoint = route({
  method: 'GET',
  path: '/api/v1/entry-points/:id/sms',
  tag: 'sms',
  summary: 'How the short messages of a number fare, and the address at which its provider tells',
  permission: 'admin.read',
  params: idParams,
  output: smsPoint,
});
export const makeSmsAddress = route({
  method: 'POST',
  path: '/api/v1/entry-points/:id/sms',
  tag: 'sms',
  summary: 'A new address for the provider of a number; the one before leads nowhere any more',
  permission: 'admin.routing',
  params: idParams,
  output: smsPoint,
  answersSecret: true,
});
export const endSmsAddress = route({
  method: 'DELETE',
  path: '/api/v1/entry-points/:id/sms',
  tag: 'sms',
  summary: 'The provider of a number has no address any more',
  permission: 'admin.routing',
  params: idParams,
  output: smsPoint,
});
