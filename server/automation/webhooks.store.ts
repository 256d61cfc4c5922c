import { sql } from 'kysely';
import { newId, type Db, type Tx } from '#server/platform/index.ts';

/** A webhook as shown: without its secret. */
export interface WebhookRow {
  id: string;
  name: string;
  url: string;
  events: string[];
  serviceId: string | null;
  active: boolean;
  createdAt: Date;
  failures: number;
  lastStatus: string | null;
  lastAt: Date | null;
}
const columns = [
  'id',
  'name',
  'url',
  'events',
  'serviceId',
  'active',
  'createdAt',
  'failures',
  'lastStatus',
  'lastAt',
] as const;

export const allWebhooks = (db: Db): Promise<WebhookRow[]> =>
  db.selectFrom('automation.webhook').select(columns).orderBy('name').orderBy('id').execute();

export async function findWebhook(db: Db, id: string): Promise<WebhookRow | null> {
  const row = await db
    .selectFrom('automation.webhook')
    .select(columns)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

export const activeWebhooks = (db: Db) =>
  db
    .selectFrom('automation.webhook')
    .select(['id', 'events', 'serviceId'])
    .where('active', '=', true)
    .execute();

export async function insertWebhook(
  tx: Tx,
  row: Pick<WebhookRow, 'id' | 'name' | 'url' | 'events' | 'serviceId' | 'active' | 'createdAt'> & {
    secret: string;
  },
): Promise<void> {
  await tx.insertInto('automation.webhook').values(row).execute();
}

export async function updateWebhookRow(
  tx: Tx,
  id: string,
  fields: Partial<Pick<WebhookRow, 'name' | 'url' | 'events' | 'serviceId' | 'active' | 'failures'>>,
): Promise<void> {
  await tx.updateTable('automation.webhook').set(fields).where('id', '=', id).execute();
}

export async function deleteWebhookRow(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('automation.webhook').where('id', '=', id).execute();
}

/** Keeps what is to be delivered; null when this event is there already for the webhook. */
export async function insertDelivery(
  tx: Tx,
  webhookId: string,
  event: { seq: number; kind: string },
  bodyOf: (id: string) => Record<string, unknown>,
): Promise<string | null> {
  const id = newId();
  const row = await tx
    .insertInto('automation.delivery')
    .values({ id, webhookId, eventSeq: event.seq, kind: event.kind, body: JSON.stringify(bodyOf(id)) })
    .onConflict((conflict) => conflict.columns(['webhookId', 'eventSeq']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

export interface DeliveryJob {
  id: string;
  kind: string;
  state: string;
  body: unknown;
  webhookId: string;
  url: string;
  secret: string;
  active: boolean;
}

export async function findDelivery(db: Db, id: string): Promise<DeliveryJob | null> {
  const row = await db
    .selectFrom('automation.delivery as d')
    .innerJoin('automation.webhook as w', 'w.id', 'd.webhookId')
    .select(['d.id', 'd.kind', 'd.state', 'd.body', 'd.webhookId', 'w.url', 'w.secret', 'w.active'])
    .where('d.id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/** Notes an attempt on the delivery and on its webhook; the answer is the webhook's failures in a row. */
export async function noteAttempt(
  tx: Tx,
  delivery: { id: string; webhookId: string },
  result: { state: 'queued' | 'delivered' | 'failed'; ok: boolean; status: string; response: string },
  at: Date,
): Promise<number> {
  await tx
    .updateTable('automation.delivery')
    .set((eb) => ({
      state: result.state,
      attempts: eb('attempts', '+', 1),
      response: `${result.status} ${result.response}`.trim(),
      deliveredAt: result.ok ? at : null,
    }))
    .where('id', '=', delivery.id)
    .execute();
  const row = await tx
    .updateTable('automation.webhook')
    .set((eb) => ({
      failures: result.ok ? 0 : eb('failures', '+', 1),
      lastStatus: result.status,
      lastAt: at,
    }))
    .where('id', '=', delivery.webhookId)
    .returning('failures')
    .executeTakeFirst();
  return row?.failures ?? 0;
}

/** Ends a delivery without an attempt, with the reason. */
export async function giveUpDelivery(tx: Tx, id: string, reason: string): Promise<void> {
  await tx
    .updateTable('automation.delivery')
    .set({ state: 'failed', response: reason })
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .execute();
}

export async function requeueDelivery(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('automation.delivery')
    .set({ state: 'queued', deliveredAt: null })
    .where('id', '=', id)
    .execute();
}

/** Deliveries of a webhook, newest event first. */
export async function listDeliveryRows(db: Db, webhookId: string, before: number | null, limit: number) {
  const rows = await db
    .selectFrom('automation.delivery')
    .select(['id', 'kind', 'eventSeq as seq', 'state', 'attempts', 'response', 'createdAt', 'deliveredAt'])
    .where('webhookId', '=', webhookId)
    .$if(before !== null, (query) => query.where('eventSeq', '<', before!))
    .orderBy('eventSeq', 'desc')
    .limit(limit)
    .execute();
  return rows;
}

/** Drops a webhook's deliveries that are over and older than an instant, some at a time. */
export async function dropOldDeliveries(tx: Tx, webhookId: string, before: Date): Promise<void> {
  await sql`
    delete from automation.delivery where id in (
      select id from automation.delivery
      where webhook_id = ${webhookId} and created_at < ${before} and state <> 'queued' limit 500)`.execute(
    tx,
  );
}
