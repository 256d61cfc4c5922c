import * as contract from '#contract/cases.ts';
import { notFound, on, type Ctx, type Mounted } from '#server/platform/index.ts';
import { accessCase } from './access.ts';
import { caseById, casePage, entriesOf, entryById } from './cases.read.ts';
import { addNote, linkContactOf, openCaseOf, updateCaseOf } from './cases.service.ts';

async function caseNow(ctx: Ctx, id: string) {
  const found = await caseById(ctx.db, ctx.actor, id);
  if (found === null) throw notFound('case');
  return found;
}

export const casesRoutes: Mounted[] = [
  on(contract.listCases, ({ ctx, input }) => casePage(ctx.db, ctx.actor, input.query)),
  on(contract.getCase, ({ ctx, input }) => caseNow(ctx, input.params.id)),
  on(contract.listCaseEntries, async ({ ctx, input }) => {
    await accessCase(ctx.db, ctx.actor, input.params.id, 'case.read');
    return { items: await entriesOf(ctx.db, input.params.id) };
  }),
  on(contract.openCase, async ({ ctx, input }) => caseNow(ctx, await openCaseOf(ctx, input.body))),
  on(contract.updateCase, async ({ ctx, input }) =>
    caseNow(ctx, await updateCaseOf(ctx, input.params.id, input.body)),
  ),
  on(contract.addCaseNote, async ({ ctx, input }) => {
    const entry = await entryById(ctx.db, await addNote(ctx, input.params.id, input.body));
    if (entry === null) throw notFound('note');
    return entry;
  }),
  on(contract.linkContact, async ({ ctx, input }) =>
    caseNow(ctx, await linkContactOf(ctx, input.params.id, input.body)),
  ),
];
