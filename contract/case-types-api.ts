import { z } from 'zod';
import { caseTypeCode, caseTypeDefinition, partKey, typeFinding, typeVersionNumber } from './case-types.ts';
import { instant, list, names, route, whole } from './route.ts';

// Types of cases: those in use, their versions, and what is being written.

export const caseTypeInUse = z.object({
  /** New cases of it may be opened. */
  active: z.boolean(),
  version: typeVersionNumber,
  definition: caseTypeDefinition,
});
export type CaseTypeInUse = z.output<typeof caseTypeInUse>;
export const listCaseTypes = route({
  method: 'GET',
  path: '/api/v1/case-types',
  tag: 'cases',
  summary: 'Types of cases with their newest definitions, those out of use too',
  permission: 'case.read',
  output: list(caseTypeInUse),
});

/** How many open cases stand where. */
export const caseTypeStanding = z.object({ version: typeVersionNumber, state: partKey, cases: whole });
/** The way of open cases to the newest version: under way while `endedAt` is null. */
export const caseTypeMove = z.object({
  version: typeVersionNumber,
  total: whole,
  moved: whole,
  /** Those that could not be moved; they stay on theirs. */
  stayed: whole,
  reason: z.string(),
  startedAt: instant,
  startedBy: z.string(),
  endedAt: instant.nullable(),
});
export type CaseTypeMove = z.output<typeof caseTypeMove>;
export const caseTypeHead = z.object({
  code: caseTypeCode,
  name: names,
  active: z.boolean(),
  /** Nobody has published one here: it follows the program. */
  shipped: z.boolean(),
  /** The newest; null: nothing was published yet. */
  version: typeVersionNumber.nullable(),
  publishedAt: instant.nullable(),
  publishedBy: z.string().nullable(),
  /** Something is being written. */
  draft: z.boolean(),
  /** Open cases by version and state, those that the caller's scope holds. */
  standing: z.array(caseTypeStanding),
});
export type CaseTypeHead = z.output<typeof caseTypeHead>;
export const caseTypeDraft = z.object({
  /** The document as it is read and compared: keys in one order. */
  text: z.string(),
  /** The version it was begun from. */
  base: typeVersionNumber.nullable(),
  at: instant,
  by: z.string(),
  findings: z.array(typeFinding),
});
export const caseTypeView = z.object({
  ...caseTypeHead.shape,
  /** What a draft is saved upon. */
  revision: whole,
  draft: caseTypeDraft.nullable(),
  definition: caseTypeDefinition.nullable(),
  /** The newest version, as text. */
  text: z.string().nullable(),
  versions: z.array(
    z.object({
      number: typeVersionNumber,
      note: z.string(),
      shipped: z.boolean(),
      publishedAt: instant,
      publishedBy: z.string(),
    }),
  ),
  move: caseTypeMove.nullable(),
});
export type CaseTypeView = z.output<typeof caseTypeView>;

const byCode = z.object({ code: caseTypeCode });
const text = z.string().min(1).max(600_000);
const side = z.union([z.literal('draft'), z.coerce.number().int().min(1).max(1_000_000)]);

