import { scopeFilter, scopeOf, sql, type Actor, type Db } from '#server/platform/index.ts';
import { returnDays, type UsedInContact } from './text-figures.rules.ts';

export interface UsedVersion extends UsedInContact {
  textId: string;
  code: string;
  versionId: string;
  language: string;
  number: number;
  title: string;
  /** The text's title for whoever reads the figures; `title` is that of the version. */
  textTitle: string;
  approvedAt: Date | null;
}

/**
 * Every version that was used in a period, by contact, in the scope of the actor. Of a text its main language comes first.
 * @param reader the language in which a text's title is shown where there is one, before the text's own and Italian
 */
export async function usedVersionsOf(
  db: Db,
  actor: Actor,
  { from, to, reader }: { from: Date; to: Date; reader: string },
): Promise<UsedVersion[]> {
  const scope = scopeFilter(scopeOf(actor, 'knowledge.read'), sql.ref('u.serviceId'), sql.ref('u.teamId'));
  const { rows } = await sql<UsedVersion>`
    with used as (
      select u.version_id, u.contact_id, count(*)::int as uses, sum(u.changed)::float8 as changed,
        (count(*) filter (where u.changed = 0))::int as as_is, sum(f.further)::float8 as further
      from knowledge.standard_text_use u left join contacts.contact c on c.id = u.contact_id
      cross join lateral (select count(*) as further from contacts.message m where m.conversation_id = u.conversation_id
        and m.direction = 'in' and m.at > u.at and m.at <= coalesce(c.closed_at, 'infinity')) f
      where u.at >= ${from} and u.at < ${to} and ${scope}
      group by u.version_id, u.contact_id)
    select t.id as text_id, t.code, v.id as version_id, v.language, v.number, v.title, w.title as text_title, v.approved_at,
      used.uses, used.changed, used.as_is, used.further, used.contact_id, c.closed_at,
      b.back_at, coalesce(b.back_here, false) as back_here
    from used join knowledge.standard_text_version v on v.id = used.version_id
      join knowledge.standard_text t on t.id = v.text_id
      left join contacts.contact c on c.id = used.contact_id
      join lateral (
        select s.title from knowledge.standard_text_version s
        where s.text_id = t.id and (s.state in ('published', 'withdrawn') or s.id = v.id)
        order by s.state = 'withdrawn', s.language = ${reader} desc, s.language = t.language desc, s.language = 'it' desc,
          s.language, s.number desc limit 1) w on true
      left join lateral (
        select min(n.arrived_at) as back_at, bool_or(n.conversation_id = c.conversation_id) as back_here
        from contacts.contact n where n.customer_id = c.customer_id and n.id <> c.id and n.direction = 'in' and n.kind = 'contact'
          and n.arrived_at > c.closed_at and n.arrived_at <= c.closed_at + make_interval(days => ${returnDays})) b on true
    order by t.code, t.id, v.language <> t.language, v.language, v.number desc`.execute(db);
  return rows;
}
