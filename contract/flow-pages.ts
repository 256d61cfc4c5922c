import { z } from 'zod';
import { flowLanguage } from './flow-graph.ts';
import { flowInput, turn } from './flow-turns.ts';
import { id, idParams, route, whole } from './route.ts';

/** Public: a page that runs a flow. `id` is an entry point of the channel portal or kiosk. */
export const publicFlow = route({
  method: 'GET',
  path: '/api/v1/public/flows/:id',
  tag: 'public',
  summary: 'What a page with a flow is called, and its languages',
  permission: 'public',
  rateLimit: 120,
  params: idParams,
  output: z.object({
    id,
    name: z.string(),
    organisation: z.string(),
    kiosk: z.boolean(),
    /** Seconds without an answer after which a kiosk begins anew. */
    idleSeconds: whole,
    languages: z.array(flowLanguage),
  }),
});
export const beginPublicFlow = route({
  method: 'POST',
  path: '/api/v1/public/flows/:id/sessions',
  tag: 'public',
  summary: 'Begin; the token is the key to what follows',
  permission: 'public',
  rateLimit: 30,
  params: idParams,
  body: z.object({ language: flowLanguage.default('it') }),
  output: z.object({ token: z.string(), turn }),
  status: 201,
});
export const answerPublicFlow = route({
  method: 'POST',
  path: '/api/v1/public/flow-answers',
  tag: 'public',
  summary: 'Answer a turn',
  permission: 'public',
  rateLimit: 120,
  body: z.object({ token: z.string().min(10).max(200), turn: whole, input: flowInput }),
  output: turn,
});
export const callbackPublicFlow = route({
  method: 'POST',
  path: '/api/v1/public/flow-callbacks',
  tag: 'public',
  summary: 'Whom a flow on a page leads to a person is called back; 409 where nobody is',
  permission: 'public',
  rateLimit: 10,
  body: z.object({ token: z.string().min(10).max(200), number: z.string().min(3).max(40) }),
  output: z.object({ number: z.string() }),
});
export const leavePublicFlow = route({
  method: 'POST',
  path: '/api/v1/public/flow-leavings',
  tag: 'public',
  summary: 'The page was closed, or begins anew: who walked through the flow has left',
  permission: 'public',
  rateLimit: 60,
  body: z.object({ token: z.string().min(10).max(200) }),
});
