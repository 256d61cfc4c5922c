import { sql, type RawBuilder } from 'kysely';
import type { Db } from '#server/platform/index.ts';
import type { WorkChannel } from '#contract/words.ts';

/** A contact as it arrived, for trying rules on it. */
export interface PastContact {
  id: string;
  number: string;
  channel: WorkChannel;
  customer: string;
  customerName: string;
  entryPoint: string | null;
  /** The queue its entry point leads to now. */
  queue: string | null;
  language: string;
  classification: string | null;
  subject: string;
  preview: string;
  body: string;
  arrivedAt: Date;
  /** Seconds it waited in its first queue; so far, where it still does. */
  waited: number;
}

/** As much of a message as rules look at. */
const longest = 100_000;

/** Contacts from outside that arrived before a place in the list and after an instant, the newest first. */
export async function pastContacts(
  db: Db,
  visible: RawBuilder<boolean>,
  window: { from: Date; before: { at: Date; id: string }; now: Date },
  limit: number,
): Promise<PastContact[]> {
  const { rows } = await sql<PastContact>`
    select c.id, c.number, c.channel, c.customer_id as customer, coalesce(customer.name, '') as customer_name,
      c.entry_point_id as entry_point, coalesce(e.queue_id, c.queue_id) as queue, c.language,
      c.arrived_classification_id as classification, coalesce(m.subject, c.subject) as subject, c.preview,
      coalesce(left(m.text, ${longest}), '') as body, c.arrived_at,
      coalesce(extract(epoch from coalesce(l.ended_at, ${window.now}) - l.started_at), 0)::float8 as waited
    from contacts.contact as c
    left join contacts.entry_point as e on e.id = c.entry_point_id
    left join customers.customer as customer on customer.id = c.customer_id
    left join lateral (select m.subject, m.text from contacts.message as m
      where m.contact_id = c.id and m.direction = any (case c.kind when 'contact' then '{in}' else '{in,note}' end::text[])
      order by m.direction = 'in' desc, m.seq limit 1) as m on true
    left join lateral (select l.started_at, l.ended_at from contacts.leg as l
      where l.contact_id = c.id and l.kind = 'queue' order by l.ordinal limit 1) as l on true
    where c.direction = 'in' and c.arrived_at >= ${window.from}
      and (c.arrived_at, c.id) < (${window.before.at}, ${window.before.id}::uuid) and ${visible}
    order by c.arrived_at desc, c.id desc limit ${limit}`.execute(db);
  return rows;
}
