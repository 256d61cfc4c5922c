import { sql, type RawBuilder } from 'kysely';
import type { FirstContactGroup } from '#contract/first-contact-report.ts';
import type { Names } from '#contract/route.ts';
import { standsByFirstContact } from '#server/contacts/index.ts';
import { scopeFilter, scopeOf, type Actor, type Db } from '#server/platform/index.ts';

export interface FirstContactSums {
  key: string | null;
  counted: number;
  solved: number;
  inCase: number;
  withdrawn: number;
}

const keyOf = (by: FirstContactGroup): RawBuilder<unknown> =>
  ({
    team: sql`c.team_id::text`,
    queue: sql`c.queue_id::text`,
    channel: sql`c.channel`,
    classification: sql`cause.top::text`,
  })[by];

// Every classification with the one it counts under: itself, or what lies above it at the level asked for.
const causes = (level: number) =>
  sql`(with recursive down as (
      select x.id, array[x.id] as path from knowledge.classification as x where x.parent_id is null
      union all select x.id, down.path || x.id from knowledge.classification as x join down on x.parent_id = down.id)
    select down.id, down.path[least(cardinality(down.path), ${level}::int)] as top from down)`;

/** The sums of the contacts that arrived in a span, by row, in the scope of figures. */
export async function firstContactSums(
  db: Db,
  actor: Actor,
  { by, level }: { by: FirstContactGroup; level: number },
  { from, to }: { from: Date; to: Date },
): Promise<FirstContactSums[]> {
  const { rows } = await sql<FirstContactSums>`
    select ${keyOf(by)} as key, count(*)::int as counted,
      (count(*) filter (where ${standsByFirstContact('yes', 'c')}))::int as solved,
      (count(*) filter (where ${standsByFirstContact('in_case', 'c')}))::int as in_case,
      (count(*) filter (where ${standsByFirstContact('withdrawn', 'c')}))::int as withdrawn
    from contacts.contact as c ${by === 'classification' ? sql`left join ${causes(level)} as cause on cause.id = c.classification_id` : sql``}
    where c.arrived_at >= ${from} and c.arrived_at < ${to} and ${standsByFirstContact('counted', 'c')}
      and ${scopeFilter(scopeOf(actor, 'live.read'), sql.ref('c.serviceId'), sql.ref('c.teamId'))}
    group by 1`.execute(db);
  return rows;
}

/** The names of queues. */
export async function queueNames(db: Db, keys: readonly string[]): Promise<Map<string, Names>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select q.id, q.name from routing.queue as q where q.id = any (${[...keys]}::uuid[])`.execute(db);
  return new Map(rows.map(({ id, name }) => [id, { it: name, en: name }]));
}
