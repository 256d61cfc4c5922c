import {
  can,
  forbidden,
  inScope,
  notFound,
  scopeOf,
  type Actor,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import { findFlow, type FlowRow } from './flows.store.ts';

type Needs = 'flow.read' | 'flow.edit' | 'flow.publish';

/** Whether an actor may see a flow: one of no service is everybody's to see, and to change for who may everywhere. */
export function flowInScope(actor: Actor, row: { serviceId: string | null }, needs: Needs): boolean {
  if (needs === 'flow.read' && row.serviceId === null) return can(actor, needs);
  return inScope(scopeOf(actor, needs), { serviceId: row.serviceId, teamId: null });
}

/** A flow by its code, for who may. @throws Problem 404, 403 where it can be seen and not changed */
export async function accessFlow(
  db: Db | Tx,
  actor: Actor,
  code: string,
  needs: Needs,
  options: { lock?: boolean } = {},
): Promise<FlowRow> {
  const row = await findFlow(db, code, options);
  if (row === null || !flowInScope(actor, row, 'flow.read')) throw notFound('flow');
  if (!flowInScope(actor, row, needs)) throw forbidden(needs);
  return row;
}
