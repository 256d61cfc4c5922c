import * as contract from '#contract/automation.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import {
  createWebhook,
  deleteWebhook,
  listDeliveries,
  listWebhooks,
  retryDelivery,
  updateWebhook,
} from './webhooks.service.ts';

export const automationRoutes: Mounted[] = [
  on(contract.listWebhooks, ({ ctx }) => listWebhooks(ctx)),
  on(contract.createWebhook, ({ ctx, input }) => createWebhook(ctx, input.body)),
  on(contract.updateWebhook, ({ ctx, input }) => updateWebhook(ctx, input.params.id, input.body)),
  on(contract.deleteWebhook, ({ ctx, input }) => deleteWebhook(ctx, input.params.id)),
  on(contract.listDeliveries, ({ ctx, input }) => listDeliveries(ctx, input.params.id, input.query)),
  on(contract.retryDelivery, ({ ctx, input }) => retryDelivery(ctx, input.params.id)),
];
