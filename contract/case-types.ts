import { z } from 'zod';
import { names, publicNames, whole } from './route.ts';
import { caseStatus, languages } from './words.ts';

// A type of case as one readable document: what a file holds, what the editor changes, what the diagram is drawn from and
// what the rules of cases walk along. Roles, classifications, queues and standards are named by code, so that a file means
// the same in another installation.

const slug = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'a lower-case letter, then letters, digits, underscores')
  .refine((key) => key !== 'constructor', { message: 'another word: this one is taken' });
/** The code of a type: `billing_rectification`. */
export const caseTypeCode = slug;
/** The name of a part of a definition: a field, a state, a transition, a task, a notice. */
export const partKey = slug;
const roleCode = z.string().regex(/^[a-z0-9_-]{2,40}$/, 'the code of a role');
const code = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,59}$/i, 'a code');

const scalar = z.union([z.string().max(2000), z.number(), z.boolean()]);
/** What a field of a case holds; null: nothing. */
export const fieldValue = z.union([scalar, z.array(z.string().max(200)).max(100)]).nullable();
export type FieldValue = z.output<typeof fieldValue>;
/** Values by field. */
export const fieldValues = z.record(z.string().max(40), fieldValue);
export type FieldValues = z.output<typeof fieldValues>;

/** One test on the value of another field; all that is told of it must hold. */
export const fieldTest = z.strictObject({
  field: partKey,
  /** One of these. */
  is: z.array(scalar).min(1).max(50).optional(),
  isNot: z.array(scalar).min(1).max(50).optional(),
  filled: z.boolean().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
});
export type FieldTest = z.output<typeof fieldTest>;

export const fieldKinds = [
  'text',
  'long_text',
  'number',
  'date',
  'yes_no',
  'choice',
  'choices',
  'email',
  'phone',
] as const;
export const caseField = z.strictObject({
  key: partKey,
  kind: z.enum(fieldKinds),
  label: publicNames,
  help: publicNames.optional(),
  /** In every state, from the opening on. */
  required: z.boolean().default(false),
  /** Of `choice` and `choices`. */
  options: z
    .array(z.strictObject({ key: partKey, label: publicNames }))
    .max(100)
    .optional(),
  /** Of a text: a regular expression that the whole of it must match, and what it looks like in words. */
  pattern: z.string().max(300).optional(),
  patternHelp: publicNames.optional(),
  /** Of a number: its bounds; of a text: how many characters. */
  min: z.number().optional(),
  max: z.number().optional(),
  /** After the number: `m³`. */
  unit: z.string().max(20).optional(),
  /** Asked for only where all of these hold; a value that is there is dropped when they stop to hold. */
  showIf: z.array(fieldTest).min(1).max(10).optional(),
  /** Who sees it at all, by role; left out: whoever sees the case. */
  visibleTo: z.array(roleCode).min(1).max(50).optional(),
  /** Where it must be filled: a case comes into these states only with it. */
  requiredIn: z.array(partKey).max(50).optional(),
  /** Where it may be changed; left out: wherever the case is not closed. */
  editableIn: z.array(partKey).max(50).optional(),
  visibleIn: z.array(partKey).min(1).max(50).optional(),
  /** Whether who opens a case of their own online is asked for it; left out: where nothing above keeps it from them. */
  portal: z.boolean().optional(),
  /** Of a text, and of one field alone: it says where the matter lies; its municipality is the case's in the report of cases. */
  territory: z.boolean().optional(),
});
export type CaseField = z.output<typeof caseField>;

export const caseState = z.strictObject({
  key: partKey,
  name: names,
  /** What it is for lists, figures and the customer. */
  status: caseStatus,
});
export type CaseState = z.output<typeof caseState>;

