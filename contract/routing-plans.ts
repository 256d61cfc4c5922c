import { z } from 'zod';
import { id, idParams, instant, list, route, whole } from './route.ts';
import { channel, workChannel } from './words.ts';

// How a queue finds an agent step by step, and what it does when that takes long: plans, help, overflow, limits.

const level = z.number().int().min(1).max(5);
const leaf = z.union([
  z.strictObject({ skill: id, level }),
  z.strictObject({ team: id }),
  z.strictObject({ agent: id }),
]);
const few = { min: 1, max: 12 } as const;
const group = z.union([
  leaf,
  z.strictObject({ all: z.array(leaf).min(few.min).max(few.max) }),
  z.strictObject({ any: z.array(leaf).min(few.min).max(few.max) }),
]);
const uuid = { type: 'string', format: 'uuid' };
const inside = { type: 'array', minItems: few.min, maxItems: few.max, items: { type: 'object' } };
const only = (properties: Record<string, unknown>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
/** Who may take an item: skills, teams and named agents, joined by AND (`all`) and OR (`any`), two levels deep. */
export const need = z
  .union([
    group,
    z.strictObject({ all: z.array(group).min(few.min).max(few.max) }),
    z.strictObject({ any: z.array(group).min(few.min).max(few.max) }),
  ])
  // Spelled out, every level would stand in the description of the API dozens of times.
  .meta({
    wire: {
      description:
        'A skill of a least level, a team, an agent, or several such needs joined, two levels deep',
      oneOf: [
        only({ skill: uuid, level: { type: 'integer', minimum: 1, maximum: 5 } }),
        only({ team: uuid }),
        only({ agent: uuid }),
        only({ all: inside }),
        only({ any: inside }),
      ],
    },
  });
export type Need = z.output<typeof need>;

const month = 86_400 * 30;
/** One step of a plan. `seconds` null: to the end. `queues` add their agents from this step on. */
export const planStep = z.object({
  need: need.nullable().default(null),
  keepRequires: z.boolean().default(true),
  queues: z.array(id).max(20).default([]),
  pool: z.enum(['members', 'anyone']).default('members'),
  seconds: z.number().int().min(1).max(month).nullable().default(null),
  skipIfNobody: z.boolean().default(true),
});
export type PlanStep = z.output<typeof planStep>;
const planInput = z.object({
  name: z.string().min(1).max(120),
  steps: z.array(planStep).min(1).max(20),
  active: z.boolean().default(true),
});
export const plan = planInput.extend({ id, version: whole, changedAt: instant });
export type Plan = z.output<typeof plan>;

export const measures = [
  'estimated_wait',
  'service_level',
  'idle_agents',
  'waiting',
  'longest_wait',
] as const;
/** What is compared: seconds, a share from 0 to 1, or a count; over all channels of the queue. */
export const condition = z.object({
  measure: z.enum(measures),
  is: z.enum(['above', 'below']),
  value: z.number().min(0).max(month),
});
export type Condition = z.output<typeof condition>;
/** Words for customers, in both languages. */
export const text = z.object({ it: z.string().max(1000), en: z.string().max(1000) });

/** R10: agents of another queue help while the condition holds, unless their own queue is in need. */
export const helpRule = z.object({
  from: id,
  when: condition,
  unlessDonor: condition.nullable().default(null),
  priority: z.number().int().min(1).max(99).nullable().default(null),
  delaySeconds: z.number().int().min(0).max(9999).default(0),
});
/** What waits goes to another queue after a time, on a condition, or on both. */
export const overflowRule = z.object({
  toQueue: id,
  afterSeconds: z.number().int().min(1).max(month).nullable().default(null),
  when: condition.nullable().default(null),
  keepPlace: z.boolean().default(true),
});
/** R16: how many may wait; only the named channels are counted and turned away, never mail. */
export const entryLimit = z.object({
  max: z.number().int().min(1).max(100_000),
  bufferShare: z.number().min(0).max(1).default(0.2),
  channels: z.array(channel).min(1).default(['phone', 'chat']),
});
/**
 * What happens to who arrives at a full or closed queue. `wait`: as the channel does by itself (mail and forms wait, a
 * chat says that it is closed). `message`: turned away with these words. Mail always waits.
 */
export const branch = z.discriminatedUnion('do', [
  z.object({ do: z.literal('wait') }),
  z.object({ do: z.literal('queue'), queue: id }),
  z.object({ do: z.literal('message'), text }),
]);
export type Branch = z.output<typeof branch>;
export const occasions = ['full', 'closed', 'emergency'] as const;
export type Occasion = (typeof occasions)[number];

/** R18: whether customers may ask to be called back, and how that is done. */
export const callbackRules = z.object({
  /** Who waits, or finds the queue full or closed, may ask for it; staff may promise one in any case. */
  allowed: z.boolean().default(false),
  /** agent: an agent accepts, then the customer is dialled. customer: dialled as agents become free, where a voice medium can. */
  first: z.enum(['agent', 'customer']).default('agent'),
  maxAttempts: z.number().int().min(1).max(10).default(3),
  retryMinutes: z.number().int().min(1).max(1440).default(30),
  expiresDays: z.number().int().min(1).max(30).default(3),
  ringSeconds: z.number().int().min(10).max(120).default(25),
  /** What it means that a machine answers. */
  machine: z.enum(['reached', 'retry']).default('reached'),
  /** Numbers outside Italy are called back too. */
  abroad: z.boolean().default(false),
});
export type CallbackRules = z.output<typeof callbackRules>;

/** What a queue says of all this. */
export const queueRules = {
  planId: id.nullable().default(null),
  help: z.array(helpRule).max(5).default([]),
  overflow: z.array(overflowRule).max(5).default([]),
  limit: entryLimit.nullable().default(null),
  branches: z
    .object({ full: branch, closed: branch, emergency: branch })
    .default({ full: { do: 'wait' }, closed: { do: 'wait' }, emergency: { do: 'wait' } }),
  parallelOffers: z.number().int().min(1).max(50).default(1),
  /** R9: whom the customer dealt with last is asked first, for so long. */
  preferred: z
    .object({
      mode: z.enum(['off', 'members', 'anyone']),
      seconds: z.number().int().min(5).max(864_000),
      personalLimit: z.number().int().min(1).max(100).default(10),
    })
    .default({ mode: 'off', seconds: 60, personalLimit: 10 }),
  callback: callbackRules.default({
    allowed: false,
    first: 'agent',
    maxAttempts: 3,
    retryMinutes: 30,
    expiresDays: 3,
    ringSeconds: 25,
    machine: 'reached',
    abroad: false,
  }),
  /** How long a consult waits here for an answer: about a call or chat, whose customer is there, and about all else. */
  consult: z
    .object({
      liveMinutes: z.number().int().min(1).max(60).default(10),
      deferredMinutes: z.number().int().min(10).max(43_200).default(1440),
    })
    .default({ liveMinutes: 10, deferredMinutes: 1440 }),
};

export const listPlans = route({
  method: 'GET',
  path: '/api/v1/routing-plans',
  tag: 'routing',
  summary: 'Routing plans',
  permission: 'signed-in',
  output: list(plan),
});
export const createPlan = route({
  method: 'POST',
  path: '/api/v1/routing-plans',
  tag: 'routing',
  summary: 'Make a routing plan',
  permission: 'admin.routing',
  body: planInput,
  output: plan,
  status: 201,
});
export const updatePlan = route({
  method: 'PUT',
  path: '/api/v1/routing-plans/:id',
  tag: 'routing',
  summary:
    'Change a routing plan; what it was stays as a version, and waiting items follow the new one at once',
  permission: 'admin.routing',
  params: idParams,
  body: planInput,
  output: plan,
});
export const listPlanVersions = route({
  method: 'GET',
  path: '/api/v1/routing-plans/:id/versions',
  tag: 'routing',
  summary: 'What a routing plan was, newest first',
  permission: 'admin.read',
  params: idParams,
  output: list(
    z.object({
      version: whole,
      name: z.string(),
      steps: z.array(planStep),
      active: z.boolean(),
      changedAt: instant,
      changedBy: z.string(),
    }),
  ),
});

/** Not wrong, but probably not meant: `code` with the values of its sentence. */
export const routingWarning = z.object({
  what: z.enum(['queue', 'routing-plan']),
  id,
  field: z.string(),
  code: z.enum([
    'skill_nobody_has',
    'need_nobody_meets',
    'queue_without_agents',
    'requires_nobody_meets',
    'queue_not_in_use',
    'overflow_may_loop',
    'callbacks_without_phone',
  ]),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type RoutingWarning = z.output<typeof routingWarning>;
export const checkRouting = route({
  method: 'GET',
  path: '/api/v1/routing-check',
  tag: 'routing',
  summary:
    'What in queues and routing plans can probably not work: a skill nobody has, a queue without agents',
  permission: 'admin.read',
  output: list(routingWarning),
});

/**
 * Help that is being given, a problem that lasts, or a change of the last hour that met open offers. `about`: the helping
 * queue, the problem's reason, or the routing profile or agent that was changed.
 */
export const queueNotice = z.object({
  /** Null: not of one queue but of what all are routed by: the machine, the business rules. */
  queue: id.nullable(),
  kind: z.enum(['help', 'problem', 'change']),
  about: z.string(),
  detail: z.record(z.string(), z.unknown()),
  since: instant,
});
export const listQueueNotices = route({
  method: 'GET',
  path: '/api/v1/queues/notices',
  tag: 'routing',
  summary:
    'What supervisors should know of queues now: help by others, problems, business rules that contradict each other, changes that met open offers',
  permission: 'live.read',
  output: list(queueNotice),
});
export const listEstimates = route({
  method: 'GET',
  path: '/api/v1/queues/estimates',
  tag: 'routing',
  summary:
    'Estimated wait per queue and channel for who would come now; null when nothing honest can be said',
  permission: 'live.read',
  output: list(
    z.object({
      queue: id,
      channel: workChannel,
      waiting: whole,
      seconds: z.number().nullable(),
      at: instant,
    }),
  ),
});
