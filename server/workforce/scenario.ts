import { z } from 'zod';
import { serviceLevelFormulas } from '#server/routing/index.ts';

// A scenario as it stands in a file: what the simulator is told. All times are seconds unless the name says hours.

export const HALF_HOUR = 1800;
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

const seconds = z.number().min(0).max(31_536_000);
const share = z.number().min(0).max(1);
const id = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[^\s=.]+$/, 'no spaces, dots or equals signs');
const channel = z.string().min(1).max(20);

const distribution = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), seconds }),
  z.strictObject({ kind: z.literal('exponential'), mean: seconds.positive() }),
  z.strictObject({
    kind: z.literal('lognormal'),
    mean: seconds.positive(),
    cv: z.number().min(0.01).max(20),
  }),
  z.strictObject({
    kind: z.literal('weibull'),
    mean: seconds.positive(),
    shape: z.number().min(0.1).max(50),
  }),
  z.strictObject({ kind: z.literal('empirical'), values: z.array(seconds).min(1).max(10_000) }),
]);

type Need =
  | { skill: string; level: number }
  | { team: string }
  | { agent: string }
  | { all: Need[] }
  | { any: Need[] };
const name = z.string().min(1).max(120);
const need: z.ZodType<Need, Need> = z.lazy(() =>
  z.union(
    [
      z.strictObject({ skill: name, level: z.int().min(1).max(5) }),
      z.strictObject({ team: name }),
      z.strictObject({ agent: name }),
      z.strictObject({ all: z.array(need).max(20) }),
      z.strictObject({ any: z.array(need).max(20) }),
    ],
    { error: 'must be one of skill with level, team, agent, all, any' },
  ),
);

const condition = z.strictObject({
  measure: z.enum(['estimated_wait', 'service_level', 'idle_agents', 'waiting', 'longest_wait']),
  is: z.enum(['above', 'below']),
  value: z.number().min(0),
});

const planStep = z.strictObject({
  need: need.nullable().default(null),
  keepRequires: z.boolean().default(true),
  queues: z.array(id).default([]),
  pool: z.enum(['members', 'anyone']).default('members'),
  seconds: seconds.nullable().default(null),
  skipIfNobody: z.boolean().default(false),
});

const time = z
  .string()
  .regex(/^([0-3]\d|4[0-7]):[0-5]\d$/, 'a time as in 08:30; after midnight 24:00 to 47:59');

const queue = z.strictObject({
  id,
  name: z.string().max(120).optional(),
  priority: z.int().min(1).max(99).default(5),
  serviceLevel: z
    .strictObject({
      formula: z.enum(serviceLevelFormulas).default('negative'),
      /** T per channel; a channel that is missing promises nothing. */
      threshold: z.record(channel, seconds).default({}),
      target: share.default(0.8),
    })
    .prefault({}),
  shortAbandonSeconds: seconds.default(5),
  offerSeconds: z.record(channel, seconds.positive()).default({}),
  idleClock: z.enum(['last_handled', 'available_since']).default('last_handled'),
  refusalSeconds: seconds.default(120),
  ttlSeconds: seconds.positive().nullable().default(null),
  parallelOffers: z.int().min(1).max(50).default(1),
  /** What is done in steps while a contact waits, when others help, and when it goes elsewhere: as in routing. */
  plan: z
    .strictObject({ steps: z.array(planStep).min(1).max(20) })
    .nullable()
    .default(null),
  help: z
    .array(
      z.strictObject({
        from: id,
        when: condition,
        unlessDonor: condition.nullable().default(null),
        priority: z.int().min(1).max(99).nullable().default(null),
        delaySeconds: seconds.default(0),
      }),
    )
    .default([]),
  overflow: z
    .array(
      z.strictObject({
        toQueue: id,
        afterSeconds: seconds.nullable().default(null),
        when: condition.nullable().default(null),
        keepPlace: z.boolean().default(true),
      }),
    )
    .default([]),
  /** Who comes when so many wait is turned away. */
  limit: z.int().min(1).nullable().default(null),
  /** Left out: mandatory where a stream of the queue has wrap-up times, else none. */
  wrapUp: z
    .strictObject({
      mode: z.enum(['none', 'optional', 'mandatory', 'mandatory_timed', 'forced_timed']),
      seconds: seconds.default(0),
    })
    .optional(),
});

