import { inScope, scopeOf, type Ctx } from '#server/platform/index.ts';
import { clockSetBack } from './attention.service.ts';
import { agentSkills, profileEntries, readAgents } from './agents.store.ts';
import { recentChanges } from './change-notices.service.ts';
import { activeAgents } from './config.read.ts';
import { checkAll, type CheckedAgent } from './check.rules.ts';
import { estimatesOf } from './estimates.service.ts';
import { missingSkills } from './missing-skills.read.ts';
import { readNotices } from './notices.store.ts';
import { readPlans } from './plans.store.ts';
import { readQueues } from './queues.store.ts';
import { ruleContradictions } from './rules/index.ts';

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

/** Of the machine or of the rules, that is of no single queue. */
const ofAll = (reason: string, since: Date, detail: Record<string, unknown>) => ({
  queue: null,
  kind: 'problem' as const,
  about: reason,
  detail: { reason, ...detail },
  since,
});

/** Help, problems and recent changes of the queues whose figures the caller may see. */
export async function listNotices(ctx: Ctx) {
  const seen = await queuesInView(ctx);
  const rows = (await readNotices(ctx.db)).filter((row) => seen.has(row.queueId));
  const [clock, rules, changes, missing] = await Promise.all([
    clockSetBack(ctx),
    ruleContradictions(ctx, seen),
    recentChanges(ctx, rows),
    missingSkills(ctx.db),
  ]);
  const { since, ...contradiction } = rules ?? { since: null };
  return {
    items: [
      ...(clock === null ? [] : [ofAll('clock_set_back', clock.since, { seconds: clock.seconds })]),
      ...(since === null ? [] : [ofAll('rules_contradict', since, contradiction)]),
      ...missing
        .filter(({ queueId }) => seen.has(queueId))
        .map(({ queueId, since: from, items, skills }) => ({
          queue: queueId,
          kind: 'problem' as const,
          about: 'skill_nobody_has',
          detail: { reason: 'skill_nobody_has', items, skills },
          since: from,
        })),
      ...[...rows.filter(({ kind }) => kind !== 'change'), ...changes].map(({ queueId, ...row }) => ({
        queue: queueId,
        ...row,
      })),
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
