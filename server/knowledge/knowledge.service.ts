import { findService } from '#server/access/index.ts';
import {
  configChanged,
  forbidden,
  inScope,
  invalid,
  isUniqueViolation,
  newId,
  notFound,
  Problem,
  scopeOf,
  type Ctx,
  type Scope,
  type Tx,
} from '#server/platform/index.ts';
import { placeUnder, showsService, subtree } from './knowledge.rules.ts';
import {
  allClassification,
  followParent,
  lockTree,
  saveClassification,
  type ClassificationRow,
} from './knowledge.store.ts';

/** Everywhere the actor has any business, whatever it is: the classification is in every signed-in person's hands. */
const scopeOfAny = (ctx: Ctx): Scope =>
  ctx.actor.grants.some((grant) => grant.serviceId === null && grant.teamId === null)
    ? 'all'
    : ctx.actor.grants.map(({ serviceId, teamId }) => ({ serviceId, teamId }));

const taken = (error: unknown, constraint: string, field: string): unknown =>
  isUniqueViolation(error, constraint)
    ? new Problem(409, 'taken', `${field}: already in use`, [{ field, message: 'already in use' }])
    : error;

/** Refuses a service that is not there, or in which the actor does not administer knowledge. */
async function checkService(tx: Tx, ctx: Ctx, serviceId: string | null): Promise<void> {
  if (serviceId !== null && (await findService(tx, serviceId)) === null)
    throw invalid('serviceId', 'no such service');
  if (inScope(scopeOf(ctx.actor, 'admin.knowledge'), { serviceId, teamId: null })) return;
  if (serviceId === null) throw forbidden('admin.knowledge');
  throw invalid('serviceId', 'a service whose knowledge you administer', 'out_of_scope');
}

/** What is there and outside the actor's services does not exist for it; what is everybody's it may see, not change. */
function checkChangeable(ctx: Ctx, what: string, row: { serviceId: string | null } | null): void {
  const scope = scopeOf(ctx.actor, 'admin.knowledge');
  if (row === null || !showsService(scope, row.serviceId)) throw notFound(what);
  if (!inScope(scope, { serviceId: row.serviceId, teamId: null })) throw forbidden('admin.knowledge');
}

export async function listClassification(ctx: Ctx): Promise<{ items: ClassificationRow[] }> {
  const scope = scopeOfAny(ctx);
  const rows = await allClassification(ctx.db);
  return { items: rows.filter((row) => showsService(scope, row.serviceId)) };
}

export type ClassificationInput = Omit<ClassificationRow, 'id' | 'level'>;

/**
 * Adds a node to the classification, or changes one: what hangs on it moves with it and is switched off with it.
 * Nodes are never deleted, since closed contacts carry them.
 * @throws Problem 404, 409 `taken`, 422 naming `parentId`, `serviceId` or `active`
 */
export async function putClassification(
  tx: Tx,
  ctx: Ctx,
  id: string | null,
  input: ClassificationInput,
): Promise<ClassificationRow> {
  await lockTree(tx);
  const nodes = await allClassification(tx);
  const before = id === null ? null : (nodes.find((node) => node.id === id) ?? null);
  if (id !== null) checkChangeable(ctx, 'classification', before);
  await checkService(tx, ctx, input.serviceId);
  const placing = placeUnder(nodes, id, input.parentId);
  if (!placing.ok) throw invalid('parentId', placing.message);
  const parent = nodes.find((node) => node.id === input.parentId);
  if (parent !== undefined && !showsService(scopeOf(ctx.actor, 'admin.knowledge'), parent.serviceId))
    throw invalid('parentId', 'no such node');
  if (parent?.active === false && input.active)
    throw invalid('active', 'the node above is switched off; switch that one on first');
  const after: ClassificationRow = { id: id ?? newId(), level: placing.level, ...input };
  try {
    await saveClassification(tx, after);
  } catch (error) {
    throw taken(error, 'classification_code_key', 'code');
  }
  if (before !== null) {
    const below = subtree(nodes, before.id).slice(1);
    await followParent(
      tx,
      below.map((node) => node.id),
      after.level - before.level,
      before.active && !after.active,
    );
  }
  await configChanged(tx, ctx.actor, {
    what: 'classification',
    id: after.id,
    serviceId: after.serviceId,
    before,
    after,
  });
  return after;
}
