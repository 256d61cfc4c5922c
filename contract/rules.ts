import { z } from 'zod';
import { id, idParams, instant, list, page, paging, route } from './route.ts';
import { requirement } from './routing.ts';
import { workChannel } from './words.ts';

// Business rules: an ordered list of "when … then …" that says where a contact waits and how. All texts that a rule looks
// for are literal words with `*` for any letters: there is no pattern whose search could take long.

/** A mark on a contact: lower case, letters, digits, spaces, hyphens. */
export const tag = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^[\p{L}\p{N}](?:[\p{L}\p{N} _-]{0,38}[\p{L}\p{N}])?$/u,
    'letters, digits, spaces, hyphens; at most 40',
  );
export const tags = z.array(tag).max(20);

const some = <T extends z.ZodType>(item: T) => z.array(item).min(1).max(50);
/** Turns the condition round: "is none of". */
const not = z.boolean().default(false);
const clockTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time HH:MM');

/** One condition. Within it any of the values is enough; all conditions of a rule must hold. */
export const ruleCondition = z.discriminatedUnion('what', [
  z.object({ what: z.literal('channel'), not, any: some(workChannel) }),
  z.object({ what: z.literal('entry_point'), not, any: some(id) }),
  /** The queue the contact would wait in without rules; for a rule about waiting, the one it waits in. */
  z.object({ what: z.literal('queue'), not, any: some(id) }),
  z.object({
    what: z.literal('language'),
    not,
    any: some(z.string().regex(/^[a-z]{2,3}$/, 'a code such as it')),
  }),
  z.object({ what: z.literal('segment'), not, any: some(z.string().max(40)) }),
  /** The customer has a position of one of these kinds (no kind named: of any kind) in this state. */
  z.object({
    what: z.literal('position'),
    not,
    kinds: z.array(z.string().min(1).max(60)).max(50),
    state: z.enum(['active', 'closed', 'any']).default('active'),
  }),
  /** Classified so on arrival (the subject chosen in a form), or below it. */
  z.object({ what: z.literal('classification'), not, any: some(id) }),
  /**
   * `words`: whole words in this order; `stems`: also in the plural or the feminine; `exact`: these characters as they
   * stand. Accents and capitals never matter; `*` stands for any letters within a word (not in `exact`).
   */
  z.object({
    what: z.literal('text'),
    not,
    where: z.enum(['subject', 'body', 'both']).default('both'),
    how: z.enum(['words', 'stems', 'exact']).default('words'),
    any: some(z.string().trim().min(1).max(200)),
  }),
  /** Wall-clock time in the list's calendar; from 22:00 to 06:00 goes over midnight. 1 is Monday. */
  z.object({
    what: z.literal('hours'),
    not,
    weekdays: z.array(z.number().int().min(1).max(7)).max(7).default([]),
    from: clockTime.nullable().default(null),
    to: clockTime.nullable().default(null),
  }),
  z.object({ what: z.literal('day'), not, is: z.enum(['open', 'closed', 'holiday']) }),
]);
export type RuleCondition = z.output<typeof ruleCondition>;

export const ruleActions = z.object({
  queue: id.nullable().default(null),
  /** Seconds by which the contact counts as older than it is (R5); below 0: younger. */
  boostSeconds: z
    .number()
    .int()
    .min(-86_400 * 30)
    .max(86_400 * 30)
    .nullable()
    .default(null),
  requires: z.array(requirement).max(10).default([]),
  tags: z.array(tag).max(10).default([]),
  plan: id.nullable().default(null),
});
export type RuleActions = z.output<typeof ruleActions>;

export const businessRule = z.object({
  /** Chosen by the writer; the same over all versions. */
  id,
  name: z.string().trim().min(1).max(120),
  on: z.boolean().default(true),
  /** Null: looked at when the contact arrives. A number: while it waits, once it has waited so long in its queue. */
  afterSeconds: z
    .number()
    .int()
    .min(5)
    .max(86_400 * 30)
    .nullable()
    .default(null),
  when: z.array(ruleCondition).max(20).default([]),
  set: ruleActions,
  /** The rules below are looked at too; otherwise a rule that acts is the last. */
  goOn: z.boolean().default(false),
});
export type BusinessRule = z.output<typeof businessRule>;

const draft = {
  /** Whose hours, holidays and time zone count; null: the organisation's time zone and the national holidays. */
  calendarId: id.nullable().default(null),
  rules: z.array(businessRule).max(200),
};
export const ruleDraft = z.object(draft);
export type RuleDraft = z.output<typeof ruleDraft>;