export const caseTransition = z.strictObject({
  key: partKey,
  from: z.array(partKey).min(1).max(50),
  to: partKey,
  name: names,
  /** The roles that may make it; left out: whoever works on the case. */
  by: z.array(roleCode).min(1).max(50).optional(),
  needs: z
    .strictObject({
      fields: z.array(partKey).max(100).default([]),
      tasks: z.array(partKey).max(100).default([]),
      documents: z.array(partKey).max(100).default([]),
      /** The key of an approval. */
      approval: partKey.optional(),
      /** Every case under it is closed. */
      subcases: z.boolean().optional(),
    })
    .default({ fields: [], tasks: [], documents: [] }),
  /** Asks how the matter was settled. */
  resolution: z.boolean().default(false),
  /** Asks why. */
  reason: z.boolean().default(false),
  /** Ends the case without what it would have needed: withdrawn, opened by mistake. */
  abandons: z.boolean().default(false),
  /** What the customer is told; left out: it is internal, and they never are. */
  notice: partKey.nullable().default(null),
});
export type CaseTransition = z.output<typeof caseTransition>;

export const caseTask = z.strictObject({
  key: partKey,
  name: names,
  /** The state in which it is to be done. */
  inState: partKey,
  checklist: z.array(names).max(50).default([]),
  /** The case is not solved or closed without it. */
  required: z.boolean().default(false),
});
export type CaseTask = z.output<typeof caseTask>;

export const caseApproval = z.strictObject({
  key: partKey,
  name: names,
  /** The roles that may give it; never whoever asked for it. */
  by: z.array(roleCode).min(1).max(50),
  /** What it is given for. */
  transition: partKey,
});
export const caseDocument = z.strictObject({
  key: partKey,
  name: publicNames,
  /** The case is not solved or closed without it. */
  required: z.boolean().default(false),
  /** Where it is to be there: left out, from the opening on. */
  inState: partKey.optional(),
});

/** Work that is asked in pieces, several at once and one after the other. */
export const casePlan = z.strictObject({
  key: partKey,
  name: names,
  /** The transition that starts it; left out: somebody does. */
  startedBy: partKey.optional(),
  pieces: z
    .array(
      z.strictObject({
        key: partKey,
        /** In both languages of the staff, or in one text for all. */
        name: z.union([names, z.string().min(1).max(200)]),
        /** In both languages of the staff, or in one text for all. */
        question: z.union([
          z.string().min(3).max(5000),
          z.strictObject({ it: z.string().min(3).max(5000), en: z.string().min(3).max(5000) }),
        ]),
        /** Who is asked: the code of a queue… */
        queue: code.optional(),
        /** …or the name of a competence centre… */
        centre: z.string().min(1).max(200).optional(),
        /** …or whoever is in charge of the case when the plan starts. */
        inCharge: z.literal(true).optional(),
        /** The pieces that it waits for. */
        after: z.array(partKey).max(20).default([]),
        /** Hours of working time from its start. */
        dueHours: z.number().int().min(1).max(2000).optional(),
      }),
    )
    .min(1)
    .max(30),
});
export type CasePlanDefinition = z.output<typeof casePlan>;

/** As of clocks; what a type of its own may be counted in. */
const clockUnits = ['calendar', 'working', 'mon_sat', 'business_minutes', 'minutes'] as const;
const clockSpan = z.strictObject({ amount: z.number().int().min(1).max(100_000), unit: z.enum(clockUnits) });
export const caseClock = z
  .strictObject({
    key: partKey,
    name: names,
    /** The code of a standard in a pack of rules. */
    standard: code.optional(),
    /** A promise of the organisation's own. */
    own: clockSpan.optional(),
    /** `opened`, `received` (when the customer's message reached us), `taken` (by the office in charge), or the key of a transition. */
    start: partKey.default('opened'),
    pauseIn: z.array(partKey).max(50).default([]),
    /** Keys of transitions, or `taken`. */
    fulfil: z.array(partKey).min(1).max(50),
    /** How long before it is due somebody is told, in its own unit; none: as its standard says. */
    warnings: z
      .array(
        z.strictObject({
          before: z.number().int().min(1).max(100_000),
          /** `owner`, or codes of roles; left out: the owner, then whoever supervises too, then the head as well. */
          tell: z.array(roleCode).min(1).max(10).optional(),
        }),
      )
      .max(10)
      .default([]),
  })
  .refine((clock) => (clock.standard === undefined) !== (clock.own === undefined), {
    message: 'a standard or a promise of its own, one of the two',
    path: ['standard'],
  });
