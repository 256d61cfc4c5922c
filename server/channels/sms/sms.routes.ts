import * as contract from '#contract/sms.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import { changeSmsAddress, hearProvider, hearReports, smsPointOf } from './reports.service.ts';
import { incoming } from './sms.service.ts';
import { messagesFor } from './sms.store.ts';

export const smsRoutes: Mounted[] = [
  on(contract.receiveSms, ({ ctx, input }) => incoming(ctx, input.body)),
  on(contract.listSms, async ({ ctx, input }) => ({
    items: await messagesFor(ctx.db, input.query.state ?? null),
  })),
  on(contract.reportSms, ({ ctx, input }) => hearReports(ctx, null, input.body.reports)),
  on(contract.tellSms, ({ ctx, input }) => hearProvider(ctx, input.params.key, input.body)),
  on(contract.getSmsPoint, ({ ctx, input }) => smsPointOf(ctx, input.params.id)),
  on(contract.makeSmsAddress, ({ ctx, input }) => changeSmsAddress(ctx, input.params.id, 'new')),
  on(contract.endSmsAddress, ({ ctx, input }) => changeSmsAddress(ctx, input.params.id, 'none')),
];
