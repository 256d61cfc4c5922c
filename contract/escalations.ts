import { z } from 'zod';
import { day, id, idParams, instant, list, page, paging, route, whole } from './route.ts';

// Competence centres, and what is asked of them about a case: with papers, a due time and reminders.

const centreInput = z.object({
  name: z.string().min(2).max(120),
  description: z.string().max(2000).default(''),
  /** Null: for all services. */
  service: id.nullable().default(null),
  team: id.nullable().default(null),
  /** It is proposed for these, and for everything below them. */
  classifications: z.array(id).max(200).default([]),
  /** Its experts work this queue in the desk… */
  queue: id.nullable().default(null),
  /** …or answer by mail and never log in. */
  addresses: z.array(z.email().max(254)).max(10).default([]),
  /** The head of the office: a member of staff, an address, or both. */
  head: id.nullable().default(null),
  headAddress: z.email().max(254).nullable().default(null),
  calendar: id.nullable().default(null),
  /** Minutes of its working time. */
  promiseMinutes: whole.min(5).max(525_600),
  /** Per cent of the time until it is due. */
  reminders: z.array(whole.min(1).max(1000)).max(10).default([50, 100]),
  /** When the head of the office is reminded; null: never. */
  headAt: whole.min(1).max(1000).nullable().default(150),
  language: z.enum(['it', 'en']).default('it'),
  active: z.boolean().default(true),
});
export const centre = centreInput.extend({ id });
export type Centre = z.output<typeof centre>;

export const listCentres = route({
  method: 'GET',
  path: '/api/v1/centres',
  tag: 'cases',
  summary: 'Competence centres',
  permission: 'case.read',
  orPermission: 'admin.read',
  output: list(centre),
});
export const createCentre = route({
  method: 'POST',
  path: '/api/v1/centres',
  tag: 'cases',
  summary: 'Make a competence centre',
  permission: 'admin.routing',
  body: centreInput,
  output: centre,
  status: 201,
});
export const updateCentre = route({
  method: 'PUT',
  path: '/api/v1/centres/:id',
  tag: 'cases',
  summary: 'Change a competence centre',
  permission: 'admin.routing',
  params: idParams,
  body: centreInput,
  output: centre,
});

const paper = z.object({ id, name: z.string(), type: z.string(), size: z.number() });
export const reminder = z.object({
  id,
  whom: z.enum(['centre', 'head']),
  /** Per cent of the time until it is due; null: sent by hand. */
  percent: z.number().nullable(),
  plannedAt: instant,
  sentAt: instant.nullable(),
  /** Empty: by itself. */
  sentByName: z.string(),
  sentTo: z.string(),
});
/** What came by mail besides the answer. */
export const escalationWord = z.object({
  id,
  /** Added to the answer; an absence; a mail that did not arrive; an answer that is not believed. */
  kind: z.enum(['more', 'away', 'undelivered', 'doubtful']),
  at: instant,
  sender: z.string(),
  senderName: z.string(),
  text: z.string(),
  /** `stranger`, `bad_mark`, `empty`, or what a mail server said. */
  why: z.string().nullable(),
  files: z.array(z.string()),
  judged: z.enum(['taken', 'dropped']).nullable(),
  judgedByName: z.string().nullable(),
});
export const escalation = z.object({
  id,
  number: z.string(),
  case: id,
  caseNumber: z.string(),
  caseSubject: z.string(),
  classification: id.nullable(),
  customerName: z.string(),
  centre: id,
  centreName: z.string(),
  /** In the desk, as a step of the centre's queue; or by mail. */
  way: z.enum(['desk', 'mail']),
  step: id.nullable(),
  /** Who has it now, in the desk. */
  agentName: z.string().nullable(),
  addresses: z.array(z.string()),
  question: z.string(),
  dueAt: instant,
  overdue: z.boolean(),
  askedBy: id.nullable(),
  askedByName: z.string(),
  askedAt: instant,
  /** The escalation it follows: asked again, or handed on. */
  from: id.nullable(),
  outcome: z.enum(['answered', 'partly', 'returned', 'withdrawn', 'handed']).nullable(),
  /** The answer, or why it ended without one. */
  answer: z.string().nullable(),
  answeredBy: id.nullable(),
  answeredName: z.string().nullable(),
  answeredFrom: z.string().nullable(),
  closedAt: instant.nullable(),
  /** Of the centre's working time, from question to end. */
  seconds: z.number().nullable(),
  /** The opinion that was made of its answer. */
  opinion: id.nullable(),
  papers: z.array(paper.extend({ side: z.enum(['asked', 'answered']) })),
  reminders: z.array(reminder),
  words: z.array(escalationWord),
});
export type Escalation = z.output<typeof escalation>;

