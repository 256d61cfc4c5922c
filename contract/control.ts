import { z } from 'zod';
import { contact } from './contacts.ts';
import { id, idParams, route, whole } from './route.ts';

// What a supervisor does from the control room. Each asks why; who did it and why stands in the audit log.

export const why = z.string().trim().min(3).max(500);

export const prioritise = route({
  method: 'PUT',
  path: '/api/v1/contacts/:id/priority',
  tag: 'control',
  summary: 'Serve a waiting contact as if it had come earlier, or later',
  permission: 'contact.assign',
  params: idParams,
  body: z.object({
    /** Seconds of seniority, in place of those it had: 3600 is served as if it had come an hour ago; negative later. */
    boostSeconds: whole.min(-604_800).max(604_800),
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
    /** Sessions that were ended. */
    sessions: z.number(),
    /** Contacts that went back. */
    returned: z.array(id),
  }),
});
