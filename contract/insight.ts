import { z } from 'zod';
import { contact } from './contacts.ts';
import { id, instant, route } from './route.ts';
import { customerRow } from './customers.ts';
import { caseView } from './cases.ts';

/** The live strip: today, from legs. offered = answered + abandoned + flowedOut + expired + callbacks + announced + waiting. */
export const queueLive = z.object({
  queue: id,
  name: z.string(),
  open: z.boolean(),
  /** Closed by the emergency switch, whatever the hours say. */
  emergency: z.boolean(),
  offered: z.number(),
  waiting: z.number(),
  longestWait: z.number(),
  answered: z.number(),
  abandoned: z.number(),
  shortAbandoned: z.number(),
  flowedOut: z.number(),
  expired: z.number(),
  /** Left the queue for a callback. */
  callbacks: z.number(),
  /** Left because an announcement had answered them: neither abandoned nor anybody's work. */
  announced: z.number(),
  averageWait: z.number().nullable(),
  inHandling: z.number(),
  serviceLevel: z.object({
    formula: z.string(),
    version: z.number(),
    threshold: z.record(z.string(), z.number()),
    target: z.number(),
    value: z.number().nullable(),
    /** The share not yet divided: that of several queues is made by adding these, never by averaging shares. */
    numerator: z.number(),
    denominator: z.number(),
  }),
});
export type QueueLive = z.output<typeof queueLive>;
export const queuesLive = route({
  method: 'GET',
  path: '/api/v1/queues/live',
  tag: 'insight',
  summary: 'Per queue today: offered, waiting, answered, abandoned, service level',
  permission: 'live.read',
  output: z.object({ at: instant, items: z.array(queueLive) }),
});
export const searchAll = route({
  method: 'GET',
  path: '/api/v1/search',
  tag: 'insight',
  summary: 'Numbers and addresses first, then text, over customers, contacts and cases in scope',
  permission: 'contact.read',
  query: z.object({
    q: z.string().min(2).max(200),
    limit: z.coerce.number().int().min(1).max(50).default(8),
  }),
  output: z.object({
    customers: z.array(customerRow),
    contacts: z.array(contact),
    cases: z.array(caseView),
    /** The text matched so much that not all of it was looked through: a further word helps. */
    partial: z.boolean(),
  }),
});
