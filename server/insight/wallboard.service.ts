import type { wallboard } from '#contract/wallboard.ts';
import type { Parsed, Result } from '#contract/route.ts';
import { invalid, type Ctx } from '#server/platform/index.ts';
import { estimatesOf, type EstimateRow } from '#server/routing/index.ts';
import { agentMeasures, queueMeasures, type Span } from './facts.read.ts';
import { isQueueOpen } from './queues-live.service.ts';
import { agreementInForce, readProtection } from './protection.service.ts';
import { rolledUpThrough } from './rollups.service.ts';
import { boundsOf, dayIn, halfHoursOf, organisationTimeZone } from './time.ts';
import * as read from './wallboard.read.ts';
import {
  addUp,
  countStates,
  divided,
  inCommon,
  keptBack,
  left,
  shareOf,
  type AgentCounts,
  type QueueCounts,
} from './wallboard.rules.ts';
import { forecastError } from './forecast.service.ts';
import type { ServiceLevelFormula } from './service-level.rules.ts';

type Board = Result<typeof wallboard>;
type Row = Board['rows'][number];
type Figures = Board['totals'];

const halfHour = 30 * 60_000;
const onDuty = new Set(['idle', 'offered', 'interacting', 'wrap_up']);
const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const queueFields = queueMeasures.map(camel) as (keyof QueueCounts)[];
const agentFields = agentMeasures.map(camel) as (keyof AgentCounts)[];

/** One queue on one channel over the day. */
interface Cell {
  queueId: string;
  channel: string;
  stock: Omit<read.Stock, 'queueId' | 'channel'>;
  /** By half hour of the day; a missing one is empty. */
  counts: Map<number, QueueCounts>;
  forecast: Map<number, number>;
}
interface Group {
  key: string;
  name: string;
  queue: read.BoardQueue | null;
  cells: Cell[];
  agents: read.BoardAgent[];
}

/**
 * The figures of a day per queue, channel, team or supplier in the scope of `live.read`. What is over comes from the
 * rollups, the rest from legs by the same statement; shares are made of sums.
 * @throws Problem 422 `day` for a day that has not come
 */
