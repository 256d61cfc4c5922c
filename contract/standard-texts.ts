import { z } from 'zod';
import { placeholderContexts } from './pure/placeholders.ts';
import { day, id, idParams, instant, list, names, page, paging, route, whole } from './route.ts';
import { languagesWritten, versionHead, versionStates } from './text-versions.ts';
import { channel, languages } from './words.ts';

// Standard texts: the library, what is in force of it, and what came of using it. The words for the life of a version are
// those of articles: draft, handed in (submitted), approved (published, from and until), withdrawn.

const language = z.enum(languages);
const tag = 'knowledge';
const path = '/api/v1/standard-texts';

const properties = z.object({
  /** What is typed after "/"; one text of a service has it. */
  code: z.string().regex(/^[a-z0-9-]{2,40}$/, 'lower-case letters, digits, hyphen'),
  /** The language in which it is written first; the others follow it. */
  language: language.default('it'),
  /** None: all of them. */
  channels: z.array(channel).max(20).default([]),
  serviceId: id.nullable().default(null),
  classificationId: id.nullable().default(null),
  ownerId: id.nullable().default(null),
  /** Who looks after it when the owner has left. */
  successorId: id.nullable().default(null),
  reviewOn: day.nullable().default(null),
  active: z.boolean().default(true),
});
const words = z.object({
  title: z.string().trim().min(1).max(200),
  body: z.string().min(1).max(20_000),
});

export const standardTextRow = properties.extend({
  id,
  ownerName: z.string().nullable(),
  successorName: z.string().nullable(),
  /** Who looks after it now: the owner, or the successor of one who has left. */
  keeperName: z.string().nullable(),
  title: z.string(),
  shownIn: z.string(),
  state: z.enum(versionStates),
  /** When the wording in force in the main language ends. */
  validTo: instant.nullable(),
  languages: languagesWritten,
  uses: z.number(),
  updatedAt: instant,
});
export type StandardTextRow = z.output<typeof standardTextRow>;
export const standardTextVersion = words.extend(versionHead.shape);
export type StandardTextVersion = z.output<typeof standardTextVersion>;
export const standardTextFull = standardTextRow.extend({
  versions: z.array(standardTextVersion),
  mayWrite: z.boolean(),
  mayApprove: z.boolean(),
});
export type StandardTextFull = z.output<typeof standardTextFull>;

export const standardTextStates = [
  'published',
  'draft',
  'submitted',
  'expiring',
  'expired',
  'review_due',
  'no_owner',
  'out_of_date',
  'inactive',
] as const;
export const listStandardTexts = route({
  method: 'GET',
  path,
  tag,
  summary: 'The library of standard texts in scope, by code',
  permission: 'knowledge.read',
  query: z.object({
    search: z.string().max(100).optional(),
    language: language.optional(),
    channel: channel.optional(),
    /** expiring: ends within 30 days; no_owner: neither owner nor successor is in service. */
    state: z.enum(standardTextStates).optional(),
    ...paging,
  }),
  output: page(standardTextRow),
});
export const createStandardText = route({
  method: 'POST',
  path,
  tag,
  summary: 'Make a standard text with its first draft',
  permission: 'knowledge.write',
  body: properties.extend(words.shape),
  output: standardTextFull,
  status: 201,
});
export const getStandardText = route({
  method: 'GET',
  path: `${path}/:id`,
  tag,
  summary: 'A standard text with its versions',
  permission: 'knowledge.read',
  params: idParams,
  output: standardTextFull,
});
export const updateStandardText = route({
  method: 'PUT',
  path: `${path}/:id`,
  tag,
  summary: 'Change what a standard text is: code, channels, place, owner, review date',
  permission: 'knowledge.write',
  params: idParams,
  body: properties,
  output: standardTextFull,
});
const inLanguage = z.object({ id, language });
export const saveTextDraft = route({
  method: 'PUT',
  path: `${path}/:id/drafts/:language`,
  tag,
  summary: 'Write the draft of the next version in a language',
  permission: 'knowledge.write',
  params: inLanguage,
  body: words.extend({
    /** The draft that was read; null when there was none. */
    revision: whole.nullable().default(null),
    sourceNumber: whole.nullable().default(null),
  }),
  output: standardTextFull,
});
export const dropTextDraft = route({
  method: 'DELETE',
  path: `${path}/:id/drafts/:language`,
  tag,
  summary: 'Throw a draft away',
  permission: 'knowledge.write',
  params: inLanguage,
});
export const submitTextDraft = route({
  method: 'POST',
  path: `${path}/:id/drafts/:language/submit`,
  tag,
  summary: 'Hand a draft in for approval',
  permission: 'knowledge.write',
  params: inLanguage,
  output: standardTextFull,
});
export const decideTextDraft = route({
  method: 'POST',
  path: `${path}/:id/drafts/:language/decision`,
  tag,
  summary:
    'Approve what somebody else has handed in, from when and until when, or give it back with a reason',
  permission: 'knowledge.approve',
  params: inLanguage,
  body: z.object({
    publish: z.boolean(),
    reason: z.string().trim().max(500).default(''),
    validFrom: z.iso.datetime({ offset: true }).nullable().default(null),
    /** Left out: as the draft wishes, where it came from a file that says so. Null: without end. */
    validTo: z.iso.datetime({ offset: true }).nullable().optional(),
    reviewOn: day.nullable().default(null),
  }),
  output: standardTextFull,
});
export const withdrawStandardText = route({
  method: 'POST',
  path: `${path}/:id/withdrawal`,
  tag,
  summary: 'Take what is in force in a language away',
  permission: 'knowledge.approve',
  params: idParams,
  body: z.object({ language, reason: z.string().trim().min(3).max(500) }),
  output: standardTextFull,
});
export const restoreTextVersion = route({
  method: 'POST',
  path: `${path}/:id/restoration`,
  tag,
  summary: 'Go back to the words of an earlier version: a new draft of them',
  permission: 'knowledge.write',
  params: idParams,
  body: z.object({ version: id }),
  output: standardTextFull,
});

