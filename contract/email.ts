import { z } from 'zod';
import { id, idParams, instant, list, page, paging, route } from './route.ts';

export const acceptRaw = route({
  method: 'POST',
  path: '/api/v1/messages/raw',
  tag: 'email',
  summary: 'Take a mail for an entry point as the SMTP receiver would',
  permission: 'email.intake',
  rawBody: 'message/rfc822',
  bodyLimit: 35 * 1024 * 1024,
  query: z.object({ entryPoint: id }),
  output: z.object({ id }),
  status: 202,
});
export const quarantined = z.object({
  id,
  entryPoint: id,
  source: z.string(),
  from: z.string().nullable(),
  to: z.array(z.string()),
  subject: z.string().nullable(),
  size: z.number(),
  receivedAt: instant,
  reason: z.string(),
  reasonCode: z.string(),
  attempts: z.number(),
});
export const listQuarantine = route({
  method: 'GET',
  path: '/api/v1/quarantine',
  tag: 'email',
  summary: 'Mails that could not be filed, with the reason',
  permission: 'admin.read',
  orPermission: 'email.quarantine',
  query: z.object(paging),
  output: page(quarantined),
});
export const getQuarantined = route({
  method: 'GET',
  path: '/api/v1/quarantine/:id',
  tag: 'email',
  summary: 'One of them with its raw text (the first 256 KiB)',
  permission: 'email.quarantine',
  params: idParams,
  output: quarantined.extend({ raw: z.string(), truncated: z.boolean() }),
});
export const retryQuarantined = route({
  method: 'POST',
  path: '/api/v1/quarantine/:id/retry',
  tag: 'email',
  summary: 'Try to file it again',
  permission: 'email.quarantine',
  params: idParams,
  output: z.object({
    state: z.enum(['filed', 'ignored', 'quarantined']),
    contact: id.nullable(),
    reason: z.string().nullable(),
  }),
});

const mailboxInput = z.object({
  entryPointId: id,
  host: z.string().min(1).max(255),
  port: z.number().int().min(1).max(65535),
  secure: z.boolean().default(true),
  username: z.string().min(1).max(320),
  password: z.string().max(1000).optional(),
  folder: z.string().min(1).max(255).default('INBOX'),
  active: z.boolean().default(true),
  pollSeconds: z.number().int().min(10).max(3600).default(60),
});
export const mailbox = mailboxInput.omit({ password: true }).extend({
  id,
  /** new, ok, unreachable, refused (user or password), no_folder, failed, off. */
  state: z.string(),
  /** Nobody could read it for several polls. */
  alarm: z.boolean(),
  lastSuccessAt: instant.nullable(),
  lastError: z.string().nullable(),
  lastErrorAt: instant.nullable(),
  fetched: z.number(),
  lastUid: z.number(),
  failures: z.number(),
});
export const listMailboxes = route({
  method: 'GET',
  path: '/api/v1/mailboxes',
  tag: 'email',
  summary: 'IMAP mailboxes and their health',
  permission: 'admin.read',
  output: list(mailbox),
});
export const createMailbox = route({
  method: 'POST',
  path: '/api/v1/mailboxes',
  tag: 'email',
  summary: 'Add an IMAP mailbox',
  permission: 'admin.mail',
  body: mailboxInput,
  output: mailbox,
  status: 201,
});
export const updateMailbox = route({
  method: 'PUT',
  path: '/api/v1/mailboxes/:id',
  tag: 'email',
  summary: 'Change an IMAP mailbox',
  permission: 'admin.mail',
  params: idParams,
  body: mailboxInput,
  output: mailbox,
});
export const replayMailbox = route({
  method: 'POST',
  path: '/api/v1/mailboxes/:id/replay',
  tag: 'email',
  summary: 'Read a mailbox again from a UID; what is already here is not taken twice',
  permission: 'admin.mail',
  params: idParams,
  body: z.object({ fromUid: z.number().int().min(0).default(0) }),
});
export const outboxItem = z.object({
  id,
  at: instant,
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
});
export const listOutbox = route({
  method: 'GET',
  path: '/api/v1/outbox',
  tag: 'email',
  summary: 'Mails that ended in the local outbox because no relay is configured',
  permission: 'admin.read',
  query: z.object({ to: z.string().max(320).optional(), ...paging }),
  output: page(outboxItem),
});
export const getOutboxItem = route({
  method: 'GET',
  path: '/api/v1/outbox/:id',
  tag: 'email',
  summary: 'One of them, readable',
  permission: 'admin.read',
  params: idParams,
  output: outboxItem.extend({
    text: z.string(),
    html: z.string().nullable(),
    headers: z.array(z.object({ name: z.string(), value: z.string() })),
    attachments: z.array(z.object({ name: z.string(), type: z.string(), size: z.number() })),
  }),
});
