import { inScope, scopeOf, type Ctx } from '#server/platform/index.ts';
import { agentSkills, profileEntries, readAgents } from './agents.store.ts';
import { activeAgents } from './config.read.ts';
import { checkAll, type CheckedAgent } from './check.rules.ts';
import { readEstimates, readNotices, type EstimateRow } from './notices.store.ts';
import { readPlans } from './plans.store.ts';
import { readQueues } from './queues.store.ts';

// What administrators and supervisors are told about queues: what cannot work, who helps whom, how long it takes.

/** Warnings about the caller's queues, and about all plans. */
export async function checkRouting(ctx: Ctx) {
  const [queues, plans, rows, profiles, skills, people] = await Promise.all([
    readQueues(ctx.db),
    readPlans(ctx.db),
    readAgents(ctx.db, 'all'),
    profileEntries(ctx.db),
    agentSkills(ctx.db, 'all'),
    activeAgents(ctx.db),
  ]);
  const agents = rows.flatMap((row): CheckedAgent[] => {
    if (!people.has(row.staffId)) return [];
    const entries = row.profileId === null ? [] : (profiles.get(row.profileId) ?? []);
    return [
      {
        id: row.staffId,
        team: people.get(row.staffId) ?? null,
        skills: skills.get(row.staffId) ?? {},
        queues: new Set(entries.map((entry) => entry.queue)),
      },
    ];
  });
  const scope = scopeOf(ctx.actor, 'admin.read');
  const seen = new Set(queues.filter((queue) => inScope(scope, queue)).map((queue) => queue.id));
  return {
    items: checkAll({ queues, plans, agents }).filter((one) => one.what !== 'queue' || seen.has(one.id)),
  };
}

/** Help and problems of the queues whose figures the caller may see. */
export async function listNotices(ctx: Ctx) {
  const seen = await queuesInView(ctx);
  const rows = await readNotices(ctx.db);
  return {
    items: rows
      .filter((row) => seen.has(row.queueId))
      .map(({ queueId, ...row }) => ({ queue: queueId, ...row })),
  };
}

/** Estimates older than this are not told: who made them may be gone. */
const estimateSeconds = 60;

/** Estimated waits of the queues whose figures the caller may see. */
export async function listEstimates(ctx: Ctx) {
  const seen = await queuesInView(ctx);
  const rows = await estimatesOf(ctx, 'all');
  return {
    items: rows
      .filter((row) => seen.has(row.queueId))
      .map(({ queueId, channel, waiting, seconds, measuredAt }) => ({
        queue: queueId,
        channel: channel as 'chat',
        waiting,
        seconds,
        at: measuredAt,
      })),
  };
}

async function queuesInView(ctx: Ctx): Promise<Set<string>> {
  const scope = scopeOf(ctx.actor, 'live.read');
  return new Set((await readQueues(ctx.db)).filter((one) => inScope(scope, one)).map((one) => one.id));
}

/** The leader's last word on the wait in queues, if it is young enough to be told. */
export const estimatesOf = (
  ctx: Pick<Ctx, 'db' | 'clock'>,
  queues: readonly string[] | 'all',
): Promise<EstimateRow[]> =>
  readEstimates(ctx.db, queues, new Date(ctx.clock.now().getTime() - estimateSeconds * 1000));

/**
 * Seconds until the item at a place (from 1) is probably answered (R21); null when nothing honest can be said. The
 * estimate is for who would come last; each place further ahead waits one place less.
 */
export function waitAtPlace(estimate: EstimateRow | undefined, place: number): number | null {
  if (estimate?.seconds == null) return null;
  const further = place - (estimate.waiting + 1);
  return Math.max(0, Math.ceil(estimate.seconds + further * (estimate.secondsPerPlace ?? 0)));
}
