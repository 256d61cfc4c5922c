import { z } from 'zod';
import { id, idParams, instant, list, page, paging, route } from './route.ts';

const input = z.object({
  name: z.string().min(1).max(120),
  url: z.url({ protocol: /^https?$/ }),
  events: z
    .array(
      z.string().regex(/^[a-z-]+\.([a-z-]+|\*)$|^\*$/, 'an event kind like contact.queued, contact.* or *'),
    )
    .min(1),
  serviceId: id.nullable().default(null),
  active: z.boolean().default(true),
});
export const webhook = input.extend({
  id,
  createdAt: instant,
  failures: z.number(),
  lastStatus: z.string().nullable(),
  lastAt: instant.nullable(),
});
export const listWebhooks = route({
  method: 'GET',
  path: '/api/v1/webhooks',
  tag: 'automation',
  summary: 'Webhooks; of the address only the site is shown to who does not administer them',
  permission: 'admin.read',
  orPermission: 'admin.webhooks',
  output: list(webhook),
});
export const createWebhook = route({
  method: 'POST',
  path: '/api/v1/webhooks',
  tag: 'automation',
  summary: 'Make a webhook; its signing secret is shown this once',
  permission: 'admin.webhooks',
  answersSecret: true,
  body: input,
  output: webhook.extend({ secret: z.string() }),
  status: 201,
});
export const updateWebhook = route({
  method: 'PUT',
  path: '/api/v1/webhooks/:id',
  tag: 'automation',
  summary: 'Change a webhook',
  permission: 'admin.webhooks',
  params: idParams,
  body: input,
  output: webhook,
});
export const deleteWebhook = route({
  method: 'DELETE',
  path: '/api/v1/webhooks/:id',
  tag: 'automation',
  summary: 'Remove a webhook',
  permission: 'admin.webhooks',
  params: idParams,
});
export const delivery = z.object({
  id,
  kind: z.string(),
  seq: z.number(),
  state: z.string(),
  attempts: z.number(),
  response: z.string().nullable(),
  createdAt: instant,
  deliveredAt: instant.nullable(),
});
export const listDeliveries = route({
  method: 'GET',
  path: '/api/v1/webhooks/:id/deliveries',
  tag: 'automation',
  summary: 'Deliveries, newest first',
  permission: 'admin.read',
  orPermission: 'admin.webhooks',
  params: idParams,
  query: z.object(paging),
  output: page(delivery),
});
export const retryDelivery = route({
  method: 'POST',
  path: '/api/v1/webhook-deliveries/:id/retry',
  tag: 'automation',
  summary: 'Deliver again',
  permission: 'admin.webhooks',
  params: idParams,
});
