import { z } from 'zod';
import { id, idParams, instant, list, madeFrom, names, route, settingVersion, whole } from './route.ts';
import { queueRules, text } from './routing-plans.ts';
import { presence, presenceReason, routingStatus, workChannel, wrapUpMode } from './words.ts';

export const skill = z.object({
  id,
  code: z.string(),
  name: names,
  active: z.boolean(),
  version: settingVersion,
});
const skillInput = z.object({
  code: z.string().regex(/^[a-z0-9-]{2,40}$/),
  name: names,
  active: z.boolean().default(true),
});
export const requirement = z.object({ skill: id, level: z.number().int().min(1).max(5) });
const seconds = z
  .number()
  .int()
  .min(0)
  .max(86_400 * 30);
const queueInput = z.object({
  code: z.string().regex(/^[a-z0-9-]{2,40}$/),
  name: z.string().min(1).max(120),
  serviceId: id,
  teamId: id.nullable().default(null),
  calendarId: id.nullable().default(null),
  active: z.boolean().default(true),
  priority: z.number().int().min(1).max(99).default(5),
  offerSeconds: z.record(z.string(), z.number().int().min(7).max(86_400)),
  idleClock: z.enum(['last_handled', 'available_since']).default('last_handled'),
  refusalSeconds: seconds.default(120),
  refusalsBeforeAlert: z.number().int().min(1).max(100).default(3),
  ttlSeconds: seconds.nullable().default(null),
  wrapUpMode: wrapUpMode.default('mandatory'),
  wrapUpSeconds: seconds.default(120),
  shortAbandonSeconds: z.number().int().min(0).max(60).default(5),
  serviceLevel: z.object({
    formula: z.enum(['negative', 'ignore', 'positive', 'answered_only', 'strict', 'dequeued', 'it_ls']),
    version: whole.default(1),
    threshold: z.record(
      z.string(),
      z
        .number()
        .int()
        .min(1)
        .max(86_400 * 30),
    ),
    target: z.number().min(0).max(1),
  }),
  requires: z.array(requirement).default([]),
  ...queueRules,
});
export const queue = queueInput.extend({
  id,
  version: settingVersion,
  /** The emergency switch has an operation of its own: who changes the rest of a queue never touches it. */
  emergencyClosed: z.boolean(),
  /** What customers are told at this moment, with the queue open or closed; a supervisor's words. */
  emergencyText: text.nullable(),
});
export type Queue = z.output<typeof queue>;
const profileInput = z.object({
  name: z.string().min(1).max(120),
  capacity: z.record(
    z.string(),
    z.object({ max: z.number().int().min(0).max(50), interruptedBy: z.array(workChannel).default([]) }),
  ),
  queues: z.array(
    z.object({
      queueId: id,
      channel: workChannel,
      priority: z.number().int().min(1).max(99).default(1),
      delaySeconds: z.number().int().min(0).max(9999).default(0),
    }),
  ),
});
export const profile = profileInput.extend({ id, version: settingVersion });

export const listQueues = route({
  method: 'GET',
  path: '/api/v1/queues',
  tag: 'routing',
  summary: 'Queues the caller may see',
  permission: 'signed-in',
  output: list(queue.extend({ open: z.boolean() })),
});
export const createQueue = route({
  method: 'POST',
  path: '/api/v1/queues',
  tag: 'routing',
  summary: 'Make a queue',
  permission: 'admin.routing',
  body: queueInput,
  output: queue,
  status: 201,
});
export const updateQueue = route({
  method: 'PUT',
  path: '/api/v1/queues/:id',
  tag: 'routing',
  summary: 'Change a queue',
  permission: 'admin.routing',
  params: idParams,
  body: queueInput.extend(madeFrom),
  output: queue,
});
export const setQueueEmergency = route({
  method: 'PUT',
  path: '/api/v1/queues/:id/emergency',
  tag: 'routing',
  summary:
    'Close a queue at once whatever its hours say, or open it again, and what customers are told meanwhile; the reason is audited',
  permission: 'routing.supervise',
  params: idParams,
  body: z.object({
    closed: z.boolean(),
    /** In place of the words of its branch while closed; open: told to who comes, who is let in. Null: nothing. */
    message: z
      .object({ it: z.string().trim().min(1).max(1000), en: z.string().trim().min(1).max(1000) })
      .nullable()
      .default(null),
    why: z.string().trim().min(3).max(500),
  }),
  output: queue.extend({ open: z.boolean() }),
});
export const listSkills = route({
  method: 'GET',
  path: '/api/v1/skills',
  tag: 'routing',
  summary: 'Skills',
  permission: 'signed-in',
  output: list(skill),
});
export const createSkill = route({
  method: 'POST',
  path: '/api/v1/skills',
  tag: 'routing',
  summary: 'Make a skill',
  permission: 'admin.routing',
  body: skillInput,
  output: skill,
  status: 201,
});
export const updateSkill = route({
  method: 'PUT',
  path: '/api/v1/skills/:id',
  tag: 'routing',
  summary: 'Change a skill',
  permission: 'admin.routing',
  params: idParams,
  body: skillInput.extend(madeFrom),
  output: skill,
});
export const listProfiles = route({
  method: 'GET',
  path: '/api/v1/routing-profiles',
  tag: 'routing',
  summary: 'Routing profiles',
  permission: 'signed-in',
  output: list(profile),
});
export const createProfile = route({
  method: 'POST',
  path: '/api/v1/routing-profiles',
  tag: 'routing',
  summary: 'Make a routing profile',
  permission: 'admin.routing',
  body: profileInput,
  output: profile,
  status: 201,
});
export const updateProfile = route({
  method: 'PUT',
  path: '/api/v1/routing-profiles/:id',
  tag: 'routing',
  summary: 'Change a routing profile',
  permission: 'admin.routing',
  params: idParams,
  body: profileInput.extend(madeFrom),
  output: profile,
});

