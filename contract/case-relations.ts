import { z } from 'zod';
import { caseTypeCode, fieldValues } from './case-types.ts';
import { caseView } from './cases.ts';
import { day, id, idParams, instant, list, names, route, whole } from './route.ts';
import { noticeChannel } from './telling.ts';
import { caseStatus, languages } from './words.ts';

// The people of a case and what they may be told; cases of one cause; cases that belong together.

/** The holder is the customer of the case, exactly one; the others stand beside them. */
export const partyRole = z.enum(['holder', 'delegate', 'observer', 'affected']);
export type PartyRole = z.output<typeof partyRole>;
const addedRole = partyRole.exclude(['holder']);
/** In which capacity a delegate acts. */
export const partyCapacities = [
  'proxy',
  'family',
  'guardian',
  'patronage',
  'building',
  'lawyer',
  'other',
] as const;
export const partyStanding = z.enum(['in_force', 'not_yet', 'expired', 'no_document', 'ended']);

const partyChannel = z.enum(['email', 'pec', 'sms', 'none']);

const consentHow = z.enum(['phone', 'writing', 'desk', 'page']);
export const caseParty = z.object({
  /** null: the holder, who is the customer of the case. */
  id: id.nullable(),
  role: partyRole,
  /** null: somebody outside the register. */
  customer: id.nullable(),
  name: z.string(),
  /** Their own of somebody outside the register; of a customer, those of the register. */
  email: z.string().nullable(),
  pec: z.string().nullable(),
  phone: z.string().nullable(),
  language: z.string(),
  /** How somebody outside the register wants to be told of the case; null: by mail. Of a customer their own wishes count. */
  channel: partyChannel.nullable(),
  capacity: z.enum(partyCapacities).nullable(),
  validFrom: day.nullable(),
  validUntil: day.nullable(),
  /** The document of the delegation. */
  document: z.string().nullable(),
  consent: z.object({ how: consentHow, words: z.string(), by: z.string(), at: instant }).nullable(),
  note: z.string(),
  standing: partyStanding,
  /** What news reaches them now: as the holder's, only what names nobody, or none. */
  told: z.enum(['all', 'generic']).nullable(),
  /** What they say counts as said by the holder. */
  answers: z.boolean(),
  /** What their own page of the case shows now: as the holder's, the same to be read, only how it stands; null: none. */
  page: z.enum(['all', 'reading', 'generic']).nullable(),
  addedBy: z.string(),
  addedAt: instant,
  endedBy: z.string().nullable(),
  endedAt: instant.nullable(),
  why: z.string().nullable(),
});
export type CaseParty = z.output<typeof caseParty>;

const consent = z.object({ how: consentHow, words: z.string().trim().min(3).max(500) });
const address = z.string().trim().min(3).max(320).nullable();
const content = {
  email: address,
  pec: address,
  phone: address,
  language: z.enum(languages).nullable(),
  /** Of somebody outside the register only. A short message or certified mail wants their consent. */
  channel: partyChannel.nullable(),
  capacity: z.enum(partyCapacities).nullable(),
  validFrom: day.nullable(),
  validUntil: day.nullable(),
  /** The document of the delegation: a file of the conversations of the case, or an upload of the caller. */
  document: id.nullable(),
  /** That they want to be told, and in which words they said so. */
  consent: consent.nullable(),
  note: z.string().max(2000),
};
const partyParams = z.object({ id, party: id });

