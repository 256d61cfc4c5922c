import { z } from 'zod';
import { id, idParams, instant, list, names, page, paging, route, whole } from './route.ts';
import { channel, contactState } from './words.ts';
import { offer } from './routing.ts';

/** A row of every list of contacts. Names beside ids, so that a list needs no second question. */
export const contact = z.object({
  id,
  number: z.string(),
  channel,
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
  classification: id.nullable(),
  /** The promise: when the first answer is due by the queue's service level; null once answered. */
  dueAt: instant.nullable(),
});
export type Contact = z.output<typeof contact>;
export const leg = z.object({
  id,
  ordinal: z.number(),
  kind: z.enum(['flow', 'queue', 'offer', 'handle', 'hold', 'wrap_up']),
  queue: id.nullable(),
  queueName: z.string().nullable(),
  agent: id.nullable(),
  agentName: z.string().nullable(),
  startedAt: instant,
  endedAt: instant.nullable(),
  result: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export const attachment = z.object({
  id,
  name: z.string(),
  type: z.string(),
  size: z.number(),
  inline: z.boolean(),
  url: z.string(),
});
export const message = z.object({
  id,
  seq: z.number(),
  direction: z.enum(['in', 'out', 'note', 'system']),
  channel,
  contact: id.nullable(),
  author: z.object({ kind: z.enum(['customer', 'staff', 'system']), id: id.nullable(), name: z.string() }),
  from: z.string().nullable(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  subject: z.string().nullable(),
  text: z.string(),
  /** Sanitised; remote images are off and counted. */
  html: z.string().nullable(),
  remoteImages: z.number(),
  attachments: z.array(attachment),
  messageId: z.string().nullable(),
  clientId: z.string().nullable(),
  automatic: z.boolean(),
  mentions: z.array(id),
  at: instant,
  receivedAt: instant,
  delivery: z
    .object({
      state: z.enum(['queued', 'sent', 'deferred', 'failed', 'delivered', 'read', 'undone']),
      detail: z.string().nullable(),
      at: instant.nullable(),
    })
    .nullable(),
});
export type Message = z.output<typeof message>;
export const conversation = z.object({
  id,
  channel,
  subject: z.string(),
  state: z.enum(['open', 'closed']),
  language: z.string(),
  customer: id,
  entryPoint: id.nullable(),
  service: id,
  createdAt: instant,
  lastMessageAt: instant,
  /** The page the customer is on and what they filled in before (chat). */
  context: z.record(z.string(), z.unknown()),
  contacts: z.array(contact),
  /** Conversations this one may belong with, found by a header or number that proves nothing by itself. */
  suggestedLinks: z.array(z.object({ conversation: id, reason: z.string() })),
});

export const contactFilter = z.object({
  channel: channel.optional(),
  state: z.string().max(100).optional(),
  queue: id.optional(),
  customer: id.optional(),
  agent: z.union([id, z.literal('me'), z.literal('none')]).optional(),
  case: id.optional(),
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
    transferNote: z.string().nullable(),
    offer: offer.nullable(),
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
/** What the desk shows at first: my open contacts, my open offer, counts of the queues I may see. */
export const workload = route({
  method: 'GET',
  path: '/api/v1/workload',
  tag: 'contacts',
  summary: 'My open contacts, open offers and the counts of my queues',
  permission: 'contact.handle',
  output: z.object({
    contacts: z.array(contact),
    offers: z.array(offer.extend({ contact })),
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
  summary: 'Take a waiting contact from a queue of mine, within my capacity',
  permission: 'contact.handle',
  params: idParams,
  output: contact,
});
export const transferContact = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/transfer',
  tag: 'contacts',
  summary: 'Hand a contact to a queue or an agent, with a note',
  permission: 'contact.handle',
  params: idParams,
  body: z
    .object({ queue: id.optional(), agent: id.optional(), note: z.string().max(2000).default('') })
    .refine((to) => (to.queue === undefined) !== (to.agent === undefined), {
      message: 'either queue or agent',
      path: ['queue'],
    }),
  output: contact,
});
/** Handling is over: the conversation closes and the wrap-up begins (or ends, where the queue wants none). */
export const finishContact = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/finish',
  tag: 'contacts',
  summary: 'End handling and begin the wrap-up',
  permission: 'contact.handle',
  params: idParams,
  output: contact,
});
export const wrapUpContact = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/wrap-up',
  tag: 'contacts',
  summary: 'Outcome and classification; closes the contact',
  permission: 'contact.handle',
  params: idParams,
  body: z.object({ outcome: id, classification: id, note: z.string().max(5000).default('') }),
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

export const getConversation = route({
  method: 'GET',
  path: '/api/v1/conversations/:id',
  tag: 'contacts',
  summary: 'A conversation and its contacts',
  permission: 'contact.read',
  params: idParams,
  output: conversation,
});
export const listMessages = route({
  method: 'GET',
  path: '/api/v1/conversations/:id/messages',
  tag: 'contacts',
  summary: 'Messages, oldest first; `before` pages backwards, `after` resumes',
  permission: 'contact.read',
  params: idParams,
  query: z.object({
    before: z.coerce.number().int().optional(),
    after: z.coerce.number().int().optional(),
    limit: z.coerce.number().int().min(1).max(200).default(100),
  }),
  output: page(message),
});
export const sendMessage = route({
  method: 'POST',
  path: '/api/v1/conversations/:id/messages',
  tag: 'contacts',
  summary: 'Answer the customer, or write an internal note',
  permission: 'contact.handle',
  params: idParams,
  body: z.object({
    kind: z.enum(['reply', 'note']),
    text: z.string().max(200_000),
    html: z.string().max(500_000).nullable().default(null),
    attachments: z.array(id).max(20).default([]),
    mentions: z.array(id).max(20).default([]),
    to: z.array(z.email()).max(50).optional(),
    cc: z.array(z.email()).max(50).default([]),
    subject: z.string().max(500).optional(),
    /** Chosen by the writer's screen; the same id again is the same message. */
    clientId: z.string().min(8).max(80).optional(),
    standardTexts: z.array(id).max(20).default([]),
  }),
  output: message,
  status: 201,
});
export const undoMessage = route({
  method: 'POST',
  path: '/api/v1/messages/:id/undo',
  tag: 'contacts',
  summary: 'Take back a mail that has not left yet',
  permission: 'contact.handle',
  params: idParams,
  output: message,
});
export const retryMessage = route({
  method: 'POST',
  path: '/api/v1/messages/:id/retry',
  tag: 'contacts',
  summary: 'Try a failed delivery again',
  permission: 'contact.handle',
  params: idParams,
  output: message,
});
export const uploadAttachment = route({
  method: 'POST',
  path: '/api/v1/attachments',
  tag: 'contacts',
  summary: 'Upload a file for a message to come (multipart/form-data, field `file`)',
  permission: 'contact.handle',
  rawBody: 'multipart/form-data',
  bodyLimit: 26 * 1024 * 1024,
  output: attachment,
  status: 201,
});
export const downloadAttachment = route({
  method: 'GET',
  path: '/api/v1/attachments/:id',
  tag: 'contacts',
  summary: 'The bytes of an attachment, served so that they cannot act',
  permission: 'contact.read',
  params: idParams,
  query: z.object({ inline: z.enum(['0', '1']).default('0') }),
  rawOutput: 'application/octet-stream',
});
export const rawMessage = route({
  method: 'GET',
  path: '/api/v1/messages/:id/raw',
  tag: 'contacts',
  summary: 'A mail as it came, message/rfc822',
  permission: 'contact.read',
  params: idParams,
  rawOutput: 'message/rfc822',
});

const draftBody = z.object({
  text: z.string().max(200_000),
  html: z.string().max(500_000).nullable().default(null),
  attachments: z.array(attachment).max(20).default([]),
  mentions: z.array(id).default([]),
  to: z.array(z.string()).optional(),
  cc: z.array(z.string()).optional(),
  subject: z.string().max(500).optional(),
});
const draftKind = z.object({ id, kind: z.enum(['reply', 'note']) });
export const getDraft = route({
  method: 'GET',
  path: '/api/v1/conversations/:id/draft/:kind',
  tag: 'contacts',
  summary: 'My draft',
  permission: 'contact.handle',
  params: draftKind,
  output: z.object({ body: draftBody.nullable(), updatedAt: instant.nullable() }),
});
export const saveDraft = route({
  method: 'PUT',
  path: '/api/v1/conversations/:id/draft/:kind',
  tag: 'contacts',
  summary: 'Keep my draft',
  permission: 'contact.handle',
  params: draftKind,
  body: draftBody,
});
export const deleteDraft = route({
  method: 'DELETE',
  path: '/api/v1/conversations/:id/draft/:kind',
  tag: 'contacts',
  summary: 'Throw my draft away',
  permission: 'contact.handle',
  params: draftKind,
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
export const mentionItem = z.object({
  message: id,
  conversation: id,
  contact: id.nullable(),
  by: z.string(),
  text: z.string(),
  at: instant,
  readAt: instant.nullable(),
});
export const listMentions = route({
  method: 'GET',
  path: '/api/v1/mentions',
  tag: 'contacts',
  summary: 'Notes that mention me',
  permission: 'contact.read',
  query: z.object(paging),
  output: page(mentionItem),
});
export const readMention = route({
  method: 'POST',
  path: '/api/v1/mentions/:id/read',
  tag: 'contacts',
  summary: 'I have seen this mention (id of the message)',
  permission: 'contact.read',
  params: idParams,
});

export const entryPoint = z.object({
  id,
  channel,
  address: z.string(),
  name: z.string(),
  serviceId: id,
  queueId: id,
  language: z.string(),
  settings: z.record(z.string(), z.unknown()),
  active: z.boolean(),
  url: z.string().nullable(),
});
const entryPointInput = z.object({
  channel,
  address: z.string().min(1).max(320),
  name: z.string().min(1).max(120),
  serviceId: id,
  queueId: id,
  language: z.string().min(2).max(5).default('it'),
  settings: z.record(z.string(), z.unknown()).default({}),
  active: z.boolean().default(true),
});
export const listEntryPoints = route({
  method: 'GET',
  path: '/api/v1/entry-points',
  tag: 'contacts',
  summary: "The organisation's addresses",
  permission: 'signed-in',
  query: z.object({ channel: channel.optional() }),
  output: list(entryPoint),
});
export const createEntryPoint = route({
  method: 'POST',
  path: '/api/v1/entry-points',
  tag: 'contacts',
  summary: 'Make an entry point',
  permission: 'admin.routing',
  body: entryPointInput,
  output: entryPoint,
  status: 201,
});
export const updateEntryPoint = route({
  method: 'PUT',
  path: '/api/v1/entry-points/:id',
  tag: 'contacts',
  summary: 'Change an entry point',
  permission: 'admin.routing',
  params: idParams,
  body: entryPointInput,
  output: entryPoint,
});
export const outcome = z.object({
  id,
  code: z.string(),
  name: names,
  position: z.number(),
  active: z.boolean(),
});
const outcomeInput = z.object({
  code: z.string().regex(/^[a-z0-9_-]{2,40}$/),
  name: names,
  position: whole.default(0),
  active: z.boolean().default(true),
});
export const listOutcomes = route({
  method: 'GET',
  path: '/api/v1/outcomes',
  tag: 'contacts',
  summary: 'How a contact can end',
  permission: 'signed-in',
  output: list(outcome),
});
export const createOutcome = route({
  method: 'POST',
  path: '/api/v1/outcomes',
  tag: 'contacts',
  summary: 'Make an outcome',
  permission: 'admin.knowledge',
  body: outcomeInput,
  output: outcome,
  status: 201,
});
export const updateOutcome = route({
  method: 'PUT',
  path: '/api/v1/outcomes/:id',
  tag: 'contacts',
  summary: 'Change an outcome',
  permission: 'admin.knowledge',
  params: idParams,
  body: outcomeInput,
  output: outcome,
});