/** Something a supervisor should know about a list that is acceptable all the same. */
export const ruleFinding = z.object({
  rule: id,
  /** The part of the rule, e.g. `set.queue`, `when[1]`. */
  field: z.string(),
  code: z.enum([
    'shadowed', // never reached: `other` takes everything before
    'never', // its conditions exclude each other
    'overruled', // its queue (plan, boost) never counts: `other` has set one before
    'may_differ', // where both hold, `other` has set another queue before
    'queue_unserved', // nobody's profile holds the queue
    'queue_closed', // the queue is closed by the emergency switch
    'skill_nobody_has',
    'inactive', // names something that is switched off
    'same_queue', // sends to the queue that it asks for
  ]),
  level: z.enum(['warning', 'note']),
  other: id.nullable(),
  /** The name of the thing that is meant, for the sentence. */
  name: z.string().nullable(),
});
export type RuleFinding = z.output<typeof ruleFinding>;

const versionHead = z.object({
  version: z.number(),
  savedAt: instant.nullable(),
  author: z.string(),
  comment: z.string(),
  restoredFrom: z.number().nullable(),
  rules: z.number(),
});
/** A rule that failed on a contact; the contact went its default way. */
export const ruleFault = z.object({
  rule: id,
  name: z.string(),
  message: z.string(),
  count: z.number(),
  lastAt: instant,
});
export const ruleSet = z.object({
  ...draft,
  /** Rules that this program cannot read, as a newer one may have left them. A list saved anew is without them. */
  unreadable: z.array(z.object({ rule: z.string(), name: z.string() })),
  version: z.number(),
  savedAt: instant.nullable(),
  author: z.string(),
  comment: z.string(),
  restoredFrom: z.number().nullable(),
});

export const getRules = route({
  method: 'GET',
  path: '/api/v1/rules',
  tag: 'routing',
  summary: 'The business rules in force, what is to be known about them, and faults they met',
  permission: 'admin.read',
  output: ruleSet.extend({ findings: z.array(ruleFinding), faults: z.array(ruleFault) }),
});
export const saveRules = route({
  method: 'PUT',
  path: '/api/v1/rules',
  tag: 'routing',
  summary: 'Put a new version of the business rules into force, at once and in every process',
  permission: 'admin.routing',
  body: ruleDraft.extend({
    /** The version that was changed; another one in force meanwhile is 409 `changed_meanwhile`. */
    version: z.number().int().min(0),
    comment: z.string().trim().max(500).default(''),
  }),
  output: ruleSet.extend({ findings: z.array(ruleFinding), faults: z.array(ruleFault) }),
});
export const listRuleVersions = route({
  method: 'GET',
  path: '/api/v1/rules/versions',
  tag: 'routing',
  summary: 'Versions of the business rules, the newest first',
  permission: 'admin.read',
  query: z.object(paging),
  output: page(versionHead),
});
const versionParams = z.object({ version: z.coerce.number().int().min(0).max(2_000_000_000) });
/** What became of one rule between two versions. */
export const ruleChange = z.object({
  rule: id,
  name: z.string(),
  change: z.enum(['added', 'removed', 'changed', 'moved']),
  /** Places in the list, from 1; null where it is not in that version. */
  before: z.number().nullable(),
  after: z.number().nullable(),
  /** The parts that differ: name, on, afterSeconds, when, set, goOn. */
  fields: z.array(z.string()),
  /** The rule as it was and as it is, where that differs. */
  was: businessRule.nullable(),
  is: businessRule.nullable(),
});
export const getRuleVersion = route({
  method: 'GET',
  path: '/api/v1/rules/versions/:version',
  tag: 'routing',
  summary: 'A version of the business rules, and how it differs from another (the one before it unless told)',
  permission: 'admin.read',
  params: versionParams,
  query: z.object({ against: z.coerce.number().int().min(0).max(2_000_000_000).optional() }),
  output: ruleSet.extend({
    against: z.number(),
    calendarChanged: z.boolean(),
    changes: z.array(ruleChange),
  }),
});
export const restoreRules = route({
  method: 'POST',
  path: '/api/v1/rules/versions/:version/restore',
  tag: 'routing',
  summary: 'Put an earlier version into force again, as a new version',
  permission: 'admin.routing',
  params: versionParams,
  body: z.object({ comment: z.string().trim().max(500).default('') }),
  output: ruleSet.extend({ findings: z.array(ruleFinding), faults: z.array(ruleFault) }),
});

