import { sql, type Db, type Tx } from '#server/platform/index.ts';
import type { OutboundRow } from './outbound.store.ts';

/** A service with what it has arranged for calls of its own, and the number that it shows, where that is in use. */
export interface OutboundOfService extends OutboundRow {
  serviceName: string;
  /** The number that is shown; null: none is set, or it is not a number of the service in use any more. */
  number: string | null;
  numberName: string | null;
  /** Where those who call it back wait, and what is called from it belongs. */
  queueId: string | null;
  teamId: string | null;
}

/** What the services have arranged, all or one; those in use. */
export async function outboundOf(db: Db | Tx, serviceId: string | null = null): Promise<OutboundOfService[]> {
  const { rows } = await sql<OutboundOfService>`
    select s.id as service_id, s.name as service_name, o.entry_point_id, coalesce(o.abroad, false) as abroad,
      coalesce(o.premium, false) as premium, coalesce(o.emergency, false) as emergency,
      coalesce(o.ring_seconds, 30) as ring_seconds, e.address as number, e.name as number_name, e.queue_id, q.team_id
    from access.service as s
    left join voice.outbound as o on o.service_id = s.id
    left join contacts.entry_point as e on e.id = o.entry_point_id and e.channel = 'phone' and e.active and e.service_id = s.id
    left join routing.queue as q on q.id = e.queue_id
    where s.active and (${serviceId}::uuid is null or s.id = ${serviceId}::uuid)
    order by s.name, s.id`.execute(db);
  return rows;
}

/** A telephone number of a service that is in use; null when it is none. */
export async function phoneOfService(
  db: Db | Tx,
  entryPointId: string,
  serviceId: string,
): Promise<{ address: string } | null> {
  const row = await db
    .selectFrom('contacts.entryPoint')
    .select('address')
    .where('id', '=', entryPointId)
    .where('serviceId', '=', serviceId)
    .where('channel', '=', 'phone')
    .where('active', '=', true)
    .executeTakeFirst();
  return row ?? null;
}
