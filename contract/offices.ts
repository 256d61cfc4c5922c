import { z } from 'zod';
import { id, idParams, instant, list, route } from './route.ts';
import { contactState } from './words.ts';

// The front desk: who comes, with a ticket, waits for a counter like every other work.

/** Why somebody is served before others, in words that say nothing about them. */
export const visitPriorities = ['by_right', 'urgent', 'appointment', 'returning'] as const;
export const visit = z.object({
  /** That of its contact. */
  id,
  number: z.string(),
  ticket: z.string(),
  state: contactState,
  queue: id.nullable(),
  queueName: z.string().nullable(),
  customer: id,
  customerName: z.string(),
  subject: z.string(),
  language: z.string(),
  priority: z.enum(visitPriorities).nullable(),
  arrivedAt: instant,
  /** How often the ticket was called, when last, and to which counter. */
  calls: z.number(),
  calledAt: instant.nullable(),
  counter: z.string().nullable(),
  agent: id.nullable(),
  agentName: z.string().nullable(),
  closedAt: instant.nullable(),
});
export type Visit = z.output<typeof visit>;

export const listVisits = route({
  method: 'GET',
  path: '/api/v1/visits',
  tag: 'offices',
  summary: "Today's visits in scope, in the order of arrival; open ones unless told",
  permission: 'desk.receive',
  query: z.object({ queue: id.optional(), open: z.enum(['true', 'false']).default('true') }),
  output: list(visit),
});
export const getVisit = route({
  method: 'GET',
  path: '/api/v1/visits/:id',
  tag: 'offices',
  summary: 'A visit',
  permission: 'desk.receive',
  orPermission: 'contact.read',
  params: idParams,
  output: visit,
});
export const listCounterQueues = route({
  method: 'GET',
  path: '/api/v1/visits/queues',
  tag: 'offices',
  summary: 'Queues that are served at counters, with how many wait and how long who comes now would',
  permission: 'desk.receive',
  output: list(
    z.object({
      id,
      name: z.string(),
      open: z.boolean(),
      waiting: z.number(),
      seconds: z.number().nullable(),
    }),
  ),
});
export const registerVisit = route({
  method: 'POST',
  path: '/api/v1/visits',
  tag: 'offices',
  summary: 'Somebody has come: they get a ticket and wait',
  permission: 'desk.receive',
  body: z
    .object({
      queue: id,
      customer: id.optional(),
      /** Of somebody who is not in the registry: a provisional customer of this name. */
      name: z.string().trim().min(2).max(200).optional(),
      subject: z.string().trim().min(2).max(300),
      note: z.string().max(5000).default(''),
      language: z.string().min(2).max(5).optional(),
      priority: z.enum(visitPriorities).nullable().default(null),
    })
    .refine((who) => who.customer !== undefined || who.name !== undefined, {
      message: 'a customer or a name is needed',
      path: ['name'],
    }),
  output: z.object({
    visit,
    /** How many wait before them, and for how long, as far as can be said. */
    ahead: z.number(),
    estimatedSeconds: z.number().nullable(),
    /** The queue did not take them: what to say. */
    blocked: z
      .object({
        because: z.enum(['full', 'closed', 'emergency']),
        text: z.object({ it: z.string(), en: z.string() }),
      })
      .nullable(),
  }),
  status: 201,
});
export const leaveVisit = route({
  method: 'POST',
  path: '/api/v1/visits/:id/leave',
  tag: 'offices',
  summary: 'They have left without being served',
  permission: 'desk.receive',
  params: idParams,
  output: visit,
});
export const callVisit = route({
  method: 'POST',
  path: '/api/v1/visits/:id/call',
  tag: 'offices',
  summary: 'Call their ticket again, to my counter',
  permission: 'contact.handle',
  params: idParams,
  output: visit,
});
export const noShow = route({
  method: 'POST',
  path: '/api/v1/visits/:id/no-show',
  tag: 'offices',
  summary: 'They did not come to the counter: back to their place in the queue, or gone after the last call',
  permission: 'contact.handle',
  params: idParams,
  output: visit,
});
export const myCounter = route({
  method: 'GET',
  path: '/api/v1/visits/counter',
  tag: 'offices',
  summary: 'Where I sit',
  permission: 'contact.handle',
  output: z.object({ name: z.string() }),
});
export const setMyCounter = route({
  method: 'PUT',
  path: '/api/v1/visits/counter',
  tag: 'offices',
  summary: 'Say where I sit: a call tells it',
  permission: 'contact.handle',
  body: z.object({ name: z.string().trim().max(40) }),
  output: z.object({ name: z.string() }),
});
