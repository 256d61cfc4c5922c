import type { RawBuilder } from 'kysely';
import type { listOpinions, Opinion } from '#contract/opinions.ts';
import type { Parsed } from '#contract/route.ts';
import {
  can,
  decodeCursor,
  pageOf,
  scopeFilter,
  scopeOf,
  sql,
  type Actor,
  type Db,
} from '#server/platform/index.ts';
import { classificationPath } from '../escalations/escalations.read.ts';
import type { PaperFile } from '../escalations/escalations.store.ts';

/** Which opinions an actor may read, over a table named `o`: those for everybody, and those of services in their scope. */
export function visibleOpinion(actor: Actor): RawBuilder<boolean> {
  if (!can(actor, 'knowledge.read')) return sql<boolean>`false`;
  const scope = scopeOf(actor, 'knowledge.read');
  const services = scope === 'all' ? scope : scope.map(({ serviceId }) => ({ serviceId, teamId: null }));
  return sql<boolean>`(o.service_id is null or ${scopeFilter(services, sql.ref('o.serviceId'), sql`null::uuid`)})`;
}

const today = sql`(now() at time zone coalesce((select value #>> '{}' from platform.setting where key = 'timeZone'),
  'Europe/Rome'))::date`;
// What holds now comes first; what another has taken the place of comes last.
const standing = sql<string>`case when not o.active then 'withdrawn'
  when exists (select from cases.opinion as n where n.supersedes_id = o.id and n.active and n.valid_from <= ${today}) then 'superseded'
  when o.valid_to < ${today} then 'expired' when o.valid_from > ${today} then 'future' else 'valid' end`;
const rankOfStanding = sql`array_position(array['valid', 'future', 'expired', 'superseded', 'withdrawn'], w.standing)`;

const shown = (actor: Actor) => {
  const keeps = scopeOf(actor, 'admin.knowledge');
  const mine = actor.kind === 'staff' ? actor.id : null;
  const everywhere = keeps === 'all' || keeps.some(({ serviceId }) => serviceId === null);
  const services = keeps === 'all' ? [] : keeps.flatMap(({ serviceId }) => serviceId ?? []);
  return sql`o.id, o.question, o.answer, o.language, o.classification_id as classification, o.centre_id as centre,
    o.expert_name as expert, o.service_id as service, o.sources, o.valid_from::text as valid_from,
    o.valid_to::text as valid_to, o.supersedes_id as supersedes, o.active, ${standing} as standing, z.name as centre_name,
    (select n.id from cases.opinion as n where n.supersedes_id = o.id and n.active order by n.valid_from desc limit 1) as superseded_by,
    o.escalation_id as escalation, o.made_by_name, o.made_at, o.changed_at,
    (select count(*)::int from cases.opinion_use as u where u.opinion_id = o.id) as uses,
    coalesce((select json_agg(json_build_object('id', p.id, 'name', p.name, 'type', p.type, 'size', p.size) order by p.position)
      from cases.opinion_paper as p where p.opinion_id = o.id), '[]') as papers,
    (${everywhere} or o.service_id = any (${services}::uuid[]) or o.made_by = ${mine}::uuid) is true as writes`;
};
const from = sql`cases.opinion as o left join cases.centre as z on z.id = o.centre_id`;

/** An opinion that the actor may read; null otherwise. */
export async function opinionById(db: Db, actor: Actor, id: string): Promise<Opinion | null> {
  const { rows } = await sql<Opinion>`
    select ${shown(actor)} from ${from} where o.id = ${id}::uuid and ${visibleOpinion(actor)}`.execute(db);
  return rows[0] ?? null;
}

const below = (classification: string) => sql<boolean>`o.classification_id in (
  with recursive down as (
    select id from knowledge.classification where id = ${classification}::uuid
    union all select k.id from knowledge.classification as k join down on k.parent_id = down.id)
  select id from down)`;

/** As the index has them: a curved apostrophe parts no words. */
const straight = (text: string): string => text.replace(/[’‘ʼ]/g, "'");

/** Opinions that the actor may read. A search finds every word, by its stem and without accents, in either language. */
export async function opinionPage(db: Db, actor: Actor, query: Parsed<typeof listOpinions>['query']) {
  const after = decodeCursor(query.cursor, 1);
  const begin = after === null ? 0 : Math.max(0, Math.trunc(Number(after[0])) || 0);
  const search = straight(query.search ?? '').trim();
  const tests = [visibleOpinion(actor)];
  if (query.classification !== undefined) tests.push(below(query.classification));
  if (query.centre !== undefined) tests.push(sql<boolean>`o.centre_id = ${query.centre}::uuid`);
  const asked = sql`(websearch_to_tsquery('contacts.words', ${search}) || websearch_to_tsquery('pg_catalog.english', ${search}))`;
  if (search !== '') tests.push(sql<boolean>`o.search @@ ${asked}`);
  const { rows } = await sql<Opinion>`
    with w as (
      select ${shown(actor)}, ${search === '' ? sql`0` : sql`ts_rank_cd(o.search, ${asked})`} as rank
      from ${from} where ${sql.join(tests, sql` and `)})
    select * from w where ${query.standing === undefined ? sql`true` : sql`w.standing = ${query.standing}`}
    order by ${rankOfStanding}, w.rank desc, w.changed_at desc, w.id
    offset ${begin} limit ${query.limit + 1}`.execute(db);
  return pageOf(rows, query.limit, () => [begin + query.limit]);
}