export async function wallboardOf(
  ctx: Ctx,
  { by, day: wanted }: Parsed<typeof wallboard>['query'],
): Promise<Board> {
  const { db, actor } = ctx;
  const now = ctx.clock.now();
  const timeZone = await organisationTimeZone(db);
  const today = dayIn(timeZone, now);
  const day = wanted ?? today;
  if (day > today) throw invalid('day', 'today or a day before it');
  const bounds = boundsOf(timeZone, day);
  const span: Span = { ...bounds, now };
  const live = day === today;
  const through = (await rolledUpThrough(db)) ?? bounds.from;

  const queues = await read.boardQueues(db, actor);
  const ids = queues.map(({ id }) => id);
  const halfHours = halfHoursOf(bounds);
  const [cells, promises, forecast] = await Promise.all([
    cellsOf(ctx, ids, span, through, live),
    read.promises(db, ids),
    read.forecastCells(db, ids, bounds.from, bounds.to),
  ]);
  for (const one of forecast)
    cellAt(cells, one.queueId, one.channel).forecast.set(place(one.start, bounds.from), one.offered);

  const [agents, profiles, work, times, settings, agreement, alerts, estimates] = await Promise.all([
    read.boardAgents(db),
    read.profilesServe(db),
    read.agentCells(db, ids, span, through),
    read.stateTimes(db, span, through),
    readProtection(db),
    agreementInForce(db, now),
    read.openAlerts(db, ids),
    live ? estimatesOf(ctx, ids) : [],
  ]);
  const groups = await groupsOf(ctx, by, queues, [...cells.values()], agents, profiles);
  const smallest = agreement === null ? settings.groupSize : 1;
  const back =
    by === 'team' || by === 'supplier'
      ? keptBack(new Map(groups.map((one) => [one.key, one.agents.length])), smallest)
      : new Set(groups.filter((one) => one.agents.length < smallest).map((one) => one.key));

  const versions = Map.groupBy(promises, ({ queueId }) => queueId);
  const present = new Map(queues.map((queue) => [queue.id, queue.serviceLevel]));
  const promiseAt = (queueId: string, at: Date) =>
    versions.get(queueId)?.findLast(({ validFrom }) => validFrom <= at) ??
    versions.get(queueId)?.[0] ??
    present.get(queueId) ?? { formula: 'negative', version: 1, target: 0, threshold: {} };

  const figuresOf = (group: Omit<Group, 'key' | 'name'>, hidden: boolean): Figures => {
    const series = {
      offered: halfHours.map(() => 0),
      answered: halfHours.map(() => 0),
      abandoned: halfHours.map(() => 0),
      numerator: halfHours.map(() => 0),
      denominator: halfHours.map(() => 0),
      forecast: halfHours.map((): number | null => null),
    };
    const promised = new Set<read.Promised>();
    let carriedIn = 0;
    let wanted = 0;
    for (const cell of group.cells) {
      const whole = addUp([...cell.counts.values()], queueFields);
      const carried = left(whole) + cell.stock.waiting - whole.offered;
      carriedIn += carried;
      halfHours.forEach((start, at) => {
        const counts = cell.counts.get(at);
        const promise = promiseAt(cell.queueId, start);
        if (counts !== undefined || at === 0) {
          promised.add(promise);
          const share = shareOf(
            promise.formula as ServiceLevelFormula,
            counts ?? addUp<QueueCounts>([], queueFields),
            at === 0 ? carried : 0,
          );
          series.numerator[at]! += share.numerator;
          series.denominator[at]! += share.denominator;
          wanted += promise.target * share.denominator;
        }
        if (counts !== undefined) {
          series.offered[at]! += counts.arrived;
          series.answered[at]! += counts.answered;
          series.abandoned[at]! += counts.abandoned;
        }
        const expected = cell.forecast.get(at);
        if (expected !== undefined) series.forecast[at] = (series.forecast[at] ?? 0) + expected;
      });
    }
    const n = addUp(
      group.cells.flatMap((cell) => [...cell.counts.values()]),
      queueFields,
    );
    const stock = addUp(
      group.cells.map((cell) => cell.stock),
      ['waiting', 'inHandling', 'inFlow'],
    );
    const members = new Set(group.agents.map(({ id }) => id));
    const byAgents = addUp<AgentCounts>(
      work.filter(({ staffId }) => members.has(staffId)),
      agentFields,
    );
    const spent = addUp(
      times.filter(({ staffId }) => members.has(staffId)),
      ['onContact', 'ready'] as never[],
    ) as { onContact: number; ready: number };
    const ofTeam = by === 'team' || by === 'supplier';
    const worked = ofTeam ? byAgents : n;
    const numerator = total(series.numerator);
    const denominator = total(series.denominator);
    return {
      waiting: stock.waiting,
      longestWait: Math.round(Math.max(0, ...group.cells.map((cell) => cell.stock.longestWait))),
      inFlow: stock.inFlow,
      inHandling: stock.inHandling,
      offered: n.offered + carriedIn,
      answered: n.answered,
      abandoned: n.abandoned,
      shortAbandoned: n.shortAbandoned,
      flowedOut: n.flowedOut,
      expired: n.expired,
      callbacks: n.callback,
      announced: n.announced,
      blocked: n.blocked,
      consults: {
        asked: n.consults,
        answered: n.consultsAnswered,
        unanswered: n.consultsUnanswered,
        seconds: n.consulting / 1000,
      },
      handled: worked.handled,
      averageWait: seconds(divided(n.answeredWait, n.answered)),
      handlingTime: hidden ? null : seconds(divided(worked.handledTime, worked.handled)),
      occupancy: hidden ? null : divided(spent.onContact, spent.onContact + spent.ready),
      serviceLevel: {
        value: divided(numerator, denominator),
        numerator,
        denominator,
        formula: inCommon([...promised].map(({ formula }) => formula)),
        version: inCommon([...promised].map(({ version }) => version)),
        target: inCommon([...promised].map(({ target }) => target)) ?? divided(wanted, denominator),
        threshold: inCommon([...promised].map(({ threshold }) => threshold)),
      },
      ownAnswers: ofTeam
        ? hidden
          ? null
          : {
              numerator: byAgents.answeredInTime,
              denominator: byAgents.answeredInTime + byAgents.answeredLate,
              value: divided(byAgents.answeredInTime, byAgents.answeredInTime + byAgents.answeredLate),
            }
        : null,
      estimatedWait: {
        now: longestEstimate(estimates, group),
        told: n.waitPromised,
        meanError: seconds(divided(n.waitError, n.waitPromised)),
        meanAbsoluteError: seconds(divided(n.waitErrorAbsolute, n.waitPromised)),
        kept: divided(n.waitKept, n.waitPromised),
      },
      agents: {
        size: group.agents.length,
        states: hidden || !live ? null : countStates(group.agents.map(({ state }) => state)),
      },
      keptBack: hidden,
      series,
    };
  };

  const rows = await Promise.all(
    groups.map(async (group): Promise<Row> => ({
      key: group.key,
      name: group.name,
      open: group.queue === null ? null : await isQueueOpen(ctx, group.queue, now),
      emergency: group.queue?.emergencyClosed ?? false,
      manned: live ? group.agents.some(({ state }) => onDuty.has(state)) : null,
      alerts: alerts
        .filter(({ queueId }) => queueId === group.queue?.id)
        .map(({ id, measure, level, acknowledgedAt }) => ({
          id,
          measure,
          level: level as 'warn' | 'critical',
          acknowledged: acknowledgedAt !== null,
        })),
      ...figuresOf(group, back.has(group.key)),
    })),
  );
  const everybody = [
    ...new Map(groups.flatMap((one) => one.agents.map((agent) => [agent.id, agent]))).values(),
  ];
  const [method] = forecast;
  return {
    at: now,
    by,
    day,
    live,
    timeZone,
    groupSize: settings.groupSize,
    single: agreement !== null,
    halfHours,
    forecast:
      method === undefined
        ? null
        : {
            method: method.method,
            version: method.version,
            wape: await forecastError(db, ids, boundsOf(timeZone, today).from),
          },
    rows,
    totals: figuresOf(
      { queue: null, cells: [...cells.values()], agents: everybody },
      everybody.length < smallest,
    ),
  };
}

