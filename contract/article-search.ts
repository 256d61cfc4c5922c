import { z } from 'zod';
import { articleAudiences, articleKinds } from './articles.ts';
import { id, idParams, instant, list, route } from './route.ts';
import { languages } from './words.ts';

const language = z.enum(languages);
const tag = 'knowledge';
const path = '/api/v1/articles';

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

/** How people ask for what an article answers: it is found by it, and not shown. */
export const askedWay = z.object({
  id,
  language: z.string(),
  words: z.string(),
  /** Written by an author, or taken over from what was looked for in vain. */
  source: z.enum(['author', 'search']),
  addedAt: instant,
});
export const listAsked = route({
  method: 'GET',
  path: `${path}/:id/asked`,
  tag,
  summary: 'How people ask for what an article answers, in all languages',
  permission: 'knowledge.read',
  params: idParams,
  output: list(askedWay),
});
export const putAsked = route({
  method: 'PUT',
  path: `${path}/:id/asked/:language`,
  tag,
  summary: 'Say how people ask for what an article answers, in a language; it is found by it at once',
  permission: 'knowledge.write',
  params: z.object({ id, language }),
  body: z.object({
    asked: z.array(z.string().trim().min(2, 'two letters or digits at least').max(200)).max(60, '60 at most'),
  }),
  output: list(askedWay),
});
export const settleSearch = route({
  method: 'POST',
  path: '/api/v1/article-searches/settlements',
  tag,
  summary: 'See to what was looked for in vain: from now on it finds an article, or it is left at that',
  permission: 'knowledge.write',
  body: z.object({
    words: z.string().trim().min(1).max(200),
    language: language.default('it'),
    how: z.enum(['asked', 'article', 'synonym', 'dismissed']),
    /** With `asked`: the article that answers it. */
    articleId: id.nullable().default(null),
  }),
});

const glance = z.object({
  id,
  code: z.string(),
  title: z.string(),
  language: z.string(),
  kind: z.enum(articleKinds),
  at: instant,
  /** In the last ninety days. */
  uses: z.number(),
});
export const articleOverview = route({
  method: 'GET',
  path: `${path}/overview`,
  tag,
  summary: 'What is used most, what is new, what is for one office, and how many articles each subject has',
  permission: 'knowledge.read',
  query: z.object({ language: language.default('it') }),
  output: z.object({
    used: z.array(glance),
    newest: z.array(glance),
    office: z.array(glance),
    subjects: z.array(
      z.object({ id, name: z.object({ it: z.string(), en: z.string() }), articles: z.number() }),
    ),
  }),
});
