import * as contract from '#contract/case-charge.ts';
import { callbackById } from '#server/contacts/index.ts';
import { notFound, on, type Mounted } from '#server/platform/index.ts';
import { promiseCallOf } from './calls.service.ts';
import { putFirstContact, readFirstContact } from './first-contact.service.ts';
import { chargeNow, handOverOf, proposeChargeOf } from './handing.service.ts';
import { tryChargeOf } from './proposing.service.ts';
import {
  chargeRulesNow,
  createChargeRuleOf,
  deleteChargeRuleOf,
  orderChargeRulesOf,
  updateChargeRuleOf,
} from './rules.service.ts';
import { createSupplierOf, listSuppliersOf, updateSupplierOf } from './suppliers.service.ts';

export const chargeRoutes: Mounted[] = [
  on(contract.listSuppliers, ({ ctx }) => listSuppliersOf(ctx)),
  on(contract.createSupplier, ({ ctx, input }) => createSupplierOf(ctx, input.body)),
  on(contract.updateSupplier, ({ ctx, input }) => updateSupplierOf(ctx, input.params.id, input.body)),
  on(contract.listChargeRules, async ({ ctx }) => ({ items: await chargeRulesNow(ctx.db) })),
  on(contract.createChargeRule, ({ ctx, input }) => createChargeRuleOf(ctx, input.body)),
  on(contract.updateChargeRule, ({ ctx, input }) => updateChargeRuleOf(ctx, input.params.id, input.body)),
  on(contract.deleteChargeRule, ({ ctx, input }) => deleteChargeRuleOf(ctx, input.params.id)),
  on(contract.orderChargeRules, ({ ctx, input }) => orderChargeRulesOf(ctx, input.body.ids)),
  on(contract.tryCharge, ({ ctx, input }) => tryChargeOf(ctx, input.body)),
  on(contract.proposeCharge, ({ ctx, input }) => proposeChargeOf(ctx, input.body)),
  on(contract.getFirstContact, ({ ctx }) => readFirstContact(ctx.db)),
  on(contract.setFirstContact, ({ ctx, input }) => putFirstContact(ctx, input.body)),
  on(contract.getCaseCharge, ({ ctx, input }) => chargeNow(ctx, input.params.id)),
  on(contract.promiseCaseCall, async ({ ctx, input }) => {
    const made = await promiseCallOf(ctx, input.params.id, input.body);
    const found = await callbackById(ctx.db, ctx.actor, made);
    if (found === null) throw notFound('callback');
    return found;
  }),
  on(contract.handOverCase, async ({ ctx, input }) => {
    await handOverOf(ctx, input.params.id, input.body);
    return chargeNow(ctx, input.params.id);
  }),
];
