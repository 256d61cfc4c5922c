import { z } from 'zod';
import { id, idParams, list, publicNames, route, whole } from './route.ts';

const classificationInput = z.object({
  parentId: id.nullable().default(null),
  code: z.string().regex(/^[A-Za-z0-9._-]{1,60}$/, 'letters, digits, dot, hyphen'),
  name: publicNames,
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
