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
import { setPinOf } from './self-service.service.ts';
import { changeSegment, createSegment, listPositionKinds, listSegments } from './segments.service.ts';

export const customersRoutes: Mounted[] = [
  on(contract.searchCustomers, ({ ctx, input }) => searchCustomers(ctx, input.query)),
  on(contract.getCustomer, ({ ctx, input }) => getCustomer(ctx, input.params.id)),
  on(contract.createCustomer, ({ ctx, input }) => createCustomer(ctx, input.body)),
  on(contract.updateCustomer, ({ ctx, input }) => updateCustomer(ctx, input.params.id, input.body)),
  on(contract.addIdentity, ({ ctx, input }) => addIdentity(ctx, input.params.id, input.body)),
  on(contract.removeIdentity, ({ ctx, input }) =>
    removeIdentity(ctx, input.params.id, input.params.identity),
  ),
  on(contract.setCustomerPin, ({ ctx, input }) => setPinOf(ctx, input.params.id, input.body.pin)),
  on(contract.sharedIdentities, ({ ctx, input }) => sharedIdentities(ctx, input.params.id)),
  on(contract.listSegments, ({ ctx }) => listSegments(ctx)),
  on(contract.createSegment, ({ ctx, input }) => createSegment(ctx, input.body)),
  on(contract.updateSegment, ({ ctx, input }) => changeSegment(ctx, input.params.id, input.body)),
  on(contract.listPositionKinds, ({ ctx }) => listPositionKinds(ctx)),
];