export const listCaseTypeHeads = route({
  method: 'GET',
  path: '/api/v1/case-type-overview',
  tag: 'cases',
  summary: 'Types of cases for who looks after them: versions, drafts, open cases by version and state',
  permission: 'admin.read',
  output: list(caseTypeHead),
});
export const getCaseType = route({
  method: 'GET',
  path: '/api/v1/case-types/:code',
  tag: 'cases',
  summary: 'One type of case: its draft with findings, its versions, where its open cases stand',
  permission: 'admin.read',
  params: byCode,
  output: caseTypeView,
});
export const createCaseType = route({
  method: 'POST',
  path: '/api/v1/case-types',
  tag: 'cases',
  summary: 'A new type of case as a draft: a copy of another, or out of a file',
  permission: 'admin.knowledge',
  body: z.object({
    code: caseTypeCode,
    /** The type it is a copy of. */
    copyOf: caseTypeCode.optional(),
    name: names.optional(),
    /** A document, in place of a copy. */
    text: text.optional(),
  }),
  status: 201,
  output: caseTypeView,
});
export const switchCaseType = route({
  method: 'PATCH',
  path: '/api/v1/case-types/:code',
  tag: 'cases',
  summary: 'Take a type into use or out of use; cases in flight go on',
  permission: 'admin.knowledge',
  params: byCode,
  body: z.object({ active: z.boolean() }),
  output: caseTypeView,
});
export const saveCaseTypeDraft = route({
  method: 'PUT',
  path: '/api/v1/case-types/:code/draft',
  tag: 'cases',
  summary: 'Keep a document as the draft of a type, written here or read from a file',
  permission: 'admin.knowledge',
  params: byCode,
  body: z.object({ revision: whole, text }),
  output: caseTypeView,
});
export const dropCaseTypeDraft = route({
  method: 'DELETE',
  path: '/api/v1/case-types/:code/draft',
  tag: 'cases',
  summary: 'Throw the draft of a type away',
  permission: 'admin.knowledge',
  params: byCode,
  query: z.object({ revision: z.coerce.number().int().min(0).max(2_147_483_647) }),
});
export const checkCaseType = route({
  method: 'POST',
  path: '/api/v1/case-types/:code/checks',
  tag: 'cases',
  summary: 'What is wrong or doubtful in a document, by its place',
  permission: 'admin.read',
  params: byCode,
  body: z.object({ text }),
  output: list(typeFinding),
});
export const publishCaseType = route({
  method: 'POST',
  path: '/api/v1/case-types/:code/versions',
  tag: 'cases',
  summary: 'Publish the draft as the next version; open cases stay on theirs',
  permission: 'admin.knowledge',
  params: byCode,
  body: z.object({ revision: whole, note: z.string().max(1000).default('') }),
  status: 201,
  output: caseTypeView,
});
export const exportCaseType = route({
  method: 'GET',
  path: '/api/v1/case-types/:code/file',
  tag: 'cases',
  summary: 'A definition as a readable file: the newest version, another, or the draft',
  permission: 'admin.read',
  params: byCode,
  query: z.object({ version: side.optional() }),
  rawOutput: 'application/json',
});

/** The parts of a definition that differences are told by. */
export const typeParts = [
  'type',
  'fields',
  'states',
  'transitions',
  'tasks',
  'approvals',
  'documents',
  'clocks',
  'plans',
  'notices',
] as const;
export const caseTypeChange = z.object({
  kind: z.enum(['added', 'removed', 'changed', 'order']),
  part: z.enum(typeParts),
  /** What it is of: the key of a field, a state…; null of the type itself. */
  key: z.string().nullable(),
  /** What is changed in it: `label.it`, `needs.fields`; null where the whole is there or gone. */
  place: z.string().nullable(),
  /** Its name, where it has one. */
  name: names.nullable(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type CaseTypeChange = z.output<typeof caseTypeChange>;
export const compareCaseType = route({
  method: 'GET',
  path: '/api/v1/case-types/:code/changes',
  tag: 'cases',
  summary: 'What is different between two versions, or a version and the draft',
  permission: 'admin.read',
  params: byCode,
  query: z.object({ from: side, to: side }),
  output: list(caseTypeChange),
});

/** Which state of the newest version stands for which of older ones, by key. */
const stateMap = z.record(partKey, partKey).refine((map) => Object.keys(map).length <= 200);
export const previewCaseTypeMove = route({
  method: 'POST',
  path: '/api/v1/case-types/:code/move-previews',
  tag: 'cases',
  summary: 'What it would mean to bring the open cases of older versions to the newest',
  permission: 'admin.knowledge',
  params: byCode,
  output: z.object({
    version: typeVersionNumber,
    cases: whole,
    groups: z.array(
      z.object({
        version: typeVersionNumber,
        state: partKey,
        name: names,
        cases: whole,
        /** Where they would stand; null: somebody has to say it. */
        to: partKey.nullable(),
      }),
    ),
    /** The states they may be brought to. */
    states: z.array(z.object({ key: partKey, name: names })),
    /** Fields whose values would be gone, and of how many cases. */
    lost: z.array(z.object({ key: z.string(), label: names, cases: whole })),
    /** Fields that the newest asks for where they would stand, and that are empty; of how many cases. */
    missing: z.array(z.object({ key: z.string(), label: names, cases: whole })),
  }),
});
export const moveCaseType = route({
  method: 'POST',
  path: '/api/v1/case-types/:code/moves',
  tag: 'cases',
  summary: 'Bring the open cases of older versions to the newest, in the background',
  permission: 'admin.knowledge',
  params: byCode,
  body: z.object({
    /** The newest, as it was seen in the preview. */
    version: typeVersionNumber,
    states: stateMap.default({}),
    reason: z.string().trim().min(1).max(1000),
  }),
  output: caseTypeView,
});
