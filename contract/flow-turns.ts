import { z } from 'zod';
import { flowChannel, flowCode, flowLanguage, identifiers, proofs } from './flow-graph.ts';
import { id, instant, names, whole } from './route.ts';

// What is said in a flow: turns, their answers, and what happened in them.

/** What a channel may say. `key`: pressed or typed digits. */
export const flowInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('begin') }),
  z.object({ kind: z.literal('text'), text: z.string().max(4000) }),
  z.object({ kind: z.literal('keys'), keys: z.string().regex(/^[0-9*#]{0,40}$/, 'keys of a telephone') }),
  z.object({ kind: z.literal('option'), option: z.string().max(60) }),
  z.object({ kind: z.literal('silence') }),
  /** They want a person: the button. */
  z.object({ kind: z.literal('person') }),
]);
export type FlowInput = z.output<typeof flowInput>;
/** One thing to say or show, in the order given. */
export const said = z.object({
  text: z.string(),
  language: flowLanguage,
  /** A recorded text that says the same. */
  prompt: z.string().nullable(),
});
export type Said = z.output<typeof said>;
export const ask = z.object({
  /** The node that asks. */
  node: z.string(),
  type: z.enum(['text', 'digits', 'date', 'amount', 'reading', 'yes_no', 'choice', 'code', 'phone']),
  options: z.array(z.object({ id: z.string(), label: z.string(), key: z.string(), language: flowLanguage })),
  /** How many keys a telephone collects, and what ends them before. */
  keys: z.object({ min: whole, max: whole, end: z.string() }).nullable(),
  secret: z.boolean(),
  /** Nothing for so long is silence; absent: as the channel has it. */
  seconds: whole.optional(),
  /** A person can be asked for. */
  person: z.boolean(),
});
export type Ask = z.output<typeof ask>;
export const flowOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ended'), result: z.enum(['answered', 'unanswered']) }),
  z.object({
    kind: z.literal('queue'),
    queue: z.string(),
    queueId: id.nullable(),
    requires: z.array(z.object({ skill: z.string(), level: z.number() })),
    boostSeconds: whole,
    classification: z.string().nullable(),
    /** They asked for a person, or the flow led there. */
    because: z.enum(['asked', 'flow', 'fault']),
  }),
]);
export type FlowOutcome = z.output<typeof flowOutcome>;
/** What comes next: things to say, then either a question or an outcome. */
export const turn = z.object({
  /** An answer names the turn it answers; the same answer again gets the same turn. */
  turn: whole,
  language: flowLanguage,
  say: z.array(said),
  ask: ask.nullable(),
  outcome: flowOutcome.nullable(),
});
export type Turn = z.output<typeof turn>;

/** What happened, in order. Secrets are dots. */
export const trailEntry = z.object({
  at: instant,
  turn: whole,
  flow: flowCode,
  node: z.string(),
  kind: z.enum([
    'said',
    'asked',
    'answered',
    'misunderstood',
    'silent',
    'identified',
    'looked',
    'did',
    'went',
    'over',
  ]),
  text: z.string(),
  /** The way out that was taken (`went`), or what is worth knowing beside the words. */
  exit: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
});
export type TrailEntry = z.output<typeof trailEntry>;
export const flowSession = z.object({
  id,
  flow: flowCode,
  flowName: names,
  version: whole.nullable(),
  /** Tried by staff: counts nowhere, and nothing it does is done. */
  trial: z.boolean(),
  channel: flowChannel,
  language: flowLanguage,
  startedAt: instant,
  endedAt: instant.nullable(),
  /** announced: an announcement answered them before it began. */
  result: z.enum(['open', 'contained', 'unanswered', 'handed_over', 'hung_up', 'announced']),
  contact: id.nullable(),
  customer: id.nullable(),
  /** How they were identified: by what, and by what proof. */
  identified: z.object({ by: z.enum(identifiers), proof: z.enum(proofs).nullable() }).nullable(),
  trail: z.array(trailEntry),
});
export type FlowSession = z.output<typeof flowSession>;