/** A wording that may be used now. */
export const textInForce = z.object({
  /** Of the version: an answer names it among its `standardTexts`. */
  id,
  textId: id,
  code: z.string(),
  title: z.string(),
  body: z.string(),
  language: z.string(),
  number: z.number(),
  channels: z.array(z.string()),
  serviceId: id.nullable(),
  classificationId: id.nullable(),
  /** Of a translation: the main language has moved on. */
  outOfDate: z.boolean(),
  validTo: instant.nullable(),
  uses: z.number(),
});
export type TextInForce = z.output<typeof textInForce>;
export const textsInForce = route({
  method: 'GET',
  path: `${path}/in-force`,
  tag,
  summary: 'What may be used now, in every language, the most used first',
  permission: 'knowledge.read',
  output: list(textInForce),
});
export const textByCode = route({
  method: 'GET',
  path: `${path}/by-code/:code`,
  tag,
  summary: 'The wording in force of a code, in a language or the nearest, for a channel',
  permission: 'knowledge.read',
  params: z.object({ code: z.string().max(40) }),
  query: z.object({ language: language.default('it'), channel: channel.optional(), service: id.optional() }),
  output: textInForce.extend({ fallback: z.boolean() }),
});

export const placeholderView = z.object({
  name: z.string(),
  context: z.enum(placeholderContexts),
  example: names,
  /** Of a field of a case: its name, and the types that have it. */
  label: names.nullable(),
});
export type PlaceholderView = z.output<typeof placeholderView>;
export const listPlaceholders = route({
  method: 'GET',
  path: '/api/v1/placeholders',
  tag,
  summary: 'The placeholders of standard texts, the fields of cases among them',
  permission: 'knowledge.read',
  output: list(placeholderView),
});
export const contactValues = route({
  method: 'GET',
  path: '/api/v1/contacts/:id/placeholder-values',
  tag,
  summary: 'What fills the placeholders in an answer to a contact; null: not known here',
  permission: 'contact.read',
  params: idParams,
  query: z.object({ language: language.default('it') }),
  output: z.object({ values: z.record(z.string(), z.string().nullable()) }),
});

const variant = words.extend({
  /** Until when it holds; null: without end. Left out: as it is here, for a new one without end. */
  validTo: z.iso.datetime({ offset: true }).nullable().optional(),
});
/** The library as a file: one text with all its languages, services and classes named by code, people by address. */
export const textsFile = z.object({
  format: z.literal('filodiretto.standard-texts'),
  version: z.literal(1),
  texts: z
    .array(
      z.object({
        code: properties.shape.code,
        language,
        channels: properties.shape.channels,
        service: z.string().max(60).nullable().default(null),
        classification: z.string().max(60).nullable().default(null),
        owner: z.string().max(300).nullable().default(null),
        successor: z.string().max(300).nullable().default(null),
        reviewOn: properties.shape.reviewOn,
        variants: z.array(variant.extend({ language })).min(1, 'one language at least').max(20),
      }),
    )
    .max(5000),
});
export type TextsFile = z.output<typeof textsFile>;
export const exportStandardTexts = route({
  method: 'GET',
  path: '/api/v1/standard-texts.json',
  tag,
  summary: 'The library as a readable file: what is in force, or where nothing is, the newest wording',
  permission: 'knowledge.read',
  rawOutput: 'application/json',
});
export const importStandardTexts = route({
  method: 'POST',
  path: `${path}/import`,
  tag,
  summary: 'Take in a file: new words become drafts that wait for approval; all of it or nothing',
  permission: 'knowledge.write',
  body: textsFile,
  output: z.object({ created: z.number(), drafted: z.number(), unchanged: z.number() }),
  bodyLimit: 24 * 1024 * 1024,
});