const filter = {
  case: id.optional(),
  centre: z.union([id, z.literal('mine')]).optional(),
  askedBy: z.union([id, z.literal('me')]).optional(),
  open: z.enum(['true', 'false']).optional(),
  overdue: z.enum(['true']).optional(),
  /** Asked on these days, in the organisation's time zone. */
  since: day.optional(),
  until: day.optional(),
  /** How it ended; `answered` wholly or in part. */
  outcome: z.enum(['answered', 'returned', 'withdrawn', 'handed']).optional(),
  /** Answered in time; or answered late, or overdue. */
  promise: z.enum(['kept', 'missed']).optional(),
};
export const listEscalations = route({
  method: 'GET',
  path: '/api/v1/escalations',
  tag: 'cases',
  summary: 'What was asked of competence centres, the newest first',
  permission: 'case.read',
  query: z.object({ ...filter, ...paging }),
  output: page(escalation),
});
export const getEscalation = route({
  method: 'GET',
  path: '/api/v1/escalations/:id',
  tag: 'cases',
  summary: 'An escalation',
  permission: 'case.read',
  params: idParams,
  output: escalation,
});
export const listReminders = route({
  method: 'GET',
  path: '/api/v1/reminders',
  tag: 'cases',
  summary:
    'Reminders of centres and their heads: those that went out, the newest first; or those to come, the next first',
  permission: 'case.read',
  query: z.object({
    which: z.enum(['sent', 'planned']).default('sent'),
    whom: z.enum(['centre', 'head']).optional(),
    centre: filter.centre,
    case: filter.case,
    /** Of questions that were asked on these days. */
    since: day.optional(),
    until: day.optional(),
    ...paging,
  }),
  output: page(
    reminder.extend({
      escalation: id,
      escalationNumber: z.string(),
      case: id,
      caseNumber: z.string(),
      question: z.string(),
      centre: id,
      centreName: z.string(),
      dueAt: instant,
    }),
  ),
});

export const escalationNews = z.object({
  escalation: id,
  number: z.string(),
  case: id,
  caseNumber: z.string(),
  centreName: z.string(),
  /** `yours`: the head of an office is reminded of a question to it. */
  about: z.enum(['answered', 'partly', 'returned', 'more', 'away', 'undelivered', 'doubtful', 'yours']),
  /** The beginning of the answer, or of the question where there is none. */
  text: z.string(),
  at: instant,
});
export const listEscalationNews = route({
  method: 'GET',
  path: '/api/v1/escalations/news',
  tag: 'cases',
  summary:
    'What came back on my questions, and what my office is late with, until I have seen it; the newest first',
  permission: 'case.read',
  output: list(escalationNews),
});
export const seeEscalationNews = route({
  method: 'POST',
  path: '/api/v1/escalations/news/seen',
  tag: 'cases',
  summary: 'I have seen what came back on these questions',
  permission: 'case.read',
  body: z.object({ escalations: z.array(id).min(1).max(100) }),
});

