import { sql, type Db, type Tx } from '#server/platform/index.ts';

/** Who handled a conversation last, else who has the case that it is about, else who served its customer last, by the ids of the asking contacts. */
export async function lastAgentsOf(
  db: Db | Tx,
  asking: readonly { id: string; conversationId: string; customerId: string }[],
): Promise<Map<string, string>> {
  if (asking.length === 0) return new Map();
  const { rows } = await sql<{ id: string; agentId: string }>`
    select n.id, coalesce(own.agent_id, of_case.owner_id, any_of.agent_id) as agent_id
    from unnest(${asking.map((one) => one.id)}::uuid[], ${asking.map((one) => one.conversationId)}::uuid[],
        ${asking.map((one) => one.customerId)}::uuid[]) as n (id, conversation, customer)
      left join lateral (select c.agent_id from contacts.contact as c where c.conversation_id = n.conversation
        and c.agent_id is not null order by c.arrived_at desc limit 1) as own on true
      -- What is written about a case, in answer to a notice above all, belongs to whoever has it.
      left join lateral (select k.owner_id from contacts.contact as c join cases.case as k on k.id = c.case_id
        where c.conversation_id = n.conversation and k.owner_id is not null order by c.arrived_at desc limit 1) as of_case on own.agent_id is null
      left join lateral (select c.agent_id from contacts.contact as c where c.customer_id = n.customer
        and c.kind <> 'case_step' and c.agent_id is not null order by c.arrived_at desc limit 1) as any_of on own.agent_id is null and of_case.owner_id is null
    where coalesce(own.agent_id, of_case.owner_id, any_of.agent_id) is not null`.execute(db);
  return new Map(rows.map((row) => [row.id, row.agentId]));
}
