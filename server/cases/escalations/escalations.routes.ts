import * as contract from '#contract/escalations.ts';
import { guarded } from '#server/contacts/index.ts';
import { notFound, on, type Mounted } from '#server/platform/index.ts';
import { accessCase } from '../access.ts';
import { createCentreOf, escalationTargets, listCentresOf, updateCentreOf } from './centres.service.ts';
import { escalationPage, paperById, papersOfCase } from './escalations.read.ts';
import { reportCsv, reportOf } from './report.service.ts';
import { newsFor, reminderPage } from './news.read.ts';
import { seeNewsOf } from './news.service.ts';
import { remindOf } from './reminding.service.ts';
import { judgeWordOf } from './judging.service.ts';
import { escalateOf, escalationNow, handEscalationOf, withdrawEscalationOf } from './escalations.service.ts';

export const escalationRoutes: Mounted[] = [
  on(contract.listCentres, ({ ctx }) => listCentresOf(ctx)),
  on(contract.createCentre, ({ ctx, input }) => createCentreOf(ctx, input.body)),
  on(contract.updateCentre, ({ ctx, input }) => updateCentreOf(ctx, input.params.id, input.body)),
  on(contract.reportCentres, ({ ctx, input }) => reportOf(ctx, input.query)),
  on(contract.exportCentresReport, async ({ ctx, input, reply }) => {
    const content = await reportCsv(ctx, input.query);
    void reply.type('text/csv; charset=utf-8').headers({
      ...guarded(`attachment; filename="centres-${input.query.since}-${input.query.until}.csv"`),
      'cache-control': 'no-store',
    });
    return reply.send(content);
  }),
  on(contract.listEscalations, ({ ctx, input }) =>
    escalationPage(ctx.db, ctx.actor, input.query, ctx.clock.now()),
  ),
  on(contract.listEscalationNews, async ({ ctx }) => ({ items: await newsFor(ctx.db, ctx.actor) })),
  on(contract.seeEscalationNews, ({ ctx, input }) => seeNewsOf(ctx, input.body.escalations)),
  on(contract.listReminders, ({ ctx, input }) =>
    reminderPage(ctx.db, ctx.actor, input.query, ctx.clock.now()),
  ),
  on(contract.getEscalation, ({ ctx, input }) => escalationNow(ctx, input.params.id)),
  on(contract.listEscalationTargets, ({ ctx, input }) => escalationTargets(ctx, input.params.id)),
  on(contract.listCasePapers, async ({ ctx, input }) => {
    await accessCase(ctx.db, ctx.actor, input.params.id, 'case.write');
    return { items: await papersOfCase(ctx.db, ctx.actor, input.params.id) };
  }),
  on(contract.escalate, async ({ ctx, input }) =>
    escalationNow(ctx, await escalateOf(ctx, input.params.id, input.body)),
  ),
  on(contract.withdrawEscalation, async ({ ctx, input }) =>
    escalationNow(ctx, await withdrawEscalationOf(ctx, input.params.id, input.body)),
  ),
  on(contract.handEscalation, async ({ ctx, input }) =>
    escalationNow(ctx, await handEscalationOf(ctx, input.params.id, input.body)),
  ),
  on(contract.remindEscalation, async ({ ctx, input }) =>
    escalationNow(ctx, await remindOf(ctx, input.params.id)),
  ),
  on(contract.judgeEscalationWord, async ({ ctx, input }) =>
    escalationNow(ctx, await judgeWordOf(ctx, input.params, input.body)),
  ),
  on(contract.downloadPaper, async ({ ctx, input, reply }) => {
    const found = await paperById(ctx.db, ctx.actor, input.params.id);
    if (found === null) throw notFound('paper');
    const name = encodeURIComponent(found.name.toWellFormed()).replace(/['()*]/g, '_');
    return reply
      .headers({
        ...guarded(`attachment; filename*=UTF-8''${name}`),
        'content-type': found.type,
        'content-length': String(found.size),
      })
      .send(ctx.platform.files.stream(found.sha256));
  }),
];
