import { sql, type Tx } from '#server/platform/index.ts';

/** Whom a warning is told. */
export interface Told {
  place: number;
  staff: string;
}

/**
 * The people whom warnings are told: the owner, and whoever holds one of the roles where the clock is. By the place of
 * the warning in the list.
 */
export async function whoIsTold(
  tx: Tx,
  warnings: readonly { serviceId: string; teamId: string | null; ownerId: string | null; tell: string[] }[],
): Promise<Told[]> {
  if (warnings.length === 0) return [];
  const asked = warnings.map((one, place) => ({
    place,
    service: one.serviceId,
    team: one.teamId,
    owner: one.ownerId,
    tell: one.tell,
  }));
  const { rows } = await sql<Told>`
    with asked as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as x(place int, service uuid, team uuid, owner uuid, tell jsonb)
    ), places as materialized (
      select distinct a.service, a.team, t.role from asked as a cross join lateral jsonb_array_elements_text(a.tell) as t (role)
    ), holders as materialized (
      select distinct p.service, p.team, p.role, s.id as staff
      from places as p join access.role as r on r.code = p.role join access.grant as g on g.role_id = r.id
        join access.staff as s on s.id = g.staff_id and s.active
      where (g.service_id is null or g.service_id = p.service) and (g.team_id is null or g.team_id = p.team)
    )
    select a.place, h.staff from asked as a
      join holders as h on h.service = a.service and h.team is not distinct from a.team and a.tell ? h.role
    union
    select a.place, s.id from asked as a join access.staff as s on s.id = a.owner and s.active where a.tell ? 'owner'
    order by 1, 2`.execute(tx);
  return rows;
}
