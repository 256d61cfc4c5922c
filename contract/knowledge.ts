import { z } from 'zod';
import { id, idParams, list, names, route, whole } from './route.ts';
import { channel } from './words.ts';

const classificationInput = z.object({
  parentId: id.nullable().default(null),
  code: z.string().regex(/^[A-Za-z0-9._-]{1,60}$/, 'letters, digits, dot, hyphen'),
  name: names,
  serviceId: id.nullable().default(null),
  queueHint: id.nullable().default(null),
  position: whole.min(0).default(0),
  active: z.boolean().default(true),
});
export const classification = classificationInput.extend({ id, level: z.number().int().min(1).max(3) });
export const listClassification = route({
  method: 'GET',
  path: '/api/v1/classification',
  tag: 'knowledge',
  summary: 'The three-level classification',
  permission: 'signed-in',
  output: list(classification),
});
export const createClassification = route({
  method: 'POST',
  path: '/api/v1/classification',
  tag: 'knowledge',
  summary: 'Add a node',
  permission: 'admin.knowledge',
  body: classificationInput,
  output: classification,
  status: 201,
});
export const updateClassification = route({
  method: 'PUT',
  path: '/api/v1/classification/:id',
  tag: 'knowledge',
  summary: 'Change a node',
  permission: 'admin.knowledge',
  params: idParams,
  body: classificationInput,
  output: classification,
});

const textInput = z.object({
  shortcut: z.string().regex(/^[a-z0-9-]{2,40}$/, 'lower-case letters, digits, hyphen'),
  title: z.string().min(1).max(200),
  language: z.string().min(2).max(5).default('it'),
  channel: channel.nullable().default(null),
  body: z.string().min(1).max(20_000),
  serviceId: id.nullable().default(null),
  classificationId: id.nullable().default(null),
  active: z.boolean().default(true),
});
export const standardText = textInput.extend({ id, uses: z.number() });
export const listStandardTexts = route({
  method: 'GET',
  path: '/api/v1/standard-texts',
  tag: 'knowledge',
  summary: 'Standard texts',
  permission: 'knowledge.read',
  query: z.object({
    search: z.string().max(100).optional(),
    language: z.string().max(5).optional(),
    channel: channel.optional(),
    all: z.enum(['true', 'false']).default('false'),
  }),
  output: list(standardText),
});
export const createStandardText = route({
  method: 'POST',
  path: '/api/v1/standard-texts',
  tag: 'knowledge',
  summary: 'Make a standard text',
  permission: 'admin.knowledge',
  body: textInput,
  output: standardText,
  status: 201,
});
export const updateStandardText = route({
  method: 'PUT',
  path: '/api/v1/standard-texts/:id',
  tag: 'knowledge',
  summary: 'Change a standard text',
  permission: 'admin.knowledge',
  params: idParams,
  body: textInput,
  output: standardText,
});
/** Placeholders filled for one conversation and the calling agent: {{customer.name}}, {{agent.publicName}}, {{case.number}}, {{contact.number}}, {{organisation}}, {{today}}. */
export const placeholders = [
  'customer.name',
  'agent.publicName',
  'case.number',
  'contact.number',
  'organisation',
  'today',
] as const;
