import { sql } from 'kysely';
import type { z } from 'zod';
import type { timelineItem } from '#contract/contacts.ts';
import { encodeCursor, scopeFilter, scopeOf, type Actor, type Db, type Tx } from '#server/platform/index.ts';
import { visibleContact } from './access.read.ts';
import { contactsOf, placeOf, type Page } from './contacts.read.ts';

export type TimelineItem = z.input<typeof timelineItem>;

/** Whether there is a customer of this id. */
export async function customerExists(db: Db | Tx, id: string): Promise<boolean> {
  const row = await db.selectFrom('customers.customer').select('id').where('id', '=', id).executeTakeFirst();
  return row !== undefined;
}

/**
 * Contacts and cases of a customer that the actor may see, on all channels, the newest first. A case stands where it was
 * opened.
 */
export async function timelineOf(
  db: Db | Tx,
  actor: Actor,
  customer: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<TimelineItem>> {
  const after = placeOf(cursor);
  const place = after === null ? null : sql`(${after.at}::timestamptz, ${after.id}::uuid)`;
  const cases = scopeFilter(scopeOf(actor, 'case.read'), sql.ref('k.serviceId'), sql.ref('k.teamId'));
  const { rows } = await sql<{ kind: 'contact' | 'case'; id: string; at: Date; place: string }>`
    select kind, id, at, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as place from (
      -- Steps are the house's own work: they are told on their case.
      (select 'contact' as kind, c.id, c.arrived_at as at from contacts.contact as c
       where c.kind <> 'case_step' and c.customer_id = ${customer}::uuid and ${visibleContact(actor, 'contact.read', 'c')}
         ${place === null ? sql`` : sql`and (c.arrived_at, c.id) < ${place}`}
       order by c.arrived_at desc, c.id desc limit ${limit + 1})
      union all
      (select 'case', k.id, k.opened_at from cases.case as k
       where k.customer_id = ${customer}::uuid and ${cases}
         ${place === null ? sql`` : sql`and (k.opened_at, k.id) < ${place}`}
       order by k.opened_at desc, k.id desc limit ${limit + 1})
    ) as mixed order by at desc, id desc limit ${limit + 1}`.execute(db);
  const shown = rows.slice(0, limit);
  const idsOf = (kind: string) => shown.filter((row) => row.kind === kind).map((row) => row.id);
  const [contacts, found] = await Promise.all([
    contactsOf(db, actor, idsOf('contact')),
    casesOf(db, idsOf('case')),
  ]);
  const contactOf = new Map(contacts.map((one) => [one.id, one]));
  const caseOf = new Map(found.map((one) => [one.id, one]));
  const last = shown.at(-1);
  return {
    items: shown.flatMap(({ kind, id, at }): TimelineItem[] => {
      const contact = contactOf.get(id) ?? null;
      const one = caseOf.get(id) ?? null;
      return contact === null && one === null ? [] : [{ kind, at, contact, case: one }];
    }),
    next: rows.length > limit && last !== undefined ? encodeCursor([last.place, last.id]) : null,
  };
}

async function casesOf(db: Db | Tx, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return db
    .selectFrom('cases.case as k')
    .leftJoin('cases.typeVersion as v', (join) =>
      join.onRef('v.type', '=', 'k.type').onRef('v.number', '=', 'k.typeVersion'),
    )
    .select(['k.id', 'k.number', 'k.type', 'k.status', 'k.subject', 'k.openedAt', 'k.closedAt'])
    .select(
      sql<{
        it: string;
        en: string;
      }>`coalesce(v.definition -> 'name', jsonb_build_object('it', k.type, 'en', k.type))`.as('typeName'),
    )
    .where('k.id', 'in', [...ids])
    .execute();
}
