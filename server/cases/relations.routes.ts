import * as contract from '#contract/case-relations.ts';
import { guarded } from '#server/contacts/index.ts';
import { notFound, on, type Mounted } from '#server/platform/index.ts';
import { delegationFile, partiesNow, partsNow } from './parties/parties.read.ts';
import * as plans from '#contract/case-plans.ts';
import { plansNow } from './plans/plans.read.ts';
import {
  addPieceOf,
  askPieceAgainOf,
  changePieceOf,
  removePieceOf,
  startPlanOf,
  withdrawPlanOf,
} from './plans/plans.service.ts';
import { caseById } from './cases.read.ts';
import { relationsNow } from './subcases/subcases.read.ts';
import {
  closeAsDuplicateOf,
  closeSubcasesOf,
  linkCasesOf,
  openSubcaseOf,
  putParentOf,
  unlinkCasesOf,
} from './subcases/subcases.service.ts';
import { previewSubcaseNewsOf, tellSubcasesOf } from './subcases/telling.service.ts';
import { changeHolderOf } from './parties/holder.service.ts';
import { addPartyOf, changePartyOf, endPartyOf } from './parties/parties.service.ts';

/** The people of a case, the cases under it, and those it is tied to. */
export const relationRoutes: Mounted[] = [
  on(contract.listParties, ({ ctx, input }) => partiesNow(ctx, input.params.id)),
  on(contract.addParty, async ({ ctx, input }) =>
    partiesNow(ctx, await addPartyOf(ctx, input.params.id, input.body)),
  ),
  on(contract.changeParty, async ({ ctx, input }) =>
    partiesNow(ctx, await changePartyOf(ctx, input.params.id, input.params.party, input.body)),
  ),
  on(contract.endParty, async ({ ctx, input }) =>
    partiesNow(ctx, await endPartyOf(ctx, input.params.id, input.params.party, input.body)),
  ),
  on(contract.changeHolder, async ({ ctx, input }) =>
    partiesNow(ctx, await changeHolderOf(ctx, input.params.id, input.body)),
  ),
  on(contract.downloadDelegation, async ({ ctx, input, reply }) => {
    const found = await delegationFile(ctx, input.params.id, input.params.party);
    if (found === null) throw notFound('document');
    const name = encodeURIComponent(found.name.toWellFormed()).replace(/['()*]/g, '_');
    return reply
      .headers({
        ...guarded(`attachment; filename*=UTF-8''${name}`),
        'content-type': found.type,
        'content-length': String(found.size),
      })
      .send(ctx.platform.files.stream(found.sha256));
  }),
  on(contract.listCustomerParts, ({ ctx, input }) =>
    partsNow(ctx.db, ctx.actor, input.params.id, ctx.clock.now()),
  ),
  on(contract.getCaseRelations, ({ ctx, input }) => relationsNow(ctx, input.params.id)),
  on(contract.openSubcase, async ({ ctx, input }) => {
    const made = await caseById(ctx.db, ctx.actor, await openSubcaseOf(ctx, input.params.id, input.body));
    if (made === null) throw notFound('case');
    return made;
  }),
  on(contract.putParent, async ({ ctx, input }) =>
    relationsNow(ctx, await putParentOf(ctx, input.params.id, input.body.parent)),
  ),
  on(contract.closeSubcases, ({ ctx, input }) => closeSubcasesOf(ctx, input.params.id, input.body)),
  on(contract.previewSubcaseNews, ({ ctx, input }) => previewSubcaseNewsOf(ctx, input.params.id, input.body)),
  on(contract.tellSubcases, ({ ctx, input }) => tellSubcasesOf(ctx, input.params.id, input.body)),
  on(contract.linkCases, async ({ ctx, input }) =>
    relationsNow(ctx, await linkCasesOf(ctx, input.params.id, input.body.case)),
  ),
  on(contract.unlinkCases, async ({ ctx, input }) =>
    relationsNow(ctx, await unlinkCasesOf(ctx, input.params.id, input.params.link)),
  ),
  on(contract.closeAsDuplicate, async ({ ctx, input }) =>
    relationsNow(ctx, await closeAsDuplicateOf(ctx, input.params.id, input.body)),
  ),
  on(plans.listPlans, ({ ctx, input }) => plansNow(ctx, input.params.id)),
  on(plans.startPlan, async ({ ctx, input }) =>
    plansNow(ctx, await startPlanOf(ctx, input.params.id, input.body)),
  ),
  on(plans.addPiece, async ({ ctx, input }) =>
    plansNow(ctx, await addPieceOf(ctx, input.params.id, input.params.plan, input.body)),
  ),
  on(plans.changePiece, async ({ ctx, input }) =>
    plansNow(ctx, await changePieceOf(ctx, input.params.id, input.params.piece, input.body)),
  ),
  on(plans.removePiece, async ({ ctx, input }) =>
    plansNow(ctx, await removePieceOf(ctx, input.params.id, input.params.piece)),
  ),
  on(plans.askPieceAgain, async ({ ctx, input }) =>
    plansNow(ctx, await askPieceAgainOf(ctx, input.params.id, input.params.piece)),
  ),
  on(plans.withdrawPlan, async ({ ctx, input }) =>
    plansNow(ctx, await withdrawPlanOf(ctx, input.params.id, input.params.plan, input.body.why)),
  ),
];
