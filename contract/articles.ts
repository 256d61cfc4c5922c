import { z } from 'zod';
import { day, id, idParams, instant, page, paging, route, whole } from './route.ts';
import { languagesWritten, versionHead, versionStates } from './text-versions.ts';
import { languages } from './words.ts';

export const articleKinds = ['article', 'guide', 'tree'] as const;
export const articleAudiences = ['public', 'staff', 'office'] as const;
const language = z.enum(languages);

/** One step of a guide, or one question of a decision tree; a step without answers of a tree is where it ends. */
export const articleStep = z.object({
  key: z.string().regex(/^[a-z0-9-]{1,40}$/, 'lower-case letters, digits, hyphen'),
  title: z.string().trim().min(1).max(200),
  text: z.string().max(5000).default(''),
  answers: z
    .array(z.object({ label: z.string().trim().min(1).max(120), to: z.string().max(40) }))
    .max(9)
    .default([]),
});
export type ArticleStep = z.output<typeof articleStep>;

const properties = z.object({
  code: z.string().regex(/^[a-z0-9][a-z0-9-]{1,59}$/, 'lower-case letters, digits, hyphen'),
  kind: z.enum(articleKinds).default('article'),
  language: language.default('it'),
  audience: z.enum(articleAudiences).default('staff'),
  serviceId: id.nullable().default(null),
  teamId: id.nullable().default(null),
  classificationId: id.nullable().default(null),
  ownerId: id.nullable().default(null),
  reviewOn: day.nullable().default(null),
  active: z.boolean().default(true),
});
const words = z.object({
  title: z.string().trim().min(1).max(200),
  summary: z.string().trim().max(600).default(''),
  body: z.string().max(40_000).default(''),
  /** Other words by which people look for it. */
  keywords: z.string().trim().max(1000).default(''),
  steps: z.array(articleStep).max(100).default([]),
});

/** What a list shows of an article: its words in the language asked for, or the first in which there are any. */
export const articleRow = properties.extend({
  id,
  ownerName: z.string().nullable(),
  title: z.string(),
  summary: z.string(),
  /** The language of title and summary. */
  shownIn: z.string(),
  state: z.enum(versionStates),
  number: z.number(),
  languages: languagesWritten,
  uses: z.number(),
  useful: z.number(),
  useless: z.number(),
  updatedAt: instant,
});
export type ArticleRow = z.output<typeof articleRow>;
export const articleVersion = words.extend(versionHead.shape);
export type ArticleVersion = z.output<typeof articleVersion>;
export const articleFile = z.object({
  id,
  name: z.string(),
  type: z.string(),
  size: z.number(),
  url: z.string(),
});
/** An article to read: what is published in one language. */
export const articleToRead = articleVersion.extend({
  articleId: id,
  code: z.string(),
  kind: z.enum(articleKinds),
  audience: z.enum(articleAudiences),
  /** Not in the language asked for: there is none, or it lags behind the original. */
  fallback: z.boolean(),
  outOfDate: z.boolean(),
  files: z.array(articleFile),
  helpUrl: z.string().nullable(),
});
export const articleFull = articleRow.extend({
  versions: z.array(articleVersion),
  files: z.array(articleFile),
  mayWrite: z.boolean(),
  mayApprove: z.boolean(),
});
export type ArticleFull = z.output<typeof articleFull>;

