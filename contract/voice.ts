import { z } from 'zod';
import { id, idParams, instant, list, route } from './route.ts';
import { gatewayName as name } from './words.ts';

// What a voice gateway and this system say to each other. Orders come as live events `voice.command` over /api/v1/live
// ({call, wanted, agent, recording}); a gateway that has missed one asks for its open calls and does what is wanted of each.

const number = z.string().min(2).max(40);
const at = z.iso.datetime({ offset: true });

/** `lost`: nothing came from the far end any more; a tab that was killed, a network that went. */
export const callEnds = [
  'hung_up',
  'no_answer',
  'busy',
  'machine',
  'wrong_number',
  'failed',
  'lost',
] as const;
/**
 * Somebody of the staff on a call beside its customer and its agent: a colleague who is asked, a supervisor who listens,
 * whispers or speaks with both. Who hears whom follows from `hears` and `heardBy` alone; on hold the customer hears music
 * and nobody hears the customer.
 */
export const callParty = z.object({
  staff: id,
  role: z.enum(['consulted', 'supervisor']),
  hears: z.array(z.enum(['customer', 'agent', 'consulted', 'supervisor'])),
  heardBy: z.array(z.enum(['customer', 'agent', 'consulted', 'supervisor'])),
});
export type CallParty = z.output<typeof callParty>;
/**
 * A number outside that an agent has brought on their call, to ask (`consult`) or to hand the customer to as soon as it
 * answers (`transfer`). It speaks with the agent while the customer is on hold, with both where `together`; once the call
 * is its own (`wanted` is `outside`) with the customer alone.
 */
export const callOutside = z.object({
  id,
  number,
  /** The number that it is shown. */
  shown: number.nullable(),
  /** Who asked for it. */
  by: id,
  purpose: z.enum(['consult', 'transfer']),
  state: z.enum(['dialling', 'ringing', 'answered', 'ended']),
  together: z.boolean(),
  ringSeconds: z.number(),
  askedAt: instant,
  answeredAt: instant.nullable(),
  endedAt: instant.nullable(),
  cause: z.enum(callEnds).nullable(),
  /** Who ended it: the number itself, one of ours, the gateway. */
  endedBy: z.enum(['outside', 'staff', 'gateway']).nullable(),
});
export type CallOutside = z.output<typeof callOutside>;
/** How it stands, and how it shall stand. */
export const call = z.object({
  id,
  gateway: z.string(),
  ref: z.string().nullable(),
  direction: z.enum(['in', 'out']),
  /** null: in a self-service flow still, nobody's work yet. */
  contact: id.nullable(),
  /** To whom it is connected, or shall be. */
  agent: id.nullable(),
  customerNumber: z.string().nullable(),
  ownNumber: z.string().nullable(),
  ringSeconds: z.number().nullable(),
  /**
   * Of one that is dialled: it is to be found out whether a machine answers, and then it is ended with the cause `machine`.
   * Only asked of gateways that can (`abilities.machine`).
   */
  machine: z.boolean(),
  state: z.enum(['dialling', 'ringing', 'waiting', 'answered', 'connected', 'ended']),
  /**
   * dial: call the customer. flow: they are in self-service. wait: they hear the queue (both by turns, see voice-turns.ts).
   * talk: agent and customer speak. hold: they hear music. outside: they speak with a number outside, and nobody of ours is
   * there. end: hang up.
   */
  wanted: z.enum(['dial', 'flow', 'wait', 'talk', 'hold', 'outside', 'end']),
  /** Whether it is recorded now; `paused`: card data are being said, nothing may be kept. See contract/recordings.ts. */
  recording: z.enum(['off', 'on', 'paused']),
  /** Since when the recording's time runs; kept through pauses. */
  recordingSince: instant.nullable(),
  parties: z.array(callParty),
  /** The last number outside that was brought on it. It is to be dialled, and hung up once it has ended. */
  outside: callOutside.nullable(),
  startedAt: instant,
  answeredAt: instant.nullable(),
  connectedAt: instant.nullable(),
  endedAt: instant.nullable(),
  cause: z.string().nullable(),
  endedBy: z.string().nullable(),
});
export type Call = z.output<typeof call>;

/** Telephone lines, and how they stand. */
export const trunkHealth = z.object({
  state: z.enum(['up', 'down']),
  /** Since when it stands so. */
  since: instant,
  /** What carries the lines: Asterisk. */
  version: z.string().max(100).nullable(),
  /** Why it is down; `message` is a detail for who looks after it. */
  trouble: z
    .object({
      kind: z.enum(['unreachable', 'slow', 'denied', 'unknown', 'refused', 'garbage', 'replaced']),
      message: z.string().max(500),
    })
    .nullable(),
  lines: z
    .array(z.object({ name: z.string().max(100), state: z.enum(['online', 'offline', 'unknown']) }))
    .max(50),
  /** With operators; null: not known. */
  registrations: z
    .array(
      z.object({ server: z.string().max(200), state: z.enum(['registered', 'rejected', 'unregistered']) }),
    )
    .max(50)
    .nullable(),
});
export type TrunkHealth = z.output<typeof trunkHealth>;

