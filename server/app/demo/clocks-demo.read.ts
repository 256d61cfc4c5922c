import { sql, type Tx } from '#server/platform/index.ts';

export interface CaseOfDemo {
  id: string;
  number: string;
  type: string;
  openedAt: Date;
  closedAt: Date | null;
  customerId: string;
  serviceId: string;
  teamId: string | null;
  ownerId: string | null;
  ownerName: string;
  /** Its transitions so far, in their order, with the state to which each led. */
  moves: { at: Date; transition: string; to: string }[];
}

/** The services of the demo, with the hours of their office. */
export async function demoPlaces(
  tx: Tx,
): Promise<{ serviceId: string; code: string; calendarId: string | null }[]> {
  const { rows } = await sql<{ serviceId: string; code: string; calendarId: string | null }>`
    select s.id as service_id, s.code, (select c.id from calendars.calendar as c where c.patron_day is not null
      order by c.name limit 1) as calendar_id
    from access.service as s order by s.code`.execute(tx);
  return rows;
}

/** Cases that are open, and those closed since a day, the oldest first. */
export async function demoCases(tx: Tx, since: Date): Promise<CaseOfDemo[]> {
  const { rows } = await sql<
    Omit<CaseOfDemo, 'moves'> & { moves: { at: string; transition: string; to: string }[] }
  >`
    select k.id, k.number, k.type, k.opened_at, k.closed_at, k.customer_id, k.service_id, k.team_id, k.owner_id,
      coalesce(s.name, '') as owner_name,
      coalesce((select jsonb_agg(jsonb_build_object('at', e.at, 'transition', e.data ->> 'transition', 'to', e.data ->> 'toState')
          order by (e.data ->> 'version')::int)
        from cases.entry as e where e.case_id = k.id and e.kind = 'status'), '[]') as moves
    from cases.case as k left join access.staff as s on s.id = k.owner_id
    where k.closed_at is null or k.closed_at > ${since} order by k.opened_at, k.id`.execute(tx);
  return rows.map((row) => ({ ...row, moves: row.moves.map((one) => ({ ...one, at: new Date(one.at) })) }));
}

/** Who decides on compensations in the demo. */
export async function demoSupervisor(tx: Tx): Promise<{ id: string; name: string }> {
  const { rows } = await sql<{ id: string; name: string }>`
    select s.id, s.name from access.staff as s join access.grant as g on g.staff_id = s.id
      join access.role as r on r.id = g.role_id where r.code = 'supervisor' order by s.email limit 1`.execute(
    tx,
  );
  return rows[0]!;
}