/** What the contacts of the last 7 days would have met; only those that the caller may see. Nothing is changed. */
export const previewRules = route({
  method: 'POST',
  path: '/api/v1/rules/preview',
  tag: 'routing',
  summary: 'Which contacts of the last 7 days a list of rules would have matched, before it is saved',
  permission: 'admin.read',
  body: ruleDraft.extend({
    /** Lists the contacts of one rule only. */
    rule: id.nullable().default(null),
  }),
  output: z.object({
    from: instant,
    to: instant,
    /** Contacts looked at, and whether these are all of the time; where not, the newest were. */
    examined: z.number(),
    complete: z.boolean(),
    /** Contacts on which at least one rule would have acted. */
    matched: z.number(),
    /** Contacts that would have waited in another queue than by default. */
    moved: z.number(),
    rules: z.array(
      z.object({
        rule: id,
        /** Its conditions hold, whatever the rules above do; and those on which it would have acted. */
        met: z.number(),
        acted: z.number(),
      }),
    ),
    items: z.array(
      z.object({
        contact: id,
        number: z.string(),
        channel: workChannel,
        subject: z.string(),
        preview: z.string(),
        customerName: z.string(),
        arrivedAt: instant,
        /** By default, and by these rules. */
        queue: id.nullable(),
        toQueue: id.nullable(),
        rules: z.array(id),
      }),
    ),
    findings: z.array(ruleFinding),
    errors: z.array(z.object({ field: z.string(), message: z.string() })),
  }),
});
export const ruleSample = z.object({
  channel: workChannel,
  entryPoint: id.nullable().default(null),
  queue: id.nullable().default(null),
  language: z.string().min(2).max(5).default('it'),
  segment: z.string().max(40).nullable().default(null),
  positions: z
    .array(z.object({ kind: z.string().max(60), state: z.string().max(60) }))
    .max(20)
    .default([]),
  classification: id.nullable().default(null),
  subject: z.string().max(500).default(''),
  text: z.string().max(100_000).default(''),
  /** When it arrives; now unless told. */
  at: z.iso.datetime({ offset: true }).nullable().default(null),
  /** How long it has waited, to try rules about waiting. */
  waitedSeconds: z
    .number()
    .int()
    .min(0)
    .max(86_400 * 30)
    .default(0),
});
export const testRules = route({
  method: 'POST',
  path: '/api/v1/rules/test',
  tag: 'routing',
  summary: 'What a list of rules would do with a contact that somebody makes up, rule by rule',
  permission: 'admin.read',
  body: ruleDraft.extend({ sample: ruleSample }),
  output: z.object({
    set: ruleActions,
    trace: z.array(
      z.object({
        rule: id,
        outcome: z.enum(['acted', 'unmet', 'off', 'not_reached', 'not_yet', 'failed']),
        /** The first condition that does not hold. */
        condition: z.number().nullable(),
      }),
    ),
  }),
});

/** Which rules have put a contact where it is. */
export const appliedRule = z.object({
  at: instant,
  version: z.number(),
  rule: id,
  name: z.string(),
  /** Seconds waited when it acted; null: on arrival. */
  afterSeconds: z.number().nullable(),
  queue: id.nullable(),
  queueName: z.string().nullable(),
  boostSeconds: z.number().nullable(),
  requires: z.array(requirement),
  tags: z.array(z.string()),
  plan: id.nullable(),
});
export const listAppliedRules = route({
  method: 'GET',
  path: '/api/v1/contacts/:id/rules',
  tag: 'contacts',
  summary: 'Why a contact is where it is: the business rules that acted on it',
  permission: 'contact.read',
  params: idParams,
  output: list(appliedRule),
});
export const setContactTags = route({
  method: 'PUT',
  path: '/api/v1/contacts/:id/tags',
  tag: 'contacts',
  summary: 'The tags of a contact',
  permission: 'contact.handle',
  params: idParams,
  body: z.object({ tags }),
  output: z.object({ tags: z.array(z.string()) }),
});
export const listContactTags = route({
  method: 'GET',
  path: '/api/v1/contact-tags',
  tag: 'contacts',
  summary: 'Tags in use on the contacts of the last 90 days that the caller may see, the commonest first',
  permission: 'contact.read',
  output: list(z.object({ tag: z.string(), contacts: z.number() })),
});
