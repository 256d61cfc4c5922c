import { z } from 'zod';
import { id, instant } from './route.ts';

// What articles and standard texts have in common: versions by language, which are written, handed in, approved by somebody
// else, and withdrawn.

export const versionStates = ['draft', 'submitted', 'published', 'withdrawn'] as const;

/** A version, beside its words. */
export const versionHead = z.object({
  id,
  language: z.string(),
  number: z.number(),
  state: z.enum(versionStates),
  revision: z.number(),
  /** Of a translation: the version of the main language that it renders. */
  sourceNumber: z.number().nullable(),
  authorId: id.nullable(),
  authorName: z.string().nullable(),
  changedAt: instant,
  submittedBy: id.nullable(),
  submittedAt: instant.nullable(),
  approvedByName: z.string().nullable(),
  approvedAt: instant.nullable(),
  note: z.string().nullable(),
  validFrom: instant.nullable(),
  validTo: instant.nullable(),
});

/** How far each language is: the version in force, what is being written, and whether it lags behind the main one. */
export const languagesWritten = z.array(
  z.object({
    language: z.string(),
    published: z.number().nullable(),
    open: z.enum(['draft', 'submitted']).nullable(),
    outOfDate: z.boolean(),
  }),
);