export type CaseClock = z.output<typeof caseClock>;

/** What a notice can say of every case; `field.<key>` of each field besides. */
export const noticePlaceholders = [
  'number',
  'subject',
  'customer',
  'resolution',
  'state',
  'type',
  'organisation',
  // The customer's own page.
  'link',
] as const;
/** What a customer is told, in one language. Placeholders: `{number}`, `{subject}`, `{resolution}`, `{state}`, `{type}`, `{field.<key>}`. */
export const noticeText = z.strictObject({
  subject: z.string().max(300).optional(),
  /** The body of a letter; greeting and signature are put around it. */
  text: z.string().min(1).max(5000),
  /** The same in one line, for a chat or an SMS; left out, the text. */
  line: z.string().min(1).max(600).optional(),
});
export const caseNotice = z.partialRecord(z.enum(languages), noticeText);
export type CaseNotice = z.output<typeof caseNotice>;

export const caseTypeDefinition = z.strictObject({
  code: caseTypeCode,
  name: publicNames,
  description: z.strictObject({ it: z.string().max(1000), en: z.string().max(1000) }),
  /** The office that is asked where the front office cannot settle it. */
  level2: z.strictObject({ queue: code.nullable().default(null) }).default({ queue: null }),
  /** Subjects that lead to it, by code; what lies below one leads there too. */
  classifications: z.array(code).max(200).default([]),
  /** Whether the customer may open one in the portal. */
  portal: z.boolean().default(false),
  /** The languages in which every notice is written; further ones are welcome. */
  languages: z.array(z.enum(languages)).min(1).default(['it', 'en']),
  fields: z.array(caseField).max(200).default([]),
  /** A case begins in the first. */
  states: z.array(caseState).min(1).max(50),
  transitions: z.array(caseTransition).max(200),
  tasks: z.array(caseTask).max(100).default([]),
  approvals: z.array(caseApproval).max(50).default([]),
  documents: z.array(caseDocument).max(50).default([]),
  clocks: z.array(caseClock).max(50).default([]),
  plans: z.array(casePlan).max(20).optional(),
  /** The notice that tells of the opening; null: the customer is not told. */
  openedNotice: partKey.nullable().default(null),
  /** The notice that tells that somebody of the office in charge has taken the case; left out: the customer is not told. */
  takenNotice: partKey.optional(),
  notices: z.record(partKey, caseNotice).default({}),
});
export type CaseTypeDefinition = z.output<typeof caseTypeDefinition>;

/** What is wrong or doubtful in a definition. Errors keep it from being published. */
export const typeFindingCodes = [
  'shape', // the document does not have the form of a definition
  'same_key',
  'unknown_state',
  'unknown_field',
  'unknown_transition',
  'unknown_task',
  'unknown_document',
  'unknown_approval',
  'unknown_notice',
  'unknown_role',
  'unknown_classification',
  'unknown_queue',
  'unknown_placeholder',
  'unknown_option',
  'unreachable', // no way leads to this state
  'no_way_out', // nothing leads on from this state, and the case is not closed in it
  'no_end', // from here no case is ever closed
  'no_resolution', // closes without asking how the matter was settled
  'no_reason', // takes a closed case up again without asking why
  'circle', // a condition that depends on itself
  'no_options',
  'wrong_bounds',
  'wrong_territory', // what says where the matter lies is a text, and one alone
  'wrong_pattern',
  'language',
  'approval_transition', // the approval names another transition than the one that needs it
  'unknown_piece', // a piece of work waits for one that there is not in its plan
  'plan_circle', // a piece of work waits in the end for itself
  'nobody_asked', // a piece of work asks neither a queue, nor a centre, nor who is in charge, or several of them
  'never_told', // a notice that nothing sends
] as const;
export const typeFinding = z.object({
  severity: z.enum(['error', 'warning']),
  code: z.enum(typeFindingCodes),
  /** The place in the document: `transitions[2].to`. */
  place: z.string(),
  /** What is named there. */
  value: z.string(),
  /** In English words, for files in version control and programs. */
  message: z.string(),
});
export type TypeFinding = z.output<typeof typeFinding>;

export const typeVersionNumber = whole.min(1);
