import { sql } from 'kysely';
import type { z } from 'zod';
import type { liveCall } from '#contract/listening.ts';
import { followable } from '#server/contacts/index.ts';
import type { Actor, Db, Tx } from '#server/platform/index.ts';
import type { Listener } from './listeners.rules.ts';

type LiveCallView = z.input<typeof liveCall>;

/** Who follows a contact now; null: nobody. */
export async function listenerOf(db: Db | Tx, contactId: string | null): Promise<Listener | null> {
  if (contactId === null) return null;
  const { rows } = await sql<Listener>`
    select l.supervisor_id, l.agent_id, l.mode from contacts.listening as l
    where l.contact_id = ${contactId}::uuid and l.ended_at is null`.execute(db);
  return rows[0] ?? null;
}

/** Whether a member of staff has a call of their own, or is asked by a colleague on one. */
export async function isOnCall(db: Db | Tx, staffId: string): Promise<boolean> {
  const { rows } = await sql`
    select from voice.call as c where c.ended_at is null and (c.agent_id = ${staffId}::uuid or c.parties @>
      ${JSON.stringify([{ staff: staffId, role: 'consulted' }])}::jsonb) limit 1`.execute(db);
  return rows.length > 0;
}

interface LiveCallRow extends Omit<LiveCallView, 'listening'> {
  supervisor: string | null;
  supervisorName: string;
  mode: NonNullable<LiveCallView['listening']>['mode'];
  total: number;
}

/**
 * Calls under way of colleagues that a gateway carries, in the scope of listening and of reading. With `times`, the
 * longest first; without, by the agent's name, and no time is told.
 */
export async function liveCalls(
  db: Db,
  actor: Actor,
  { times, limit }: { times: boolean; limit: number },
): Promise<{ items: LiveCallView[]; total: number }> {
  const { rows } = await sql<LiveCallRow>`
    select c.id as contact, c.number, c.conversation_id as conversation, c.customer_id as customer,
      coalesce(customer.name, '') as customer_name, c.queue_id as queue, queue.name as queue_name,
      c.agent_id as agent, agent.name as agent_name, v.direction,
      case when held.since is not null then 'hold' when v.wanted = 'dial' then 'dialling' else 'talk' end as state,
      ${times ? sql`handled.since` : sql`null::timestamptz`} as since,
      ${times ? sql`held.since` : sql`null::timestamptz`} as held_since,
      l.supervisor_id as supervisor, coalesce(supervisor.name, '') as supervisor_name, l.mode,
      count(*) over ()::int as total
    from voice.call v
    join contacts.contact c on c.id = v.contact_id
    join access.staff agent on agent.id = c.agent_id
    left join customers.customer customer on customer.id = c.customer_id
    left join routing.queue queue on queue.id = c.queue_id
    left join contacts.listening l on l.contact_id = c.id and l.ended_at is null
    left join access.staff supervisor on supervisor.id = l.supervisor_id
    left join lateral (
      select h.started_at as since from contacts.leg h where h.contact_id = c.id and h.kind = 'handle' and h.ended_at is null
      order by h.ordinal desc limit 1) handled on true
    left join lateral (
      select h.started_at as since from contacts.leg h where h.contact_id = c.id and h.kind = 'hold' and h.ended_at is null
      order by h.ordinal desc limit 1) held on true
    where v.ended_at is null and c.closed_at is null and c.state = 'active' and c.channel = 'phone'
      and ${followable(actor)}
    order by ${times ? sql`handled.since,` : sql``} agent.name, c.number
    limit ${limit}`.execute(db);
  return {
    total: rows[0]?.total ?? 0,
    items: rows.map(({ supervisor, supervisorName, mode, total: _total, ...row }) => ({
      ...row,
      listening: supervisor === null ? null : { supervisor, supervisorName, mode },
    })),
  };
}