/** A centre as who asks chooses it. */
export const listEscalationTargets = route({
  method: 'GET',
  path: '/api/v1/cases/:id/centres',
  tag: 'cases',
  summary: 'Competence centres that a case can be escalated to, the most fitting first',
  permission: 'case.write',
  params: idParams,
  output: list(
    z.object({
      id,
      name: z.string(),
      description: z.string(),
      ways: z.array(z.enum(['desk', 'mail'])),
      /** It is there for the classification of this case. */
      fits: z.boolean(),
      /** When an answer is promised if it is asked now. */
      dueAt: instant,
      /** An escalation of this case that is open there already. */
      open: id.nullable(),
    }),
  ),
});
export const listCasePapers = route({
  method: 'GET',
  path: '/api/v1/cases/:id/papers',
  tag: 'cases',
  summary: 'Files of the conversations of a case, which may go with an escalation; the newest first',
  permission: 'case.write',
  params: idParams,
  output: list(
    z.object({
      id,
      name: z.string(),
      type: z.string(),
      size: z.number(),
      at: instant,
      contactNumber: z.string().nullable(),
    }),
  ),
});
export const escalate = route({
  method: 'POST',
  path: '/api/v1/cases/:id/escalations',
  tag: 'cases',
  summary: 'Ask a competence centre about a case; one open escalation per case and centre',
  permission: 'case.write',
  params: idParams,
  body: z.object({
    centre: id,
    /** Left out: in the desk where the centre has a queue, else by mail. */
    way: z.enum(['desk', 'mail']).optional(),
    question: z.string().min(3).max(20_000),
    /** Files of the case, or uploads of the caller. */
    papers: z.array(id).max(20).default([]),
    /** By when; the centre's promise where it is left out. */
    dueAt: z.iso.datetime({ offset: true }).nullable().default(null),
    /** The contact during which it is asked. */
    contact: id.optional(),
    /** The escalation of this case that is asked again; it must be over. */
    from: id.optional(),
  }),
  output: escalation,
  status: 201,
});
export const withdrawEscalation = route({
  method: 'POST',
  path: '/api/v1/escalations/:id/withdraw',
  tag: 'cases',
  summary: 'Take an escalation back that is not wanted any more; the centre is told',
  permission: 'case.write',
  params: idParams,
  body: z.object({ why: z.string().min(3).max(2000) }),
  output: escalation,
});
export const handEscalation = route({
  method: 'POST',
  path: '/api/v1/escalations/:id/hand',
  tag: 'cases',
  summary: 'Hand an escalation to another centre, with its question and papers',
  permission: 'case.write',
  params: idParams,
  body: z.object({ centre: id, why: z.string().min(3).max(2000) }),
  output: escalation,
  status: 201,
});
export const remindEscalation = route({
  method: 'POST',
  path: '/api/v1/escalations/:id/remind',
  tag: 'cases',
  summary: 'Remind a centre by hand, now',
  permission: 'case.write',
  params: idParams,
  output: escalation,
});
export const judgeEscalationWord = route({
  method: 'POST',
  path: '/api/v1/escalations/:id/words/:word',
  tag: 'cases',
  summary: 'Take a doubtful answer as the answer after all, or drop it',
  permission: 'case.write',
  params: z.object({ id, word: id }),
  body: z.object({ as: z.enum(['answer', 'nothing']) }),
  output: escalation,
});
export const downloadPaper = route({
  method: 'GET',
  path: '/api/v1/papers/:id',
  tag: 'cases',
  summary: 'A paper of an escalation',
  permission: 'case.read',
  params: idParams,
  rawOutput: 'application/octet-stream',
});

const count = z.number();
export const centreFigures = z.object({
  centre: id,
  name: z.string(),
  asked: count,
  /** Wholly or in part. */
  answered: count,
  returned: count,
  open: count,
  overdue: count,
  /** Of the centre's working time, over what was answered; null for nothing. */
  averageSeconds: z.number().nullable(),
  medianSeconds: z.number().nullable(),
  reminders: count,
  remindersToHead: count,
  /** Answered in time, of what was answered or is overdue. */
  withinPromise: z.object({ numerator: count, denominator: count, value: z.number().nullable() }),
});
export type CentreFigures = z.output<typeof centreFigures>;
const period = { since: day, until: day };
export const reportCentres = route({
  method: 'GET',
  path: '/api/v1/centres/report',
  tag: 'cases',
  summary: 'How centres answered what was asked on these days, of the escalations in scope',
  permission: 'live.read',
  query: z.object(period),
  output: list(centreFigures).extend({
    organisation: z.string(),
    /** All centres together; null when nothing was asked. */
    total: centreFigures.omit({ centre: true, name: true }).nullable(),
  }),
});
export const exportCentresReport = route({
  method: 'GET',
  path: '/api/v1/centres/report.csv',
  tag: 'cases',
  summary: 'The same as CSV',
  permission: 'live.read',
  query: z.object(period),
  rawOutput: 'text/csv',
});
