import { sql } from 'kysely';
import type { z } from 'zod';
import type { consult } from '#contract/routing.ts';
import type { Db, Tx } from '#server/platform/index.ts';

export type ConsultView = z.input<typeof consult>;

/** Consults with the names that belong to their ids; the oldest first. Access to the contact is the caller's to check. */
export async function consultViews(
  db: Db | Tx,
  which: { ids: readonly string[] } | { contact: string } | { agent: string } | { asker: string },
  open = false,
): Promise<ConsultView[]> {
  if ('ids' in which && which.ids.length === 0) return [];
  const rows = await db
    .selectFrom('contacts.consult as k')
    .innerJoin('routing.queue as queue', 'queue.id', 'k.queueId')
    .leftJoin('routing.workItem as item', 'item.id', 'k.id')
    .leftJoin('access.staff as asker', 'asker.id', 'k.asker')
    .leftJoin('access.staff as asked', 'asked.id', 'k.askedAgent')
    .leftJoin('access.staff as agent', 'agent.id', 'k.agentId')
    .select([
      'k.id',
      'k.contactId as contact',
      'k.state',
      'k.asker',
      sql<string>`coalesce(asker.name, '')`.as('askerName'),
      'k.queueId as queue',
      'queue.name as queueName',
      'k.askedAgent as asked',
      'asked.name as askedName',
      'k.agentId as agent',
      'agent.name as agentName',
      'k.question',
      'k.writes',
      'k.together',
      'k.askedAt',
      'k.answeredAt',
      sql<Date | null>`case when k.state in ('waiting', 'offered') then item.expires_at end`.as('expiresAt'),
      'k.endedAt',
      'k.result',
      sql<string | null>`(select m.author_staff from contacts.message as m
        where m.consult_id = k.id order by m.seq desc limit 1)`.as('lastBy'),
    ])
    .where((eb) =>
      'ids' in which
        ? eb('k.id', 'in', [...which.ids])
        : 'contact' in which
          ? eb('k.contactId', '=', which.contact)
          : 'agent' in which
            ? eb('k.agentId', '=', which.agent)
            : eb('k.asker', '=', which.asker),
    )
    .$if(open, (query) => query.where('k.endedAt', 'is', null))
    .orderBy('k.askedAt')
    .orderBy('k.id')
    .execute();
  return rows as ConsultView[];
}
