import * as page from '#contract/case-page.ts';
import * as contract from '#contract/telling.ts';
import * as texts from '#contract/telling-texts.ts';
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
import { checkText, coverageOf } from './own-texts.preview.ts';
import {
  approveText,
  changeDraft,
  draftText,
  dropDraft,
  listTexts,
  textVersions,
  withdrawText,
} from './own-texts.service.ts';
import { putTelling, readTelling } from './settings.ts';

export const tellingRoutes: Mounted[] = [
  on(page.getCaseLink, ({ ctx, input }) => linkFor(ctx, input.params.id)),
  on(page.renewCaseLink, ({ ctx, input }) => renewLink(ctx, input.params.id, input.body.why)),
  on(page.getPartyLink, ({ ctx, input }) => linkFor(ctx, input.params.id, input.params.party)),
  on(page.renewPartyLink, ({ ctx, input }) =>
    renewLink(ctx, input.params.id, input.body.why, input.params.party),
  ),
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
  on(texts.listNoticeTexts, ({ ctx, input }) => listTexts(ctx, input.query)),
  on(texts.noticeCoverage, ({ ctx, input }) => coverageOf(ctx, { ...input.params, ...input.query })),
  on(texts.listNoticeTextVersions, ({ ctx, input }) => textVersions(ctx, input.params.id)),
  on(texts.draftNoticeText, ({ ctx, input }) => draftText(ctx, input.body)),
  on(texts.changeNoticeText, ({ ctx, input }) => changeDraft(ctx, input.params.id, input.body)),
  on(texts.dropNoticeText, ({ ctx, input }) => dropDraft(ctx, input.params.id)),
  on(texts.approveNoticeText, ({ ctx, input }) => approveText(ctx, input.params.id, input.body)),
  on(texts.withdrawNoticeText, ({ ctx, input }) => withdrawText(ctx, input.params.id, input.body.why)),
  on(texts.checkNoticeText, ({ ctx, input }) => checkText(ctx, input.body)),
];
