import { sql, type Db, type Tx } from '#server/platform/index.ts';
import { lagsBehind, readable, validAt, type Reader } from './scope.read.ts';
import type { Known, Sought } from './search.rules.ts';

/**
 * What the index knows of words: their stems, whether anybody has written them, and what looks like those that nobody has.
 * @param words each with the form by which it is known, and whether one that looks like it may be meant
 */
export async function lookUpWords(
  db: Db | Tx,
  language: string,
  words: readonly { word: string; base: string; telling: boolean }[],
): Promise<Known[]> {
  if (words.length === 0) return [];
  const { rows } = await sql<Known>`
    select w.word, w.lexeme, w.written,
      case when w.written or not w.telling or w.lexeme is null or length(w.word) < 4 then '[]'::json else coalesce((
      select json_agg(json_build_object('word', s.word, 'lexeme', s.lexeme)) from (
        select k.word, k.lexeme from knowledge.word k
        where k.language = ${language} and (k.word operator(public.%) w.word or k.lexeme operator(public.%) w.lexeme)
          and exists (select from knowledge.posting p where p.language = k.language and p.lexeme = k.lexeme)
        order by greatest(public.similarity(k.word, w.word), public.similarity(k.lexeme, w.lexeme)) desc, k.word limit 16) s), '[]') end as similar
    from (select g.*, g.telling and exists (
        select from knowledge.posting p where p.language = ${language} and p.lexeme = g.lexeme) as written
      from (select word, telling, place, knowledge.stem(${language}, base) as lexeme
        from unnest(${words.map((one) => one.word)}::text[], ${words.map((one) => one.base)}::text[],
          ${words.map((one) => one.telling)}::boolean[]) with ordinality as u (word, base, telling, place)) g) w
    order by w.place`.execute(db);
  return rows;
}

export interface Scored {
  versionId: string;
  id: string;
  code: string;
  kind: 'article' | 'guide' | 'tree';
  audience: 'public' | 'staff' | 'office';
  language: string;
  number: number;
  title: string;
  summary: string;
  outOfDate: boolean;
  score: number;
  /** How much of what was asked it has: 1 is all, rare words count more. */
  covered: number;
}

/**
 * Published articles by how well they have what is sought. Rare words count more, the best way of each word counts once,
 * and a way of asking that is like the question counts as a whole.
 */
export async function score(
  db: Db | Tx,
  reader: Reader,
  language: string,
  sought: readonly Sought[],
  options: { at: Date; limit: number },
): Promise<Scored[]> {
  if (sought.length === 0) return [];
  const { rows } = await sql<Scored>`
    with asked as materialized (
      select * from unnest(${sought.map((one) => one.term)}::int[], ${sought.map((one) => one.lexeme)}::text[],
        ${sought.map((one) => one.boost)}::real[], ${sought.map((one) => one.own)}::boolean[]) as u (term, lexeme, boost, own)
    ), total as materialized (
      select greatest(count(*), 1)::float8 as n from knowledge.article_version where state = 'published' and language = ${language}
    ), counted as materialized (
      select l.lexeme, f.n, ln(1 + (total.n - least(f.n, total.n) + 0.5) / (f.n + 0.5)) as idf
      from (select distinct lexeme from asked) l, total,
        lateral (select count(*)::float8 as n from knowledge.posting p where p.language = ${language} and p.lexeme = l.lexeme) f
    ), rare as materialized (
      -- What stands everywhere tells nothing apart and costs most; it counts only where there is nothing else.
      select c.lexeme, c.idf from counted c, total
      where c.n <= greatest(total.n * 0.1, 40) or not exists (select from counted o where o.n between 1 and greatest(total.n * 0.1, 40))
    ), own as (
      select a.term, min(c.idf) as idf from asked a join counted c using (lexeme) where a.own and c.n > 0 group by a.term
    ), worth as materialized (
      select a.term, a.lexeme, a.boost * least(r.idf, coalesce(o.idf, r.idf)) as idf
      from asked a join rare r using (lexeme) left join own o using (term)
    ), whole as materialized (
      select greatest(sum(best), 0.0001) as idf from (select max(w.idf) as best from worth w group by w.term) t
    ), hit as (
      select w.term, p.version_id, max(w.idf * p.weight * 2.2 / (p.weight + 1.2)) as points, max(w.idf) as idf
      from worth w join knowledge.posting p on p.language = ${language} and p.lexeme = w.lexeme
      group by w.term, p.version_id
    ), ranked as (
      select h.version_id, sum(h.points) as points, least(1, sum(h.idf) / (select idf from whole)) as covered
      from hit h group by h.version_id
    ), way as (
      select p.asked_id, sum(least(r.idf, t.idf)) as got, sum(r.idf) as idf, count(*) as n
      from (select lexeme, max(idf) as idf from worth group by lexeme) t join rare r using (lexeme)
        join knowledge.asked_posting p on p.language = ${language} and p.lexeme = t.lexeme
      group by p.asked_id
    ), wayed as (
      -- What of it was not asked counts as words of usual rarity.
      select k.article_id, max(w.got / sqrt((w.idf + (k.size - w.n) * ${usualRarity}::float8) * (select idf from whole))) as likeness
      from way w join knowledge.asked k on k.id = w.asked_id group by k.article_id
    )
    select v.id as version_id, a.id, a.code, a.kind, a.audience, v.language, v.number, v.title, v.summary,
      ${lagsBehind(options.at)} as out_of_date,
      (r.points * (0.4 + 0.6 * r.covered) + ${byLikeness}::float8 * coalesce(y.likeness, 0) * (select idf from whole))::float8 as score,
      r.covered::float8 as covered
    from ranked r join knowledge.article_version v on v.id = r.version_id join knowledge.article a on a.id = v.article_id
      left join wayed y on y.article_id = a.id
    where a.active and ${validAt(options.at)} and ${readable(reader)}
    order by score desc, a.code limit ${options.limit}`.execute(db);
  return rows;
}

/** How rare a word is that nothing is known of, by the measure of `score`. */
const usualRarity = 5;
/** How much it counts that somebody asks the same in nearly the same words. */
const byLikeness = 0.6;
