import type { Tx, Db } from './db.ts';
import { actorLabel, type Actor } from './actor.ts';

export interface AuditEntry {
  /** `module.verb`, e.g. `queue.changed`. */
  action: string;
  objectType: string;
  objectId?: string | null;
  serviceId?: string | null;
  before?: unknown;
  after?: unknown;
  reason?: string | null;
}

// Whatever a caller hands over, these never reach the log.
const secrets = /password|secret|token|hash/i;
const withoutSecrets = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, secrets.test(key) ? '[cut]' : withoutSecrets(inner)]),
  );
};
const asJson = (value: unknown) =>
  value === undefined || value === null ? null : JSON.stringify(withoutSecrets(value));

/** Writes who changed what, from what to what, in the change's own transaction. Fields that look like secrets are cut. */
export async function audit(tx: Tx, actor: Actor, entry: AuditEntry): Promise<void> {
  await tx
    .insertInto('platform.audit')
    .values({
      actor: actorLabel(actor),
      action: entry.action,
      objectType: entry.objectType,
      objectId: entry.objectId ?? null,
      serviceId: entry.serviceId ?? null,
      before: asJson(entry.before),
      after: asJson(entry.after),
      reason: entry.reason ?? null,
      ip: actor.ip ?? null,
    })
    .execute();
}

/** Notes that somebody looked at a customer's record. Reads by the system itself are not looks. */
export async function logRead(db: Db, actor: Actor, customerId: string, what: string): Promise<void> {
  if (actor.kind === 'system') return;
  await db
    .insertInto('platform.readLog')
    .values({ actor: actorLabel(actor), customerId, what, ip: actor.ip ?? null })
    .execute();
}
