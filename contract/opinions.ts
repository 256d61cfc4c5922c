import { z } from 'zod';
import { day, id, idParams, instant, list, page, paging, route } from './route.ts';

// Opinions: what competence centres answered, kept to answer the same question again.

/** Expired and superseded ones are shown last, and marked. */
export const opinionStanding = z.enum(['valid', 'future', 'expired', 'superseded', 'withdrawn']);
const content = z.object({
  question: z.string().min(3).max(20_000),
  answer: z.string().min(1).max(50_000),
  language: z.enum(['it', 'en']).default('it'),
  classification: id.nullable().default(null),
  centre: id.nullable().default(null),
  expert: z.string().max(200).default(''),
  /** Who sees it: those of this service; null: everybody who reads knowledge. */
  service: id.nullable().default(null),
  /** Laws, resolutions, documents it rests on. */
  sources: z.string().max(5000).default(''),
  validFrom: day,
  validTo: day.nullable().default(null),
  /** The opinion that it takes the place of. */
  supersedes: id.nullable().default(null),
  active: z.boolean().default(true),
});
export const opinion = content.extend({
  id,
  standing: opinionStanding,
  centreName: z.string().nullable(),
  /** The opinion that has taken its place. */
  supersededBy: id.nullable(),
  escalation: id.nullable(),
  madeByName: z.string(),
  madeAt: instant,
  changedAt: instant,
  /** How often it answered a question. */
  uses: z.number(),
  papers: z.array(z.object({ id, name: z.string(), type: z.string(), size: z.number() })),
  /** Whether the caller may change it. */
  writes: z.boolean(),
});
export type Opinion = z.output<typeof opinion>;

export const listOpinions = route({
  method: 'GET',
  path: '/api/v1/opinions',
  tag: 'cases',
  summary: 'Opinions, those that hold first; with a search the most fitting first',
  permission: 'knowledge.read',
  query: z.object({
    search: z.string().max(500).optional(),
    classification: id.optional(),
    centre: id.optional(),
    standing: opinionStanding.optional(),
    ...paging,
  }),
  output: page(opinion),
});
export const getOpinion = route({
  method: 'GET',
  path: '/api/v1/opinions/:id',
  tag: 'cases',
  summary: 'An opinion',
  permission: 'knowledge.read',
  params: idParams,
  output: opinion,
});
export const suggestOpinions = route({
  method: 'POST',
  path: '/api/v1/opinions/suggested',
  tag: 'cases',
  summary: 'Opinions that may answer a question, or are about a classification; five at most, the best first',
  permission: 'knowledge.read',
  body: z.object({
    question: z.string().max(20_000).default(''),
    classification: id.nullable().default(null),
  }),
  output: list(opinion),
});
export const createOpinion = route({
  method: 'POST',
  path: '/api/v1/opinions',
  tag: 'cases',
  summary:
    'Keep an opinion: of an answered escalation, by who works on its case; else by who keeps knowledge',
  permission: 'case.write',
  orPermission: 'admin.knowledge',
  body: content.extend({ escalation: id.nullable().default(null) }),
  output: opinion,
  status: 201,
});
export const updateOpinion = route({
  method: 'PUT',
  path: '/api/v1/opinions/:id',
  tag: 'cases',
  summary: 'Change an opinion: who made it, or who keeps knowledge',
  permission: 'case.write',
  orPermission: 'admin.knowledge',
  params: idParams,
  body: content,
  output: opinion,
});
export const useOpinion = route({
  method: 'POST',
  path: '/api/v1/opinions/:id/uses',
  tag: 'cases',
  summary: 'An opinion has answered a question; on a case it is written into its history',
  permission: 'knowledge.read',
  params: idParams,
  body: z.object({ case: id.optional(), contact: id.optional() }),
  output: opinion,
});
export const downloadOpinionPaper = route({
  method: 'GET',
  path: '/api/v1/opinion-papers/:id',
  tag: 'cases',
  summary: 'A paper of an opinion',
  permission: 'knowledge.read',
  params: idParams,
  rawOutput: 'application/octet-stream',
});