const agents = z.strictObject({
  id,
  name: z.string().max(120).optional(),
  count: z.int().min(0).max(20_000),
  profile: z
    .array(
      z.strictObject({
        queue: id,
        channel,
        priority: z.int().min(1).max(99).nullable().default(null),
        delaySeconds: z.number().min(0).max(9999).default(0),
      }),
    )
    .min(1),
  /** Left out: one item at a time of any channel of the profile, and nothing beside it. */
  capacity: z
    .record(
      channel,
      z.strictObject({ max: z.int().min(0).max(100), interruptedBy: z.array(channel).default([]) }),
    )
    .optional(),
  skills: z.record(name, z.int().min(1).max(5)).default({}),
  team: name.nullable().default(null),
  /** Left out: always there. */
  shifts: z
    .array(z.strictObject({ days: z.array(z.enum(weekdays)).min(1).optional(), from: time, to: time }))
    .min(1)
    .optional(),
  /** From the offer to its acceptance (or refusal). */
  acceptSeconds: distribution.default({ kind: 'fixed', seconds: 0 }),
  declineShare: share.default(0),
  missShare: share.default(0),
  /** How long an agent who missed an offer stays away. */
  backAfterMissSeconds: seconds.default(60),
});

const arrivals = z.strictObject({
  queue: id,
  channel,
  /** Contacts per hour, always the same. */
  perHour: z.number().min(0).max(1e7).optional(),
  /** Expected contacts of each half hour from the start of the scenario; begins again when it is shorter. */
  halfHours: z.array(z.number().min(0).max(1e7)).min(1).max(17_568).optional(),
  handling: distribution,
  wrapUp: distribution.optional(),
  /** How long a customer waits before leaving; left out or null: for ever. */
  patience: distribution.nullable().default(null),
  requires: z.array(need).default([]),
  boostSeconds: z.number().min(-86_400).max(86_400).default(0),
});

const scenario = z.strictObject({
  name: z.string().min(1).max(200),
  /** The weekday of the first day, on which shifts depend. A scenario starts at its midnight. */
  firstDay: z.enum(weekdays).default('monday'),
  hours: z.number().positive().max(100_000),
  /** Hours at the start that are not measured. */
  warmUpHours: z.number().min(0).max(100_000).default(0),
  /** In how many batches of equal length the measured time is cut; they make the intervals of a single replication. */
  batches: z.int().min(1).max(1000).default(1),
  replications: z.int().min(1).max(10_000).default(10),
  seed: z.string().min(1).max(100).default('1'),
  queues: z.array(queue).min(1).max(1000),
  agents: z.array(agents).max(5000),
  arrivals: z.array(arrivals).min(1).max(5000),
});

export type Scenario = z.output<typeof scenario>;
export type ScenarioInput = z.input<typeof scenario>;

/** What is wrong with a scenario, a line per field. */
export class ScenarioError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/**
 * A checked scenario with everything filled in.
 * @throws ScenarioError naming each field as in `agents[2].profile[0].queue`
 */
export function readScenario(input: unknown): Scenario {
  const parsed = scenario.safeParse(input);
  if (!parsed.success)
    throw new ScenarioError(
      parsed.error.issues.slice(0, 20).map((issue) => `${pathOf(issue.path)}: ${sentence(issue)}.`),
    );
  const problems = contradictions(parsed.data);
  if (problems.length > 0) throw new ScenarioError(problems.slice(0, 20));
  return parsed.data;
}

function pathOf(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text === '' ? 'scenario' : text.replace(/^\./, '');
}

