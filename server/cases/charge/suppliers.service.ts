import type { createSupplier, Supplier } from '#contract/case-charge.ts';
import type { Parsed } from '#contract/route.ts';
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
  type Tx,
} from '#server/platform/index.ts';
import { readQueues } from '#server/routing/index.ts';
import { findCentre } from '../escalations/escalations.store.ts';
import { allSuppliers, findSupplier, saveSupplier, type SupplierRow } from './charge.store.ts';

type Input = Parsed<typeof createSupplier>['body'];

const viewOf = ({ serviceId, queueId, centreId, ...row }: SupplierRow): Supplier => ({
  ...row,
  service: serviceId,
  queue: queueId,
  centre: centreId,
});

/** The suppliers of the services in which the caller has any business, and those for all services. */
export async function listSuppliersOf(ctx: Ctx): Promise<{ items: Supplier[] }> {
  const all = ctx.actor.grants.some((grant) => grant.serviceId === null);
  const services = new Set(ctx.actor.grants.map((grant) => grant.serviceId));
  const rows = await allSuppliers(ctx.db);
  return {
    items: rows
      .filter(({ serviceId }) => all || serviceId === null || services.has(serviceId))
      .map((row) => viewOf(row)),
  };
}

function mayArrange(ctx: Ctx, serviceId: string | null): void {
  if (!inScope(scopeOf(ctx.actor, 'admin.routing'), { serviceId, teamId: null }))
    throw forbidden('admin.routing');
}

export const createSupplierOf = (ctx: Ctx, input: Input): Promise<Supplier> =>
  ctx.tx((tx) => putSupplier(tx, ctx, null, input));

/** @throws Problem 403, 404, 409 taken, 422 naming the field */
export const updateSupplierOf = (ctx: Ctx, id: string, input: Input): Promise<Supplier> =>
  ctx.tx(async (tx) => {
    const before = await findSupplier(tx, id, true);
    if (before === null) throw notFound('supplier');
    mayArrange(ctx, before.serviceId);
    return putSupplier(tx, ctx, before, input);
  });

async function putSupplier(tx: Tx, ctx: Ctx, before: SupplierRow | null, input: Input): Promise<Supplier> {
  mayArrange(ctx, input.service);
  const name = input.name.trim();
  if (name.length < 2) throw invalid('name', 'the name of the company');
  if (input.service !== null && (await findService(tx, input.service)) === null)
    throw invalid('service', 'a service in use');
  if (input.queue === null && input.centre === null)
    throw invalid('queue', 'a queue, or a competence centre, by which it is reached');
  if (input.queue !== null && (await readQueues(tx, [input.queue]))[0]?.active !== true)
    throw invalid('queue', 'a queue in use');
  if (input.centre !== null && (await findCentre(tx, input.centre))?.active !== true)
    throw invalid('centre', 'a competence centre in use');
  const after: SupplierRow = {
    id: before?.id ?? newId(),
    name,
    description: input.description,
    serviceId: input.service,
    queueId: input.queue,
    centreId: input.centre,
    active: input.active,
  };
  try {
    await saveSupplier(tx, after);
  } catch (error) {
    if (!isUniqueViolation(error, 'supplier_name_key')) throw error;
    throw new Problem(409, 'taken', 'name: already in use', [{ field: 'name', message: 'already in use' }]);
  }
  await configChanged(tx, ctx.actor, {
    what: 'supplier',
    id: after.id,
    serviceId: after.serviceId,
    before,
    after,
  });
  return viewOf(after);
}
