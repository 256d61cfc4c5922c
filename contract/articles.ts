import { z } from 'zod';
import { day, id, idParams, instant, list, page, paging, route, whole } from './route.ts';
import { languages } from './words.ts';

export const articleKinds = ['article', 'guide', 'tree'] as const;
export const articleAudiences = ['public', 'staff', 'office'] as const;
export const versionStates = ['draft', 'submitted', 'published', 'withdrawn'] as const;
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
  languages: z.array(
    z.object({
      language: z.string(),
      published: z.number().nullable(),
      open: z.enum(['draft', 'submitted']).nullable(),
      outOfDate: z.boolean(),
    }),
  ),
  uses: z.number(),
  useful: z.number(),
  useless: z.number(),
  updatedAt: instant,
});
export type ArticleRow = z.output<typeof articleRow>;
export const articleVersion = words.extend({
  id,
  language: z.string(),
  number: z.number(),
  state: z.enum(versionStates),
  revision: z.number(),
  sourceNumber: z.number().nullable(),
  authorId: id.nullable(),
  authorName: z.string().nullable(),
  changedAt: instant,
  submittedBy: id.nullable(),
  submittedAt: instant.nullable(),
  approvedByName: z.string().nullable(),
  approvedAt: instant.nullable(),
  note: z.string().nullable(),
  validFrom: instant.nullable(),
  validTo: instant.nullable(),
});
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

