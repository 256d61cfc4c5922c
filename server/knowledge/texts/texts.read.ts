import type { RawBuilder } from 'kysely';
import type { z } from 'zod';
import type { standardTextRow, standardTextStates, textInForce } from '#contract/standard-texts.ts';
import { decodeCursor, pageOf, sql, type Db, type Scope, type Tx } from '#server/platform/index.ts';

export type TextRowView = z.input<typeof standardTextRow>;
export type TextInForceView = z.input<typeof textInForce>;

export interface TextQuery {
  search?: string | undefined;
  language?: string | undefined;
  channel?: string | undefined;
  state?: (typeof standardTextStates)[number] | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** Days before its end in which a text is among those that end soon. */
const soon = 30;

/** What somebody may see, of a table named `t`: what is of no service, and of theirs. The twin of `showsService`. */
const visible = (scope: Scope): RawBuilder<boolean> =>
  scope === 'all' || scope.some((place) => place.serviceId === null)
    ? sql<boolean>`true`
    : sql<boolean>`(t.service_id is null or t.service_id = any(${scope.map((place) => place.serviceId)}::uuid[]))`;

/** What is approved and valid at a moment, of a table named `v`. */
const validAt = (at: Date): RawBuilder<boolean> =>
  sql<boolean>`(v.state = 'published' and v.valid_from <= ${at} and (v.valid_to is null or v.valid_to > ${at}))`;
/** Whether the main language has moved on since the translation `v` was made. */
const lagsBehind = (at: Date): RawBuilder<boolean> =>
  sql<boolean>`(v.language <> t.language and exists (
    select from knowledge.standard_text_version o where o.text_id = t.id and o.language = t.language
      and o.state = 'published' and o.valid_from <= ${at} and o.number > coalesce(v.source_number, 0)))`;
const folded = (text: unknown) => sql`lower(public.unaccent(${text}))`;
const escaped = (text: string) => text.replace(/[\\%_]/g, '\\$&');

const some = (test: RawBuilder<unknown>) =>
  sql<boolean>`exists (select from knowledge.standard_text_version v where v.text_id = t.id and ${test})`;
const inService = (column: 'ownerId' | 'successorId') =>
  sql`exists (select from access.staff s where s.id = t.${sql.ref(column)} and s.active)`;

function stateTest(state: (typeof standardTextStates)[number], at: Date): RawBuilder<boolean> {
  const until = new Date(at.getTime() + soon * 86_400_000);
  const valid = validAt(at);
  // What is followed by another wording of its language does not run out.
  const followed = sql`exists (select from knowledge.standard_text_version n where n.text_id = v.text_id
    and n.language = v.language and n.state = 'published' and n.number > v.number and n.valid_from <= v.valid_to)`;
  const tests = {
    published: sql<boolean>`t.active and ${some(valid)}`,
    draft: some(sql`v.state = 'draft'`),
    submitted: some(sql`v.state = 'submitted'`),
    expiring: sql<boolean>`t.active and ${some(sql`${valid} and v.valid_to <= ${until} and not ${followed}`)}`,
    expired: sql<boolean>`t.active and not ${some(valid)} and ${some(sql`v.state = 'published' and v.valid_to <= ${at}`)}`,
    review_due: sql<boolean>`(t.active and t.review_on <= ${at}::date)`,
    no_owner: sql<boolean>`(t.active and not ${inService('ownerId')} and not ${inService('successorId')})`,
    out_of_date: sql<boolean>`t.active and ${some(sql`${valid} and ${lagsBehind(at)}`)}`,
    inactive: sql<boolean>`not t.active`,
  };
  return tests[state];
}

/**
 * The library by code. Who does not write sees what is in force only. A text is called by its title in the language asked
 * for or else the reader's, then in its own, then in Italian.
 */
export async function listTextRows(
  db: Db | Tx,
  scope: Scope,
  query: TextQuery & { at: Date; writes: boolean; reader: string; id?: string },
) {
  const { at } = query;
  const after = decodeCursor(query.cursor, 2);
  const search = (query.search ?? '').trim().replace(/^\//, '');
  const words = search.split(/\s+/).filter((word) => word !== '');
  const tests = [
    visible(scope),
    ...(query.writes ? [] : [stateTest('published', at)]),
    ...(query.id === undefined ? [] : [sql<boolean>`t.id = ${query.id}::uuid`]),
    ...(query.language === undefined
      ? []
      : [some(sql`v.language = ${query.language} and v.state <> 'withdrawn'`)]),
    ...(query.channel === undefined
      ? []
      : [sql<boolean>`(t.channels = '{}' or ${query.channel} = any (t.channels))`]),
    ...(query.state === undefined ? [] : [stateTest(query.state, at)]),
    ...words.map((word) =>
      some(
        sql`v.state <> 'withdrawn' and ${folded(sql`t.code || ' ' || v.title || ' ' || v.body`)} like '%' || ${folded(sql`${escaped(word)}::text`)} || '%'`,
      ),
    ),
    ...(after === null
      ? []
      : [sql<boolean>`(t.code, t.id::text) > (${String(after[0])}, ${String(after[1])})`]),
  ];
  const { rows } = await sql<TextRowView>`
    select t.id, t.code, t.language, t.channels, t.service_id, t.classification_id, t.owner_id, t.successor_id, t.review_on,
      t.active, t.uses, t.updated_at, o.name as owner_name, s.name as successor_name,
      case when o.active then o.name when s.active then s.name end as keeper_name,
      coalesce(w.title, '') as title, coalesce(w.language, t.language) as shown_in, coalesce(w.state, 'withdrawn') as state, e.valid_to,
      coalesce((select json_agg(l order by l.language <> t.language, l.language) from (
        select v.language, max(v.number) filter (where ${validAt(at)}) as published,
          min(v.state) filter (where v.state in ('draft', 'submitted')) as open,
          coalesce(bool_or(${lagsBehind(at)}) filter (where ${validAt(at)}), false) as "outOfDate"
        from knowledge.standard_text_version v where v.text_id = t.id and v.state <> 'withdrawn' group by v.language) l), '[]') as languages
    from knowledge.standard_text t left join access.staff o on o.id = t.owner_id left join access.staff s on s.id = t.successor_id
    left join lateral (
      select v.title, v.language, v.state from knowledge.standard_text_version v where v.text_id = t.id
      order by v.state = 'withdrawn', v.language = ${query.language ?? query.reader} desc, v.language = t.language desc,
        v.language = 'it' desc, v.language, ${validAt(at)} desc, v.number desc limit 1
    ) w on true
    left join lateral (
      select max(coalesce(v.valid_to, 'infinity'::timestamptz)) as valid_to from knowledge.standard_text_version v
      where v.text_id = t.id and v.language = t.language and v.state = 'published' having max(coalesce(v.valid_to, 'infinity')) < 'infinity'
    ) e on true
    where ${sql.join(tests, sql` and `)} order by t.code, t.id::text limit ${query.limit + 1}`.execute(db);
  return pageOf(rows, query.limit, (row) => [row.code, row.id]);
}

const mostInForce = 2000;

/** Every wording that may be used now, the most used texts first. */
export async function inForceRows(
  db: Db | Tx,
  scope: Scope,
  at: Date,
  only: { code: string } | null = null,
): Promise<TextInForceView[]> {
  const { rows } = await sql<TextInForceView>`
    select v.id, t.id as text_id, t.code, v.title, v.body, v.language, v.number, t.channels, t.service_id, t.classification_id,
      ${lagsBehind(at)} as out_of_date, v.valid_to, t.uses
    from knowledge.standard_text t join knowledge.standard_text_version v on v.text_id = t.id
    where t.active and ${validAt(at)} and ${visible(scope)} ${only === null ? sql`` : sql`and t.code = ${only.code}`}
    order by t.uses desc, t.code, t.id, v.language <> t.language, v.language limit ${mostInForce}`.execute(
    db,
  );
  return rows;
}

export interface ApprovedText {
  id: string;
  textId: string;
  title: string;
  body: string;
  language: string;
  /** Not in the language asked for: there is none. */
  fallback: boolean;
}

/**
 * The door for other modules: the wording of a code that is approved and in force at a moment, placeholders unfilled. The
 * service's own text goes before everybody's, the language asked for before the text's main one, and that before any other.
 */
export async function approvedText(
  db: Db | Tx,
  wanted: { code: string; language: string; channel: string | null; serviceId: string | null; at: Date },
): Promise<(ApprovedText & { view: TextInForceView }) | null> {
  const rows = (
    await inForceRows(db, [{ serviceId: wanted.serviceId ?? noService, teamId: null }], wanted.at, wanted)
  ).filter(
    ({ channels }) =>
      wanted.channel === null || channels.length === 0 || channels.includes(wanted.channel as never),
  );
  // The rows of a text come with its main language first.
  const [view] = rows.toSorted(
    (one, other) =>
      Number(other.serviceId !== null) - Number(one.serviceId !== null) ||
      Number(other.language === wanted.language) - Number(one.language === wanted.language),
  );
  if (view === undefined) return null;
  const { id, textId, title, body, language } = view;
  return { id, textId, title, body, language, fallback: language !== wanted.language, view };
}
const noService = '00000000-0000-0000-0000-000000000000';

/** Versions by their ids; and by a text's id, the wording in force of it, in a language or the main one. */
export async function usedVersions(
  db: Db | Tx,
  ids: readonly string[],
  language: string,
  at: Date,
): Promise<{ id: string; textId: string; body: string }[]> {
  const { rows } = await sql<{ id: string; textId: string; body: string }>`
    select v.id, v.text_id, v.body from knowledge.standard_text_version v
      where v.id = any (${[...ids]}::uuid[]) and v.state in ('published', 'withdrawn')
    union
    select w.id, w.text_id, w.body from knowledge.standard_text t join lateral (
      select v.id, v.text_id, v.body from knowledge.standard_text_version v where v.text_id = t.id and ${validAt(at)}
      order by v.language = ${language} desc, v.language = t.language desc, v.language limit 1) w on true
      where t.id = any (${[...ids]}::uuid[])`.execute(db);
  return rows;
}

/** Members of staff by id, whether they are in service. */
export async function peopleByIds(
  db: Db | Tx,
  ids: readonly string[],
): Promise<Map<string, { id: string; name: string; email: string; active: boolean }>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('access.staff')
    .select(['id', 'name', 'email', 'active'])
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

export async function peopleByEmail(db: Db | Tx, emails: readonly string[]): Promise<Map<string, string>> {
  if (emails.length === 0) return new Map();
  const rows = await db
    .selectFrom('access.staff')
    .select(['id', 'email'])
    .where('email', 'in', emails)
    .where('active', '=', true)
    .execute();
  return new Map(rows.map(({ id, email }) => [email, id]));
}
