import { getCaseLink } from '#contract/case-page.ts';
import { getCaseNews, getCustomerNews, listNotices } from '#contract/telling.ts';
import { invalidate } from '#web/kit/index.ts';

/** What became of a notice, or what its customer wishes, makes these stale. */
export function onNews(caseId?: string): void {
  if (caseId === undefined) {
    invalidate(listNotices);
    invalidate(getCaseNews);
    invalidate(getCustomerNews);
  } else {
    invalidate(listNotices, { params: { id: caseId } });
    invalidate(getCaseNews, { params: { id: caseId } });
    invalidate(getCaseLink, { params: { id: caseId } });
  }
}
