import { z } from 'zod';
import { caseTypeCode, fieldValues, partKey } from './case-types.ts';
import { handOver } from './steps.ts';
import { id, idParams, instant, list, names, page, paging, route, whole } from './route.ts';
import { caseLevel, caseStatus } from './words.ts';

export const caseView = z.object({
  id,
  number: z.string(),
  type: caseTypeCode,
  typeName: names,
  /** The version of the type that the case goes by. */
  typeVersion: z.number(),
  /** Where it stands, as its type calls it; `status` is what that is for lists and figures. */
  state: z.string(),
  stateName: names,
  stateSince: instant,
  /** What the caller may see of its fields. */
  fields: fieldValues,
  classification: id.nullable(),
  subject: z.string(),
  description: z.string(),
  status: caseStatus,
  customer: id,
  customerName: z.string(),
  service: id,
  team: id.nullable(),
  owner: id.nullable(),
  ownerName: z.string().nullable(),
  /** The company outside that it concerns. */
  supplier: id.nullable(),
  supplierName: z.string().nullable(),
  /** Who has it: the front office, the back office in charge, or a competence centre that was asked. */
  level: caseLevel,
  /** Solved at first contact, or why it was not after all; null: it was not. */
  firstContact: z
    .object({
      state: z.enum(['yes', 'withdrawn']),
      why: z.enum(['reopened', 'contact', 'repeat']).nullable(),
    })
    .nullable(),
  openedAt: instant,
  /** When something was last written down of it. */
  changedAt: instant,
  closedAt: instant.nullable(),
  resolution: z.string().nullable(),
  contacts: z.number(),
  version: z.number(),
  /** The time limit that is up first; null where nothing runs. `at` is null as long as it is paused. */
  due: z
    .object({
      at: instant.nullable(),
      paused: z.boolean(),
      /** How many times the standard has passed already: 0 in time, 1 to 3. */
      over: z.number(),
    })
    .nullable(),
});
export type CaseView = z.output<typeof caseView>;
export const caseEntryKinds = [
  'opened',
  'note',
  'status',
  'owner',
  'linked',
  'message',
  'changed',
  'step',
  'said',
  'task',
  'approval',
  'document',
  'type',
  'party',
  'relation',
  'plan',
] as const;
export const caseEntry = z.object({
  id,
  at: instant,
  kind: z.enum(caseEntryKinds),
  author: z.string(),
  body: z.string(),
  data: z.record(z.string(), z.unknown()),
});
const filter = {
  type: caseTypeCode.optional(),
  state: partKey.optional(),
  status: caseStatus.optional(),
  level: caseLevel.optional(),
  /** Solved at first contact. */
  firstContact: z.enum(['yes', 'withdrawn']).optional(),
  owner: z.union([id, z.literal('me'), z.literal('none')]).optional(),
  team: id.optional(),
  /** This one or one under it. */
  classification: id.optional(),
  customer: id.optional(),
  /** Cases in which this customer has a part that goes on, their own among them. */
  party: id.optional(),
  search: z.string().max(200).optional(),
  open: z.enum(['true', 'false']).optional(),
  /** Time limits: those that have passed, or that are up within a week (the passed ones among them). */
  due: z.enum(['late', 'week']).optional(),
};
/** What lists of cases are ordered by; `newest` is `opened`. */
export const caseSorts = ['newest', 'opened', 'due', 'changed', 'since', 'number', 'customer'] as const;
export type CaseSort = (typeof caseSorts)[number];
/** Whether the last or largest comes first, unless `direction` says otherwise. */
export const caseSortDown: Readonly<Record<CaseSort, boolean>> = {
  newest: true,
  opened: true,
  due: false,
  changed: true,
  since: false,
  number: true,
  customer: false,
};
export const listCases = route({
  method: 'GET',
  path: '/api/v1/cases',
  tag: 'cases',
  summary:
    'Cases in scope by what they are ordered by; by time limit, those that have one running, the nearest first',
  permission: 'case.read',
  query: z.object({
    ...filter,
    sort: z.enum(caseSorts).default('newest'),
    direction: z.enum(['asc', 'desc']).optional(),
    ...paging,
  }),
  output: page(caseView),
});
export const countCases = route({
  method: 'GET',
  path: '/api/v1/case-count',
  tag: 'cases',
  summary: 'How many cases a list has; counted up to 10,000, `more` beyond',
  permission: 'case.read',
  query: z.object({ ...filter, sort: z.enum(caseSorts).default('newest') }),
  output: z.object({ count: whole, more: z.boolean() }),
});
export const getCase = route({
  method: 'GET',
  path: '/api/v1/cases/:id',
  tag: 'cases',
  summary: 'A case',
  permission: 'case.read',
  params: idParams,
  output: caseView,
});
export const listCaseEntries = route({
  method: 'GET',
  path: '/api/v1/cases/:id/entries',
  tag: 'cases',
  summary: 'What happened to a case, oldest first',
  permission: 'case.read',
  params: idParams,
  output: list(caseEntry),
});
export const openCase = route({
  method: 'POST',
  path: '/api/v1/cases',
  tag: 'cases',
  summary: 'Open a case, from a contact or for a customer; the customer is told',
  permission: 'case.write',
  body: z
    .object({
      type: caseTypeCode,
      /** What its type asks for at the opening. */
      fields: fieldValues.default({}),
      subject: z.string().min(3).max(300),
      description: z.string().max(20_000).default(''),
      classification: id.nullable().default(null),
      contact: id.optional(),
      customer: id.optional(),
      /** Where a case without a contact belongs; needed only when nothing else says. */
      service: id.optional(),
      owner: id.nullable().default(null),
      /** The company outside that it concerns. */
      supplier: id.nullable().default(null),
      tellCustomer: z.boolean().default(true),
      /** Hands it over at once, to the office in charge or another one. */
      handOver: handOver.optional(),
    })
    .refine((body) => body.contact !== undefined || body.customer !== undefined, {
      message: 'a contact or a customer is needed',
      path: ['contact'],
    }),
  output: caseView,
  status: 201,
});
export const updateCase = route({
  method: 'PATCH',
  path: '/api/v1/cases/:id',
  tag: 'cases',
  summary:
    'Change fields, owner, type, classification, text or status; the customer is told as the type says',
  permission: 'case.write',
  params: idParams,
  body: z.object({
    version: whole.optional(),
    type: caseTypeCode.optional(),
    /** Makes the one transition that leads there; where there are several, name it instead. */
    status: caseStatus.optional(),
    fields: fieldValues.optional(),
    owner: id.nullable().optional(),
    classification: id.nullable().optional(),
    supplier: id.nullable().optional(),
    subject: z.string().min(3).max(300).optional(),
    description: z.string().max(20_000).optional(),
    resolution: z.string().max(20_000).optional(),
    /** Why a closed case is taken up again. */
    reason: z.string().max(2000).optional(),
    tellCustomer: z.boolean().default(true),
  }),
  output: caseView,
});
export const moveCase = route({
  method: 'POST',
  path: '/api/v1/cases/:id/moves',
  tag: 'cases',
  summary: 'Make a transition of the type of the case; 422 `not_ready` names what is missing',
  permission: 'case.write',
  params: idParams,
  body: z.object({
    version: whole.optional(),
    transition: partKey,
    resolution: z.string().max(20_000).optional(),
    reason: z.string().max(2000).optional(),
    fields: fieldValues.optional(),
    /** false: nothing is told this once, whatever the type says. */
    tellCustomer: z.boolean().default(true),
  }),
  output: caseView,
});
export const addCaseNote = route({
  method: 'POST',
  path: '/api/v1/cases/:id/notes',
  tag: 'cases',
  summary: 'Add a note',
  permission: 'case.write',
  params: idParams,
  body: z.object({ text: z.string().min(1).max(20_000) }),
  output: caseEntry,
  status: 201,
});
export const linkContact = route({
  method: 'POST',
  path: '/api/v1/cases/:id/contacts',
  tag: 'cases',
  summary: 'Link a contact',
  permission: 'case.write',
  params: idParams,
  body: z.object({ contact: id }),
  output: caseView,
});