export const listParties = route({
  method: 'GET',
  path: '/api/v1/cases/:id/parties',
  tag: 'cases',
  summary: 'The people of a case with their roles, the holder first; the look at their data is logged',
  permission: 'case.read',
  params: idParams,
  output: list(caseParty),
});
export const addParty = route({
  method: 'POST',
  path: '/api/v1/cases/:id/parties',
  tag: 'cases',
  summary: 'Add a delegate, an observer or somebody affected: a customer, or a name with an address',
  permission: 'case.write',
  params: idParams,
  body: z
    .object({
      role: addedRole,
      customer: id.optional(),
      name: z.string().trim().max(200).default(''),
      email: content.email.default(null),
      pec: content.pec.default(null),
      phone: content.phone.default(null),
      language: content.language.default(null),
      channel: content.channel.default(null),
      capacity: content.capacity.default(null),
      validFrom: content.validFrom.default(null),
      validUntil: content.validUntil.default(null),
      document: content.document.default(null),
      consent: content.consent.default(null),
      note: content.note.default(''),
    })
    .refine((body) => body.customer !== undefined || body.name !== '', {
      message: 'a customer, or the name of somebody outside the register',
      path: ['name'],
    }),
  output: list(caseParty),
  status: 201,
});
export const changeParty = route({
  method: 'PATCH',
  path: '/api/v1/cases/:id/parties/:party',
  tag: 'cases',
  summary: 'Change a party: addresses, the delegation, the consent; what is left out stays',
  permission: 'case.write',
  params: partyParams,
  body: z.object({
    name: z.string().trim().min(1).max(200).optional(),
    email: content.email.optional(),
    pec: content.pec.optional(),
    phone: content.phone.optional(),
    language: content.language.optional(),
    channel: content.channel.optional(),
    capacity: content.capacity.optional(),
    validFrom: content.validFrom.optional(),
    validUntil: content.validUntil.optional(),
    document: content.document.optional(),
    consent: content.consent.optional(),
    note: content.note.optional(),
  }),
  output: list(caseParty),
});
export const endParty = route({
  method: 'POST',
  path: '/api/v1/cases/:id/parties/:party/end',
  tag: 'cases',
  summary: 'End the part of somebody in a case: they are told nothing more and act for nobody',
  permission: 'case.write',
  params: partyParams,
  body: z.object({ why: z.string().trim().min(3).max(500) }),
  output: list(caseParty),
});
export const changeHolder = route({
  method: 'PUT',
  path: '/api/v1/cases/:id/holder',
  tag: 'cases',
  summary: 'Give a case another holder, with why; the former one is told nothing more',
  permission: 'case.write',
  params: idParams,
  body: z.object({
    customer: id,
    why: z.string().trim().min(3).max(500),
    /** The version that the caller saw. */
    version: whole.optional(),
  }),
  output: list(caseParty),
});
export const downloadDelegation = route({
  method: 'GET',
  path: '/api/v1/cases/:id/parties/:party/document',
  tag: 'cases',
  summary: 'The document of a delegation, served so that it cannot act',
  permission: 'case.read',
  params: partyParams,
  rawOutput: 'application/octet-stream',
});

/** A case in which a customer has a part besides those that are their own. */
export const customerPart = z.object({
  id,
  number: z.string(),
  subject: z.string(),
  typeName: names,
  status: caseStatus,
  stateName: names,
  openedAt: instant,
  role: addedRole,
  standing: partyStanding,
  validUntil: day.nullable(),
});
export type CustomerPart = z.output<typeof customerPart>;
export const listCustomerParts = route({
  method: 'GET',
  path: '/api/v1/customers/:id/parts',
  tag: 'cases',
  summary: 'Cases in scope of which a customer is a delegate, an observer or affected, the newest first',
  permission: 'case.read',
  params: idParams,
  output: list(customerPart),
});

const kin = z.object({
  id,
  number: z.string(),
  subject: z.string(),
  typeName: names,
  status: caseStatus,
  stateName: names,
  customerName: z.string(),
  ownerName: z.string().nullable(),
  openedAt: instant,
  closedAt: instant.nullable(),
  due: caseView.shape.due,
});
export type CaseKin = z.output<typeof kin>;
/** `has_duplicate`: the other one is closed as a duplicate of this. */
export const linkKind = z.enum(['see_also', 'duplicate_of', 'has_duplicate']);
export const caseRelations = z.object({
  /** The main case that it lies under; null for none, and where the caller does not see it. */
  parent: kin.nullable(),
  /** Those right under it that the caller sees, in the order in which they came. */
  subcases: z.array(kin),
  /** How many below it are open, those that the caller does not see among them. */
  open: z.number(),
  links: z.array(z.object({ id, kind: linkKind, case: kin, by: z.string(), at: instant })),
});
export type CaseRelations = z.output<typeof caseRelations>;

