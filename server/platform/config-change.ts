import type { Actor } from './actor.ts';
import { audit } from './audit.store.ts';
import type { Tx } from './db.ts';
import { record } from './events.store.ts';

export interface ConfigChange {
  /** What kind of thing, e.g. `queue`: the audit log's object and the event's `what`. */
  what: string;
  id: string;
  serviceId?: string | null;
  /** The whole row as it was; null when it was made now. */
  before: unknown;
  after: unknown;
  reason?: string | null;
  /** The event's subject where it is not the thing itself; null where the thing has no identifier of its own. */
  subjectId?: string | null;
}

/** Audit row and `config.changed` event of a setting that was made or changed, in the change's own transaction. */
export async function configChanged(tx: Tx, actor: Actor, change: ConfigChange): Promise<void> {
  const { what, id, serviceId = null, before, after, reason = null, subjectId = id } = change;
  await audit(tx, actor, {
    action: `${what}.${before === null ? 'created' : 'changed'}`,
    objectType: what,
    objectId: id,
    serviceId,
    before,
    after,
    reason,
  });
  await record(tx, actor, { kind: 'config.changed', subjectId, serviceId, data: { what, id } });
}
