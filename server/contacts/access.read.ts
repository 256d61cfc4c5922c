import { sql, type RawBuilder, type Selectable } from 'kysely';
import { can, scopeFilter, scopeOf, type Actor, type Db, type DB, type Tx } from '#server/platform/index.ts';

export type ContactRow = Selectable<DB['contacts.contact']>;
export type ConversationRow = Selectable<DB['contacts.conversation']>;

/**
 * Which contacts an actor may see, as SQL over a table that is named `alias` in the query: those in the scope of the
 * permission, those assigned to the actor, the one that is being offered to the actor at the moment, and, to be read only,
 * those about which a colleague is asking them and work that they have asked of others. Every list, search, count and
 * export takes its filter from here.
 */
export function visibleContact(actor: Actor, permission: string, alias: string): RawBuilder<boolean> {
  const scope = scopeOf(actor, permission);
  const inScope = scopeFilter(scope, sql.ref(`${alias}.serviceId`), sql.ref(`${alias}.teamId`));
  if (scope === 'all' || actor.kind !== 'staff' || actor.id === null || !can(actor, permission))
    return inScope;
  const made =
    permission === 'contact.read' ? sql`or ${sql.ref(`${alias}.madeBy`)} = ${actor.id}::uuid` : sql``;
  return sql<boolean>`(${inScope} or ${sql.ref(`${alias}.agentId`)} = ${actor.id}::uuid ${made}
    or ${sql.ref(`${alias}.id`)} = any (array(
      select o.item_id from routing.offer as o where o.agent_id = ${actor.id}::uuid and o.state = 'open'
      ${permission === 'contact.read' ? consulted(actor.id) : sql``})))`;
}

/** Contacts about which a member of staff is asked now: to be read, nothing else. */
const consulted = (staff: string): RawBuilder<unknown> => sql`
  union all select k.contact_id from contacts.consult as k where k.agent_id = ${staff}::uuid and k.ended_at is null
  union all select k.contact_id from routing.offer as p join contacts.consult as k on k.id = p.item_id
    where p.agent_id = ${staff}::uuid and p.state = 'open'`;

/** Which conversations an actor may see: those with a contact the actor may see. */
export function visibleConversation(actor: Actor, permission: string, alias: string): RawBuilder<boolean> {
  if (scopeOf(actor, permission) === 'all') return sql<boolean>`true`;
  return sql<boolean>`exists (
    select from contacts.contact as visible
    where visible.conversation_id = ${sql.ref(`${alias}.id`)} and ${visibleContact(actor, permission, 'visible')})`;
}

/** The contact if the actor may see it; null otherwise. */
export async function findContact(
  db: Db | Tx,
  actor: Actor,
  id: string,
  permission: string,
  lock: boolean,
): Promise<ContactRow | null> {
  const row = await db
    .selectFrom('contacts.contact as c')
    .selectAll('c')
    .where('c.id', '=', id)
    .where(visibleContact(actor, permission, 'c'))
    .$if(lock, (query) => query.forUpdate('c'))
    .executeTakeFirst();
  return row ?? null;
}

/** The conversation if the actor may see it; null otherwise. */
export async function findConversation(
  db: Db | Tx,
  actor: Actor,
  id: string,
  permission: string,
  lock: boolean,
): Promise<ConversationRow | null> {
  const row = await db
    .selectFrom('contacts.conversation as v')
    .selectAll('v')
    .where('v.id', '=', id)
    .where(visibleConversation(actor, permission, 'v'))
    .$if(lock, (query) => query.forUpdate('v'))
    .executeTakeFirst();
  return row ?? null;
}
