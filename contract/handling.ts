import { z } from 'zod';
import { contact } from './contacts.ts';
import { why } from './control.ts';
import { id, idParams, list, route } from './route.ts';

/** Why one acts on what a colleague has; asked for then, and kept in the audit log. */
const whyInStead = z.object({ why: why.optional() }).prefault({});

export const acceptOffer = route({
  method: 'POST',
  path: '/api/v1/offers/:id/accept',
  tag: 'contacts',
  summary: 'Accept an offer',
  permission: 'contact.handle',
  params: idParams,
  output: contact,
});
export const declineOffer = route({
  method: 'POST',
  path: '/api/v1/offers/:id/decline',
  tag: 'contacts',
  summary: 'Decline an offer, with a reason',
  permission: 'contact.handle',
  params: idParams,
  body: z.object({
    reason: z.enum(['wrong_skill', 'busy', 'conflict_of_interest', 'technical', 'other']),
    note: z.string().max(500).default(''),
  }),
});
export const takeContact = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/take',
  tag: 'contacts',
  summary:
    'Take a waiting contact from a queue of mine, within my capacity; or, who may assign, one that a colleague has (`why`)',
  permission: 'contact.handle',
  params: idParams,
  body: whyInStead,
  output: contact,
});
export const transferContact = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/transfer',
  tag: 'contacts',
  summary: 'Hand a contact to a queue or an agent, with a note; one that is not mine: `why`',
  permission: 'contact.handle',
  params: idParams,
  body: z
    .object({
      queue: id.optional(),
      agent: id.optional(),
      note: z.string().max(2000).default(''),
      why: why.optional(),
    })
    .refine((to) => (to.queue === undefined) !== (to.agent === undefined), {
      message: 'either queue or agent',
      path: ['queue'],
    }),
  output: contact,
});
/** A colleague as one who hands work over must know them: whether the contact would be answered now, nothing else. */
export const colleague = z.object({ id, name: z.string(), state: z.enum(['free', 'busy', 'away']) });
export const listColleagues = route({
  method: 'GET',
  path: '/api/v1/contacts/:id/colleagues',
  tag: 'contacts',
  summary: 'Agents to whom this contact can be handed: those who serve its queue, or a queue of my services',
  permission: 'contact.handle',
  orPermission: 'contact.assign',
  params: idParams,
  output: list(colleague),
});
/** The customer waits while the agent keeps the contact; a call hears music meanwhile. Held already: nothing happens. */
export const holdContact = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/hold',
  tag: 'contacts',
  summary: 'Put the customer of my contact on hold',
  permission: 'contact.handle',
  params: idParams,
  output: contact,
});
export const resumeContact = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/resume',
  tag: 'contacts',
  summary: 'Come back to a customer on hold',
  permission: 'contact.handle',
  params: idParams,
  output: contact,
});
/** Handling is over: the conversation closes and the wrap-up begins (or ends, where the queue wants none). */
export const finishContact = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/finish',
  tag: 'contacts',
  summary:
    'End handling and begin the wrap-up; for the colleague who has it: `why`, and `agent`, who must have it still',
  permission: 'contact.handle',
  params: idParams,
  body: z.object({ why: why.optional(), agent: id.optional() }).prefault({}),
  output: contact,
});
export const wrapUpContact = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/wrap-up',
  tag: 'contacts',
  summary: 'Outcome and classification; closes the contact; for the colleague who has it: `why`',
  permission: 'contact.handle',
  params: idParams,
  body: z.object({
    outcome: id,
    classification: id,
    note: z.string().max(5000).default(''),
    why: why.optional(),
  }),
  output: contact,
});
export const extendWrapUp = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/wrap-up/extend',
  tag: 'contacts',
  summary: '60 seconds more, once',
  permission: 'contact.handle',
  params: idParams,
  output: contact,
});
export const markRead = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/read',
  tag: 'contacts',
  summary: 'I have seen its messages',
  permission: 'contact.handle',
  params: idParams,
});
export const setContactCustomer = route({
  method: 'PUT',
  path: '/api/v1/contacts/:id/customer',
  tag: 'contacts',
  summary: 'Move a contact and its conversation to the right customer',
  permission: 'contact.handle',
  params: idParams,
  body: z.object({ customer: id, addIdentity: z.boolean().default(true) }),
  output: contact,
});