export const getCaseRelations = route({
  method: 'GET',
  path: '/api/v1/cases/:id/relations',
  tag: 'cases',
  summary: 'The main case that a case lies under, its sub-cases, and the cases it is tied to',
  permission: 'case.read',
  params: idParams,
  output: caseRelations,
});
export const openSubcase = route({
  method: 'POST',
  path: '/api/v1/cases/:id/subcases',
  tag: 'cases',
  summary: 'Open a case under another; three levels at most',
  permission: 'case.write',
  params: idParams,
  body: z.object({
    type: caseTypeCode,
    fields: fieldValues.default({}),
    subject: z.string().min(3).max(300),
    description: z.string().max(20_000).default(''),
    /** The customer of the main case where it is left out. */
    customer: id.optional(),
    /** Where it belongs; the service of the main case where it is left out. */
    service: id.optional(),
    owner: id.nullable().default(null),
    /** Takes over the classification of the main case. */
    copyClassification: z.boolean().default(true),
    /** Gives those who have a part in the main case the same part in this one. */
    copyParties: z.boolean().default(false),
    tellCustomer: z.boolean().default(true),
  }),
  output: caseView,
  status: 201,
});
export const putParent = route({
  method: 'PUT',
  path: '/api/v1/cases/:id/parent',
  tag: 'cases',
  summary: 'Put a case under a main case, under another one, or under none',
  permission: 'case.write',
  params: idParams,
  body: z.object({ parent: id.nullable() }),
  output: caseRelations,
});
/** A sub-case that could not be closed: the problem that kept it from it, as its own request would have told. */
const left = z.object({
  id,
  number: z.string(),
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })),
});
export const closeSubcases = route({
  method: 'POST',
  path: '/api/v1/cases/:id/subcases/closing',
  tag: 'cases',
  summary: 'Close the open sub-cases of a case with one text, each by its own transitions',
  permission: 'case.write',
  params: idParams,
  body: z.object({
    /** All that are open where it is left out. */
    cases: z.array(id).min(1).max(500).optional(),
    resolution: z.string().trim().min(1).max(20_000),
    tellCustomer: z.boolean().default(true),
  }),
  output: z.object({ closed: z.array(z.object({ id, number: z.string() })), left: z.array(left) }),
});
const words = z.object({
  subject: z.string().trim().max(200).default(''),
  text: z.string().trim().min(3).max(4000),
});
/** What is told, in the languages of the staff: whoever speaks another one gets the English text, else the Italian. */
const wordTexts = z
  .object({ it: words.optional(), en: words.optional() })
  .refine(({ it, en }) => it !== undefined || en !== undefined, {
    message: 'a text in Italian or in English',
    path: ['it'],
  });
const toldWay = { id, number: z.string(), channel: noticeChannel, dueAt: instant };
export const previewSubcaseNews = route({
  method: 'POST',
  path: '/api/v1/cases/:id/subcases/telling/preview',
  tag: 'cases',
  summary: 'Whom a text for the customers of the sub-cases would reach, where and when, and how it reads',
  permission: 'case.write',
  params: idParams,
  body: z.object({ cases: z.array(id).min(1).max(500).optional(), texts: wordTexts }),
  output: z.object({
    items: z.array(
      z.object({
        ...toldWay,
        customerName: z.string(),
        /** null: nothing reaches them, and `why`. */
        channel: noticeChannel.nullable(),
        why: z.enum(['not_wanted', 'no_address']).nullable(),
        dueAt: instant.nullable(),
      }),
    ),
    example: z
      .object({
        number: z.string(),
        channel: noticeChannel,
        language: z.string(),
        subject: z.string(),
        text: z.string(),
      })
      .nullable(),
  }),
});
export const tellSubcases = route({
  method: 'POST',
  path: '/api/v1/cases/:id/subcases/telling',
  tag: 'cases',
  summary: 'Tell the customers of the open sub-cases one text without closing any, as any notice',
  permission: 'case.write',
  params: idParams,
  body: z.object({
    /** The caller's own: the same again tells nobody twice. */
    key: id,
    /** All that are open where it is left out. */
    cases: z.array(id).min(1).max(500).optional(),
    texts: wordTexts,
  }),
  output: z.object({ told: z.array(z.object(toldWay)), left: z.array(left) }),
});
export const linkCases = route({
  method: 'POST',
  path: '/api/v1/cases/:id/links',
  tag: 'cases',
  summary: 'Say that another case is to be looked at too',
  permission: 'case.write',
  params: idParams,
  body: z.object({ case: id }),
  output: caseRelations,
  status: 201,
});
export const unlinkCases = route({
  method: 'DELETE',
  path: '/api/v1/cases/:id/links/:link',
  tag: 'cases',
  summary: 'Take a link between two cases away',
  permission: 'case.write',
  params: z.object({ id, link: id }),
  output: caseRelations,
});
export const closeAsDuplicate = route({
  method: 'POST',
  path: '/api/v1/cases/:id/duplicate',
  tag: 'cases',
  summary: 'Close a case as a duplicate of another, which it points to from then on',
  permission: 'case.write',
  params: idParams,
  body: z.object({
    of: id,
    /** What its customer reads. */
    resolution: z.string().trim().min(1).max(20_000),
    tellCustomer: z.boolean().default(true),
  }),
  output: caseRelations,
});