export const articleHit = z.object({
  id,
  code: z.string(),
  kind: z.enum(articleKinds),
  audience: z.enum(articleAudiences),
  language: z.string(),
  number: z.number(),
  title: z.string(),
  summary: z.string(),
  score: z.number(),
  outOfDate: z.boolean(),
  helpUrl: z.string().nullable(),
});
export type ArticleHit = z.output<typeof articleHit>;
const hits = list(articleHit).extend({
  /** What was looked for instead of words that nobody has written: misspelt ones. */
  corrected: z.array(z.object({ word: z.string(), to: z.string() })),
  /** Names the search when somebody opens one of its results. */
  searchId: id.nullable(),
});
export const searchArticles = route({
  method: 'GET',
  path: `${path}/search`,
  tag,
  summary: 'Find articles by the words of a question',
  permission: 'knowledge.read',
  query: z.object({
    q: z.string().trim().min(2, 'two letters or digits at least').max(400),
    language: language.default('it'),
    limit: z.coerce.number().int().min(1).max(50).default(10),
  }),
  output: hits,
});
export const chooseResult = route({
  method: 'POST',
  path: '/api/v1/article-searches/:id/choice',
  tag,
  summary: 'Say which result of a search was opened',
  permission: 'knowledge.read',
  params: idParams,
  body: z.object({ articleId: id }),
});
export const suggestArticles = route({
  method: 'POST',
  path: `${path}/suggestions`,
  tag,
  summary: 'Articles that fit what a customer writes and what is being answered; nothing of it is kept',
  permission: 'knowledge.read',
  body: z.object({
    said: z.string().max(8000).default(''),
    typed: z.string().max(8000).default(''),
    language: language.default('it'),
  }),
  output: list(articleHit),
});
export const missingAnswers = route({
  method: 'GET',
  path: '/api/v1/article-searches/without-result',
  tag,
  summary: 'What was looked for most and not found, or found and not opened',
  permission: 'knowledge.write',
  query: z.object({
    days: z.coerce.number().int().min(1).max(366).default(30),
    language: language.optional(),
  }),
  output: z.object({
    searches: z.number(),
    withoutResult: z.number(),
    items: z.array(
      z.object({
        words: z.string(),
        language: z.string(),
        times: z.number(),
        withoutResult: z.number(),
        notOpened: z.number(),
        last: instant,
      }),
    ),
  }),
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

const synonymInput = z.object({
  language: language.default('it'),
  words: z
    .array(z.string().trim().min(2, 'two letters or digits at least').max(60))
    .min(2, 'two words or more')
    .max(20),
  active: z.boolean().default(true),
});
export const synonym = synonymInput.extend({ id, language: z.string() });
export const listSynonyms = route({
  method: 'GET',
  path: '/api/v1/synonyms',
  tag,
  summary: 'Words that mean the same in a search',
  permission: 'knowledge.read',
  output: list(synonym),
});
export const createSynonym = route({
  method: 'POST',
  path: '/api/v1/synonyms',
  tag,
  summary: 'Add words that mean the same',
  permission: 'admin.knowledge',
  body: synonymInput,
  output: synonym,
  status: 201,
});
export const updateSynonym = route({
  method: 'PUT',
  path: '/api/v1/synonyms/:id',
  tag,
  summary: 'Change words that mean the same',
  permission: 'admin.knowledge',
  params: idParams,
  body: synonymInput,
  output: synonym,
});

export const giveFeedback = route({
  method: 'POST',
  path: `${path}/:id/feedback`,
  tag,
  summary: 'Say whether an article was of use, and what is missing: a task of its owner',
  permission: 'contact.handle',
  params: idParams,
  body: z.object({
    language: language.default('it'),
    useful: z.boolean().nullable().default(null),
    words: z.string().trim().max(2000).default(''),
    contactId: id.nullable().default(null),
  }),
});
export const useArticle = route({
  method: 'POST',
  path: `${path}/:id/uses`,
  tag,
  summary: 'Note on a contact that an article was of use, with the path taken through its steps',
  permission: 'contact.handle',
  params: idParams,
  body: z.object({
    language: language.default('it'),
    contactId: id.nullable().default(null),
    how: z.enum(['opened', 'summary', 'link', 'walked']),
    /** Of a guide or tree: the steps that were gone through, with the answers given, in their order. */
    path: z
      .array(z.object({ step: z.string().max(40), answer: z.string().max(120).nullable().default(null) }))
      .max(200)
      .default([]),
    ended: z.boolean().default(true),
  }),
  output: z.object({ id }),
  status: 201,
});
export const contactArticles = route({
  method: 'GET',
  path: '/api/v1/contacts/:id/articles',
  tag,
  summary: 'Articles that were of use in a contact, and the paths taken',
  permission: 'contact.read',
  params: idParams,
  output: list(
    z.object({
      id,
      articleId: id,
      code: z.string(),
      title: z.string(),
      how: z.enum(['opened', 'summary', 'link', 'walked']),
      at: instant,
      staffName: z.string().nullable(),
      path: z.array(z.object({ step: z.string(), title: z.string(), answer: z.string().nullable() })),
      ended: z.boolean(),
    }),
  ),
});

export const articleTask = z.object({
  id,
  kind: z.enum(['feedback', 'review', 'translation', 'approval']),
  state: z.enum(['open', 'in_progress', 'done', 'dismissed']),
  articleId: id,
  code: z.string(),
  title: z.string(),
  language: z.string().nullable(),
  assigneeId: id.nullable(),
  assigneeName: z.string().nullable(),
  openedAt: instant,
  dueOn: day.nullable(),
  endedAt: instant.nullable(),
  note: z.string().nullable(),
  feedback: z.array(
    z.object({
      at: instant,
      sender: z.enum(['staff', 'customer']),
      staffName: z.string().nullable(),
      useful: z.boolean().nullable(),
      words: z.string(),
    }),
  ),
});
export type ArticleTask = z.output<typeof articleTask>;
export const listArticleTasks = route({
  method: 'GET',
  path: '/api/v1/article-tasks',
  tag,
  summary: 'Work on articles: feedback, reviews that are due, translations behind, drafts to approve',
  permission: 'knowledge.write',
  query: z.object({
    mine: z.enum(['true', 'false']).default('false'),
    state: z.enum(['open', 'ended']).default('open'),
    ...paging,
  }),
  output: page(articleTask),
});
export const changeArticleTask = route({
  method: 'POST',
  path: '/api/v1/article-tasks/:id/changes',
  tag,
  summary: 'Take, hand over or end a task; an end says how',
  permission: 'knowledge.write',
  params: idParams,
  body: z.object({
    state: z.enum(['open', 'in_progress', 'done', 'dismissed']),
    assigneeId: id.nullable().optional(),
    note: z.string().trim().max(500).default(''),
  }),
});
