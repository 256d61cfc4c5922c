import { sql, type Tx } from '#server/platform/index.ts';
import type { CaseRow } from './cases.read.ts';

/**
 * When what a case is about was received: a certified mail at its legal delivery, a mail at its arrival, a call, a form
 * or a visit when it came; without a contact, when the case was opened.
 */
export async function receiptOf(tx: Tx, row: Pick<CaseRow, 'id' | 'openedAt'>): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`
    select least(c.arrived_at, (m.meta -> 'pec' ->> 'deliveredAt')::timestamptz) as at
    from contacts.contact as c left join lateral (
      select n.meta from contacts.message as n where n.contact_id = c.id and n.direction = 'in' order by n.seq limit 1) as m on true
    where c.kind <> 'case_step' and c.case_id = ${row.id}::uuid
    order by c.arrived_at, c.id limit 1`.execute(tx);
  const at = rows[0]?.at;
  // Nothing is received after it is worked on.
  return at === undefined || at > row.openedAt ? row.openedAt : at;
}
