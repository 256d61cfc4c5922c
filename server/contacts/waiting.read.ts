import type { z } from 'zod';
import type { waitingContact } from '#contract/control.ts';
import { pageOf, sql, type Actor, type Db, type Tx } from '#server/platform/index.ts';
import { visibleContact } from './access.read.ts';
import { contactRows, contactView } from './contact-rows.read.ts';
import { placeOf, type Page } from './contacts.read.ts';

type WaitingView = z.input<typeof waitingContact>;

/** What waits in a queue that the actor may see, in the order in which it is served, seniority included. */
export async function waitingIn(
  db: Db | Tx,
  actor: Actor,
  queue: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  now: Date,
): Promise<Page<WaitingView>> {
  const after = placeOf(cursor);
  const served = sql<Date>`(item.queued_at - item.boost_seconds * interval '1 second')`;
  const rows = await contactRows(db)
    .innerJoin('routing.workItem as item', 'item.id', 'c.id')
    .leftJoin('access.staff as kept', 'kept.id', 'item.preferredAgent')
    .select([
      'item.boostSeconds',
      'item.queuedAt as placeSince',
      sql<string | null>`case when item.preferred_until > ${now} then kept.name end`.as('keptFor'),
      'item.attention',
      sql<string>`to_char(${served} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as('servedAs'),
    ])
    .where('item.queueId', '=', queue)
    .where('item.state', 'in', ['waiting', 'offered'])
    .where(visibleContact(actor, 'contact.read', 'c'))
    .$if(after !== null, (rest) =>
      rest.where(sql<boolean>`(${served}, c.id) > (${after!.at}::timestamptz, ${after!.id}::uuid)`),
    )
    .orderBy(served)
    .orderBy('c.id')
    .limit(limit + 1)
    .execute();
  const page = pageOf(rows, limit, (row) => [row.servedAs, row.id]);
  return {
    items: page.items.map(({ servedAs: _servedAs, ...row }) => contactView(row) as WaitingView),
    next: page.next,
  };
}
