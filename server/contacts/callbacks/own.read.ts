import { sql } from 'kysely';
import type { Db } from '#server/platform/index.ts';

/** A callback as its customer's page needs it. */
export interface OwnRow {
  contactId: string;
  customerId: string;
  queueId: string;
  calendarId: string | null;
  state: 'open' | 'reached' | 'unreached' | 'expired' | 'cancelled';
  contactState: string;
  /** Somebody is dialling, or speaks with them. */
  calling: boolean;
  number: string;
  language: string;
  dueAt: Date | null;
  promisedAt: Date | null;
  position: number | null;
  triedAt: Date | null;
  endedAt: Date | null;
}

/** The callback of a key's hash, unless it was over before `since`; null when there is none. */
export async function ownCallback(db: Db, tokenHash: string, since: Date): Promise<OwnRow | null> {
  const { rows } = await sql<OwnRow>`
    select b.contact_id, c.customer_id, coalesce(c.queue_id, b.queue_id) as queue_id, q.calendar_id, b.state,
      c.state as contact_state,
      b.state = 'open' and (c.state not in ('scheduled', 'queued', 'offered') or exists (
        select from contacts.callback_attempt as a where a.contact_id = b.contact_id and a.ended_at is null)) as calling,
      b.number, c.language, b.due_at, b.promised_at, b.ended_at,
      (select max(a.ended_at) from contacts.callback_attempt as a
        where a.contact_id = b.contact_id and a.result in ('no_answer', 'busy', 'machine')) as tried_at,
      (select (select count(*) from routing.work_item as o
          where o.queue_id = w.queue_id and o.channel = w.channel and o.kind <> 'consult'
            and o.state in ('waiting', 'offered')
            and (o.queued_at - make_interval(secs => o.boost_seconds), o.id)
              <= (w.queued_at - make_interval(secs => w.boost_seconds), w.id))::int
        from routing.work_item as w where w.id = b.contact_id and w.state in ('waiting', 'offered')) as position
    from contacts.callback as b join contacts.contact as c on c.id = b.contact_id
      left join routing.queue as q on q.id = coalesce(c.queue_id, b.queue_id)
    where b.token_hash = ${tokenHash} and (b.ended_at is null or b.ended_at > ${since})`.execute(db);
  return rows[0] ?? null;
}
