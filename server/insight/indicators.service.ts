import type { createIndicator, listIndicators } from '#contract/figures.ts';
import type { Parsed, Result } from '#contract/route.ts';
import {
  actorLabel,
  audit,
  forbidden,
  inScope,
  invalid,
  newId,
  readSetting,
  record,
  scopeOf,
  writeSetting,
  type Consumer,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { promiseQueue, readQueues } from '#server/routing/index.ts';
import {
  addFirstVersions,
  addVersion,
  begunBetween,
  readVersions,
  versionAt,
  type VersionRow,
} from './indicators.store.ts';
import type { ServiceLevelFormula } from './service-level.rules.ts';

type Listed = Result<typeof listIndicators>;

/** The versions of the service level of queues in scope; `inForce` marks those that count now. */
export async function listVersions(ctx: Ctx, queue: string | null): Promise<Listed> {
  const now = ctx.clock.now();
  const rows = await readVersions(ctx.db, scopeOf(ctx.actor, 'admin.read'), queue);
  return { items: viewsOf(rows, now) };
}

function viewsOf(rows: readonly VersionRow[], now: Date): Listed['items'] {
  const counted = new Set<string>();
  // The newest first: of those that have begun, the first one met is in force.
  return rows.map((row) => {
    const begun = row.validFrom <= now && !counted.has(row.queueId!);
    if (begun) counted.add(row.queueId!);
    return { ...row, inForce: begun };
  });
}

// Clocks of two machines may differ a little; what lies further back would rewrite what was counted.
const leeway = 60_000;

/**
 * Makes a version for queues, or for all of them. What has been counted stays: a stay is judged by the version in force
 * when it began. One that counts at once is written to the queues too, where routing and the queue's page read it.
 * @throws Problem 403 for all queues without the permission everywhere, 422 `validFrom`, `queues`, `threshold`
 */
export async function makeVersions(ctx: Ctx, input: Parsed<typeof createIndicator>['body']): Promise<Listed> {
  const now = ctx.clock.now();
  const from = input.validFrom === undefined ? now : new Date(input.validFrom);
  if (from.getTime() < now.getTime() - leeway)
    throw invalid('validFrom', 'now or later: the past stays as it was counted');
  const scope = scopeOf(ctx.actor, 'admin.routing');
  if (input.queues === undefined && scope !== 'all') throw forbidden('admin.routing everywhere');
  const queues = await readQueues(ctx.db, input.queues ?? 'all');
  const own = queues.filter((queue) => inScope(scope, queue));
  if (input.queues !== undefined && own.length < new Set(input.queues).size)
    throw invalid('queues', 'queues that you administer');
  const made = await ctx.tx(async (tx) => {
    const rows: VersionRow[] = [];
    for (const queue of own) {
      const row = await addVersion(tx, {
        id: newId(),
        queueId: queue.id,
        formula: input.formula,
        threshold: input.threshold as Record<string, number>,
        target: input.target,
        shortAbandonSeconds: input.shortAbandonSeconds,
        validFrom: from,
        note: input.note,
        createdBy: actorLabel(ctx.actor),
      });
      rows.push(row);
      await tell(tx, ctx, row, queue.serviceId);
      if (from <= now) await apply(tx, ctx, row);
    }
    return rows;
  });
  return { items: viewsOf(made, now) };
}

async function tell(tx: Tx, ctx: Ctx, row: VersionRow, serviceId: string): Promise<void> {
  await audit(tx, ctx.actor, {
    action: 'indicator.versioned',
    objectType: 'indicator',
    objectId: row.id,
    serviceId,
    after: row,
    reason: row.note === '' ? null : row.note,
  });
  await record(tx, ctx.actor, {
    kind: 'config.changed',
    subjectId: row.queueId,
    serviceId,
    data: { what: 'indicator', id: row.id },
  });
}

const apply = (tx: Tx, ctx: Ctx, row: VersionRow) =>
  promiseQueue(
    tx,
    ctx,
    row.queueId!,
    {
      serviceLevel: {
        formula: row.formula,
        version: row.version,
        threshold: row.threshold,
        target: row.target,
      },
      shortAbandonSeconds: row.shortAbandonSeconds,
    },
    `service level, version ${row.version}`,
  );

const appliedKey = 'figures.indicatorsApplied';

/**
 * Versions made ahead reach the queues' own settings when their time has come, and queues that were there before anybody
 * listened get their first.
 */
export async function applyBegun(ctx: Ctx): Promise<void> {
  const now = ctx.clock.now();
  await ctx.tx(async (tx) => {
    await addFirstVersions(tx);
    const last = await readSetting<string>(tx, appliedKey);
    if (last !== null)
      for (const row of await begunBetween(tx, new Date(last), now)) {
        const current = await versionAt(tx, row.queueId!, now);
        if (current?.id === row.id) await apply(tx, ctx, row);
      }
    await writeSetting(tx, appliedKey, now.toISOString());
  });
}

const inOrder = (threshold: Record<string, number>) =>
  JSON.stringify(Object.entries(threshold).toSorted(([a], [b]) => a.localeCompare(b)));
const same = (
  row: VersionRow,
  queue: {
    serviceLevel: Pick<VersionRow, 'threshold' | 'target'> & { formula: string };
    shortAbandonSeconds: number;
  },
) =>
  row.formula === queue.serviceLevel.formula &&
  row.target === queue.serviceLevel.target &&
  row.shortAbandonSeconds === queue.shortAbandonSeconds &&
  inOrder(row.threshold) === inOrder(queue.serviceLevel.threshold);

/** A queue that is changed on its own page makes a version too: the history of a promise has no gap. */
export const indicatorsConsumer: Consumer = {
  name: 'insight.indicators',
  kinds: ['config.changed'],
  async handle(tx, _ctx, event) {
    if (event.data['what'] !== 'queue' || event.subjectId === null) return;
    const [queue] = await readQueues(tx, [event.subjectId]);
    if (queue === undefined) return;
    const before = await versionAt(tx, queue.id, event.at);
    if (before !== null && same(before, queue)) return;
    await addVersion(tx, {
      id: newId(),
      queueId: queue.id,
      formula: queue.serviceLevel.formula as ServiceLevelFormula,
      threshold: queue.serviceLevel.threshold,
      target: queue.serviceLevel.target,
      shortAbandonSeconds: queue.shortAbandonSeconds,
      // The first says what always was: nothing was promised otherwise before.
      validFrom: before === null ? new Date('2000-01-01T00:00:00Z') : event.at,
      note: '',
      createdBy: event.actor,
    });
  },
};
