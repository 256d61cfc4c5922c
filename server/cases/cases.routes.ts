import * as contract from '#contract/cases.ts';
import * as clocks from '#contract/clocks.ts';
import * as steps from '#contract/steps.ts';
import { notFound, on, systemActor, type Ctx, type Mounted } from '#server/platform/index.ts';
import { accessCase } from './access.ts';
import { caseById, entriesOf, entryById } from './cases.read.ts';
import { caseClockDays, caseClocks } from './clocks.service.ts';
import { caseCount, casePage } from './case-list.read.ts';
import { addNote, linkContactOf, updateCaseOf } from './cases.service.ts';
import { moveCaseOf } from './moving.service.ts';
import { openCaseOf } from './opening.service.ts';
import { relationRoutes } from './relations.routes.ts';
import { stepPage } from './steps.read.ts';
import { tellingRoutes } from './telling/telling.routes.ts';
import { answerStepOf, askStepOf, stepNow, stepTargets, withdrawStepOf } from './steps.service.ts';

async function caseNow(ctx: Ctx, id: string) {
  const found = await caseById(ctx.db, ctx.actor, id);
  if (found === null) throw notFound('case');
  return found;
}

export const casesRoutes: Mounted[] = [
  on(contract.listCases, ({ ctx, input }) => casePage(ctx.db, ctx.actor, input.query)),
  on(contract.countCases, ({ ctx, input }) => caseCount(ctx.db, ctx.actor, input.query)),
  on(contract.getCase, ({ ctx, input }) => caseNow(ctx, input.params.id)),
  on(contract.listCaseEntries, async ({ ctx, input }) => {
    await accessCase(ctx.db, ctx.actor, input.params.id, 'case.read');
    return { items: await entriesOf(ctx.db, input.params.id) };
  }),
  on(contract.openCase, async ({ ctx, input }) => caseNow(ctx, await openCaseOf(ctx, input.body))),
  on(contract.updateCase, async ({ ctx, input }) =>
    caseNow(ctx, await updateCaseOf(ctx, input.params.id, input.body)),
  ),
  on(contract.moveCase, async ({ ctx, input }) =>
    caseNow(ctx, await moveCaseOf(ctx, input.params.id, input.body)),
  ),
  on(contract.addCaseNote, async ({ ctx, input }) => {
    const entry = await entryById(ctx.db, await addNote(ctx, input.params.id, input.body));
    if (entry === null) throw notFound('note');
    return entry;
  }),
  on(contract.linkContact, async ({ ctx, input }) =>
    caseNow(ctx, await linkContactOf(ctx, input.params.id, input.body)),
  ),
  on(clocks.listCaseClocks, ({ ctx, input }) => caseClocks(ctx, input.params.id)),
  on(clocks.countClockDays, async ({ ctx, input }) =>
    caseClockDays(ctx, input.params.id, input.params.clock),
  ),
  ...tellingRoutes,
  ...relationRoutes,
  on(steps.listSteps, ({ ctx, input }) => stepPage(ctx.db, ctx.actor, input.query)),
  on(steps.listStepTargets, ({ ctx }) => stepTargets(ctx)),
  on(steps.getStep, ({ ctx, input }) => stepNow(ctx, input.params.id)),
  on(steps.askStep, async ({ ctx, input }) =>
    stepNow(ctx, await askStepOf(ctx, input.params.id, input.body)),
  ),
  on(steps.answerStep, async ({ ctx, input }) => {
    const id = await answerStepOf(ctx, input.params.id, input.body);
    // Answered, the case may lie out of their sight again; how the step ended they are told all the same.
    return stepNow({ ...ctx, actor: systemActor }, id);
  }),
  on(steps.withdrawStep, async ({ ctx, input }) =>
    stepNow(ctx, await withdrawStepOf(ctx, input.params.id, input.body)),
  ),
];
