import { findService } from '#server/access/index.ts';
import {
  addJob,
  audit,
  decodeCursor,
  forbidden,
  inScope,
  invalid,
  newId,
  newSecret,
  notFound,
  pageOf,
  record,
  scopeOf,
  seal,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { attemptsPerDelivery, urlProblem } from './webhooks.rules.ts';
import {
  allWebhooks,
  deleteWebhookRow,
  findDelivery,
  findWebhook,
  insertWebhook,
  listDeliveryRows,
  requeueDelivery,
  updateWebhookRow,
  type WebhookRow,
} from './webhooks.store.ts';

export interface WebhookInput {
  name: string;
  url: string;
  events: string[];
  serviceId: string | null;
  active: boolean;
}

/** What a webhook's secret is sealed for. */
export const sealPurpose = 'webhook';

const readers = ['admin.read', 'admin.webhooks'];

/**
 * The webhooks of the services whose settings the caller may see. The path of an address is often a secret: only who
 * administers the webhook sees it.
 */
export async function listWebhooks(ctx: Ctx): Promise<{ items: WebhookRow[] }> {
  const [seen, administered] = [readers, 'admin.webhooks'].map((one) => scopeOf(ctx.actor, one));
  const rows = await allWebhooks(ctx.db);
  return {
    items: rows.flatMap((row) => {
      const place = { serviceId: row.serviceId, teamId: null };
      if (inScope(administered!, place)) return [row];
      return inScope(seen!, place) ? [{ ...row, url: `${new URL(row.url).origin}/…` }] : [];
    }),
  };
}

/** One webhook where the caller holds the permission. @throws Problem 404 */
async function accessWebhook(
  db: Ctx['db'],
  ctx: Ctx,
  id: string,
  permission: string | readonly string[] = 'admin.webhooks',
): Promise<WebhookRow> {
  const row = await findWebhook(db, id);
  const scope = scopeOf(ctx.actor, permission);
  if (row === null || !inScope(scope, { serviceId: row.serviceId, teamId: null })) throw notFound('webhook');
  return row;
}

async function checkInput(tx: Tx, ctx: Ctx, input: WebhookInput): Promise<void> {
  const problem = urlProblem(input.url, ctx.platform.config.webhookPrivate);
  if (problem !== null) throw invalid('url', problem);
  if (input.serviceId !== null && (await findService(tx, input.serviceId)) === null)
    throw invalid('serviceId', 'no such service');
  if (inScope(scopeOf(ctx.actor, 'admin.webhooks'), { serviceId: input.serviceId, teamId: null })) return;
  if (input.serviceId === null) throw forbidden('admin.webhooks');
  throw invalid('serviceId', 'a service whose webhooks you administer', 'out_of_scope');
}

/** Audit row and event of a change of webhooks. */
export async function tellWebhook(
  tx: Tx,
  ctx: Ctx,
  action: string,
  before: WebhookRow | null,
  after: WebhookRow | null,
  reason: string | null = null,
): Promise<void> {
  const { id, serviceId } = (after ?? before)!;
  await audit(tx, ctx.actor, {
    action,
    objectType: 'webhook',
    objectId: id,
    serviceId,
    before,
    after,
    reason,
  });
  await record(tx, ctx.actor, {
    kind: 'config.changed',
    subjectId: id,
    serviceId,
    data: { what: 'webhook', id, ...(reason === null ? {} : { reason }) },
  });
}

/** Makes a webhook; the secret that its deliveries are signed with is in this answer only. */
export async function createWebhook(ctx: Ctx, input: WebhookInput): Promise<WebhookRow & { secret: string }> {
  const secret = `whsec_${newSecret()}`;
  return ctx.tx(async (tx) => {
    await checkInput(tx, ctx, input);
    const id = newId();
    await insertWebhook(tx, {
      id,
      ...input,
      createdAt: ctx.clock.now(),
      secret: seal(ctx.platform.secret, sealPurpose, secret),
    });
    const row = (await findWebhook(tx, id))!;
    await tellWebhook(tx, ctx, 'webhook.created', null, row);
    return { ...row, secret };
  });
}

/** Changes a webhook. One that is switched on again starts with a clean sheet. */
export async function updateWebhook(ctx: Ctx, id: string, input: WebhookInput): Promise<WebhookRow> {
  return ctx.tx(async (tx) => {
    const before = await accessWebhook(tx, ctx, id);
    await checkInput(tx, ctx, input);
    await updateWebhookRow(tx, id, {
      ...input,
      ...(input.active && !before.active ? { failures: 0 } : {}),
    });
    const after = (await findWebhook(tx, id))!;
    await tellWebhook(tx, ctx, 'webhook.changed', before, after);
    return after;
  });
}

export async function deleteWebhook(ctx: Ctx, id: string): Promise<void> {
  await ctx.tx(async (tx) => {
    const before = await accessWebhook(tx, ctx, id);
    await deleteWebhookRow(tx, id);
    await tellWebhook(tx, ctx, 'webhook.deleted', before, null);
  });
}

export async function listDeliveries(
  ctx: Ctx,
  id: string,
  query: { limit: number; cursor?: string | undefined },
) {
  await accessWebhook(ctx.db, ctx, id, readers);
  const after = decodeCursor(query.cursor, 1);
  const rows = await listDeliveryRows(
    ctx.db,
    id,
    after === null ? null : Number(after[0]) || 0,
    query.limit + 1,
  );
  return pageOf(rows, query.limit, (row) => [row.seq]);
}

/** Delivers once more, whatever became of it before. @throws Problem 404 */
export async function retryDelivery(ctx: Ctx, id: string): Promise<void> {
  await ctx.tx(async (tx) => {
    const delivery = await findDelivery(tx, id);
    if (delivery === null) throw notFound('delivery');
    const webhook = await accessWebhook(tx, ctx, delivery.webhookId);
    await requeueDelivery(tx, id);
    await queueDelivery(tx, id, delivery.webhookId);
    await audit(tx, ctx.actor, {
      action: 'webhook.redelivered',
      objectType: 'webhook',
      objectId: webhook.id,
      serviceId: webhook.serviceId,
      after: { delivery: id },
    });
  });
}

/** The job's name. */
export const deliverJobName = 'webhook.deliver';

/** One webhook's deliveries run one after the other, so that one slow receiver takes one worker, not all. */
export const queueDelivery = (tx: Tx, deliveryId: string, webhookId: string): Promise<void> =>
  addJob(
    tx,
    deliverJobName,
    { delivery: deliveryId },
    {
      key: `webhook:${deliveryId}`,
      queue: `webhook:${webhookId}`,
      maxAttempts: attemptsPerDelivery,
    },
  );
