import { z } from 'zod';
import { patronDay } from './calendars.ts';
import { day, id, idParams, instant, list, names, page, paging, route, whole } from './route.ts';

/** What a running time limit may be counted in. */
export const clockUnits = ['calendar', 'working', 'mon_sat', 'business_minutes', 'minutes'] as const;
export const clockUnit = z.enum(clockUnits);
/** What a standard is measured in; the last two are of figures of the telephone, which no clock counts. */
export const standardUnits = [...clockUnits, 'seconds', 'percent'] as const;
export const standardUnit = z.enum(standardUnits);
export const standardKinds = ['specific', 'general', 'promise'] as const;
export const pauseReasons = ['customer', 'third_party', 'authority', 'force_majeure'] as const;
export const pauseReason = z.enum(pauseReasons);
export const clockStates = ['running', 'paused', 'fulfilled', 'cancelled'] as const;
export const exclusions = [
  'force_majeure',
  'customer',
  'third_party',
  'multiple_complaint',
  'yearly_cap',
  'other',
] as const;
export const exclusion = z.enum(exclusions);
export const compensationStates = [
  'proposed',
  'approved',
  'refused',
  'excluded',
  'exported',
  'paid',
] as const;

export const clockCode = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,59}$/, 'lower-case letters, digits, hyphens, underscores');
/** When somebody is warned, and who: so many days (minutes) before the limit, or the part of it that is left. */
export const clockWarning = z
  .object({
    before: z.number().int().min(0).max(100_000).optional(),
    left: z.number().min(0).max(1).optional(),
    /** `owner`, or codes of roles: those who hold one of them where the case lies. */
    tell: z.array(clockCode).min(1).max(10),
  })
  .refine((one) => (one.before === undefined) !== (one.left === undefined), {
    message: 'either before or left',
    path: ['before'],
  });
export type ClockWarning = z.output<typeof clockWarning>;

const cents = z.number().int().min(0).max(100_000_000);
export const compensationRule = z.object({
  base: cents,
  double: cents,
  triple: cents,
  /** How often a customer is compensated for one standard in a calendar year; null: without a cap. */
  capPerYear: z.number().int().min(1).max(100).nullable(),
  confirmed: z.boolean(),
  mark: z.string().max(10).nullable(),
  source: z.string().max(500),
  /** Whether the double and the triple were compared with the text, and how they are known. */
  stepsConfirmed: z.boolean().default(true),
  stepsMark: z.string().max(10).nullable().default(null),
  capConfirmed: z.boolean().default(false),
  capMark: z.string().max(10).nullable().default(null),
});
export type CompensationRule = z.output<typeof compensationRule>;

