import { Temporal } from 'temporal-polyfill';
import { readSetting, type Db } from '#server/platform/index.ts';
import { readQueues, type QueueRow } from '#server/routing/index.ts';
import type { Distribution } from './chance.rules.ts';
import {
  agentsOf,
  arrivalsOf,
  durationsOf,
  figuresOf,
  offersOf,
  skillCodes,
  waitsOf,
  type AgentPast,
  type Past,
  type ProfilePast,
} from './history.read.ts';
import { readScenario, ScenarioError, weekdays, type Scenario, type ScenarioInput } from './scenario.ts';

type Group = ScenarioInput['agents'][number];

/** Values kept of a distribution: enough for its shape and its mean. */
const BINS = 200;
const WEEK_HOURS = 168;
/** With fewer abandons the patience is a guess; then nobody leaves. */
const LEAST_ABANDONS = 5;

/** What an average week really was, to judge the simulated one by; service level by formula `negative`. */
export interface PastWeek {
  queue: string;
  offered: number;
  answered: number;
  abandoned: number;
  serviceLevel: number | null;
  meanWait: number | null;
}

/** The first day of the last whole weeks before an instant. */
export async function lastWeeks(db: Db, weeks: number, now: Date): Promise<string> {
  const timeZone = (await readSetting<string>(db, 'timeZone')) ?? 'Europe/Rome';
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  return today.subtract({ weeks }).toString();
}

/**
 * A scenario of one week (Monday to Sunday, after a week of warm-up, so that it begins with what a week leaves over) out
 * of the organisation's own queues, profiles and skills, and of what happened in some weeks: arrivals per half hour,
 * handling and wrap-up times, patience, answers to offers, hours of the agents.
 *
 * Patience is exponential with the mean `all waiting time / number who left`, the estimate for waits that an answer cut
 * short (Mandelbaum and Zeltyn).
 *
 * Also gives the same weeks as they were: a simulated week that is far from them leaves something out (breaks, other
 * work, holidays), and what-if answers are to be read against it.
 *
 * @param from the first day (ISO date, in the organisation's time zone)
 * @param weeks how many whole weeks from there
 * @throws ScenarioError when there is nothing to go by
 */
export async function scenarioFromHistory(
  db: Db,
  { from, weeks, name }: { from: string; weeks: number; name: string },
): Promise<{ scenario: Scenario; past: PastWeek[] }> {
  const timeZone = (await readSetting<string>(db, 'timeZone')) ?? 'Europe/Rome';
  const start = midnight(from, timeZone);
  const past: Past = { from: start, to: midnight(daysAfter(from, weeks * 7), timeZone), timeZone };
  const queues = (await readQueues(db)).filter((queue) => queue.active);
  const arrivals = await arrivalsOf(db, past);
  if (queues.length === 0) throw new ScenarioError(['There are no queues.']);
  if (arrivals.length === 0)
    throw new ScenarioError([`No contact entered a queue in the ${weeks} weeks from ${from}.`]);
  const agents = await agentsOf(db, past);
  const codes = await skillCodes(db);
  const idOf = idsOf(queues);
  const handling = keyed(await durationsOf(db, past, 'handle', BINS));
  const wrapUps = keyed(await durationsOf(db, past, 'wrap_up', BINS));
  const waits = keyed(await waitsOf(db, past));
  const streams = Map.groupBy(
    arrivals.filter((one) => idOf.has(one.queueId)),
    keyOf,
  );
  const scenario = readScenario({
    name,
    hours: 2 * WEEK_HOURS,
    warmUpHours: WEEK_HOURS,
    queues: queues.map((queue) => queueOf(queue, idOf.get(queue.id)!)),
    agents: groupsOf(agents, await offersOf(db, past, BINS), idOf, weeks),
    arrivals: [...streams].map(([key, found]) => {
      const { queueId, channel } = found[0]!;
      const queue = queues.find((one) => one.id === queueId)!;
      const halfHours = Array.from({ length: WEEK_HOURS * 2 }, () => 0);
      for (const { halfHour, count } of found) halfHours[halfHour]! += count / weeks;
      const wait = waits.get(key);
      const wrapUp = wrapUps.get(key);
      const times = handling.get(key)?.values ?? [300];
      return {
        queue: idOf.get(queueId)!,
        channel,
        halfHours,
        handling: { kind: 'empirical', values: times },
        ...(wrapUp === undefined || queue.wrapUpMode === 'none'
          ? {}
          : {
              wrapUp: { kind: 'empirical' as const, values: withNone(wrapUp, handling.get(key)?.count ?? 0) },
            }),
        patience:
          wait === undefined || wait.abandoned < LEAST_ABANDONS
            ? null
            : { kind: 'exponential', mean: Math.max(1, wait.seconds / wait.abandoned) },
        requires: queue.requires.map(({ skill, level }) => ({ skill: codes.get(skill) ?? skill, level })),
      };
    }),
  } satisfies ScenarioInput);
  const happened = (await figuresOf(db, past)).filter((one) => idOf.has(one.queueId));
  return {
    scenario,
    past: happened.map(({ queueId, offered, answered, abandoned, inTime, events, waitAnswered }) => ({
      queue: idOf.get(queueId)!,
      offered: offered / weeks,
      answered: answered / weeks,
      abandoned: abandoned / weeks,
      serviceLevel: events === 0 ? null : inTime / events,
      meanWait: answered === 0 ? null : waitAnswered / answered,
    })),
  };
}

