import * as contract from '#contract/customers.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import {
  addIdentity,
  createCustomer,
  getCustomer,
  removeIdentity,
  searchCustomers,
  sharedIdentities,
  updateCustomer,
} from './customers.service.ts';

export const customersRoutes: Mounted[] = [
  on(contract.searchCustomers, ({ ctx, input }) => searchCustomers(ctx, input.query)),
  on(contract.getCustomer, ({ ctx, input }) => getCustomer(ctx, input.params.id)),
  on(contract.createCustomer, ({ ctx, input }) => createCustomer(ctx, input.body)),
  on(contract.updateCustomer, ({ ctx, input }) => updateCustomer(ctx, input.params.id, input.body)),
  on(contract.addIdentity, ({ ctx, input }) => addIdentity(ctx, input.params.id, input.body)),
  on(contract.removeIdentity, ({ ctx, input }) =>
    removeIdentity(ctx, input.params.id, input.params.identity),
  ),
  on(contract.sharedIdentities, ({ ctx, input }) => sharedIdentities(ctx, input.params.id)),
];
