import { z } from 'zod';
import { flowChannel, flowCode, flowGraph, flowLanguage } from './flow-graph.ts';
import { flowInput, flowSession, trailEntry, turn } from './flow-turns.ts';
import { id, idParams, instant, list, names, route, whole } from './route.ts';

// Self-service flows: drafts, versions, what they did, and the turns in which a channel walks through one.

const code = flowCode;
const byCode = z.object({ code });

/** What is wrong or doubtful in a graph. Errors keep it from being published. */
export const findingCodes = [
  'no_start',
  'same_name',
  'unknown_node',
  'unknown_exit',
  'no_edge', // a way out leads nowhere
  'unreachable',
  'no_end', // from here nothing ends and nobody is reached
  'loop', // a circle without any answer in it
  'language', // a text is missing in a language
  'no_text',
  'no_options',
  'same_key',
  'option_name',
  'unknown_queue',
  'unknown_skill',
  'unknown_classification',
  'unknown_calendar',
  'unknown_case_type',
  'unknown_case_field', // the type has no such field
  'case_field', // the type asks for this field at the opening
  'unknown_flow',
  'unknown_part', // no module knows this look-up or act
  'unknown_secret',
  'host', // this host may not be called
  'unknown_value', // a placeholder that nothing before fills
  'wrong_value', // minimum above maximum, body that is no JSON
  'not_identified', // needs a customer, and nothing before identifies one
] as const;
export const finding = z.object({
  severity: z.enum(['error', 'warning']),
  code: z.enum(findingCodes),
  /** Null: the flow as a whole. */
  node: z.string().nullable(),
  /** The way out it is about. */
  exit: z.string().nullable(),
  language: flowLanguage.nullable(),
  /** What is named there: a queue's code, a placeholder. */
  value: z.string().nullable(),
});
export type Finding = z.output<typeof finding>;

export const flowVersion = z.object({
  number: whole,
  state: z.enum(['scheduled', 'published', 'retired', 'withdrawn']),
  note: z.string(),
  /** When it counts, or counted, from. */
  publishAt: instant,
  publishedBy: z.string(),
  retiredAt: instant.nullable(),
});
export type FlowVersion = z.output<typeof flowVersion>;

export const flow = z.object({
  id,
  code,
  name: names,
  active: z.boolean(),
  serviceId: id.nullable(),
  /** The version that runs; null before the first. */
  published: flowVersion.nullable(),
  scheduled: flowVersion.nullable(),
  draft: z
    .object({ revision: whole, changedAt: instant, changedBy: z.string(), base: whole.nullable() })
    .nullable(),
  languages: z.array(flowLanguage),
  channels: z.array(flowChannel),
  /** Sessions of the last 7 days, without those whom an announcement answered before they began. */
  recent: z.object({ sessions: whole, contained: whole, handedOver: whole, hungUp: whole }),
});
export type Flow = z.output<typeof flow>;
export const flowDraft = z.object({
  revision: whole,
  graph: flowGraph,
  findings: z.array(finding),
  base: whole.nullable(),
  changedAt: instant,
  changedBy: z.string(),
});
export type FlowDraft = z.output<typeof flowDraft>;

