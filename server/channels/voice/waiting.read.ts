import { sql, type Db, type Tx } from '#server/platform/index.ts';

/** What a caller's contact and its way here say of their waiting. */
export interface WaitingPlace {
  state: string;
  queueId: string;
  serviceId: string;
  customerId: string;
  language: string;
  entryPointId: string | null;
  entrySettings: unknown;
  /** Why no queue took it; null: one did. */
  blocked: 'full' | 'closed' | 'emergency' | null;
  /** The place in the queue, from 1; null: it does not wait in one. */
  position: number | null;
}

export async function waitingPlace(db: Db | Tx, contactId: string): Promise<WaitingPlace | null> {
  const { rows } = await sql<WaitingPlace>`
    select c.state, c.queue_id, c.service_id, c.customer_id, c.language, e.id as entry_point_id,
      e.settings as entry_settings,
      case when c.state = 'cancelled' then (
        select l.detail ->> 'because' from contacts.leg as l
        where l.contact_id = c.id and l.kind = 'flow' and l.result = 'blocked' order by l.ordinal desc limit 1) end as blocked,
      (select count(*)::int from routing.work_item as own join routing.work_item as o
          on o.queue_id = own.queue_id and o.channel = own.channel and o.state in ('waiting', 'offered')
        where own.id = c.id and own.state in ('waiting', 'offered')
          and (o.queued_at - make_interval(secs => o.boost_seconds), o.id)
            <= (own.queued_at - make_interval(secs => own.boost_seconds), own.id)) as position
    from contacts.contact as c
      left join contacts.entry_point as e on e.id = c.entry_point_id and e.channel = 'phone'
    where c.id = ${contactId}::uuid and c.queue_id is not null`.execute(db);
  const row = rows[0];
  return row === undefined ? null : { ...row, position: row.position === 0 ? null : row.position };
}
