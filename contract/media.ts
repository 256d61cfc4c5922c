import { z } from 'zod';
import { id, instant, route } from './route.ts';

// Calls from a browser, and the telephone in the agents' browser. Sound goes by WebRTC (G.711 A-law) straight to the
// media process; what is said here is who wants to be connected, and how it stands.

/** A session description; a browser's own is 1 to 4 kB. */
// A description of a session begins with its version (RFC 8866, 5.1).
export const sdp = z
  .string()
  .max(20_000)
  .regex(/^v=0\r?\n/, 'an SDP description, which begins with v=0');
export const callKeys = z.string().regex(/^[0-9*#A-D]{1,40}$/, 'keys of a telephone');

export const publicPhone = route({
  method: 'GET',
  path: '/api/v1/public/phones/:id',
  tag: 'public',
  summary:
    'A number that can be called from a browser: who answers, whether it is open, and how long it takes',
  permission: 'public',
  rateLimit: 120,
  params: z.object({ id }),
  query: z.object({ lang: z.string().max(5).default('it') }),
  output: z.object({
    id,
    name: z.string(),
    organisation: z.string(),
    /** Something is there that carries calls. */
    ready: z.boolean(),
    open: z.boolean(),
    nextOpening: instant.nullable(),
    /** Why nobody is let in now, in the organisation's words. */
    notice: z.string().nullable(),
    /** What the organisation says at this moment to everybody who comes. */
    announcement: z.string().nullable(),
    estimatedWait: z.number().nullable(),
    privacyUrl: z.string().nullable(),
  }),
});
export const startPublicCall = route({
  method: 'POST',
  path: '/api/v1/public/calls',
  tag: 'public',
  summary: 'Call from a browser: a WebRTC offer with one audio stream that has G.711 A-law',
  permission: 'public',
  rateLimit: 10,
  body: z.object({
    entryPoint: id,
    offer: sdp,
    language: z.string().min(2).max(5).default('it'),
    /** What the caller says they are called: a claim. */
    name: z.string().trim().max(120).default(''),
  }),
  output: z.object({
    /** The only key to this call. */
    token: z.string(),
    answer: z.string(),
  }),
  status: 201,
});
const tokenParams = z.object({ token: z.string().min(20).max(200) });
/** `connecting`: the connection does not stand yet. */
export const publicCallState = route({
  method: 'GET',
  path: '/api/v1/public/calls/:token',
  tag: 'public',
  summary: 'How a call from a browser stands, for its caller',
  permission: 'public',
  rateLimit: 90,
  params: tokenParams,
  output: z.object({
    state: z.enum(['connecting', 'self_service', 'waiting', 'talking', 'held', 'ended']),
    since: instant.nullable(),
    /** What was said to the caller last while no person spoke with them, for who reads it. */
    said: z
      .object({
        turn: z.number(),
        lines: z.array(z.object({ text: z.string(), language: z.string() })),
        /** Keys are an answer to it. */
        keys: z.boolean(),
        /** The turns before it that said something, at most four. */
        earlier: z.array(
          z.object({
            turn: z.number(),
            lines: z.array(z.object({ text: z.string(), language: z.string() })),
          }),
        ),
      })
      .nullable(),
    /** Seconds, while waiting; null where it is not known. */
    estimatedWait: z.number().nullable(),
    ended: z.object({ by: z.string(), cause: z.string() }).nullable(),
  }),
});
export const actOnPublicCall = route({
  method: 'POST',
  path: '/api/v1/public/calls/:token',
  tag: 'public',
  summary: 'Hang up, or press keys where the browser cannot send them with the sound',
  permission: 'public',
  rateLimit: 120,
  params: tokenParams,
  body: z.union([z.object({ hangUp: z.literal(true) }), z.object({ keys: callKeys })]),
});

export const phoneState = route({
  method: 'GET',
  path: '/api/v1/voice/phone',
  tag: 'voice',
  summary: "The caller's own telephone in the browser: whether there can be one, and whether it is on",
  permission: 'contact.handle',
  orPermission: 'contact.listen',
  output: z.object({ ready: z.boolean(), on: z.boolean(), since: instant.nullable() }),
});
export const connectPhone = route({
  method: 'POST',
  path: '/api/v1/voice/phone',
  tag: 'voice',
  summary: 'Switch it on: one line for all calls, open until it is switched off; a newer one takes its place',
  permission: 'contact.handle',
  orPermission: 'contact.listen',
  body: z.object({ offer: sdp }),
  output: z.object({ answer: z.string() }),
});
export const disconnectPhone = route({
  method: 'DELETE',
  path: '/api/v1/voice/phone',
  tag: 'voice',
  summary: 'Switch it off; a call on it goes back to its queue',
  permission: 'contact.handle',
  orPermission: 'contact.listen',
});
export const pressOnCall = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/call/keys',
  tag: 'voice',
  summary: "Press keys on a call of one's own, for the machine at the other end",
  permission: 'contact.handle',
  params: z.object({ id }),
  body: z.object({ keys: callKeys }),
});

// ---- What this system asks of the media process, over its own loopback port; never mounted here -------------------

export const legOffer = z.object({
  id: z.string().min(1).max(200),
  kind: z.enum(['web', 'agent']),
  offer: sdp,
  /** Of an agent's. */
  staff: id.nullable().default(null),
  /** Of a caller's: the number that they call, and in which language. */
  to: z.string().nullable().default(null),
  language: z.string().default('it'),
  name: z.string().default(''),
});
export type LegOffer = z.output<typeof legOffer>;
export const legAnswer = z.object({ answer: z.string() });
export const legOrder = z.union([
  z.object({ hangUp: z.literal(true) }),
  z.object({ keys: callKeys }),
  /** Keys towards the far end. */
  z.object({ press: callKeys }),
]);
export type LegOrder = z.output<typeof legOrder>;
export const mediaHealth = z.object({
  calls: z.number(),
  phones: z.array(z.object({ staff: id, since: z.string() })),
  legs: z.number(),
  freePorts: z.number(),
  /** Of the clock since the start: ticks, those that came late, those left out. */
  clock: z.object({ ticks: z.number(), late: z.number(), skipped: z.number() }),
});
export type MediaHealth = z.output<typeof mediaHealth>;
