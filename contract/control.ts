import { z } from 'zod';
import { contact } from './contacts.ts';
import { id, idParams, instant, list, page, paging, route, whole } from './route.ts';

// What a supervisor does from the control room. Each asks why; who did it and why stands in the audit log.

export const why = z.string().trim().min(3).max(500);

/** A contact that waits, with what decides when it is served. */
export const waitingContact = contact.extend({
  /** Seconds of seniority that rules or a supervisor gave it; negative: served as if it had come later. */
  boostSeconds: whole,
  /** Its place in the queue: since when it counts as waiting here. */
  placeSince: instant,
  /** The agent it is kept for, while it is. */
  keptFor: z.string().nullable(),
  /** Why a supervisor should look: `no_agents`, `skill_nobody_has`, `refusals`… */
  attention: z.array(z.string()),
});
export type WaitingContact = z.output<typeof waitingContact>;
export const listWaiting = route({
  method: 'GET',
  path: '/api/v1/queues/:id/waiting',
  tag: 'control',
  summary: 'What waits in a queue, in the order in which it is served: by place, seniority included',
  permission: 'contact.read',
  params: idParams,
  query: z.object(paging),
  output: page(waitingContact),
});

export const prioritise = route({
  method: 'PUT',
  path: '/api/v1/contacts/:id/priority',
  tag: 'control',
  summary: 'Serve a waiting contact as if it had come earlier, or later, or before all others of its queue',
  permission: 'contact.assign',
  params: idParams,
  body: z
    .object({
      /** Seconds of seniority, in place of those it had: 3600 is served as if it had come an hour ago; negative later. */
      boostSeconds: whole.min(-604_800).max(604_800).optional(),
      /** As much seniority as puts it before all that wait in its queue now. */
      first: z.boolean().default(false),
      why,
    })
    .refine((wish) => wish.first !== (wish.boostSeconds !== undefined), {
      message: 'either boostSeconds or first',
      path: ['boostSeconds'],
    }),
  output: contact,
});

/** One contact as the caller saw it: what has changed hands since is left alone. */
const asSeen = z.object({
  id,
  /** Who had it; null: it waited. */
  agent: id.nullable(),
});
export const reassigned = z.object({
  id,
  done: z.boolean(),
  /** Why it was left as it is: `changed_meanwhile`, `over_capacity`… */
  code: z.string().nullable(),
  message: z.string().nullable(),
});
export type Reassigned = z.output<typeof reassigned>;
export const reassignContacts = route({
  method: 'POST',
  path: '/api/v1/contacts/reassign',
  tag: 'control',
  summary:
    'Hand up to 50 contacts, waiting or in the hands of agents, to a queue or an agent; each by itself, and the answer says of each whether it went',
  permission: 'contact.assign',
  body: z
    .object({
      contacts: z.array(asSeen).min(1).max(50),
      queue: id.optional(),
      /** Oneself: it is taken at once. Somebody else: offered to them first, as by a transfer. */
      agent: id.optional(),
      /** Served there by the time for which they have waited; false: behind those who wait there. */
      keepPlace: z.boolean().default(true),
      note: z.string().max(2000).default(''),
      why,
    })
    .refine((to) => (to.queue === undefined) !== (to.agent === undefined), {
      message: 'either queue or agent',
      path: ['queue'],
    }),
  output: list(reassigned),
});

export const endWrapUp = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/wrap-up/end',
  tag: 'control',
  summary:
    'End the wrap-up of a contact for its agent, who has room again; outcome and classification can be added later',
  permission: 'contact.assign',
  params: idParams,
  body: z.object({
    /** Whose wrap-up it is, as the caller saw it. */
    agent: id.optional(),
    why,
  }),
  output: contact,
});

export const logOutAgent = route({
  method: 'POST',
  path: '/api/v1/agents/:id/log-out',
  tag: 'control',
  summary:
    "End an agent's work at all their desks; what they have open stays theirs or goes back to its queue",
  permission: 'routing.supervise',
  params: idParams,
  body: z.object({
    /** keep: it waits for them. return: it goes back to its queue in its old place, with everything said. */
    contacts: z.enum(['keep', 'return']),
    why,
  }),
  output: z.object({
    /** Sessions that were ended; null while single members of staff may not be seen by others. */
    sessions: z.number().nullable(),
    /** Contacts that went back. */
    returned: z.array(id),
  }),
});
