import type { Plans } from '#contract/case-plans.ts';
import { sql, type Ctx } from '#server/platform/index.ts';
import { accessCase } from '../access.ts';
import { definitionOf } from '../types/types.store.ts';
import { plansOf, type PieceRow } from './plans.store.ts';

type Shown = PieceRow & { targetName: string | null; dueAt: Date | null };
type View = Omit<Plans, 'items'> & { items: unknown[] };

/** The plans of a case, the newest first, and what its type offers. @throws Problem 404 */
export async function plansNow(ctx: Ctx, caseId: string): Promise<Plans> {
  const row = await accessCase(ctx.db, ctx.actor, caseId, 'case.read');
  const [plans, { rows: pieces }, definition] = await Promise.all([
    plansOf(ctx.db, caseId),
    sql<Shown>`
      select p.*, coalesce(staff.name, centre.name, queue.name) as target_name, coalesce(s.due_at, e.due_at) as due_at
      from cases.piece as p left join routing.queue as queue on queue.id = p.queue_id
        left join access.staff as staff on staff.id = p.agent_id left join cases.centre as centre on centre.id = p.centre_id
        left join cases.step as s on s.id = p.step_id left join cases.escalation as e on e.id = p.escalation_id
      where p.case_id = ${caseId}::uuid order by p.position, p.id`.execute(ctx.db),
    definitionOf(ctx.db, row),
  ]);
  const offered = definition.plans ?? [];
  const view: View = {
    items: plans.map(({ id, name, template, state, startedByName, startedAt, endedAt }) => ({
      id,
      name,
      names: offered.find(({ key }) => key === template)?.name ?? null,
      state,
      startedBy: startedByName,
      startedAt,
      endedAt,
      pieces: pieces
        .filter(({ planId }) => planId === id)
        .map((piece) => ({
          ...piece,
          queue: piece.queueId,
          agent: piece.agentId,
          centre: piece.centreId,
          targetName: piece.targetName ?? '—',
          step: piece.stepId,
          escalation: piece.escalationId,
        })),
    })),
    templates: offered.map(({ key, name, pieces: all }) => ({
      key,
      name,
      pieces: all.length,
    })),
  };
  return view as Plans;
}