function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `there is no field ${issue.keys.join(', ')} here`;
  if (issue.code === 'invalid_union' && 'discriminator' in issue)
    return 'must be fixed, exponential, lognormal, weibull or empirical';
  if (issue.code === 'invalid_type' && issue.input === undefined) return `is needed (${issue.expected})`;
  return issue.message.replace(/\.$/, '').replace(/^./, (first) => first.toLowerCase());
}

/** What each field alone cannot show. */
function contradictions(given: Scenario): string[] {
  const problems: string[] = [];
  const queues = new Map(given.queues.map((one) => [one.id, one]));
  const known = [...queues.keys()].slice(0, 10).join(', ');
  const repeated = (list: readonly { id: string }[], name: string) => {
    const seen = new Set<string>();
    list.forEach((one, i) => {
      if (seen.has(one.id)) problems.push(`${name}[${i}].id: "${one.id}" is there twice.`);
      seen.add(one.id);
    });
  };
  given.queues.forEach((queue, i) => {
    const named: [string, string][] = [
      ...(queue.plan?.steps ?? []).flatMap((step, k) =>
        step.queues.map((one, n): [string, string] => [`plan.steps[${k}].queues[${n}]`, one]),
      ),
      ...queue.help.map((rule, k): [string, string] => [`help[${k}].from`, rule.from]),
      ...queue.overflow.map((rule, k): [string, string] => [`overflow[${k}].toQueue`, rule.toQueue]),
    ];
    for (const [field, one] of named)
      if (!queues.has(one))
        problems.push(`queues[${i}].${field}: there is no queue "${one}"; there are ${known}.`);
    queue.overflow.forEach((rule, k) => {
      if (rule.afterSeconds === null && rule.when === null)
        problems.push(`queues[${i}].overflow[${k}]: needs afterSeconds or when.`);
    });
  });
  repeated(given.queues, 'queues');
  repeated(given.agents, 'agents');
  if (given.warmUpHours >= given.hours) problems.push('warmUpHours: must be less than hours.');
  if (given.agents.reduce((sum, group) => sum + group.count, 0) > 20_000)
    problems.push('agents: more than 20000 in all.');
  given.agents.forEach((group, i) => {
    group.profile.forEach((line, k) => {
      if (!queues.has(line.queue))
        problems.push(
          `agents[${i}].profile[${k}].queue: there is no queue "${line.queue}"; there are ${known}.`,
        );
      if (group.capacity !== undefined && !Object.hasOwn(group.capacity, line.channel))
        problems.push(`agents[${i}].capacity: says nothing of ${line.channel}, which the profile names.`);
    });
    if (group.declineShare + group.missShare > 1)
      problems.push(`agents[${i}].missShare: is more than 1 together with declineShare.`);
    group.shifts?.forEach((shift, k) => {
      if (minutesOf(shift.to) <= minutesOf(shift.from))
        problems.push(
          `agents[${i}].shifts[${k}].to: must be after from; past midnight write 24:00 to 47:59.`,
        );
      else if (minutesOf(shift.to) - minutesOf(shift.from) > 24 * 60)
        problems.push(`agents[${i}].shifts[${k}].to: a shift is 24 hours at most.`);
    });
  });
  given.arrivals.forEach((stream, i) => {
    const at = `arrivals[${i}]`;
    const target = queues.get(stream.queue);
    if (target === undefined)
      problems.push(`${at}.queue: there is no queue "${stream.queue}"; there are ${known}.`);
    if ((stream.perHour === undefined) === (stream.halfHours === undefined))
      problems.push(`${at}: needs either perHour or halfHours.`);
    if (stream.wrapUp !== undefined && target?.wrapUp?.mode === 'none')
      problems.push(`${at}.wrapUp: queue "${stream.queue}" has no wrap-up (its mode is none).`);
  });
  return problems;
}

/** Minutes since midnight of a time as in 08:30. */
export function minutesOf(text: string): number {
  const [hours, minutes] = text.split(':').map(Number) as [number, number];
  return hours * 60 + minutes;
}