export const standardView = z.object({
  id,
  code: z.string(),
  name: names,
  kind: z.enum(standardKinds),
  amount: z.number(),
  unit: standardUnit,
  share: z.number().nullable(),
  pauses: z.array(pauseReason),
  warnings: z.array(clockWarning),
  compensation: compensationRule.nullable(),
  confirmed: z.boolean(),
  mark: z.string().nullable(),
  source: z.string(),
  note: z.string().nullable(),
  service: id.nullable(),
  territory: z.string().nullable(),
  version: z.number(),
});
export type StandardView = z.output<typeof standardView>;
export const packView = z.object({
  id,
  code: z.string(),
  regulation: z.string(),
  name: names,
  validFrom: day,
  validTo: day.nullable(),
  source: z.string(),
  /** A draft counts for nothing until it is put in force. */
  state: z.enum(['draft', 'in_force']),
  version: z.number(),
  standards: z.array(standardView),
});
export type PackView = z.output<typeof packView>;
export const listPacks = route({
  method: 'GET',
  path: '/api/v1/clock-packs',
  tag: 'clocks',
  summary: 'Regulations as data: standards, their validity, sources and what is confirmed',
  permission: 'case.read',
  output: list(packView),
});
export const standardInput = {
  amount: z.number().int().min(1).max(100_000),
  unit: standardUnit,
  pauses: z.array(pauseReason).max(4),
  warnings: z.array(clockWarning).max(10),
  compensation: compensationRule.nullable(),
  confirmed: z.boolean(),
  source: z.string().max(500),
  note: z.string().max(2000).nullable(),
};
/** Why a value is changed: kept in the audit log. */
export const why = z.string().min(3).max(2000);
/** That open limits come earlier by a change is known to whoever makes it. */
const earlier = z.boolean().default(false);
export const changeStandard = route({
  method: 'PATCH',
  path: '/api/v1/clock-standards/:id',
  tag: 'clocks',
  summary: 'Change or confirm a standard; clocks that run by it are computed again',
  permission: 'admin.clocks',
  params: idParams,
  body: z.object({ ...z.object(standardInput).partial().shape, version: whole.optional(), earlier, why }),
  output: standardView,
});
export const addStandard = route({
  method: 'POST',
  path: '/api/v1/clock-standards',
  tag: 'clocks',
  summary: 'A standard of a pack for one service, one territory, or a new promise of the organisation',
  permission: 'admin.clocks',
  body: z.object({
    pack: id,
    code: clockCode,
    name: names.optional(),
    service: id.nullable().default(null),
    territory: z.string().min(1).max(120).nullable().default(null),
    ...z.object(standardInput).partial().shape,
    why,
  }),
  output: standardView,
  status: 201,
});
export const clockPlace = z.object({
  service: id,
  serviceName: z.string(),
  regulations: z.array(clockCode).max(10),
  calendar: id.nullable(),
  territory: z.string().max(120).nullable(),
  /** The local holiday of its calendar. */
  patron: z.object({ day: z.string().nullable(), name: z.string().nullable() }),
  /** Other services counted by the same calendar. */
  shares: z.array(z.string()),
  version: z.number(),
});
export const listClockPlaces = route({
  method: 'GET',
  path: '/api/v1/clock-places',
  tag: 'clocks',
  summary: 'Which regulations each service is under, and by which calendar its days are counted',
  permission: 'admin.read',
  output: list(clockPlace),
});
export const putClockPlace = route({
  method: 'PUT',
  path: '/api/v1/clock-places/:id',
  tag: 'clocks',
  summary: 'Set the regulations, the calendar, the territory and the local holiday of a service',
  permission: 'admin.clocks',
  params: idParams,
  body: z.object({
    ...clockPlace.pick({ regulations: true, calendar: true, territory: true }).shape,
    /** Changes the local holiday of the calendar, for all that use it. */
    patron: z.object({ day: patronDay, name: z.string().max(120).nullable() }).optional(),
    version: whole.optional(),
    earlier,
    why: why.optional(),
  }),
  output: clockPlace,
});

export const clockEventView = z.object({
  kind: z.enum(['start', 'pause', 'resume', 'fulfil', 'cancel', 'breach', 'warn', 'recompute']),
  at: instant,
  recordedAt: instant,
  author: z.string(),
  reason: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
});
export const clockView = z.object({
  id,
  key: z.string(),
  round: z.number(),
  name: names,
  state: z.enum(clockStates),
  unit: clockUnit,
  amount: z.number(),
  /** Days that counted and are over, or minutes. */
  used: z.number(),
  /** At the end: the number of the day, or minutes. */
  measured: z.number().nullable(),
  multiple: z.number().nullable(),
  startedAt: instant,
  dueAt: instant.nullable(),
  doubleAt: instant.nullable(),
  tripleAt: instant.nullable(),
  breachedAt: instant.nullable(),
  pausedAt: instant.nullable(),
  pauseReason: pauseReason.nullable(),
  endedAt: instant.nullable(),
  pauses: z.array(pauseReason),
  timeZone: z.string(),
  pack: z.object({ code: z.string(), name: names }).nullable(),
  standard: standardView
    .pick({ code: true, kind: true, confirmed: true, mark: true, source: true })
    .nullable(),
  compensation: z
    .object({ id, multiple: z.number(), amountCents: z.number(), state: z.enum(compensationStates) })
    .nullable(),
  events: z.array(clockEventView),
});
export type ClockView = z.output<typeof clockView>;
export const listCaseClocks = route({
  method: 'GET',
  path: '/api/v1/cases/:id/clocks',
  tag: 'clocks',
  summary: 'The time limits of a case, with everything that moved them',
  permission: 'case.read',
  params: idParams,
  output: list(clockView),
});
export const countedDay = z.object({
  day,
  reason: z.enum(['start', 'counted', 'saturday', 'sunday', 'holiday', 'paused', 'closed']),
  names: names.nullable(),
  adds: z.number(),
  total: z.number(),
  /** 1: the last day of the standard; 2 and 3: of its double and triple. */
  mark: z.union([z.literal(1), z.literal(2), z.literal(3)]).nullable(),
});
export const countClockDays = route({
  method: 'GET',
  path: '/api/v1/cases/:id/clocks/:clock/days',
  tag: 'clocks',
  summary: 'Why it is due then: the count, day by day',
  permission: 'case.read',
  params: z.object({ id, clock: id }),
  output: list(countedDay),
});
export const pauseClock = route({
  method: 'POST',
  path: '/api/v1/clocks/:id/pause',
  tag: 'clocks',
  summary: 'Pause a clock, where its standard allows the reason',
  permission: 'clock.manage',
  params: idParams,
  body: z.object({ reason: pauseReason, note: z.string().min(3).max(2000) }),
});
export const resumeClock = route({
  method: 'POST',
  path: '/api/v1/clocks/:id/resume',
  tag: 'clocks',
  summary: 'Let a paused clock go on',
  permission: 'clock.manage',
  params: idParams,
  body: z.object({ note: z.string().max(2000).default('') }),
});

