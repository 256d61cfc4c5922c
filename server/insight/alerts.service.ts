import { fewestJudged, type createThreshold } from '#contract/figures.ts';
import type { Parsed } from '#contract/route.ts';
import type { WallboardFigures } from '#contract/wallboard.ts';
import { email } from '#server/channels/index.ts';
import {
  audit,
  forbidden,
  inScope,
  invalid,
  newId,
  notFound,
  record,
  scopeOf,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { readQueues, type QueueRow } from '#server/routing/index.ts';
import { alertMail } from './alert-mail.rules.ts';
import { look, neverAgain, worse } from './alerts.rules.ts';
import * as store from './alerts.store.ts';
import type { AlertRow, ThresholdRow, Watched } from './alerts.store.ts';
import { wallboardOf } from './wallboard.service.ts';

type Wish = Parsed<typeof createThreshold>['body'];
type Board = Pick<
  WallboardFigures,
  | 'waiting'
  | 'longestWait'
  | 'averageWait'
  | 'serviceLevel'
  | 'abandoned'
  | 'shortAbandoned'
  | 'answered'
  | 'agents'
>;

export const listThresholds = async (ctx: Ctx) => ({
  items: await store.readThresholds(ctx.db, scopeOf(ctx.actor, 'live.read')),
});

/** The queue of a limit, within the caller's `admin.routing`; null for the whole organisation. */
async function queueInReach(tx: Tx, ctx: Ctx, queueId: string | null): Promise<QueueRow | null> {
  const scope = scopeOf(ctx.actor, 'admin.routing');
  if (queueId === null) {
    if (scope !== 'all') throw forbidden('admin.routing everywhere');
    return null;
  }
  const [queue] = await readQueues(tx, [queueId]);
  if (queue === undefined || !inScope(scope, queue)) throw invalid('queueId', 'a queue that you administer');
  return queue;
}

/**
 * Has a limit watched, or changes it.
 * @throws Problem 404, 422 naming `queueId`, `warn`, `critical`, `mailTo`
 */
export const putThreshold = (ctx: Ctx, id: string | null, wish: Wish): Promise<ThresholdRow> =>
  ctx.tx(async (tx) => {
    const before = id === null ? null : await store.findThreshold(tx, id);
    if (id !== null && before === null) throw notFound('threshold');
    if (before !== null)
      await queueInReach(tx, ctx, before.queueId).catch(() => {
        throw notFound('threshold');
      });
    const queue = await queueInReach(tx, ctx, wish.queueId);
    if (wish.warn === null && wish.critical === null) throw invalid('warn', 'one limit at least');
    if (wish.warn !== null && wish.critical !== null && worse(wish.measure, wish.warn, wish.critical))
      throw invalid('critical', 'further than the warning');
    const known = await store.mailAddresses(tx, wish.mailTo);
    if (known.length < new Set(wish.mailTo).size) throw invalid('mailTo', 'members of staff in service');
    const after: ThresholdRow = { id: id ?? newId(), ...wish };
    await store.saveThreshold(tx, after);
    await tell(tx, ctx, before === null ? 'created' : 'changed', after.id, queue, before, after);
    return after;
  });

export const dropThreshold = (ctx: Ctx, id: string): Promise<void> =>
  ctx.tx(async (tx) => {
    const before = await store.findThreshold(tx, id);
    if (before === null) throw notFound('threshold');
    const queue = await queueInReach(tx, ctx, before.queueId).catch(() => {
      throw notFound('threshold');
    });
    const open = (await store.watchedThresholds(tx)).find((one) => one.id === id && one.alertId !== null);
    if (open !== undefined) await close(tx, ctx, open.alertId!, queue, open.measure, null);
    await store.deleteThreshold(tx, id);
    await tell(tx, ctx, 'deleted', id, queue, before, null);
  });

async function tell(
  tx: Tx,
  ctx: Ctx,
  verb: string,
  id: string,
  queue: QueueRow | null,
  before: ThresholdRow | null,
  after: ThresholdRow | null,
): Promise<void> {
  const serviceId = queue?.serviceId ?? null;
  await audit(tx, ctx.actor, {
    action: `threshold.${verb}`,
    objectType: 'threshold',
    objectId: id,
    serviceId,
    before,
    after,
  });
  await record(tx, ctx.actor, {
    kind: 'config.changed',
    subjectId: id,
    serviceId,
    data: { what: 'threshold', id },
  });
}

/** The value that a limit is set on; null while there is nothing to judge by. */
export function valueOf(measure: ThresholdRow['measure'], board: Board): number | null {
  switch (measure) {
    case 'waiting':
      return board.waiting;
    case 'longest_wait':
      return board.longestWait;
    case 'average_wait':
      return board.averageWait;
    case 'service_level':
      return board.serviceLevel.denominator < fewestJudged ? null : board.serviceLevel.value;
    case 'abandonment': {
      const settled = board.answered + board.abandoned - board.shortAbandoned;
      return settled < fewestJudged ? null : (board.abandoned - board.shortAbandoned) / settled;
    }
    case 'idle_agents':
      return board.agents.states?.idle ?? null;
  }
}

/** One look at every limit that is watched. @returns how many alerts were opened, changed level or ended */
export async function watchThresholds(ctx: Ctx): Promise<number> {
  const watched = await store.watchedThresholds(ctx.db);
  if (watched.length === 0) return 0;
  const board = await wallboardOf(ctx, { by: 'queue' });
  const rows = new Map(board.rows.map((row) => [row.key, row]));
  const queues = new Map((await readQueues(ctx.db)).map((queue) => [queue.id, queue]));
  let count = 0;
  for (const limit of watched) {
    const figures = limit.queueId === null ? board.totals : rows.get(limit.queueId);
    const queue = limit.queueId === null ? null : (queues.get(limit.queueId) ?? null);
    const value = !limit.active || figures === undefined ? null : valueOf(limit.measure, figures);
    if (await oneLook(ctx, limit, queue, value)) count += 1;
  }
  return count;
}

async function oneLook(
  ctx: Ctx,
  limit: Watched,
  queue: QueueRow | null,
  value: number | null,
): Promise<boolean> {
  const now = ctx.clock.now();
  const { breach, tell: level } = look(limit, value, limit.told, limit.breach, now.getTime());
  const worst =
    value !== null &&
    limit.alertId !== null &&
    (limit.worst === null || worse(limit.measure, value, limit.worst))
      ? value
      : null;
  const moved = JSON.stringify(breach) !== JSON.stringify(limit.breach);
  if (!moved && level === null && worst === null) return false;
  return ctx.tx(async (tx) => {
    if (moved) await store.writeBreach(tx, limit.id, breach);
    if (worst !== null) await store.changeAlert(tx, limit.alertId!, { worst });
    if (level === null) return false;
    if (level === 'none') {
      await close(tx, ctx, limit.alertId!, queue, limit.measure, null);
      return true;
    }
    const bound = limit[level]!;
    const id = limit.alertId ?? newId();
    if (limit.alertId === null)
      await store.insertAlert(tx, {
        id,
        thresholdId: limit.id,
        queueId: limit.queueId,
        serviceId: queue?.serviceId ?? null,
        teamId: queue?.teamId ?? null,
        measure: limit.measure,
        level,
        value,
        bound,
        worst: value,
        openedAt: now,
      });
    // Worse than what somebody took on: it rings again.
    else
      await store.changeAlert(tx, id, {
        level,
        value,
        bound,
        ...(level === 'critical' ? { acknowledgedAt: null, acknowledgedBy: null } : {}),
      });
    await record(tx, ctx.actor, {
      kind: limit.alertId === null ? 'alert.opened' : 'alert.changed',
      subjectId: id,
      serviceId: queue?.serviceId ?? null,
      teamId: queue?.teamId ?? null,
      data: { alert: id, queue: limit.queueId, measure: limit.measure, level, value, bound },
    });
    if (limit.told === 'none' || level === 'critical')
      for (const one of await store.mailAddresses(tx, limit.mailTo))
        await email.queueNotice(tx, {
          audience: 'staff',
          to: one.email,
          language: one.language,
          serviceId: queue?.serviceId ?? null,
          ...alertMail(one.language, {
            measure: limit.measure,
            level,
            queueName: queue?.name ?? null,
            value: value!,
            bound,
            link: `${ctx.platform.config.publicUrl}/wallboard`,
          }),
        });
    return true;
  });
}

async function close(
  tx: Tx,
  ctx: Ctx,
  id: string,
  place: { serviceId: string | null; teamId: string | null; id: string } | null,
  measure: string,
  by: string | null,
): Promise<void> {
  await store.changeAlert(tx, id, { closedAt: ctx.clock.now(), closedBy: by });
  await record(tx, ctx.actor, {
    kind: 'alert.closed',
    subjectId: id,
    serviceId: place?.serviceId ?? null,
    teamId: place?.teamId ?? null,
    data: { alert: id, queue: place?.id ?? null, measure, by },
  });
}

export const listAlerts = async (ctx: Ctx, query: { state: 'open' | 'closed' | 'all'; limit: number }) => ({
  items: await store.readAlerts(ctx.db, scopeOf(ctx.actor, 'live.read'), query),
});

async function openAlert(tx: Tx, ctx: Ctx, id: string): Promise<AlertRow> {
  const alert = await store.findAlert(tx, id);
  const scope = scopeOf(ctx.actor, 'routing.supervise');
  if (alert === null || (alert.serviceId !== null && !inScope(scope, alert))) throw notFound('alert');
  return alert;
}
const person = (ctx: Ctx) => (ctx.actor.kind === 'staff' ? ctx.actor.id : null);

/** Says that somebody looks after it; the first who says so is kept. */
export const acknowledge = (ctx: Ctx, id: string): Promise<AlertRow> =>
  ctx.tx(async (tx) => {
    const alert = await openAlert(tx, ctx, id);
    if (alert.acknowledgedAt !== null || alert.closedAt !== null) return alert;
    await store.changeAlert(tx, id, { acknowledgedAt: ctx.clock.now(), acknowledgedBy: person(ctx) });
    await audit(tx, ctx.actor, {
      action: 'alert.acknowledged',
      objectType: 'alert',
      objectId: id,
      serviceId: alert.serviceId,
    });
    await record(tx, ctx.actor, {
      kind: 'alert.changed',
      subjectId: id,
      serviceId: alert.serviceId,
      teamId: alert.teamId,
      data: {
        alert: id,
        queue: alert.queueId,
        measure: alert.measure,
        level: alert.level,
        acknowledged: true,
      },
    });
    return (await store.findAlert(tx, id))!;
  });

/** Ends an alert by hand. It comes again after the value was good in between, or when it gets worse. */
export const closeByHand = (ctx: Ctx, id: string): Promise<AlertRow> =>
  ctx.tx(async (tx) => {
    const alert = await openAlert(tx, ctx, id);
    if (alert.closedAt !== null) return alert;
    const place =
      alert.queueId === null ? null : { id: alert.queueId, serviceId: alert.serviceId, teamId: alert.teamId };
    await close(tx, ctx, id, place, alert.measure, person(ctx));
    if (alert.thresholdId !== null) await store.writeBreach(tx, alert.thresholdId, neverAgain(alert.level));
    await audit(tx, ctx.actor, {
      action: 'alert.closed',
      objectType: 'alert',
      objectId: id,
      serviceId: alert.serviceId,
    });
    return (await store.findAlert(tx, id))!;
  });
