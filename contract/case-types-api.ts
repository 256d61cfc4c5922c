import { z } from 'zod';
import { caseTypeDefinition, typeVersionNumber } from './case-types.ts';
import { list, route } from './route.ts';

// Types of cases: those in use, their versions, and what is being written.

export const caseTypeInUse = z.object({
  /** New cases of it may be opened. */
  active: z.boolean(),
  version: typeVersionNumber,
  definition: caseTypeDefinition,
});
export type CaseTypeInUse = z.output<typeof caseTypeInUse>;
export const listCaseTypes = route({
  method: 'GET',
  path: '/api/v1/case-types',
  tag: 'cases',
  summary: 'Types of cases with their newest definitions, those out of use too',
  permission: 'case.read',
  output: list(caseTypeInUse),
});
