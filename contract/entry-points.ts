import { z } from 'zod';
import { id, idParams, list, names, route, whole, madeFrom, settingVersion } from './route.ts';
import { channel } from './words.ts';

export const entryPoint = z.object({
  id,
  channel,
  address: z.string(),
  name: z.string(),
  serviceId: id,
  queueId: id,
  language: z.string(),
  settings: z.record(z.string(), z.unknown()),
  active: z.boolean(),
  url: z.string().nullable(),
  version: settingVersion,
});
const entryPointInput = z.object({
  channel,
  address: z.string().min(1).max(320),
  name: z.string().min(1).max(120),
  serviceId: id,
  queueId: id,
  language: z.string().min(2).max(5).default('it'),
  settings: z.record(z.string(), z.unknown()).default({}),
  active: z.boolean().default(true),
});
export const listEntryPoints = route({
  method: 'GET',
  path: '/api/v1/entry-points',
  tag: 'contacts',
  summary: "The organisation's addresses",
  permission: 'signed-in',
  query: z.object({ channel: channel.optional() }),
  output: list(entryPoint),
});
export const createEntryPoint = route({
  method: 'POST',
  path: '/api/v1/entry-points',
  tag: 'contacts',
  summary: 'Make an entry point',
  permission: 'admin.routing',
  body: entryPointInput,
  output: entryPoint,
  status: 201,
});
export const updateEntryPoint = route({
  method: 'PUT',
  path: '/api/v1/entry-points/:id',
  tag: 'contacts',
  summary: 'Change an entry point',
  permission: 'admin.routing',
  params: idParams,
  body: entryPointInput.extend(madeFrom),
  output: entryPoint,
});
export const outcome = z.object({
  id,
  code: z.string(),
  name: names,
  position: z.number(),
  active: z.boolean(),
  version: settingVersion,
  /** With it the customer's question is answered: such a contact may count as solved at first contact. */
  solves: z.boolean(),
});
const outcomeInput = z.object({
  code: z.string().regex(/^[a-z0-9_-]{2,40}$/),
  name: names,
  position: whole.default(0),
  active: z.boolean().default(true),
  solves: z.boolean().default(false),
});
export const listOutcomes = route({
  method: 'GET',
  path: '/api/v1/outcomes',
  tag: 'contacts',
  summary: 'How a contact can end',
  permission: 'signed-in',
  output: list(outcome),
});
export const createOutcome = route({
  method: 'POST',
  path: '/api/v1/outcomes',
  tag: 'contacts',
  summary: 'Make an outcome',
  permission: 'admin.knowledge',
  body: outcomeInput,
  output: outcome,
  status: 201,
});
export const updateOutcome = route({
  method: 'PUT',
  path: '/api/v1/outcomes/:id',
  tag: 'contacts',
  summary: 'Change an outcome',
  permission: 'admin.knowledge',
  params: idParams,
  body: outcomeInput.extend(madeFrom),
  output: outcome,
});
