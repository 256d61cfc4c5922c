import { z } from 'zod';
import { callback } from './callbacks.ts';
import { caseTypeCode } from './case-types.ts';
import { id, idParams, instant, list, names, route, whole } from './route.ts';
import { handOver } from './steps.ts';
import { caseLevel, contactState } from './words.ts';

// Who is in charge of a case that the front office does not solve itself: ordered rules, and the suppliers behind them.

const supplierInput = z.object({
  name: z.string().min(2).max(120),
  description: z.string().max(2000).default(''),
  /** Null: for all services. */
  service: id.nullable().default(null),
  /** It is reached by the work of this queue… */
  queue: id.nullable().default(null),
  /** …or through this competence centre. */
  centre: id.nullable().default(null),
  active: z.boolean().default(true),
});
export const supplier = supplierInput.extend({ id });
export type Supplier = z.output<typeof supplier>;

export const listSuppliers = route({
  method: 'GET',
  path: '/api/v1/suppliers',
  tag: 'cases',
  summary: 'Companies outside that do work for the organisation',
  permission: 'case.read',
  orPermission: 'admin.read',
  output: list(supplier),
});
export const createSupplier = route({
  method: 'POST',
  path: '/api/v1/suppliers',
  tag: 'cases',
  summary: 'Add a supplier',
  permission: 'admin.routing',
  body: supplierInput,
  output: supplier,
  status: 201,
});
export const updateSupplier = route({
  method: 'PUT',
  path: '/api/v1/suppliers/:id',
  tag: 'cases',
  summary: 'Change a supplier',
  permission: 'admin.routing',
  params: idParams,
  body: supplierInput,
  output: supplier,
});

/** What a rule may ask of a case. */
export const chargeAbouts = ['classification', 'place', 'service', 'type', 'supplier'] as const;
const about = z.enum(chargeAbouts);
export type ChargeAbout = z.output<typeof about>;

const ruleInput = z.object({
  name: z.string().min(2).max(120),
  /** These, and everything below them. Empty, like every other condition: it asks for nothing. */
  classifications: z.array(id).max(200).default([]),
  /** Where the supply is: a province `SI`, a postcode `53034` or the beginning of some `530*`, else a municipality. */
  places: z.array(z.string().min(2).max(80)).max(500).default([]),
  services: z.array(id).max(50).default([]),
  types: z.array(caseTypeCode).max(100).default([]),
  suppliers: z.array(id).max(100).default([]),
  queue: id,
  active: z.boolean().default(true),
});
export const chargeWarnings = [
  'shadowed', // an earlier rule takes everything that this one would
  'closed', // its queue is closed by hand
  'off', // its queue is not in use any more
  'unserved', // nobody serves work of cases there
  'gone', // everything that one of its conditions lists is out of use
] as const;
export const chargeRule = ruleInput.extend({
  id,
  position: whole,
  queueName: z.string(),
  warnings: z.array(
    z.object({
      code: z.enum(chargeWarnings),
      /** The earlier rule, or what the condition is about. */
      of: z.string(),
    }),
  ),
});
export type ChargeRule = z.output<typeof chargeRule>;

export const listChargeRules = route({
  method: 'GET',
  path: '/api/v1/charge-rules',
  tag: 'cases',
  summary:
    'Rules that say which back office is in charge of a case, in their order, with what is doubtful in them',
  permission: 'admin.read',
  output: list(chargeRule),
});
export const createChargeRule = route({
  method: 'POST',
  path: '/api/v1/charge-rules',
  tag: 'cases',
  summary: 'Add a rule of charge, as the last',
  permission: 'admin.routing',
  body: ruleInput,
  output: chargeRule,
  status: 201,
});
export const updateChargeRule = route({
  method: 'PUT',
  path: '/api/v1/charge-rules/:id',
  tag: 'cases',
  summary: 'Change a rule of charge; its place stays',
  permission: 'admin.routing',
  params: idParams,
  body: ruleInput,
  output: chargeRule,
});
export const deleteChargeRule = route({
  method: 'DELETE',
  path: '/api/v1/charge-rules/:id',
  tag: 'cases',
  summary: 'Remove a rule of charge',
  permission: 'admin.routing',
  params: idParams,
});
export const orderChargeRules = route({
  method: 'PUT',
  path: '/api/v1/charge-rules/order',
  tag: 'cases',
  summary: 'Put the rules of charge in another order: every id, once',
  permission: 'admin.routing',
  body: z.object({ ids: z.array(id).max(500) }),
  output: list(chargeRule),
});

