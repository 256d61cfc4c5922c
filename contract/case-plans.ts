import { z } from 'zod';
import { partKey } from './case-types.ts';
import { id, idParams, instant, names, route } from './route.ts';

// Plans of work on a case: pieces that are asked of queues, persons and competence centres, several at once and one after the
// other. The next starts by itself when all that it waits for are answered.

export const pieceState = z.enum([
  'waiting', // for others
  'ready', // who is asked has another open question of the case; it starts after that
  'running',
  'done',
  'refused', // returned without an answer
  'withdrawn',
  'stopped', // something that it waits for ended without an answer
  'blocked', // it could not be asked, and why
]);
export const casePiece = z.object({
  id,
  title: z.string(),
  question: z.string(),
  /** Of a piece of a plan of the type, its title and its question in both languages of the staff. */
  titles: names.nullable(),
  questions: names.nullable(),
  queue: id.nullable(),
  agent: id.nullable(),
  centre: id.nullable(),
  /** Who is asked, in words. */
  targetName: z.string(),
  /** Hours of working time from its start; null: as its queue or centre promises. */
  dueHours: z.number().nullable(),
  after: z.array(id),
  state: pieceState,
  why: z.string().nullable(),
  /** The step or the escalation that it is, from its start on. */
  step: id.nullable(),
  escalation: id.nullable(),
  startedAt: instant.nullable(),
  dueAt: instant.nullable(),
  endedAt: instant.nullable(),
  answer: z.string().nullable(),
  answeredBy: z.string().nullable(),
});
export type CasePiece = z.output<typeof casePiece>;
export const casePlanView = z.object({
  id,
  name: z.string(),
  /** Of a plan of the type, its name there. */
  names: names.nullable(),
  state: z.enum(['running', 'done', 'stopped', 'withdrawn']),
  startedBy: z.string(),
  startedAt: instant,
  endedAt: instant.nullable(),
  /** In the order in which they can be done. */
  pieces: z.array(casePiece),
});
export type CasePlan = z.output<typeof casePlanView>;
const plans = z.object({
  items: z.array(casePlanView),
  /** Plans of the type of the case that can be started by hand. */
  templates: z.array(z.object({ key: partKey, name: names, pieces: z.number() })),
});

const target = {
  queue: id.optional(),
  agent: id.optional(),
  centre: id.optional(),
};
const text = { title: z.string().trim().min(2).max(120), question: z.string().trim().min(3).max(20_000) };
const dueHours = z.number().int().min(1).max(2000).nullable();

export const listPlans = route({
  method: 'GET',
  path: '/api/v1/cases/:id/plans',
  tag: 'cases',
  summary: 'The plans of work on a case, the newest first, and those that its type offers',
  permission: 'case.read',
  params: idParams,
  output: plans,
});
export const startPlan = route({
  method: 'POST',
  path: '/api/v1/cases/:id/plans',
  tag: 'cases',
  summary: 'Start a plan: one of the type, or pieces of one’s own; what waits for nothing is asked at once',
  permission: 'case.write',
  params: idParams,
  body: z
    .object({
      template: partKey.optional(),
      name: z.string().trim().max(120).default(''),
      pieces: z
        .array(
          z.object({
            /** Its name among these pieces, for `after`. */
            key: z.string().min(1).max(40),
            ...text,
            ...target,
            after: z.array(z.string().max(40)).max(20).default([]),
            dueHours: dueHours.default(null),
          }),
        )
        .max(30)
        .default([]),
    })
    .refine((body) => body.template !== undefined || body.pieces.length > 0, {
      message: 'a plan of the type, or at least one piece of work',
      path: ['pieces'],
    }),
  output: plans,
  status: 201,
});
export const addPiece = route({
  method: 'POST',
  path: '/api/v1/cases/:id/plans/:plan/pieces',
  tag: 'cases',
  summary: 'Add a piece of work to a plan that goes on',
  permission: 'case.write',
  params: z.object({ id, plan: id }),
  body: z.object({
    ...text,
    ...target,
    after: z.array(id).max(20).default([]),
    dueHours: dueHours.default(null),
  }),
  output: plans,
  status: 201,
});
const pieceParams = z.object({ id, piece: id });
export const changePiece = route({
  method: 'PATCH',
  path: '/api/v1/cases/:id/pieces/:piece',
  tag: 'cases',
  summary: 'Change a piece of work that has not started; what is left out stays',
  permission: 'case.write',
  params: pieceParams,
  body: z.object({
    title: text.title.optional(),
    question: text.question.optional(),
    ...target,
    after: z.array(id).max(20).optional(),
    dueHours: dueHours.optional(),
  }),
  output: plans,
});
export const removePiece = route({
  method: 'DELETE',
  path: '/api/v1/cases/:id/pieces/:piece',
  tag: 'cases',
  summary:
    'Take a piece of work out of its plan that has not started; what waited for it waits for what it waited for',
  permission: 'case.write',
  params: pieceParams,
  output: plans,
});
export const askPieceAgain = route({
  method: 'POST',
  path: '/api/v1/cases/:id/pieces/:piece/again',
  tag: 'cases',
  summary:
    'Ask a piece of work again that ended without an answer; what had stopped because of it waits again',
  permission: 'case.write',
  params: pieceParams,
  output: plans,
});
export const withdrawPlan = route({
  method: 'POST',
  path: '/api/v1/cases/:id/plans/:plan/withdrawal',
  tag: 'cases',
  summary: 'End a plan: what has not started never does, what nobody has begun is withdrawn',
  permission: 'case.write',
  params: z.object({ id, plan: id }),
  body: z.object({ why: z.string().trim().min(3).max(500) }),
  output: plans,
});
export type Plans = z.output<typeof plans>;