export const clockNotice = z.object({
  clock: id,
  case: id,
  label: z.string(),
  name: names,
  dueAt: instant.nullable(),
  /** Whether the limit has passed. */
  over: z.boolean(),
  /** When they were told last. */
  at: instant,
});
export const listClockNotices = route({
  method: 'GET',
  path: '/api/v1/clock-notices',
  tag: 'clocks',
  summary: 'Warnings of time limits that the caller was told and has not seen, those of a role of theirs too',
  permission: 'case.read',
  output: list(clockNotice),
});
export const seeClockNotices = route({
  method: 'POST',
  path: '/api/v1/clock-notices/seen',
  tag: 'clocks',
  summary: 'I have seen these warnings; nearer to the limit I am told again',
  permission: 'case.read',
  body: z.object({ clocks: z.array(id).min(1).max(100) }),
});

export const compensationView = z.object({
  id,
  case: id.nullable(),
  label: z.string(),
  customer: id.nullable(),
  customerName: z.string(),
  service: id,
  standard: z.string(),
  standardName: names,
  regulation: z.string(),
  amountCents: z.number(),
  multiple: z.number(),
  /** How many times the standard it took. */
  ratio: z.number(),
  dueAt: instant.nullable(),
  endedAt: instant.nullable(),
  state: z.enum(compensationStates),
  exclusion: exclusion.nullable(),
  reason: z.string().nullable(),
  proposedAt: instant,
  decidedAt: instant.nullable(),
  decidedBy: z.string().nullable(),
  exportedAt: instant.nullable(),
  export: id.nullable(),
  paidReference: z.string().nullable(),
  paidAt: instant.nullable(),
  /** The caller has the case: somebody else decides. */
  own: z.boolean(),
});
export type CompensationView = z.output<typeof compensationView>;
export const listCompensations = route({
  method: 'GET',
  path: '/api/v1/compensations',
  tag: 'clocks',
  summary: 'Automatic compensations in scope, newest first',
  permission: 'case.read',
  query: z.object({ state: z.enum(compensationStates).optional(), ...paging }),
  output: page(compensationView),
});
export const decideCompensation = route({
  method: 'POST',
  path: '/api/v1/compensations/:id/decision',
  tag: 'clocks',
  summary: 'Approve a compensation, or refuse it with the reason; never by who has the case',
  permission: 'compensation.decide',
  params: idParams,
  body: z.object({
    decision: z.enum(['approve', 'refuse']),
    exclusion: exclusion.optional(),
    reason: z.string().max(2000).default(''),
  }),
  output: compensationView,
});
export const exportView = z.object({
  id,
  at: instant,
  by: z.string(),
  count: z.number(),
  totalCents: z.number(),
});
export const exportCompensations = route({
  method: 'POST',
  path: '/api/v1/compensation-exports',
  tag: 'clocks',
  summary: 'Hand all approved compensations in scope to billing, each of them once',
  permission: 'compensation.bill',
  output: exportView,
  status: 201,
});
export const listExports = route({
  method: 'GET',
  path: '/api/v1/compensation-exports',
  tag: 'clocks',
  summary: 'What was handed to billing, newest first',
  permission: 'compensation.bill',
  output: list(exportView),
});
export const readExport = route({
  method: 'GET',
  path: '/api/v1/compensation-exports/:id/file',
  tag: 'clocks',
  summary: 'The file for billing (CSV); as often as wanted, each time is audited',
  permission: 'compensation.bill',
  params: idParams,
  rawOutput: 'text/csv; charset=utf-8',
});
export const payCompensation = route({
  method: 'POST',
  path: '/api/v1/compensations/:id/paid',
  tag: 'clocks',
  summary: 'Note the bill by which a compensation was credited',
  permission: 'compensation.bill',
  params: idParams,
  body: z.object({ reference: z.string().min(1).max(200) }),
  output: compensationView,
});
