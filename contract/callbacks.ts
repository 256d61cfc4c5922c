import { z } from 'zod';
import { contact } from './contacts.ts';
import { why } from './control.ts';
import { id, idParams, instant, list, page, paging, route } from './route.ts';

// Calls that we owe. A callback is a contact of kind `callback`; its id is the contact's.

export const callbackStates = ['open', 'reached', 'unreached', 'expired', 'cancelled'] as const;
export const callbackState = z.enum(callbackStates);
export const attemptResults = [
  'reached',
  'no_answer',
  'busy',
  'machine',
  'wrong_number',
  'abandoned',
  'failed',
] as const;
export const attemptResult = z.enum(attemptResults);
export type AttemptResult = z.output<typeof attemptResult>;

export const callback = z.object({
  contact,
  state: callbackState,
  /** As it is dialled, E.164. */
  number: z.string(),
  /** Where it was asked for. */
  via: z.enum(['phone', 'chat', 'page', 'desk', 'api']),
  /** The time the customer chose; null: as soon as it is their turn. */
  wantedAt: instant.nullable(),
  /** What the customer was told; null where nothing honest could be said. */
  promisedAt: instant.nullable(),
  /** When it goes into its queue or is dialled; null: it is there, in somebody's hands, or over. */
  dueAt: instant.nullable(),
  /** The place in the queue that it keeps. */
  placeAt: instant,
  /** Since when the customer has been waiting for us, before the callback too. */
  since: instant,
  /** Attempts that count; no answer and busy are tried again until there are as many as `maxAttempts`. */
  attempts: z.number(),
  maxAttempts: z.number(),
  lastResult: attemptResult.nullable(),
  expiresAt: instant,
  endedAt: instant.nullable(),
  /** Why it ended without the customer being reached. */
  reason: z.string().nullable(),
  /** What it is about, in the customer's words or the agent's. */
  note: z.string(),
});
export type Callback = z.output<typeof callback>;

export const callbackAttempt = z.object({
  id,
  number: z.number(),
  agent: id.nullable(),
  agentName: z.string().nullable(),
  /** Who dialled: the voice medium, or the agent by their own means. */
  dialled: z.enum(['medium', 'agent']),
  startedAt: instant,
  endedAt: instant.nullable(),
  result: attemptResult.nullable(),
  note: z.string(),
});

export const callbackFilter = z.object({
  /** `due`: open and its time has come; `scheduled`: open and it has not; `ended`: no longer open. */
  state: z.enum([...callbackStates, 'due', 'scheduled', 'ended']).optional(),
  queue: id.optional(),
  customer: id.optional(),
  case: id.optional(),
  number: z.string().max(40).optional(),
  /** Open ones by when they are due, ended ones by when they ended, the newest first. */
  sort: z.enum(['due', 'newest']).default('due'),
  ...paging,
});
export const listCallbacks = route({
  method: 'GET',
  path: '/api/v1/callbacks',
  tag: 'callbacks',
  summary: 'Callbacks in scope: open, due, scheduled or ended',
  permission: 'contact.read',
  query: callbackFilter,
  output: page(callback),
});
export const countCallbacks = route({
  method: 'GET',
  path: '/api/v1/callbacks/count',
  tag: 'callbacks',
  summary: 'How many callbacks in scope are open, due and late, per queue',
  permission: 'contact.read',
  output: list(
    z.object({
      queue: id,
      queueName: z.string(),
      open: z.number(),
      due: z.number(),
      /** Open past the time the customer was promised. */
      late: z.number(),
    }),
  ),
});
export const getCallback = route({
  method: 'GET',
  path: '/api/v1/callbacks/:id',
  tag: 'callbacks',
  summary: 'A callback and its attempts',
  permission: 'contact.read',
  params: idParams,
  output: callback.extend({
    attempt: z.array(callbackAttempt),
    first: z.enum(['agent', 'customer']),
    /** What counts when a machine answers: reached, or to be tried again. */
    machine: z.enum(['reached', 'retry']),
  }),
});
export const createCallback = route({
  method: 'POST',
  path: '/api/v1/callbacks',
  tag: 'callbacks',
  summary: 'Promise a customer a call: as soon as it is their turn in the queue, or at a time',
  permission: 'contact.handle',
  body: z.object({
    queue: id,
    customer: id,
    number: z.string().max(40),
    /** Within the queue's opening hours. */
    at: z.iso.datetime({ offset: true }).nullable().default(null),
    note: z.string().trim().max(2000).default(''),
    /** The contact in which it was promised. */
    origin: id.nullable().default(null),
  }),
  output: callback.extend({
    /** One was open for this number and queue already: it is the answer. */
    existed: z.boolean(),
  }),
  status: 201,
});
export const cancelCallback = route({
  method: 'POST',
  path: '/api/v1/callbacks/:id/cancel',
  tag: 'callbacks',
  summary: 'Cancel an open callback that nobody is making at the moment',
  permission: 'contact.handle',
  params: idParams,
  body: z.object({ why }),
  output: callback,
});
export const rescheduleCallback = route({
  method: 'PUT',
  path: '/api/v1/callbacks/:id/schedule',
  tag: 'callbacks',
  summary: "Give an open callback another time, within its queue's opening hours",
  permission: 'contact.handle',
  params: idParams,
  body: z.object({ at: z.iso.datetime({ offset: true }), why }),
  output: callback,
});
export const recordAttempt = route({
  method: 'POST',
  path: '/api/v1/callbacks/:id/attempts',
  tag: 'callbacks',
  summary: 'How my attempt to reach the customer went; no answer and busy are tried again later',
  permission: 'contact.handle',
  params: idParams,
  body: z.object({
    result: z.enum(['reached', 'no_answer', 'busy', 'machine', 'wrong_number']),
    note: z.string().trim().max(2000).default(''),
  }),
  output: callback,
});
export const callbackTimes = route({
  method: 'GET',
  path: '/api/v1/queues/:id/callback-times',
  tag: 'callbacks',
  summary: 'Times at which a queue calls back: whole half hours of its opening in the coming days',
  permission: 'signed-in',
  params: idParams,
  output: z.object({ times: z.array(instant) }),
});
