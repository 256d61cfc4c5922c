import * as cases from '#contract/case-report.ts';
import * as first from '#contract/first-contact-report.ts';
import * as figures from '#contract/figures.ts';
import * as routes from '#contract/insight.ts';
import * as board from '#contract/wallboard.ts';
import { guarded } from '#server/contacts/index.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import { figuresOfOthers, ownFigures } from './agent-figures.service.ts';
import { publishAgain } from './case-publication.service.ts';
import { caseReportCsv } from './case-report-csv.service.ts';
import * as caseReports from './case-report.service.ts';
import { firstContactReportCsv, firstContactReportOf } from './first-contact-report.service.ts';
import * as texts from '#contract/text-figures.ts';
import * as alerts from './alerts.service.ts';
import { listVersions, makeVersions } from './indicators.service.ts';
import * as protection from './protection.service.ts';
import { queuesLive } from './queues-live.service.ts';
import { searchAll } from './search.service.ts';
import { textFiguresCsv, textFiguresOf } from './text-figures.service.ts';
import { wallboardOf } from './wallboard.service.ts';

export const insightRoutes: Mounted[] = [
  on(routes.queuesLive, ({ ctx }) => queuesLive(ctx)),
  on(board.wallboard, ({ ctx, input }) => wallboardOf(ctx, input.query)),
  on(cases.caseReport, ({ ctx, input }) => caseReports.caseReportOf(ctx, input.query)),
  on(cases.exportCaseReport, async ({ ctx, input, reply }) => {
    const content = await caseReportCsv(ctx, input.query);
    void reply.type('text/csv; charset=utf-8').headers({
      ...guarded('attachment; filename="case-report.csv"'),
      'cache-control': 'no-store',
    });
    return reply.send(content);
  }),
  on(first.firstContactReport, ({ ctx, input }) => firstContactReportOf(ctx, input.query)),
  on(first.exportFirstContactReport, async ({ ctx, input, reply }) => {
    const content = await firstContactReportCsv(ctx, input.query);
    void reply.type('text/csv; charset=utf-8').headers({
      ...guarded('attachment; filename="first-contact.csv"'),
      'cache-control': 'no-store',
    });
    return reply.send(content);
  }),
  on(cases.caseReportCases, ({ ctx, input }) => caseReports.caseReportCasesOf(ctx, input.query)),
  on(cases.publishCaseReport, ({ ctx, input }) => publishAgain(ctx, input.body)),
  on(cases.caseReportTargets, ({ ctx }) => caseReports.readTargets(ctx.db)),
  on(cases.setCaseReportTargets, ({ ctx, input }) => caseReports.putTargets(ctx, input.body)),
  on(texts.standardTextFigures, ({ ctx, input }) => textFiguresOf(ctx, input.query)),
  on(texts.exportStandardTextFigures, async ({ ctx, input, reply }) => {
    const content = await textFiguresCsv(ctx, input.query);
    void reply.type('text/csv; charset=utf-8').headers({
      ...guarded('attachment; filename="standard-texts.csv"'),
      'cache-control': 'no-store',
    });
    return reply.send(content);
  }),
  on(routes.searchAll, ({ ctx, input }) => searchAll(ctx, input.query)),
  on(figures.listIndicators, ({ ctx, input }) => listVersions(ctx, input.query.queue ?? null)),
  on(figures.createIndicator, ({ ctx, input }) => makeVersions(ctx, input.body)),
  on(figures.listThresholds, ({ ctx }) => alerts.listThresholds(ctx)),
  on(figures.createThreshold, ({ ctx, input }) => alerts.putThreshold(ctx, null, input.body)),
  on(figures.updateThreshold, ({ ctx, input }) => alerts.putThreshold(ctx, input.params.id, input.body)),
  on(figures.deleteThreshold, ({ ctx, input }) => alerts.dropThreshold(ctx, input.params.id)),
  on(figures.listAlerts, ({ ctx, input }) => alerts.listAlerts(ctx, input.query)),
  on(figures.acknowledgeAlert, ({ ctx, input }) => alerts.acknowledge(ctx, input.params.id)),
  on(figures.closeAlert, ({ ctx, input }) => alerts.closeByHand(ctx, input.params.id)),
  on(figures.staffProtection, ({ ctx }) => protection.protectionNow(ctx)),
  on(figures.setStaffProtection, ({ ctx, input }) => protection.setProtection(ctx, input.body)),
  on(figures.recordAgreement, ({ ctx, input }) => protection.recordAgreement(ctx, input.body)),
  on(figures.endAgreement, ({ ctx, input }) => protection.endAgreement(ctx, input.params.id, input.body.why)),
  on(figures.protectionNotice, ({ ctx }) => protection.noticeFor(ctx)),
  on(figures.readProtectionNotice, ({ ctx }) => protection.readNotice(ctx)),
  on(figures.myFigures, ({ ctx, input }) => ownFigures(ctx, input.query)),
  on(figures.figuresOfAgents, ({ ctx, input }) => figuresOfOthers(ctx, input.query)),
];
