import { z } from 'zod';
import { contact } from './contacts.ts';
import { id, idParams, instant, page, paging, route } from './route.ts';
import { workChannel } from './words.ts';

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
  channel: workChannel,
  contact: id.nullable(),
  author: z.object({ kind: z.enum(['customer', 'staff', 'system']), id: id.nullable(), name: z.string() }),
  from: z.string().nullable(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  subject: z.string().nullable(),
  text: z.string(),
  /** Sanitised; pictures of other sites are off (`data-remote-src` is where this server fetches one) and counted. */
  html: z.string().nullable(),
  remoteImages: z.number(),
  attachments: z.array(attachment),
  messageId: z.string().nullable(),
  clientId: z.string().nullable(),
  automatic: z.boolean(),
  mentions: z.array(id),
  /** A line on the private line of this consult. */
  consult: id.nullable(),
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
  channel: workChannel,
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
    /** Versions of standard texts that were put into it; a text's id stands for what is in force of it. */
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

export const remotePicture = route({
  method: 'GET',
  path: '/api/v1/messages/:id/picture',
  tag: 'contacts',
  summary: 'A picture of another site that stands in a mail, fetched without saying who asks (5 MB at most)',
  permission: 'contact.read',
  params: idParams,
  query: z.object({ url: z.string().max(8000) }),
  rawOutput: 'image/*',
});

const draftBody = z.object({
  text: z.string().max(200_000),
  html: z.string().max(500_000).nullable().default(null),
  attachments: z.array(attachment).max(20).default([]),
  mentions: z.array(id).default([]),
  standardTexts: z.array(id).max(20).default([]),
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