const mostWords = 60;
/** Of a text of more telling words than this, one shares words with much that it is not about. */
const longFrom = 12;
const suggested = 5;

/**
 * Opinions that may answer a question: those that share at least two words with it (or, of a short one, half), by their
 * stems; of a long one at least two of the opinion's question; and those of its classification. What holds comes first, then the classification, then how much they share.
 */
export async function suggestedOpinions(
  db: Db,
  actor: Actor,
  { question, classification }: { question: string; classification: string | null },
): Promise<Opinion[]> {
  const path = classification === null ? [] : await classificationPath(db, classification);
  const text = straight(question.slice(0, 5000));
  if (text.trim() === '' && path.length === 0) return [];
  const { rows } = await sql<Opinion>`
    with words as (
      select array(select l from (
        select unnest(tsvector_to_array(to_tsvector('contacts.words', ${text}))) as l
        union select unnest(tsvector_to_array(to_tsvector('pg_catalog.english', ${text})))) as all_words
        where length(l) > 2 and l ~ '^[[:alnum:]_.@/-]+$' order by l limit ${mostWords}) as list,
      greatest(1, least(2, cardinality(tsvector_to_array(to_tsvector('contacts.words', ${text}))) / 2)) as least_shared,
      case when cardinality(tsvector_to_array(to_tsvector('contacts.words', ${text}))) > ${longFrom} then 2 else 0 end as least_asked),
    w as (
      select ${shown(actor)}, o.classification_id = any (${path}::uuid[]) as same,
        (select count(*) from unnest(tsvector_to_array(o.search)) as l where l = any (words.list)) as shared,
        (select count(*) from unnest(tsvector_to_array(ts_filter(o.search, '{a}'))) as l where l = any (words.list)) as asked_alike,
        words.least_shared, words.least_asked
      from ${from}, words
      where ${visibleOpinion(actor)} and o.active
        and (o.classification_id = any (${path}::uuid[]) or o.search @@ array_to_string(
          array(select quote_literal(l) from unnest(words.list) as l), ' | ')::tsquery))
    select * from w where (w.shared >= w.least_shared and w.asked_alike >= w.least_asked and ${text.trim() !== ''}) or (${text.trim() === ''} and w.same)
    order by ${rankOfStanding}, (w.same is true) desc, w.asked_alike desc, w.shared desc, w.uses desc, w.id
    limit ${suggested}`.execute(db);
  return rows;
}

/** Whether an opinion follows another, by however many steps: it may not take the place of one that follows it. */
export async function follows(db: Db, id: string, other: string): Promise<boolean> {
  const { rows } = await sql`
    with recursive chain as (
      select id, supersedes_id from cases.opinion where id = ${id}::uuid
      union select o.id, o.supersedes_id from cases.opinion as o join chain on o.id = chain.supersedes_id)
    select from chain where id = ${other}::uuid`.execute(db);
  return rows.length > 0;
}

/** The opinion that was made of an escalation's answer; null for none. */
export async function opinionOfEscalation(db: Db, escalationId: string): Promise<string | null> {
  const row = await db
    .selectFrom('cases.opinion')
    .select('id')
    .where('escalationId', '=', escalationId)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** The papers that came with an answer. */
export async function papersAnswered(db: Db, escalationId: string): Promise<PaperFile[]> {
  const { rows } = await sql<PaperFile>`
    select p.name, f.type, f.size::float8 as size, f.sha256
    from cases.paper as p join platform.file as f on f.id = p.file_id
    where p.escalation_id = ${escalationId}::uuid and p.side = 'answered' order by p.position`.execute(db);
  return rows;
}

/** A paper of an opinion that the actor may read; null otherwise. */
export async function opinionPaper(db: Db, actor: Actor, id: string): Promise<PaperFile | null> {
  const { rows } = await sql<PaperFile>`
    select p.name, f.type, f.size::float8 as size, f.sha256
    from cases.opinion_paper as p join platform.file as f on f.id = p.file_id join cases.opinion as o on o.id = p.opinion_id
    where p.id = ${id}::uuid and ${visibleOpinion(actor)}`.execute(db);
  return rows[0] ?? null;
}