const place = (start: Date, from: Date) => Math.floor((start.getTime() - from.getTime()) / halfHour);
const total = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0);
const seconds = (milliseconds: number | null) => (milliseconds === null ? null : milliseconds / 1000);

/** For who would come now; of several queues and channels the longest that can be told. */
function longestEstimate(
  estimates: readonly EstimateRow[],
  { queue, cells }: Pick<Group, 'queue' | 'cells'>,
): number | null {
  const told = estimates.flatMap(({ queueId, channel, seconds: wait }) =>
    wait !== null &&
    (queueId === queue?.id || cells.some((cell) => cell.queueId === queueId && cell.channel === channel))
      ? [wait]
      : [],
  );
  return told.length === 0 ? null : Math.max(...told);
}

function cellAt(cells: Map<string, Cell>, queueId: string, channel: string): Cell {
  const key = `${queueId} ${channel}`;
  const known = cells.get(key);
  if (known !== undefined) return known;
  const cell: Cell = {
    queueId,
    channel,
    stock: { waiting: 0, longestWait: 0, inHandling: 0, inFlow: 0 },
    counts: new Map(),
    forecast: new Map(),
  };
  cells.set(key, cell);
  return cell;
}

async function cellsOf(
  ctx: Ctx,
  queues: readonly string[],
  span: Span,
  through: Date,
  live: boolean,
): Promise<Map<string, Cell>> {
  const { db } = ctx;
  const [counted, stocks, flow] = await Promise.all([
    read.queueCells(db, queues, span, through),
    read.stocks(db, queues, span.now),
    live ? [] : read.flowSince(db, queues, span.to, span.now),
  ]);
  const cells = new Map<string, Cell>();
  for (const { queueId, channel, start, ...counts } of counted)
    cellAt(cells, queueId, channel).counts.set(place(start, span.from), counts);
  for (const { queueId, channel, ...stock } of stocks)
    cellAt(cells, queueId, channel).stock = live
      ? stock
      : { waiting: stock.waiting, longestWait: 0, inHandling: 0, inFlow: 0 };
  // The stock at the end of a day that is over: what waits now less what has come since, and what has gone.
  for (const { queueId, channel, grown } of flow) cellAt(cells, queueId, channel).stock.waiting -= grown;
  return cells;
}

async function groupsOf(
  ctx: Ctx,
  by: Board['by'],
  queues: readonly read.BoardQueue[],
  cells: readonly Cell[],
  agents: readonly read.BoardAgent[],
  profiles: readonly { profileId: string; queueId: string; channel: string }[],
): Promise<Group[]> {
  const own = new Set(queues.map(({ id }) => id));
  const serving = (test: (one: { queueId: string; channel: string }) => boolean) => {
    const wanted = new Set(
      profiles.filter((one) => own.has(one.queueId) && test(one)).map(({ profileId }) => profileId),
    );
    return agents.filter(({ profileId }) => profileId !== null && wanted.has(profileId));
  };
  switch (by) {
    case 'queue':
      return queues
        .filter((queue) => queue.active || cells.some(({ queueId }) => queueId === queue.id))
        .map((queue) => ({
          key: queue.id,
          name: queue.name,
          queue,
          cells: cells.filter(({ queueId }) => queueId === queue.id),
          agents: serving(({ queueId }) => queueId === queue.id),
        }));
    case 'channel':
      return [...new Set(cells.map(({ channel }) => channel))].toSorted().map((channel) => ({
        key: channel,
        name: channel,
        queue: null,
        cells: cells.filter((cell) => cell.channel === channel),
        agents: serving((one) => one.channel === channel),
      }));
    case 'team':
    case 'supplier': {
      const teams = await read.boardTeams(ctx.db, ctx.actor);
      const seen = new Set(teams.map(({ id }) => id));
      const owner = new Map(
        queues.map((queue) => [queue.id, by === 'team' ? (queue.teamId ?? '') : queue.supplier]),
      );
      const names =
        by === 'team'
          ? new Map(teams.map(({ id, name }) => [id, name]))
          : new Map(teams.map(({ supplier }) => [supplier, supplier]));
      const members = Map.groupBy(
        agents.filter(({ teamId }) => teamId !== null && seen.has(teamId)),
        ({ teamId, supplier }) => (by === 'team' ? teamId! : supplier),
      );
      const keys = new Set([...names.keys(), ...cells.map(({ queueId }) => owner.get(queueId) ?? '')]);
      return [...keys]
        .map((key) => ({
          key,
          name: names.get(key) ?? '',
          queue: null,
          cells: cells.filter(({ queueId }) => (owner.get(queueId) ?? '') === key),
          agents: members.get(key) ?? [],
        }))
        .toSorted((a, b) => (a.key === '' ? 1 : b.key === '' ? -1 : a.name.localeCompare(b.name)));
    }
  }
}
