import type * as contract from '#contract/routing-plans.ts';
import type { Parsed } from '#contract/route.ts';
import { forbidden, inScope, newId, notFound, type Ctx, type Tx } from '#server/platform/index.ts';
import { administered, refuse, taken, tell } from './config.service.ts';
import { teamsAndAgents } from './config.read.ts';
import { allSkills, lockConfig } from './config.store.ts';
import { wrongSteps } from './plans.rules.ts';
import { planVersions, queuesOfPlan, readPlans, savePlan, type PlanRow } from './plans.store.ts';
import { readQueues } from './queues.store.ts';

// Routing plans: made, changed, looked back at. A change is followed at once by what waits.

export type PlanInput = Parsed<typeof contract.createPlan>['body'];

export const listPlans = async (ctx: Ctx): Promise<{ items: PlanRow[] }> => ({
  items: await readPlans(ctx.db),
});

/**
 * Makes a routing plan, or changes one, in the caller's transaction. All queues that it names or that go by it must be
 * among those the caller administers.
 * @throws Problem 403, 404, 409 `taken`, 422 naming every wrong field
 */
export async function putPlan(tx: Tx, ctx: Ctx, id: string | null, input: PlanInput): Promise<PlanRow> {
  if (id !== null && !(await lockConfig(tx, 'plan', id))) throw notFound('routing plan');
  const before = id === null ? null : ((await readPlans(tx, id))[0] ?? null);
  const queues = await readQueues(tx);
  const mine = new Set(queues.filter((one) => inScope(administered(ctx), one)).map((one) => one.id));
  const users = id === null ? [] : await queuesOfPlan(tx, id);
  const named = before?.steps.flatMap((step) => step.queues) ?? [];
  if ([...users.map((one) => one.id), ...named].some((queue) => !mine.has(queue)))
    throw forbidden('admin.routing');
  const skills = new Set((await allSkills(tx)).map((skill) => skill.id));
  const wrong = wrongSteps(input.steps, { skills, ...(await teamsAndAgents(tx)), queues: mine });
  if (!input.active && users.length > 0)
    wrong.push({
      field: 'active',
      message: `in use by ${users.map((one) => one.name).join(', ')}`,
    });
  refuse(wrong);
  const after: PlanRow = {
    id: id ?? newId(),
    ...input,
    version: (before?.version ?? 0) + 1,
    changedAt: ctx.clock.now(),
  };
  await savePlan(tx, after, ctx.actor.name).catch((error: unknown) => {
    throw taken(error, 'name');
  });
  await tell(tx, ctx, 'routing-plan', before, after);
  return after;
}

/** What a plan was, newest first. @throws Problem 404 */
export async function versionsOfPlan(ctx: Ctx, id: string) {
  const items = await planVersions(ctx.db, id);
  if (items.length === 0) throw notFound('routing plan');
  return { items };
}