const keyOf = (one: { queueId: string; channel: string }): string => `${one.queueId} ${one.channel}`;
const keyed = <T extends { queueId: string; channel: string }>(rows: readonly T[]): Map<string, T> =>
  new Map(rows.map((row) => [keyOf(row), row]));

/** What was handled without a wrap-up had one of no length. */
function withNone({ count, values }: { count: number; values: number[] }, handled: number): number[] {
  const none = Math.round((values.length * Math.max(0, handled - count)) / count);
  return [...values, ...Array.from({ length: Math.min(none, 9_000) }, () => 0)];
}

function queueOf(row: QueueRow, id: string): ScenarioInput['queues'][number] {
  return {
    id,
    name: row.name,
    priority: row.priority,
    serviceLevel: {
      formula: row.serviceLevel.formula as 'negative',
      threshold: row.serviceLevel.threshold,
      target: row.serviceLevel.target,
    },
    shortAbandonSeconds: row.shortAbandonSeconds,
    offerSeconds: row.offerSeconds,
    idleClock: row.idleClock,
    refusalSeconds: row.refusalSeconds,
    ttlSeconds: row.ttlSeconds,
    wrapUp: { mode: row.wrapUpMode, seconds: row.wrapUpSeconds },
  };
}

/** Agents who are alike in profile, skills and hours are one group. */
function groupsOf(
  agents: readonly AgentPast[],
  offers: readonly ProfilePast[],
  idOf: ReadonlyMap<string, string>,
  weeks: number,
): Group[] {
  const answers = new Map(offers.map((one) => [one.profileId, one]));
  const groups = new Map<string, Group>();
  const used = new Set<string>();
  for (const agent of agents) {
    const shifts = shiftsOf(agent, weeks);
    const lines = agent.lines.filter((line) => idOf.has(line.queueId));
    // Who was not there in these weeks, or serves nothing, takes no part.
    if (shifts.length === 0 || lines.length === 0) continue;
    const key = JSON.stringify([agent.profileId, agent.skills, shifts]);
    const known = groups.get(key);
    if (known !== undefined) {
      known.count += 1;
      continue;
    }
    const past = answers.get(agent.profileId);
    const made = past === undefined ? 0 : past.accepted + past.declined + past.missed;
    groups.set(key, {
      id: unused(slug(agent.profile), used),
      name: agent.profile,
      count: 1,
      profile: lines.map(({ queueId, channel, priority, delaySeconds }) => ({
        queue: idOf.get(queueId)!,
        channel,
        priority,
        delaySeconds,
      })),
      capacity: {
        ...Object.fromEntries(lines.map(({ channel }) => [channel, { max: 0 }])),
        ...agent.capacity,
      },
      skills: Object.fromEntries(agent.skills.map(({ skill, level }) => [skill, level])),
      shifts,
      ...(past === undefined || past.acceptSeconds.length === 0
        ? {}
        : { acceptSeconds: { kind: 'empirical', values: past.acceptSeconds } satisfies Distribution }),
      declineShare: made === 0 ? 0 : past!.declined / made,
      missShare: made === 0 ? 0 : past!.missed / made,
    });
  }
  return [...groups.values()];
}

/** The weekdays on which they came in at least half of the weeks, with the usual hours, to five minutes. */
function shiftsOf({ days }: AgentPast, weeks: number): NonNullable<Group['shifts']> {
  return days
    .filter(({ count, start, end }) => count * 2 >= weeks && five(end) > five(start))
    .map(({ weekday, start, end }) => ({
      days: [weekdays[weekday - 1]!],
      from: clock(five(start)),
      to: clock(five(end)),
    }));
}

const five = (minutes: number): number => Math.round(minutes / 5) * 5;
const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Queues are named by their codes. */
function idsOf(queues: readonly QueueRow[]): Map<string, string> {
  const used = new Set<string>();
  return new Map(queues.map((queue) => [queue.id, unused(queue.code.replace(/[\s=.]/g, '-'), used)]));
}

const slug = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40) || 'agents';

function unused(name: string, used: Set<string>): string {
  let id = name;
  for (let i = 2; used.has(id); i++) id = `${name}-${i}`;
  used.add(id);
  return id;
}

/** The instant at which a day begins in a time zone. */
const midnight = (day: string, timeZone: string): Date =>
  new Date(Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds);

const daysAfter = (day: string, days: number): string =>
  Temporal.PlainDate.from(day).add({ days }).toString();
