import { z } from 'zod';
import { id, idParams, instant, list, names, page, paging, route, whole } from './route.ts';
import { identityType } from './words.ts';

export const identity = z.object({
  id,
  type: identityType,
  value: z.string(),
  verifiedAt: instant.nullable(),
  primary: z.boolean(),
});
export const position = z.object({
  id,
  kind: z.string(),
  code: z.string(),
  serviceId: id.nullable(),
  address: z.string(),
  state: z.string(),
  since: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
});
export const customerRow = z.object({
  id,
  number: z.string(),
  kind: z.enum(['person', 'company']),
  state: z.enum(['provisional', 'known']),
  name: z.string(),
  language: z.string(),
  identities: z.array(identity),
});
export const customer = customerRow.extend({
  givenName: z.string().nullable(),
  familyName: z.string().nullable(),
  notes: z.string(),
  /** Code of the kind of customer, out of the administration's list. */
  segment: z.string().nullable(),
  createdAt: instant,
  positions: z.array(position),
});
export type Customer = z.output<typeof customer>;
const identityInput = z.object({
  type: identityType,
  value: z.string().min(1).max(320),
  primary: z.boolean().default(false),
});

export const searchCustomers = route({
  method: 'GET',
  path: '/api/v1/customers',
  tag: 'customers',
  summary: 'Customers by name, identity, number or position',
  permission: 'customer.read',
  query: z.object({
    search: z.string().max(200).optional(),
    state: z.enum(['provisional', 'known']).optional(),
    ...paging,
  }),
  output: page(customerRow),
});
export const getCustomer = route({
  method: 'GET',
  path: '/api/v1/customers/:id',
  tag: 'customers',
  summary: 'A customer; the look is logged',
  permission: 'customer.read',
  params: idParams,
  output: customer,
});
export const createCustomer = route({
  method: 'POST',
  path: '/api/v1/customers',
  tag: 'customers',
  summary: 'Make a customer',
  permission: 'customer.write',
  body: z.object({
    kind: z.enum(['person', 'company']).default('person'),
    name: z.string().min(1).max(200),
    givenName: z.string().max(100).nullable().default(null),
    familyName: z.string().max(100).nullable().default(null),
    language: z.string().min(2).max(5).default('it'),
    notes: z.string().max(10_000).default(''),
    segment: z.string().max(40).nullable().default(null),
    identities: z.array(identityInput).default([]),
  }),
  output: customer,
  status: 201,
});
export const updateCustomer = route({
  method: 'PATCH',
  path: '/api/v1/customers/:id',
  tag: 'customers',
  summary: 'Change a customer; naming a provisional one makes it known',
  permission: 'customer.write',
  params: idParams,
  body: z.object({
    kind: z.enum(['person', 'company']).optional(),
    name: z.string().min(1).max(200).optional(),
    givenName: z.string().max(100).nullable().optional(),
    familyName: z.string().max(100).nullable().optional(),
    language: z.string().min(2).max(5).optional(),
    notes: z.string().max(10_000).optional(),
    segment: z.string().max(40).nullable().optional(),
    state: z.literal('known').optional(),
  }),
  output: customer,
});
export const addIdentity = route({
  method: 'POST',
  path: '/api/v1/customers/:id/identities',
  tag: 'customers',
  summary: 'Add an identity',
  permission: 'customer.write',
  params: idParams,
  body: identityInput,
  output: customer,
  status: 201,
});
export const removeIdentity = route({
  method: 'DELETE',
  path: '/api/v1/customers/:id/identities/:identity',
  tag: 'customers',
  summary: 'End an identity',
  permission: 'customer.write',
  params: z.object({ id, identity: id }),
  output: customer,
});
export const setCustomerPin = route({
  method: 'PUT',
  path: '/api/v1/customers/:id/pin',
  tag: 'customers',
  summary: 'Give a customer a PIN, by which they prove to be themselves in self-service; it is never shown',
  permission: 'customer.write',
  params: idParams,
  body: z.object({ pin: z.string().regex(/^\d{5,8}$/, '5 to 8 digits') }),
});
/** Other customers that share an address: shown to a person, never merged by the system. */
export const sharedIdentities = route({
  method: 'GET',
  path: '/api/v1/customers/:id/shared',
  tag: 'customers',
  summary: 'Other customers with one of the same identities',
  permission: 'customer.read',
  params: idParams,
  output: list(customerRow),
});

/** A kind of customer, for business rules and figures. */
const segmentInput = z.object({
  code: z.string().regex(/^[a-z0-9-]{2,40}$/, 'lower-case letters, digits, hyphen'),
  name: names,
  position: whole.default(0),
  active: z.boolean().default(true),
});
/** `id` is the code: it is what customers and rules name. */
export const segment = segmentInput.extend({ id: z.string() });
export const listSegments = route({
  method: 'GET',
  path: '/api/v1/segments',
  tag: 'customers',
  summary: 'Kinds of customers',
  permission: 'signed-in',
  output: list(segment),
});
export const createSegment = route({
  method: 'POST',
  path: '/api/v1/segments',
  tag: 'customers',
  summary: 'Add a kind of customer',
  permission: 'admin.routing',
  body: segmentInput,
  output: segment,
  status: 201,
});
export const updateSegment = route({
  method: 'PUT',
  path: '/api/v1/segments/:id',
  tag: 'customers',
  summary: 'Change a kind of customer; its code stays',
  permission: 'admin.routing',
  params: z.object({ id: z.string().max(40) }),
  body: segmentInput.omit({ code: true }),
  output: segment,
});
/** Kinds of positions that customers have, for choosing among them. */
export const listPositionKinds = route({
  method: 'GET',
  path: '/api/v1/position-kinds',
  tag: 'customers',
  summary: 'Kinds of positions that customers have',
  permission: 'signed-in',
  output: list(z.object({ kind: z.string() })),
});