const load = z.record(z.string(), z.object({ active: z.number(), max: z.number() }));
export const agent = z.object({
  id,
  name: z.string(),
  teamId: id.nullable(),
  profileId: id.nullable(),
  skills: z.array(requirement),
  presence,
  reason: presenceReason.nullable(),
  presenceSince: instant,
  status: routingStatus,
  connected: z.boolean(),
  load,
  missed: z.number(),
});
export type Agent = z.output<typeof agent>;
/**
 * An agent as others see them. Presence, status and load of single members of staff are null (`seen` false) unless an
 * agreement with the staff is in force, or it is oneself: the live figures count them by state instead.
 */
export const listedAgent = agent.extend({
  seen: z.boolean(),
  presence: presence.nullable(),
  presenceSince: instant.nullable(),
  status: routingStatus.nullable(),
  connected: z.boolean().nullable(),
  load: load.nullable(),
  missed: z.number().nullable(),
});
export type ListedAgent = z.output<typeof listedAgent>;
export const listAgents = route({
  method: 'GET',
  path: '/api/v1/agents',
  tag: 'routing',
  summary:
    'Agents in scope with profile and skills; their presence, status and load where an agreement allows it',
  permission: 'signed-in',
  output: list(listedAgent),
});
export const myAgent = route({
  method: 'GET',
  path: '/api/v1/agents/me',
  tag: 'routing',
  summary: 'My presence, status and load',
  permission: 'routing.presence',
  output: agent,
});
export const setMyPresence = route({
  method: 'PUT',
  path: '/api/v1/agents/me/presence',
  tag: 'routing',
  summary: 'Declare my presence; `available` also ends "not responding"',
  permission: 'routing.presence',
  body: z.object({ presence, reason: presenceReason.nullable().default(null) }),
  output: agent,
});
export const setPresence = route({
  method: 'PUT',
  path: '/api/v1/agents/:id/presence',
  tag: 'routing',
  summary: "Set an agent's presence, with a reason that is audited",
  permission: 'routing.supervise',
  params: idParams,
  body: z.object({
    presence,
    reason: presenceReason.nullable().default(null),
    why: z.string().min(3).max(500),
  }),
  output: listedAgent,
});
export const updateAgent = route({
  method: 'PUT',
  path: '/api/v1/agents/:id',
  tag: 'routing',
  summary: "Set an agent's routing profile and skills",
  permission: 'admin.routing',
  params: idParams,
  body: z.object({ profileId: id.nullable(), skills: z.array(requirement) }),
  output: listedAgent,
});

/** How a consult ended: by one of the two, without anybody answering, or by itself. */
export const consultResult = z.enum([
  'transferred',
  'ended',
  'declined',
  'no_answer',
  'expired',
  'contact_ended',
  'taken_away',
  'asker_away',
  'agent_away',
]);
/** An agent asks a colleague or a queue for help with a contact that stays theirs. */
export const consult = z.object({
  id,
  contact: id,
  state: z.enum(['waiting', 'offered', 'active', 'ended']),
  asker: id,
  askerName: z.string(),
  /** Where it waits; asked of one colleague alone: the contact's own queue. */
  queue: id,
  queueName: z.string(),
  /** The one colleague who is asked; null when a queue is. */
  asked: id.nullable(),
  askedName: z.string().nullable(),
  /** Who answers. */
  agent: id.nullable(),
  agentName: z.string().nullable(),
  question: z.string(),
  /** The agent may write to the customer too. */
  writes: z.boolean(),
  /** On a call: the agent speaks with the customer too, unless they are on hold. */
  together: z.boolean(),
  askedAt: instant,
  answeredAt: instant.nullable(),
  /** When it ends by itself if nobody has answered; null once somebody has. */
  expiresAt: instant.nullable(),
  endedAt: instant.nullable(),
  result: consultResult.nullable(),
  /** Who wrote last on the private line; null: nobody yet. */
  lastBy: id.nullable(),
});
export type Consult = z.output<typeof consult>;

export const offer = z.object({
  id,
  contactId: id,
  madeAt: instant,
  expiresAt: instant,
  seconds: z.number(),
  /** The offer is to answer this consult about the contact, not the contact itself. */
  consult: consult.nullable(),
});