export const listFlows = route({
  method: 'GET',
  path: '/api/v1/flows',
  tag: 'flows',
  summary: 'Self-service flows',
  permission: 'flow.read',
  output: list(flow),
});
export const getFlow = route({
  method: 'GET',
  path: '/api/v1/flows/:code',
  tag: 'flows',
  summary: 'A flow',
  permission: 'flow.read',
  params: byCode,
  output: flow,
});
export const createFlow = route({
  method: 'POST',
  path: '/api/v1/flows',
  tag: 'flows',
  summary: 'Make a flow, with a first draft; without a graph it greets and leads to a person',
  permission: 'flow.edit',
  body: z.object({
    code,
    name: names,
    serviceId: id.nullable().default(null),
    /** The draft is a copy of this flow's. */
    copyOf: code.optional(),
    queue: z.string().max(60).optional(),
  }),
  output: flow,
  status: 201,
});
export const updateFlow = route({
  method: 'PATCH',
  path: '/api/v1/flows/:code',
  tag: 'flows',
  summary: 'Rename a flow, or take it out of use',
  permission: 'flow.edit',
  params: byCode,
  body: z.object({ name: names.optional(), active: z.boolean().optional() }),
  output: flow,
});
export const getDraft = route({
  method: 'GET',
  path: '/api/v1/flows/:code/draft',
  tag: 'flows',
  summary: 'The draft with its findings; without any, what is published',
  permission: 'flow.read',
  params: byCode,
  output: flowDraft,
});
export const saveDraft = route({
  method: 'PUT',
  path: '/api/v1/flows/:code/draft',
  tag: 'flows',
  summary: 'Save the draft; `revision` is the one it was made from, 409 `changed_meanwhile` otherwise',
  permission: 'flow.edit',
  params: byCode,
  body: z.object({ revision: whole, graph: flowGraph }),
  output: flowDraft,
  bodyLimit: 2 * 1024 * 1024,
});
export const dropDraft = route({
  method: 'DELETE',
  path: '/api/v1/flows/:code/draft',
  tag: 'flows',
  summary: 'Throw the draft away',
  permission: 'flow.edit',
  params: byCode,
});
export const checkGraph = route({
  method: 'POST',
  path: '/api/v1/flows/:code/check',
  tag: 'flows',
  summary: 'What is wrong in a graph, without saving it',
  permission: 'flow.edit',
  params: byCode,
  body: z.object({ graph: flowGraph }),
  output: list(finding),
  bodyLimit: 2 * 1024 * 1024,
});
export const publishFlow = route({
  method: 'POST',
  path: '/api/v1/flows/:code/publish',
  tag: 'flows',
  summary: 'Publish the draft, now or at a time; 422 with the findings while it has errors',
  permission: 'flow.publish',
  params: byCode,
  body: z.object({
    revision: whole,
    note: z.string().max(500).default(''),
    at: z.iso.datetime({ offset: true }).nullable().default(null),
  }),
  output: flow,
});
export const withdrawVersion = route({
  method: 'DELETE',
  path: '/api/v1/flows/:code/scheduled',
  tag: 'flows',
  summary: 'Take back what would be published at a time',
  permission: 'flow.publish',
  params: byCode,
  output: flow,
});
export const rollBack = route({
  method: 'POST',
  path: '/api/v1/flows/:code/roll-back',
  tag: 'flows',
  summary: 'Publish an earlier version again, as a new one',
  permission: 'flow.publish',
  params: byCode,
  body: z.object({ version: whole, note: z.string().max(500).default('') }),
  output: flow,
});
export const listFlowVersions = route({
  method: 'GET',
  path: '/api/v1/flows/:code/versions',
  tag: 'flows',
  summary: 'What a flow was, newest first',
  permission: 'flow.read',
  params: byCode,
  output: list(flowVersion),
});
export const getFlowVersion = route({
  method: 'GET',
  path: '/api/v1/flows/:code/versions/:number',
  tag: 'flows',
  summary: 'A version with its graph',
  permission: 'flow.read',
  params: z.object({ code, number: z.coerce.number().int().min(1) }),
  output: flowVersion.extend({ graph: flowGraph }),
});

