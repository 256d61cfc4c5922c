import { z } from 'zod';
import { id, idParams, instant, page, paging, route } from './route.ts';
import { contactState } from './words.ts';

// Steps of cases: a question or a task for a back office or one person, routed and measured like every other work.

/** `answered` wholly or `partly`; `returned`: it could not be done, or belongs to somebody else, and why. */
export const stepOutcome = z.enum(['answered', 'partly', 'returned']);
/** What the front office is to do with an answer: tell the customer by telephone, write to them, or nothing more. */
export const handoverNext = z.enum(['call', 'write', 'nothing']);
/** A case goes to a back office: what is wanted, and why another one than the rules of charge propose. */
export const handOver = z.object({
  /** The office that the rules propose where it is left out. */
  queue: id.optional(),
  reason: z.string().max(2000).optional(),
  question: z.string().min(3).max(20_000),
  /** By when; the queue's own promise where it is left out. */
  dueAt: z.iso.datetime({ offset: true }).nullable().default(null),
});
export const caseStep = z.object({
  /** That of its contact: it is offered, taken, handed on and found as one. */
  id,
  number: z.string(),
  case: id,
  caseNumber: z.string(),
  caseSubject: z.string(),
  customerName: z.string(),
  state: contactState,
  queue: id.nullable(),
  queueName: z.string().nullable(),
  /** Who has it, or had it last. */
  agent: id.nullable(),
  agentName: z.string().nullable(),
  question: z.string(),
  dueAt: instant.nullable(),
  /** Since when it has waited longer than its queue lets things wait; a supervisor was told. */
  overdueAt: instant.nullable(),
  /** null: a program. */
  askedBy: id.nullable(),
  askedByName: z.string(),
  askedAt: instant,
  takenAt: instant.nullable(),
  outcome: z.enum([...stepOutcome.options, 'withdrawn']).nullable(),
  /** The answer, or why it was withdrawn. */
  answer: z.string().nullable(),
  closedByName: z.string().nullable(),
  closedAt: instant.nullable(),
  /** It takes the case to the back office, or brings it back to the front office with the answer; null: neither. */
  handover: z.object({ direction: z.enum(['back', 'front']), next: handoverNext.nullable() }).nullable(),
});
export type CaseStep = z.output<typeof caseStep>;

export const listSteps = route({
  method: 'GET',
  path: '/api/v1/steps',
  tag: 'cases',
  summary: 'Steps of the cases in scope, the newest first',
  permission: 'case.read',
  query: z.object({
    case: id.optional(),
    askedBy: z.union([id, z.literal('me')]).optional(),
    open: z.enum(['true', 'false']).optional(),
    ...paging,
  }),
  output: page(caseStep),
});
export const getStep = route({
  method: 'GET',
  path: '/api/v1/steps/:id',
  tag: 'cases',
  summary: 'A step of a case',
  permission: 'case.read',
  params: idParams,
  output: caseStep,
});
export const listStepTargets = route({
  method: 'GET',
  path: '/api/v1/steps/targets',
  tag: 'cases',
  summary: 'Queues that serve steps of cases, and the people in them who can be asked by name',
  permission: 'case.write',
  output: z.object({
    queues: z.array(z.object({ id, name: z.string(), open: z.boolean() })),
    agents: z.array(z.object({ id, name: z.string(), state: z.enum(['free', 'busy', 'away']) })),
  }),
});
export const askStep = route({
  method: 'POST',
  path: '/api/v1/cases/:id/steps',
  tag: 'cases',
  summary: 'Ask a back office, or one person, about a case; one open step per case and queue',
  permission: 'case.write',
  params: idParams,
  body: z
    .object({
      queue: id.optional(),
      agent: id.optional(),
      question: z.string().min(3).max(20_000),
      /** By when; the queue's own promise where it is left out. */
      dueAt: z.iso.datetime({ offset: true }).nullable().default(null),
      /** The contact during which it is asked. */
      contact: id.optional(),
    })
    .refine((to) => to.queue !== undefined || to.agent !== undefined, {
      message: 'a queue or an agent is needed',
      path: ['queue'],
    }),
  output: caseStep,
  status: 201,
});
export const answerStep = route({
  method: 'POST',
  path: '/api/v1/steps/:id/answer',
  tag: 'cases',
  summary: 'End a step with its answer, which is written on the case; whoever asked is told',
  permission: 'contact.handle',
  params: idParams,
  body: z.object({
    outcome: stepOutcome.default('answered'),
    answer: z.string().min(1).max(20_000),
    /** Of a case that was handed over: what the front office is to do; `write` where it is left out. */
    next: handoverNext.optional(),
  }),
  output: caseStep,
});
export const withdrawStep = route({
  method: 'POST',
  path: '/api/v1/steps/:id/withdraw',
  tag: 'cases',
  summary: 'Take a step back that is not wanted any more; whoever has it is free',
  permission: 'case.write',
  params: idParams,
  body: z.object({ why: z.string().min(3).max(2000) }),
  output: caseStep,
});