const tag = 'knowledge';
const path = '/api/v1/articles';
export const listArticles = route({
  method: 'GET',
  path,
  tag,
  summary: 'Articles in scope, by code',
  permission: 'knowledge.read',
  query: z.object({
    search: z.string().max(100).optional(),
    language: language.default('it'),
    audience: z.enum(articleAudiences).optional(),
    kind: z.enum(articleKinds).optional(),
    state: z
      .enum(['published', 'draft', 'submitted', 'review_due', 'out_of_date', 'missing', 'withdrawn'])
      .optional(),
    owner: id.optional(),
    /** A node of the classification, with all below it. */
    subject: id.optional(),
    ...paging,
  }),
  output: page(articleRow),
});
export const createArticle = route({
  method: 'POST',
  path,
  tag,
  summary: 'Make an article with its first draft',
  permission: 'knowledge.write',
  body: properties.extend(words.shape),
  output: articleFull,
  status: 201,
});
export const getArticle = route({
  method: 'GET',
  path: `${path}/:id`,
  tag,
  summary: 'An article with all its versions, for who writes',
  permission: 'knowledge.read',
  params: idParams,
  output: articleFull,
});
export const updateArticle = route({
  method: 'PUT',
  path: `${path}/:id`,
  tag,
  summary: 'Change what an article is: audience, place, owner, review date',
  permission: 'knowledge.write',
  params: idParams,
  body: properties,
  output: articleFull,
});
export const readArticle = route({
  method: 'GET',
  path: `${path}/:id/reading`,
  tag,
  summary: 'What is published of an article, in a language or the nearest',
  permission: 'knowledge.read',
  params: idParams,
  query: z.object({ language: language.default('it') }),
  output: articleToRead,
});
const inLanguage = z.object({ id, language });
export const saveDraft = route({
  method: 'PUT',
  path: `${path}/:id/drafts/:language`,
  tag,
  summary: 'Write the draft of the next version in a language',
  permission: 'knowledge.write',
  params: inLanguage,
  body: words.extend({
    /** The draft that was read; null when there was none. */
    revision: whole.nullable().default(null),
    /** Of a translation: the version of the original that it renders. */
    sourceNumber: whole.nullable().default(null),
  }),
  output: articleFull,
});
export const dropDraft = route({
  method: 'DELETE',
  path: `${path}/:id/drafts/:language`,
  tag,
  summary: 'Throw a draft away',
  permission: 'knowledge.write',
  params: inLanguage,
});
export const submitDraft = route({
  method: 'POST',
  path: `${path}/:id/drafts/:language/submit`,
  tag,
  summary: 'Hand a draft in for approval',
  permission: 'knowledge.write',
  params: inLanguage,
  output: articleFull,
});
export const decideDraft = route({
  method: 'POST',
  path: `${path}/:id/drafts/:language/decision`,
  tag,
  summary: 'Publish what somebody else has handed in, or give it back with a reason',
  permission: 'knowledge.approve',
  params: inLanguage,
  body: z.object({
    publish: z.boolean(),
    reason: z.string().trim().max(500).default(''),
    validFrom: z.iso.datetime({ offset: true }).nullable().default(null),
    validTo: z.iso.datetime({ offset: true }).nullable().default(null),
    reviewOn: day.nullable().default(null),
  }),
  output: articleFull,
});
export const withdrawArticle = route({
  method: 'POST',
  path: `${path}/:id/withdrawal`,
  tag,
  summary: 'Take what is published in a language away',
  permission: 'knowledge.approve',
  params: idParams,
  body: z.object({ language, reason: z.string().trim().min(3).max(500) }),
  output: articleFull,
});

export const addArticleFile = route({
  method: 'POST',
  path: `${path}/:id/files`,
  tag,
  summary: 'Add a file to an article',
  permission: 'knowledge.write',
  params: idParams,
  query: z.object({ name: z.string().min(1).max(200) }),
  rawBody: 'application/octet-stream',
  output: articleFile,
  status: 201,
  bodyLimit: 16 * 1024 * 1024,
});
export const removeArticleFile = route({
  method: 'DELETE',
  path: `${path}/:id/files/:file`,
  tag,
  summary: 'Take a file off an article',
  permission: 'knowledge.write',
  params: z.object({ id, file: id }),
});
export const articleFileContent = route({
  method: 'GET',
  path: '/api/v1/article-files/:id',
  tag,
  summary: 'A file of an article',
  permission: 'knowledge.read',
  params: idParams,
  rawOutput: 'application/octet-stream',
});
