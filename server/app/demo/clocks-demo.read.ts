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
  /** When it began to wait for its customer, and when it went on. */
  waits: { at: Date; waiting: boolean }[];
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
  const { rows } = await sql<Omit<CaseOfDemo, 'waits'> & { waits: { at: string; waiting: boolean }[] }>`
    select k.id, k.number, k.type, k.opened_at, k.closed_at, k.customer_id, k.service_id, k.team_id, k.owner_id,
      coalesce(s.name, '') as owner_name,
      coalesce((select jsonb_agg(jsonb_build_object('at', e.at, 'waiting', e.data ->> 'to' = 'waiting') order by e.at, e.id)
        from cases.entry as e where e.case_id = k.id and e.kind = 'status'), '[]') as waits
    from cases.case as k left join access.staff as s on s.id = k.owner_id
    where k.closed_at is null or k.closed_at > ${since} order by k.opened_at, k.id`.execute(tx);
  return rows.map((row) => ({ ...row, waits: row.waits.map((one) => ({ ...one, at: new Date(one.at) })) }));
}
