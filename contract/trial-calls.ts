import { z } from 'zod';
import { flowCode, flowLanguage } from './flow-graph.ts';
import { flowSide } from './flows.ts';
import { trailEntry, turn } from './flow-turns.ts';
import { callKeys, sdp } from './media.ts';
import { id, route, whole } from './route.ts';

// A flow tried as a call: the browser of who draws it is the telephone. The call goes by the real media process and is
// nobody's work: no contact, no figures, no recording, and nothing of what the flow does is done.

export const startTrialCall = route({
  method: 'POST',
  path: '/api/v1/flows/:code/try-call',
  tag: 'flows',
  summary:
    'Try the draft, or a version, as a call from the browser; looks are real, nothing is changed, sent or counted',
  permission: 'flow.edit',
  params: z.object({ code: flowCode }),
  body: z.object({
    version: flowSide.default('draft'),
    language: flowLanguage,
    /** The number that is said to call. */
    from: z.string().max(40).nullable().default(null),
    /** A WebRTC offer with one audio stream that has G.711 A-law. */
    offer: sdp,
  }),
  output: z.object({
    session: id,
    /** The key to this call, good for who began it and nobody else. */
    token: z.string(),
    answer: z.string(),
  }),
  status: 201,
});
const tokenParams = z.object({ token: z.string().min(20).max(200) });
export const trialCallState = route({
  method: 'GET',
  path: '/api/v1/flow-trial-calls/:token',
  tag: 'flows',
  summary: 'How a call stands in which one tries a flow, and what happened since',
  permission: 'flow.edit',
  params: tokenParams,
  /** What is known already: so many entries of the trail. */
  query: z.object({ after: z.coerce.number().int().min(0).default(0) }),
  output: z.object({
    state: z.enum(['connecting', 'running', 'ended']),
    /** Why it is over; null while it is not. */
    ended: z.object({ by: z.string(), cause: z.string() }).nullable(),
    /** What was said last, and what is asked; null: the flow has not begun. */
    turn: turn.nullable(),
    trail: z.array(trailEntry),
    /** Entries of the trail, with those that come with this answer. */
    known: whole,
  }),
});
export const actOnTrialCall = route({
  method: 'POST',
  path: '/api/v1/flow-trial-calls/:token',
  tag: 'flows',
  summary: 'Hang up, or press keys where the browser cannot send them with the sound',
  permission: 'flow.edit',
  params: tokenParams,
  body: z.union([z.object({ hangUp: z.literal(true) }), z.object({ keys: callKeys })]),
});
