import { z } from 'zod';
import { id, idParams, instant, list, names, page, paging, route } from './route.ts';
import { contactKind, contactState, workChannel } from './words.ts';
import { consult, offer } from './routing.ts';

/** A row of every list of contacts. Names beside ids, so that a list needs no second question. */
export const contact = z.object({
  id,
  number: z.string(),
  kind: contactKind,
  /** The contact that it comes from. */
  origin: id.nullable(),
  channel: workChannel,
  direction: z.enum(['in', 'out']),
  state: contactState,
  queue: id.nullable(),
  queueName: z.string().nullable(),
  agent: id.nullable(),
  agentName: z.string().nullable(),
  customer: id,
  customerName: z.string(),
  customerState: z.enum(['provisional', 'known']),
  conversation: id,
  case: id.nullable(),
  caseNumber: z.string().nullable(),
  entryPoint: id.nullable(),
  service: id,
  /** The team of its queue, where it has one. */
  team: id.nullable(),
  subject: z.string(),
  preview: z.string(),
  language: z.string(),
  arrivedAt: instant,
  answeredAt: instant.nullable(),
  closedAt: instant.nullable(),
  lastMessageAt: instant,
  lastDirection: z.enum(['in', 'out', 'note', 'system']),
  unread: z.boolean(),
  outcome: id.nullable(),
  /** Solved at first contact, without a case; `withdrawn`: it was not, after all. null: nothing was said. */
  firstContact: z.enum(['yes', 'withdrawn']).nullable(),
  classification: id.nullable(),
  tags: z.array(z.string()),
  /** The number that is called at a desk; null elsewhere. */
  ticket: z.string().nullable(),
  /**
   * The promise: when the first answer is due by the queue's service level, null once answered; of work with a time of its
   * own, that time until it is done.
   */
  dueAt: instant.nullable(),
});
export type Contact = z.output<typeof contact>;
export const leg = z.object({
  id,
  ordinal: z.number(),
  /**
   * `consult_queue`, `consult_offer`, `consult`: help that its agent asked for meanwhile; apart from the contact's own.
   * `outside`: a number outside was on its call.
   */
  kind: z.enum([
    'flow',
    'queue',
    'offer',
    'handle',
    'hold',
    'wrap_up',
    'consult_queue',
    'consult_offer',
    'consult',
    'outside',
  ]),
  queue: id.nullable(),
  queueName: z.string().nullable(),
  agent: id.nullable(),
  agentName: z.string().nullable(),
  startedAt: instant,
  endedAt: instant.nullable(),
  result: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
/**
 * How contacts stand by first contact: solved without a case; solved in a case that was opened in it; the customer came back,
 * or it needed a case after all (`withdrawn`); none of these (`no`); all that count (`counted`): customers' contacts that an
 * agent had and closed.
 */
export const firstContactFilter = z.enum(['yes', 'in_case', 'withdrawn', 'no', 'counted']);
export const contactFilter = z.object({
  channel: workChannel.optional(),
  kind: contactKind.optional(),
  state: z.string().max(100).optional(),
  queue: id.optional(),
  customer: id.optional(),
  agent: z.union([id, z.literal('me'), z.literal('none')]).optional(),
  case: id.optional(),
  tag: z.string().max(40).optional(),
  /** One of the classification, or anything below it. */
  classification: id.optional(),
  /** A team; `none` for contacts of queues without one. */
  team: z.union([id, z.literal('none')]).optional(),
  firstContact: firstContactFilter.optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  search: z.string().max(200).optional(),
  open: z.enum(['true', 'false']).optional(),
  sort: z.enum(['newest', 'oldest']).default('newest'),
  ...paging,
});
export const listContacts = route({
  method: 'GET',
  path: '/api/v1/contacts',
  tag: 'contacts',
  summary: 'Contacts in scope; `state` takes several, comma-separated',
  permission: 'contact.read',
  query: contactFilter,
  output: page(contact),
});
export const countContacts = route({
  method: 'GET',
  path: '/api/v1/contacts/count',
  tag: 'contacts',
  summary: 'How many contacts the same filter finds',
  permission: 'contact.read',
  query: contactFilter.omit({ limit: true, cursor: true, sort: true }),
  output: z.object({ count: z.number() }),
});
export const exportContacts = route({
  method: 'GET',
  path: '/api/v1/contacts/export',
  tag: 'contacts',
  summary: 'The same list as CSV',
  permission: 'contact.export',
  query: contactFilter.omit({ limit: true, cursor: true }),
  rawOutput: 'text/csv',
});
export const getContact = route({
  method: 'GET',
  path: '/api/v1/contacts/:id',
  tag: 'contacts',
  summary: 'A contact',
  permission: 'contact.read',
  params: idParams,
  output: contact.extend({
    wrapUpNote: z.string().nullable(),
    /** Why it was not solved at first contact after all. */
    firstContactWhy: z.enum(['repeat', 'case', 'outcome']).nullable(),
    /** The contact with which the customer came back; null where there is none, or not for the caller to see. */
    firstContactBy: z.object({ id, number: z.string() }).nullable(),
    transferNote: z.string().nullable(),
    /** When a timed wrap-up ends, extension included; null for one without limit and outside of wrap-up. */
    wrapUpUntil: instant.nullable(),
    wrapUpExtended: z.boolean(),
    /** Since when its customer has been on hold; null when they are not. */
    heldSince: instant.nullable(),
    offer: offer.nullable(),
    /** The consult that goes on about it. */
    consult: consult.nullable(),
  }),
});
export const listLegs = route({
  method: 'GET',
  path: '/api/v1/contacts/:id/legs',
  tag: 'contacts',
  summary: 'The stretches of a contact; all times come from them',
  permission: 'contact.read',
  params: idParams,
  output: list(leg),
});
/** What the desk shows at first: my open contacts, consults and offers, counts of the queues I may see. */
export const workload = route({
  method: 'GET',
  path: '/api/v1/workload',
  tag: 'contacts',
  summary: 'My open contacts, open offers and the counts of my queues',
  permission: 'contact.handle',
  output: z.object({
    contacts: z.array(contact),
    offers: z.array(offer.extend({ contact })),
    /** Consults that I answer. */
    consults: z.array(consult.extend({ about: contact })),
    /** Open consults that I asked for. */
    asked: z.array(consult),
    /** `oldest`: since when the one that waits longest has been in the queue, as in the live figures. */
    queues: z.array(z.object({ id, name: z.string(), waiting: z.number(), oldest: instant.nullable() })),
    mentions: z.number(),
  }),
});
export const createContact = route({
  method: 'POST',
  path: '/api/v1/contacts',
  tag: 'contacts',
  summary: 'Write to a customer first: an outgoing contact with its conversation',
  permission: 'contact.handle',
  body: z.object({ customer: id, entryPoint: id, to: z.email(), subject: z.string().min(1).max(500) }),
  output: contact,
  status: 201,
});

/** One customer, all channels: contacts and cases, newest first. */
export const timelineItem = z.object({
  kind: z.enum(['contact', 'case']),
  at: instant,
  contact: contact.nullable(),
  case: z
    .object({
      id,
      number: z.string(),
      type: z.string(),
      typeName: names,
      status: z.string(),
      subject: z.string(),
      openedAt: instant,
      closedAt: instant.nullable(),
    })
    .nullable(),
});
export const customerTimeline = route({
  method: 'GET',
  path: '/api/v1/customers/:id/timeline',
  tag: 'contacts',
  summary: 'All contacts and cases of a customer on all channels',
  permission: 'customer.read',
  params: idParams,
  query: z.object(paging),
  output: page(timelineItem),
});
