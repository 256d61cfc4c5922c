import type { PlanStep } from '#contract/routing-plans.ts';
import type { Db, Tx } from '#server/platform/index.ts';

export interface PlanRow {
  id: string;
  name: string;
  steps: PlanStep[];
  active: boolean;
  version: number;
  changedAt: Date;
}

/** Routing plans by name; all, or one. */
export async function readPlans(db: Db, id: string | null = null): Promise<PlanRow[]> {
  const query = db.selectFrom('routing.plan').selectAll().orderBy('name');
  return (await (id === null ? query : query.where('id', '=', id)).execute()) as unknown as PlanRow[];
}

/** Saves a plan as it is now, and the same as a version that stays. */
export async function savePlan(tx: Tx, { id, ...rest }: PlanRow, by: string): Promise<void> {
  const fields = { ...rest, steps: JSON.stringify(rest.steps) };
  await tx
    .insertInto('routing.plan')
    .values({ id, ...fields })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(fields))
    .execute();
  await tx
    .insertInto('routing.planVersion')
    .values({ planId: id, ...fields, changedBy: by })
    .execute();
}

export interface PlanVersionRow extends Omit<PlanRow, 'id'> {
  changedBy: string;
}

/** What a plan was, newest first. */
export async function planVersions(db: Db, id: string): Promise<PlanVersionRow[]> {
  const rows = await db
    .selectFrom('routing.planVersion')
    .select(['version', 'name', 'steps', 'active', 'changedAt', 'changedBy'])
    .where('planId', '=', id)
    .orderBy('version', 'desc')
    .execute();
  return rows as unknown as PlanVersionRow[];
}

/** The queues that go by a plan. */
export async function queuesOfPlan(
  db: Db,
  planId: string,
): Promise<{ id: string; name: string; serviceId: string; teamId: string | null }[]> {
  return db
    .selectFrom('routing.queue')
    .select(['id', 'name', 'serviceId', 'teamId'])
    .where('planId', '=', planId)
    .orderBy('name')
    .execute();
}