export const beatGateway = route({
  method: 'PUT',
  path: '/api/v1/voice/gateways/:name',
  tag: 'voice',
  summary: 'A gateway is here and says what it can do; again at least every 10 seconds',
  permission: 'voice.gateway',
  params: z.object({ name }),
  body: z.object({
    /** It calls customers on demand; it hears whether a machine answers. */
    abilities: z.object({
      dial: z.boolean(),
      machine: z.boolean().default(false),
      /** It takes calls from browsers, and is the telephone of agents. */
      web: z.boolean().default(false),
    }),
    /** Where it takes the offers of browsers from this system (see contract/media.ts). */
    offers: z
      .url({ protocol: /^http$/ })
      .nullable()
      .default(null),
    trunk: trunkHealth.nullable().default(null),
  }),
  output: z.object({ name: z.string(), until: instant }),
});
/** A gateway, for whoever looks after it. */
export const gateway = z.object({
  name: z.string(),
  /** It is here now. */
  present: z.boolean(),
  /** When it was heard of last. */
  seenAt: instant,
  abilities: z.object({ dial: z.boolean(), machine: z.boolean(), web: z.boolean() }),
  calls: z.number(),
  trunk: trunkHealth.nullable(),
});
export type Gateway = z.output<typeof gateway>;
export const listGateways = route({
  method: 'GET',
  path: '/api/v1/voice/gateways',
  tag: 'voice',
  summary: 'What carries calls: here or gone, what it can do, its calls and its telephone lines',
  permission: 'admin.read',
  output: list(gateway),
});
export const arriveCall = route({
  method: 'POST',
  path: '/api/v1/voice/calls',
  tag: 'voice',
  summary: 'A call comes in; the same `ref` again is the same call',
  permission: 'voice.gateway',
  body: z.object({
    gateway: name,
    ref: z.string().min(1).max(200),
    /** The caller's number; null: withheld. */
    from: number.nullable(),
    /** The number that was dialled: an entry point of the channel phone. */
    to: number,
    language: z.string().min(2).max(5).optional(),
    /** What the caller says they are called, where no number tells. */
    name: z.string().trim().min(1).max(120).optional(),
  }),
  output: call.extend({
    /** What the caller is told when no queue takes the call; it is to be ended then. */
    refused: z.object({ it: z.string(), en: z.string() }).nullable(),
    /** Whether the caller may ask to be called back. */
    callback: z.boolean(),
    estimatedWait: z.number().nullable(),
  }),
  status: 201,
});
export const getCall = route({
  method: 'GET',
  path: '/api/v1/voice/calls/:id',
  tag: 'voice',
  summary: 'A call',
  permission: 'voice.gateway',
  params: idParams,
  output: call,
});
export const openCalls = route({
  method: 'GET',
  path: '/api/v1/voice/gateways/:name/calls',
  tag: 'voice',
  summary: 'The open calls of a gateway, with what is wanted of each',
  permission: 'voice.gateway',
  params: z.object({ name }),
  output: list(call),
});
export const tellCall = route({
  method: 'POST',
  path: '/api/v1/voice/calls/:id/events',
  tag: 'voice',
  summary: 'What happened to a call; the same `event` again has no second effect, a late one changes nothing',
  permission: 'voice.gateway',
  params: idParams,
  body: z.object({
    /** The gateway's own name of this event. */
    event: z.string().min(1).max(100),
    /**
     * `agent_lost`: the customer is there, the agent's line is not: they get their place in the queue back. `party_lost`: that
     * of somebody beside the agent, `staff`, is not; a supervisor's also when it is in use on a call of their own.
     */
    kind: z.enum(['ringing', 'answered', 'connected', 'agent_lost', 'party_lost', 'ended']),
    at: at.optional(),
    /** Whose line was lost. */
    staff: id.optional(),
    ref: z.string().min(1).max(200).optional(),
    /** Of an end: who hung up, why, and when it had been answered, should that not have been told. */
    by: z.enum(['customer', 'agent', 'gateway']).optional(),
    cause: z.enum(callEnds).optional(),
    answeredAt: at.optional(),
  }),
  output: call,
});
export const tellOutside = route({
  method: 'POST',
  path: '/api/v1/voice/calls/:id/outside/:outside/events',
  tag: 'voice',
  summary:
    'What happened to the number outside of a call; told again it has no second effect, of one that is over it changes nothing',
  permission: 'voice.gateway',
  params: z.object({ id, outside: id }),
  body: z.object({
    kind: z.enum(['ringing', 'answered', 'ended']),
    /** Of an end: why. */
    cause: z.enum(callEnds).optional(),
  }),
  output: call,
});
export const callBack = route({
  method: 'POST',
  path: '/api/v1/voice/calls/:id/callback',
  tag: 'voice',
  summary: 'The caller who waits, or was turned away, asks to be called back; the call is to be ended then',
  permission: 'voice.gateway',
  params: idParams,
  body: z.object({
    /** Another number than the one they call from. */
    number: number.nullable().default(null),
    at: at.nullable().default(null),
  }),
  output: z.object({ contact: id, existed: z.boolean(), promisedAt: instant.nullable() }),
});
export const callOfContact = route({
  method: 'GET',
  path: '/api/v1/contacts/:id/call',
  tag: 'voice',
  summary: 'The last call of a contact; null without any',
  permission: 'contact.read',
  params: idParams,
  output: z.object({
    call: call.nullable(),
    /** It is open, and its gateway can dial a number outside. */
    dials: z.boolean(),
  }),
});
