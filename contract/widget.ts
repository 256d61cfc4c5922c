import { z } from 'zod';
import { id, instant, route } from './route.ts';

// Public: the chat widget and the web form. No staff, no permissions; rate limits and a proof of work instead.
const entry = z.object({ id });
export const publicForm = route({
  method: 'GET',
  path: '/api/v1/public/forms/:id',
  tag: 'public',
  summary: 'What a web form asks',
  permission: 'public',
  rateLimit: 120,
  params: entry,
  query: z.object({ lang: z.string().max(5).default('it') }),
  output: z.object({
    id,
    name: z.string(),
    organisation: z.string(),
    language: z.string(),
    subjects: z.array(z.object({ id, name: z.string() })),
    maxFiles: z.number(),
    maxFileBytes: z.number(),
    accept: z.array(z.string()),
    open: z.boolean(),
    challenge: z.object({ nonce: z.string(), difficulty: z.number(), signature: z.string() }),
  }),
});
export const submitForm = route({
  method: 'POST',
  path: '/api/v1/public/forms/:id',
  tag: 'public',
  summary:
    'Send a web form (multipart/form-data: fields name, email, phone, subject, message, language, consent, nonce, signature, solution, clientKey, website (left empty by people), files)',
  permission: 'public',
  rateLimit: 20,
  rawBody: 'multipart/form-data',
  bodyLimit: 30 * 1024 * 1024,
  params: entry,
  output: z.object({ number: z.string(), message: z.string() }),
  status: 201,
});
export const publicChat = route({
  method: 'GET',
  path: '/api/v1/public/chats/:id',
  tag: 'public',
  summary: 'Whether the chat is open, its greeting and estimated wait',
  permission: 'public',
  rateLimit: 120,
  params: entry,
  query: z.object({ lang: z.string().max(5).default('it') }),
  output: z.object({
    id,
    name: z.string(),
    organisation: z.string(),
    open: z.boolean(),
    nextOpening: instant.nullable(),
    estimatedWait: z.number().nullable(),
    greeting: z.string(),
    offlineForm: id.nullable(),
    maxFileBytes: z.number(),
  }),
});
