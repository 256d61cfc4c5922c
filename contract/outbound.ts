import { z } from 'zod';
import { contact } from './contacts.ts';
import { id, idParams, list, route } from './route.ts';

// Calls that agents place from the desk, and what is shown of the organisation to those who are called.

/**
 * In whose name a call may be placed: a service, and the number of its own that is shown. Whoever calls that number back
 * reaches the service.
 */
export const callerIdentity = z.object({
  service: id,
  serviceName: z.string(),
  entryPoint: id,
  name: z.string(),
  number: z.string(),
});
export type CallerIdentity = z.output<typeof callerIdentity>;

export const callMeans = route({
  method: 'GET',
  path: '/api/v1/calls/means',
  tag: 'voice',
  summary: 'Whether calls can be placed now, and in the name of which services the caller may place them',
  permission: 'contact.call',
  output: z.object({
    /** Something is there that dials: a telephone line. */
    able: z.boolean(),
    /** The caller's telephone in the browser; `own`: the lines bring telephones of their own. */
    phone: z.enum(['on', 'off', 'own']),
    identities: z.array(callerIdentity),
  }),
});
export const placeCall = route({
  method: 'POST',
  path: '/api/v1/calls',
  tag: 'voice',
  summary:
    'Call a number from the desk: an outgoing contact in the hands of the caller, whose telephone hears it ring',
  permission: 'contact.call',
  body: z.object({
    /** As it was typed; Italian unless it says otherwise. */
    number: z.string().trim().min(1).max(40),
    /** In whose name; its number is shown. */
    service: id,
    /** Whom; null: who has the number, else somebody new. */
    customer: id.nullable().default(null),
    /** The contact or the case because of which they are called; their customer is called then. */
    contact: id.nullable().default(null),
    case: id.nullable().default(null),
  }),
  output: z.object({ contact, call: id }),
  status: 201,
});
export const hangUpCall = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/call/hang-up',
  tag: 'voice',
  summary: "Hang up a call of one's own, while it rings or later; the wrap-up begins",
  permission: 'contact.handle',
  params: idParams,
  output: contact,
});

const outboundSetting = z.object({
  /** The number that is shown: one of the service's own, which can be called; null: nobody calls for this service. */
  entryPoint: id.nullable(),
  /** Numbers of other countries. */
  abroad: z.boolean(),
  /** Numbers that cost more than a call. */
  premium: z.boolean(),
  /** 112 and its like. */
  emergency: z.boolean(),
  ringSeconds: z.number().int().min(5).max(120),
});
export const outbound = outboundSetting.extend({
  /** The service. */
  id,
  serviceName: z.string(),
  /** What those who are called see; null: it is not set, or its number is not in use any more. */
  number: z.string().nullable(),
});
export type Outbound = z.output<typeof outbound>;
export const listOutbound = route({
  method: 'GET',
  path: '/api/v1/voice/outbound',
  tag: 'voice',
  summary: 'What each service shows of itself to those whom it calls, and what its people may dial',
  permission: 'admin.read',
  output: list(outbound),
});
export const updateOutbound = route({
  method: 'PUT',
  path: '/api/v1/voice/outbound/:id',
  tag: 'voice',
  summary: 'Set the number that a service shows, and what its people may dial',
  permission: 'admin.routing',
  params: idParams,
  body: outboundSetting,
  output: outbound,
});
