import { z } from 'zod';
import { day, id, idParams, instant, list, page, paging, route } from './route.ts';
import { languages } from './words.ts';

const language = z.enum(languages);
const tag = 'knowledge';
const path = '/api/v1/articles';

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
