import { listSms, receiveSms } from '#contract/sms.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import { incoming } from './sms.service.ts';
import { lastMessages } from './sms.store.ts';

export const smsRoutes: Mounted[] = [
  on(receiveSms, ({ ctx, input }) => incoming(ctx, input.body)),
  on(listSms, async ({ ctx }) => ({ items: await lastMessages(ctx.db) })),
];
