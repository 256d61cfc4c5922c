import { z } from 'zod';
import { why } from './control.ts';
import { message } from './conversations.ts';
import { id, idParams, list, route } from './route.ts';
import { consult } from './routing.ts';

// An agent asks for help beside a contact of theirs. Offers of it are accepted and declined like all others.

export const askConsult = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/consults',
  tag: 'contacts',
  summary: 'Ask a colleague or a queue for help with my contact; it stays mine. One at a time',
  permission: 'contact.handle',
  params: idParams,
  body: z
    .object({
      queue: id.optional(),
      agent: id.optional(),
      /** The first words of the private line; it stands on the offer. */
      question: z.string().trim().max(2000).default(''),
    })
    .refine((to) => (to.queue === undefined) !== (to.agent === undefined), {
      message: 'either queue or agent',
      path: ['queue'],
    }),
  output: consult,
  status: 201,
});
export const listConsults = route({
  method: 'GET',
  path: '/api/v1/contacts/:id/consults',
  tag: 'contacts',
  summary: 'The consults of a contact, the oldest first',
  permission: 'contact.read',
  params: idParams,
  output: list(consult),
});
export const sayInConsult = route({
  method: 'POST',
  path: '/api/v1/consults/:id/lines',
  tag: 'contacts',
  summary: 'Write on the private line of a consult: a note of the contact, never seen by the customer',
  permission: 'contact.handle',
  params: idParams,
  body: z.object({
    text: z.string().trim().min(1).max(10_000),
    /** Chosen by the writer's screen; the same id again is the same line. */
    clientId: z.string().min(8).max(80).optional(),
  }),
  output: message,
  status: 201,
});
export const letConsultedWrite = route({
  method: 'PUT',
  path: '/api/v1/consults/:id/writes',
  tag: 'contacts',
  summary: 'Let the consulted agent write to the customer of my chat too, or no longer',
  permission: 'contact.handle',
  params: idParams,
  body: z.object({ writes: z.boolean() }),
  output: consult,
});
/** How the three of a call hear each other while somebody is consulted. */
export const consultLines = ['aside', 'customer', 'all'] as const;
export const setConsultLine = route({
  method: 'PUT',
  path: '/api/v1/consults/:id/line',
  tag: 'contacts',
  summary:
    'On my call: speak aside with the consulted agent, the customer on hold (`aside`); with the customer, the agent waits (`customer`); all three (`all`)',
  permission: 'contact.handle',
  params: idParams,
  body: z.object({ line: z.enum(consultLines) }),
  output: consult,
});
export const completeConsult = route({
  method: 'POST',
  path: '/api/v1/consults/:id/complete',
  tag: 'contacts',
  summary: 'Give my contact to the agent who answers the consult',
  permission: 'contact.handle',
  params: idParams,
  output: consult,
});
export const endConsult = route({
  method: 'POST',
  path: '/api/v1/consults/:id/end',
  tag: 'contacts',
  summary:
    'End a consult: by who asked, who answers, or (`why`) who may assign; the contact stays where it is',
  permission: 'contact.handle',
  params: idParams,
  body: z.object({ why: why.optional() }).prefault({}),
  output: consult,
});
