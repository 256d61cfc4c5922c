import { z } from 'zod';
import { caseField, partKey } from './case-types.ts';
import { id, idParams, instant, names, route } from './route.ts';
import { caseStatus } from './words.ts';

// What a case asks to be done: fields to fill, tasks, approvals, documents, and the ways on with what they need.

const taskParams = z.object({ id, key: partKey });

export const caseWork = z.object({
  /** Those the caller may see, in the order of the type. */
  fields: z.array(
    caseField.extend({
      editable: z.boolean(),
      /** In the state in which the case is. */
      needed: z.boolean(),
    }),
  ),
  /** The ways on that the caller may take, the main one first. */
  transitions: z.array(
    z.object({
      key: partKey,
      name: names,
      toName: names,
      toStatus: caseStatus,
      resolution: z.boolean(),
      reason: z.boolean(),
      /** The customer is told of it. */
      tells: z.boolean(),
      /** Fields that must be filled for it, empty or not. */
      asks: z.array(partKey),
      missing: z.object({
        fields: z.array(names),
        tasks: z.array(names),
        documents: z.array(names),
        approval: names.nullable(),
        /** How many cases under it are still open. */
        subcases: z.number(),
        /** A field that only a colleague with another role sees. */
        hidden: z.boolean(),
      }),
    }),
  ),
  tasks: z.array(
    z.object({
      key: partKey,
      name: names,
      required: z.boolean(),
      checklist: z.array(z.object({ name: names, done: z.boolean() })),
      doneAt: instant.nullable(),
      doneBy: z.string().nullable(),
      /** Of the state in which the case is; others are of before. */
      here: z.boolean(),
    }),
  ),
  approvals: z.array(
    z.object({
      key: partKey,
      name: names,
      transitionName: names,
      /** The newest request; null where none was made, or it is used up. */
      state: z.enum(['asked', 'approved', 'refused']).nullable(),
      askedBy: z.string().nullable(),
      askedAt: instant.nullable(),
      note: z.string(),
      decidedBy: z.string().nullable(),
      decidedAt: instant.nullable(),
      reason: z.string(),
      mayAsk: z.boolean(),
      mayDecide: z.boolean(),
    }),
  ),
  documents: z.array(
    z.object({
      key: partKey,
      name: names,
      required: z.boolean(),
      files: z.array(
        z.object({
          id,
          name: z.string(),
          type: z.string(),
          size: z.number(),
          addedBy: z.string(),
          addedAt: instant,
        }),
      ),
    }),
  ),
});
export type CaseWork = z.output<typeof caseWork>;

export const getCaseWork = route({
  method: 'GET',
  path: '/api/v1/cases/:id/work',
  tag: 'cases',
  summary: 'What a case asks to be done, and its ways on with what they need',
  permission: 'case.read',
  params: idParams,
  output: caseWork,
});
export const putCaseTask = route({
  method: 'PUT',
  path: '/api/v1/cases/:id/tasks/:key',
  tag: 'cases',
  summary: 'Tick lines of the checklist of a task; without a checklist, say that it is done or not',
  permission: 'case.write',
  params: taskParams,
  body: z.object({
    /** The lines that are done, by their place from 0. */
    ticks: z.array(z.number().int().min(0).max(49)).max(50).default([]),
    done: z.boolean(),
  }),
  output: caseWork,
});
export const askApproval = route({
  method: 'POST',
  path: '/api/v1/cases/:id/approvals',
  tag: 'cases',
  summary: 'Ask for an approval',
  permission: 'case.write',
  params: idParams,
  body: z.object({ approval: partKey, note: z.string().max(2000).default('') }),
  output: caseWork,
  status: 201,
});
export const decideApproval = route({
  method: 'POST',
  path: '/api/v1/cases/:id/approvals/:key/decision',
  tag: 'cases',
  summary: 'Approve, or refuse with a reason; never by whoever asked',
  permission: 'case.write',
  params: taskParams,
  body: z.object({ approve: z.boolean(), reason: z.string().max(2000).default('') }),
  output: caseWork,
});
export const attachCaseDocument = route({
  method: 'POST',
  path: '/api/v1/cases/:id/documents',
  tag: 'cases',
  summary:
    'Give a file for a document that the type asks for: one of its conversations, or an upload of the caller',
  permission: 'case.write',
  params: idParams,
  body: z.object({ document: partKey, file: id }),
  output: caseWork,
  status: 201,
});
export const detachCaseDocument = route({
  method: 'DELETE',
  path: '/api/v1/cases/:id/documents/:file',
  tag: 'cases',
  summary: 'Take a file away that was given for a document',
  permission: 'case.write',
  params: z.object({ id, file: id }),
  output: caseWork,
});
export const downloadCaseDocument = route({
  method: 'GET',
  path: '/api/v1/cases/:id/documents/:file',
  tag: 'cases',
  summary: 'The bytes of a file of a case, served so that they cannot act',
  permission: 'case.read',
  params: z.object({ id, file: id }),
  rawOutput: 'application/octet-stream',
});