export const flowSide = z.union([z.literal('draft'), z.literal('published'), z.coerce.number().int().min(1)]);
/** One difference of two graphs; `fields` are places in the node, `says.text.it`. */
export const difference = z.object({
  what: z.enum(['node', 'edge', 'flow']),
  change: z.enum(['added', 'removed', 'changed']),
  node: z.string().nullable(),
  exit: z.string().nullable(),
  fields: z.array(
    z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
});
export type Difference = z.output<typeof difference>;
export const compareFlow = route({
  method: 'GET',
  path: '/api/v1/flows/:code/compare',
  tag: 'flows',
  summary: 'What differs between two versions, or a version and the draft',
  permission: 'flow.read',
  params: byCode,
  query: z.object({ from: flowSide, to: flowSide }),
  output: list(difference),
});
export const exportFlow = route({
  method: 'GET',
  path: '/api/v1/flows/:code/file',
  tag: 'flows',
  summary: 'A flow as a file: the draft, or a version',
  permission: 'flow.read',
  params: byCode,
  query: z.object({ version: flowSide.default('draft') }),
  rawOutput: 'application/json',
});
export const importFlow = route({
  method: 'POST',
  path: '/api/v1/flows/files',
  tag: 'flows',
  summary: 'Take a file in as the draft of its flow, which is made if there is none; 422 names what is wrong',
  permission: 'flow.edit',
  body: z.object({
    /** The text of the file. */
    file: z.string().min(2).max(2_000_000),
    /** Another code than that of the file. */
    code: code.optional(),
    /** Replace a draft that is there. */
    replace: z.boolean().default(false),
  }),
  output: z.object({ flow, findings: z.array(finding) }),
  status: 201,
  bodyLimit: 3 * 1024 * 1024,
});

/** Real use, counted. Hang-ups stand where they happened: at the node that was heard last. */
export const flowFigures = z.object({
  sessions: whole,
  /** Over without a person, who came having what they wanted. */
  contained: whole,
  /** Over without a person and without it. */
  unanswered: whole,
  handedOver: whole,
  hungUp: whole,
  /** An announcement answered them before the flow began. */
  announced: whole,
  /** Under way. */
  open: whole,
  identified: whole,
  medianSeconds: z.number().nullable(),
  edges: z.array(z.object({ from: z.string(), exit: z.string(), count: whole })),
  nodes: z.array(z.object({ node: z.string(), visits: whole, hungUp: whole, handedOver: whole })),
});
export type FlowFigures = z.output<typeof flowFigures>;
export const getFlowFigures = route({
  method: 'GET',
  path: '/api/v1/flows/:code/figures',
  tag: 'flows',
  summary: 'What happened in a flow: counts on every node and edge',
  permission: 'flow.read',
  params: byCode,
  query: z.object({
    version: z.coerce.number().int().min(1).optional(),
    channel: flowChannel.optional(),
    days: z.coerce.number().int().min(1).max(400).default(30),
  }),
  output: flowFigures,
});

/** What a drawing may name: look-ups and acts of the modules, queues, skills, flows, secrets. */
export const flowPart = z.object({
  what: z.string(),
  name: names,
  about: names,
  /** What must, or may, be given with it. */
  with: z.array(z.object({ name: z.string(), required: z.boolean(), about: names })),
  /** What is known afterwards: `bill.amount`. */
  gives: z.array(z.object({ name: z.string(), about: names })),
  /** Only for who is identified. */
  identified: z.boolean(),
});
export type FlowPart = z.output<typeof flowPart>;
const named = z.object({ code: z.string(), name: z.string() });
export const flowParts = route({
  method: 'GET',
  path: '/api/v1/flow-parts',
  tag: 'flows',
  summary: 'What a flow can name',
  permission: 'flow.read',
  output: z.object({
    lookups: z.array(flowPart),
    acts: z.array(flowPart),
    queues: z.array(named),
    skills: z.array(named),
    calendars: z.array(named),
    classifications: z.array(named),
    caseTypes: z.array(named.extend({ fields: z.array(named.extend({ required: z.boolean() })) })),
    flows: z.array(named),
    secrets: z.array(z.string()),
    hosts: z.array(z.string()),
  }),
});
const secretName = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'lower-case letters, digits, underscores');
export const putFlowSecret = route({
  method: 'PUT',
  path: '/api/v1/flow-secrets/:name',
  tag: 'flows',
  summary: 'Keep a secret for calls to services; it is never shown again',
  permission: 'flow.publish',
  params: z.object({ name: secretName }),
  body: z.object({ value: z.string().min(1).max(4000) }),
});
export const dropFlowSecret = route({
  method: 'DELETE',
  path: '/api/v1/flow-secrets/:name',
  tag: 'flows',
  summary: 'Forget a secret',
  permission: 'flow.publish',
  params: z.object({ name: secretName }),
});
export const putFlowHosts = route({
  method: 'PUT',
  path: '/api/v1/flow-hosts',
  tag: 'flows',
  summary: 'The hosts that flows may call; `*.example.org` for all below one',
  permission: 'flow.publish',
  body: z.object({
    hosts: z
      .array(
        z
          .string()
          .regex(
            /^(\*\.)?[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:\d{1,5})?$/,
            'a host like api.example.org, *.example.org or api.example.org:8443',
          ),
      )
      .max(100),
  }),
});

export const tryFlow = route({
  method: 'POST',
  path: '/api/v1/flows/:code/try',
  tag: 'flows',
  summary: 'Try the draft, or a version: looks are real, nothing is changed, sent or counted',
  permission: 'flow.edit',
  params: byCode,
  body: z.object({
    version: flowSide.default('draft'),
    channel: flowChannel,
    language: flowLanguage,
    /** The number that calls. */
    from: z.string().max(40).nullable().default(null),
  }),
  output: z.object({ session: id, turn, trail: z.array(trailEntry) }),
  status: 201,
});
export const answerTrial = route({
  method: 'POST',
  path: '/api/v1/flow-trials/:id/answers',
  tag: 'flows',
  summary: 'Answer in a trial; `trail` is what happened since',
  permission: 'flow.edit',
  params: idParams,
  body: z.object({ turn: whole, input: flowInput }),
  output: z.object({ turn, trail: z.array(trailEntry) }),
});
export const flowStory = route({
  method: 'GET',
  path: '/api/v1/contacts/:id/flow-story',
  tag: 'flows',
  summary: 'What a contact said and heard before it came to a person',
  permission: 'contact.read',
  params: idParams,
  output: list(flowSession),
});
