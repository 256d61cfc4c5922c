import { sql, type Db, type Tx } from '#server/platform/index.ts';

/** The entry point of a number that was dialled; null when it is none of ours in use. */
export async function phoneEntryPoint(db: Db | Tx, number: string) {
  const bare = number.replace(/[\s./()-]+/g, '').replace(/^00/, '+');
  const row = await db
    .selectFrom('contacts.entryPoint as e')
    .innerJoin('routing.queue as q', 'q.id', 'e.queueId')
    .select([
      'e.id',
      'e.address',
      'e.name',
      'e.serviceId',
      'e.queueId',
      'e.language',
      'e.settings',
      'q.callback',
    ])
    .where('e.channel', '=', 'phone')
    .where('e.active', '=', true)
    .where('e.address', '=', bare)
    .executeTakeFirst();
  return row ?? null;
}

/** The entry point of a number that was dialled, by its id: also when it has gone out of use meanwhile. */
export const phoneEntryPointById = (db: Db | Tx, id: string) =>
  db
    .selectFrom('contacts.entryPoint as e')
    .innerJoin('routing.queue as q', 'q.id', 'e.queueId')
    .select(['e.id', 'e.name', 'e.serviceId', 'e.queueId', 'e.language', 'e.settings'])
    .where('e.id', '=', id)
    .executeTakeFirst();

/** How the contact of a call stands; null where it has none yet. */
export async function standingOf(db: Db | Tx, contactId: string | null) {
  if (contactId === null) return null;
  const { rows } = await sql<{
    state: string;
    kind: string;
    agentId: string | null;
    queueId: string | null;
    customerId: string;
    conversationId: string;
    serviceId: string;
    teamId: string | null;
    language: string;
    ownNumber: string | null;
    held: boolean;
  }>`
    select c.state, c.kind, c.agent_id, c.queue_id, c.customer_id, c.conversation_id, c.service_id, c.team_id, c.language,
      e.address as own_number,
      exists (select from contacts.leg as l where l.contact_id = c.id and l.kind = 'hold' and l.ended_at is null) as held
    from contacts.contact as c left join contacts.entry_point as e on e.id = c.entry_point_id and e.channel = 'phone'
    where c.id = ${contactId}::uuid`.execute(db);
  return rows[0] ?? null;
}

/** Customers of a queue who are being dialled, or are on the line waiting for an agent. */
export async function underWayIn(db: Db, queueId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from voice.call as v join contacts.contact as c on c.id = v.contact_id
    where v.direction = 'out' and v.ended_at is null and c.queue_id = ${queueId}::uuid
      and c.state in ('scheduled', 'queued', 'offered')`.execute(db);
  return rows[0]!.count;
}
