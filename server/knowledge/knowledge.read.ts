import { sql } from 'kysely';
import type { Channel } from '#contract/words.ts';
import type { Db, Scope } from '#server/platform/index.ts';

export interface StandardTextView {
  id: string;
  shortcut: string;
  title: string;
  language: string;
  channel: Channel | null;
  body: string;
  serviceId: string | null;
  classificationId: string | null;
  active: boolean;
  uses: number;
}

const listedAtMost = 500;

/**
 * Standard texts, those whose shortcut begins with the search first, then the most used. Every word of the search must
 * be in shortcut, title or body. A text without a channel is for all of them.
 */
export async function listStandardTextRows(
  db: Db,
  scope: Scope,
  query: {
    search?: string | undefined;
    language?: string | undefined;
    channel?: string | undefined;
    inactiveToo: boolean;
  },
): Promise<StandardTextView[]> {
  const search = (query.search ?? '').trim().replace(/^\//, '');
  const like = (text: string) => text.replace(/[\\%_]/g, '\\$&');
  const folded = (text: unknown) => sql`lower(public.unaccent(${text}))`;
  const tests = [
    query.inactiveToo ? sql`true` : sql`t.active`,
    scope === 'all' || scope.some((place) => place.serviceId === null)
      ? sql`true`
      : sql`(t.service_id is null or t.service_id = any(${scope.map((place) => place.serviceId)}::uuid[]))`,
    ...(query.language === undefined ? [] : [sql`t.language = ${query.language}`]),
    ...(query.channel === undefined ? [] : [sql`(t.channel is null or t.channel = ${query.channel})`]),
    ...search
      .split(/\s+/)
      .filter((word) => word !== '')
      .map(
        (word) =>
          sql`${folded(sql`t.shortcut || ' ' || t.title || ' ' || t.body`)} like '%' || ${folded(sql`${like(word)}::text`)} || '%'`,
      ),
  ];
  const { rows } = await sql<StandardTextView>`
    select t.id, t.shortcut, t.title, t.language, t.channel, t.body, t.service_id, t.classification_id, t.active, t.uses
    from knowledge.standard_text t where ${sql.join(tests, sql` and `)}
    order by (${search !== ''} and t.shortcut like ${`${like(search.toLowerCase())}%`}) desc, t.uses desc, t.shortcut, t.language
    limit ${listedAtMost}`.execute(db);
  return rows;
}

/** What may be chosen of the classification, for naming by code. */
export async function classificationsByCode(db: Db): Promise<{ id: string; code: string; name: string }[]> {
  const rows = await db
    .selectFrom('knowledge.classification')
    .select(['id', 'code', 'name'])
    .where('active', '=', true)
    .orderBy('code')
    .execute();
  return rows.map(({ id, code, name }) => ({ id, code, name: (name as { it: string }).it }));
}
