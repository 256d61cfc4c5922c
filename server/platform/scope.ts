import { sql, type RawBuilder, type Expression } from 'kysely';
import type { Scope } from './actor.ts';

/**
 * The permission filter as SQL, the twin of inScope: used by lists, search, counts, exports and the catch-up of
 * live events alike, so that no path shows what another hides.
 *
 * @param service expression of the row's service id
 * @param team expression of the row's team id
 */
export function scopeFilter(
  scope: Scope,
  service: Expression<unknown>,
  team: Expression<unknown>,
): RawBuilder<boolean> {
  if (scope === 'all') return sql<boolean>`true`;
  if (scope.length === 0) return sql<boolean>`false`;
  const places = scope.map(({ serviceId, teamId }) => {
    const tests = [
      ...(serviceId === null ? [] : [sql`${service} = ${serviceId}::uuid`]),
      ...(teamId === null ? [] : [sql`${team} = ${teamId}::uuid`]),
    ];
    return sql`(${sql.join(tests, sql` and `)})`;
  });
  return sql<boolean>`(${sql.join(places, sql` or `)})`;
}
