import * as page from '#contract/case-page.ts';
import * as contract from '#contract/telling.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import { linkFor, renewLink } from './links.ts';
import { holdBack, noticesFor, previewOf, sendNow } from './notices.service.ts';
import {
  newsOfCase,
  newsOfCustomer,
  putConsentOf,
  putNewsOfCase,
  putNewsOfCustomer,
} from './preferences.service.ts';
import { putTelling, readTelling } from './settings.ts';

export const tellingRoutes: Mounted[] = [
  on(page.getCaseLink, ({ ctx, input }) => linkFor(ctx, input.params.id)),
  on(page.renewCaseLink, ({ ctx, input }) => renewLink(ctx, input.params.id, input.body.why)),
  on(contract.listNotices, ({ ctx, input }) => noticesFor(ctx, input.params.id)),
  on(contract.sendNoticeNow, ({ ctx, input }) => sendNow(ctx, input.params.id)),
  on(contract.withdrawNotice, ({ ctx, input }) => holdBack(ctx, input.params.id, input.body.reason)),
  on(contract.previewNotice, ({ ctx, input }) => previewOf(ctx, input.params.id, input.body)),
  on(contract.getCaseNews, ({ ctx, input }) => newsOfCase(ctx, input.params.id)),
  on(contract.getCustomerNews, ({ ctx, input }) => newsOfCustomer(ctx, input.params.id)),
  on(contract.putCaseNews, ({ ctx, input }) => putNewsOfCase(ctx, input.params.id, input.body)),
  on(contract.putCustomerNews, ({ ctx, input }) => putNewsOfCustomer(ctx, input.params.id, input.body)),
  on(contract.putConsent, ({ ctx, input }) => putConsentOf(ctx, input.params.id, input.body)),
  on(contract.getTellingSettings, ({ ctx }) => readTelling(ctx.db)),
  on(contract.putTellingSettings, ({ ctx, input }) => putTelling(ctx, input.body)),
];