const place = z.object({
  municipality: z.string().nullable(),
  province: z.string().nullable(),
  postcode: z.string().nullable(),
});
/** Who is in charge, and why. */
export const chargeProposal = z.object({
  /** Null: nobody is named by a rule, the supplier or the type. */
  queue: id.nullable(),
  queueName: z.string().nullable(),
  /** Whether it takes work now. */
  open: z.boolean(),
  /** What says so. */
  source: z.enum(['rule', 'supplier', 'type']).nullable(),
  rule: id.nullable(),
  ruleName: z.string().nullable(),
  /** A supplier that is reached through a competence centre: the case is escalated there. */
  centre: id.nullable(),
  centreName: z.string().nullable(),
  /** Every condition of the rule, with what the case has that fits it. */
  why: z.array(z.object({ about, value: names })),
  /** The rules before it, and the first condition of each that did not fit. */
  passed: z.array(z.object({ rule: id, ruleName: z.string(), about })),
  /** Where the matter lies, as it was read in the address; null where there is none to read. */
  place: place.nullable(),
});
export type ChargeProposal = z.output<typeof chargeProposal>;

export const tryCharge = route({
  method: 'POST',
  path: '/api/v1/charge-rules/try',
  tag: 'cases',
  summary: 'Try the rules of charge on an example: who would be in charge, and why',
  permission: 'admin.read',
  body: z.object({
    classification: id.nullable().default(null),
    type: caseTypeCode.nullable().default(null),
    service: id.nullable().default(null),
    supplier: id.nullable().default(null),
    address: z.string().max(500).default(''),
  }),
  output: chargeProposal,
});

export const proposeCharge = route({
  method: 'POST',
  path: '/api/v1/charge-proposals',
  tag: 'cases',
  summary: 'Who would be in charge of a case that is about to be opened, and why',
  permission: 'case.write',
  body: z
    .object({
      type: caseTypeCode,
      classification: id.nullable().default(null),
      contact: id.optional(),
      customer: id.optional(),
      supplier: id.nullable().default(null),
    })
    .refine((body) => body.contact !== undefined || body.customer !== undefined, {
      message: 'a contact or a customer is needed',
      path: ['contact'],
    }),
  output: chargeProposal,
});

/** One who had a case, and how long. */
const caseHolder = z.object({
  level: caseLevel,
  queueName: z.string().nullable(),
  centreName: z.string().nullable(),
  agentName: z.string().nullable(),
  since: instant,
  /** Null: has it now. */
  until: instant.nullable(),
});
export const caseCharge = z.object({
  level: caseLevel,
  /** Oldest first. */
  holders: z.array(caseHolder),
  /** Who would be in charge by the rules as they are now. */
  proposal: chargeProposal,
  /** The office that has it or is to take it now. */
  handover: z
    .object({
      step: id,
      queueName: z.string().nullable(),
      agentName: z.string().nullable(),
      state: contactState,
      /** The rule that named the office, as it was called then. */
      ruleName: z.string().nullable(),
      /** Why another office than the one proposed. */
      reason: z.string().nullable(),
      dueAt: instant.nullable(),
    })
    .nullable(),
  /** The queue to which an answer would return; null: nobody there serves work of cases, whoever hands over is told. */
  wayBack: z.string().nullable(),
});
export type CaseCharge = z.output<typeof caseCharge>;

export const getCaseCharge = route({
  method: 'GET',
  path: '/api/v1/cases/:id/charge',
  tag: 'cases',
  summary: 'Who has a case, who had it and for how long, and which office would be in charge, and why',
  permission: 'case.read',
  params: idParams,
  output: caseCharge,
});
export const handOverCase = route({
  method: 'POST',
  path: '/api/v1/cases/:id/handovers',
  tag: 'cases',
  summary: 'Hand a case to the back office in charge, as routed work; its answer returns to the front office',
  permission: 'case.write',
  params: idParams,
  body: handOver.extend({
    /** The contact during which it is handed over. */
    contact: id.optional(),
  }),
  output: caseCharge,
  status: 201,
});

/** How long a later contact about the same matter says that a case was not solved at first contact. */
export const firstContactSetting = z.object({ days: whole.min(1).max(60) });
export const getFirstContact = route({
  method: 'GET',
  path: '/api/v1/cases/first-contact',
  tag: 'cases',
  summary: 'For how many days a later contact takes back that a case was solved at first contact',
  permission: 'admin.read',
  orPermission: 'case.read',
  output: firstContactSetting,
});
export const setFirstContact = route({
  method: 'PUT',
  path: '/api/v1/cases/first-contact',
  tag: 'cases',
  summary: 'Set for how many days; 7 to 14 are usual',
  permission: 'admin.routing',
  body: firstContactSetting,
  output: firstContactSetting,
});

export const promiseCaseCall = route({
  method: 'POST',
  path: '/api/v1/cases/:id/callbacks',
  tag: 'callbacks',
  summary: 'Promise the customer of a case a call, as routed work; how it goes is written on the case',
  permission: 'case.write',
  params: idParams,
  body: z.object({
    queue: id,
    number: z.string().max(40),
    /** Within the queue's opening hours; null: as soon as it is their turn. */
    at: z.iso.datetime({ offset: true }).nullable().default(null),
    note: z.string().trim().max(2000).default(''),
  }),
  output: callback,
  status: 201,
});
