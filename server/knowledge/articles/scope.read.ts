import type { RawBuilder } from 'kysely';
import { scopeOf, sql, type Actor, type Scope } from '#server/platform/index.ts';

/** Who reads: a member of staff with their places, or the public. */
export type Reader = { kind: 'staff'; scope: Scope } | { kind: 'public' };
export const thePublic: Reader = { kind: 'public' };
export const readerOf = (actor: Actor): Reader => ({
  kind: 'staff',
  scope: scopeOf(actor, 'knowledge.read'),
});

export interface Placed {
  audience: string;
  serviceId: string | null;
  teamId: string | null;
  active: boolean;
}

/**
 * Whether somebody may read an article: the public what is for it; staff what is of no service or of one of theirs, and of
 * an office only whose grant reaches that office. Its twin in SQL is `readable`.
 */
export function mayRead(reader: Reader, article: Placed): boolean {
  if (reader.kind === 'public') return article.audience === 'public' && article.active;
  return (
    reader.scope === 'all' ||
    reader.scope.some((place) =>
      article.audience === 'office'
        ? (place.serviceId === null || place.serviceId === article.serviceId) &&
          (place.teamId === null || place.teamId === article.teamId)
        : place.serviceId === null || article.serviceId === null || place.serviceId === article.serviceId,
    )
  );
}

/** The one filter of list, search, suggestion, flow and help site, for a table named `a`. */
export function readable(reader: Reader): RawBuilder<boolean> {
  if (reader.kind === 'public') return sql<boolean>`(a.audience = 'public' and a.active)`;
  if (reader.scope === 'all') return sql<boolean>`true`;
  if (reader.scope.length === 0) return sql<boolean>`false`;
  const places = reader.scope.map(({ serviceId, teamId }) => {
    const service =
      serviceId === null ? sql`true` : sql`(a.service_id is not distinct from ${serviceId}::uuid)`;
    const team = teamId === null ? sql`true` : sql`(a.team_id is not distinct from ${teamId}::uuid)`;
    return sql`(case when a.audience = 'office' then ${service} and ${team} else a.service_id is null or ${service} end)`;
  });
  return sql<boolean>`(${sql.join(places, sql` or `)})`;
}

/** What is published and valid at a moment, of a table named `v`. */
export const validAt = (at: Date): RawBuilder<boolean> =>
  sql<boolean>`(v.state = 'published' and v.valid_from <= ${at} and (v.valid_to is null or v.valid_to > ${at}))`;

/** Whether the original has been published anew since a translation `v` was made of it. */
export const lagsBehind = (at: Date): RawBuilder<boolean> =>
  sql<boolean>`(v.language <> a.language and exists (
    select from knowledge.article_version o where o.article_id = a.id and o.language = a.language
      and o.state = 'published' and o.valid_from <= ${at} and o.number > coalesce(v.source_number, 0)))`;
