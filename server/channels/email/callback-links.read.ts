import { sql, type Tx } from '#server/platform/index.ts';

/** Whom a callback calls, and where a mail reaches them; null when there is none. */
export async function calledBack(tx: Tx, contactId: string) {
  const { rows } = await sql<{
    conversationId: string;
    open: boolean;
    number: string;
    /** When it is called; null: it waits already. */
    at: Date | null;
    timeZone: string;
    address: string | null;
  }>`
    select c.conversation_id, b.state = 'open' as open, b.number, coalesce(b.wanted_at, b.due_at) as at,
      coalesce((select value #>> '{}' from platform.setting where key = 'timeZone'), 'Europe/Rome') as time_zone,
      (select i.value from customers.identity as i
        where i.customer_id = c.customer_id and i.type = 'email' and i.valid_to is null
        order by i.is_primary desc, i.valid_from limit 1) as address
    from contacts.callback as b join contacts.contact as c on c.id = b.contact_id
    where b.contact_id = ${contactId}::uuid`.execute(tx);
  return rows[0] ?? null;
}
