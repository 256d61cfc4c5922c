import { inScope, scopeOf, type Ctx } from '#server/platform/index.ts';
import { clockSetBack } from './attention.service.ts';
import { agentSkills, profileEntries, readAgents } from './agents.store.ts';
import { activeAgents } from './config.read.ts';
import { checkAll, type CheckedAgent } from './check.rules.ts';
import { estimatesOf } from './estimates.service.ts';
import { readNotices } from './notices.store.ts';
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
        phone: new Set(entries.filter(({ channel }) => channel === 'phone').map((entry) => entry.queue)),
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
  const clock = await clockSetBack(ctx);
  return {
    items: [
      ...(clock === null
        ? []
        : [
            {
              queue: null,
              kind: 'problem' as const,
              about: 'clock_set_back',
              detail: { reason: 'clock_set_back', seconds: clock.seconds },
              since: clock.since,
            },
          ]),
      ...rows
        .filter((row) => seen.has(row.queueId))
        .map(({ queueId, ...row }) => ({ queue: queueId, ...row })),
    ],
  };
}

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
