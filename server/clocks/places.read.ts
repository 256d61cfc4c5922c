import type { z } from 'zod';
import type { clockPlace } from '#contract/clocks.ts';
import { sql, type Db, type Tx } from '#server/platform/index.ts';

/** Every service with the regulations it is under. */
export async function clockPlaces(db: Db): Promise<z.input<typeof clockPlace>[]> {
  const { rows } = await sql<z.input<typeof clockPlace>>`
    select s.id as service, s.name as service_name, coalesce(p.regulations, '{}') as regulations,
      p.calendar_id as calendar, p.territory, coalesce(p.version, 0) as version,
      jsonb_build_object('day', c.patron_day, 'name', c.patron_name) as patron,
      array(select other.name from clocks.place as o join access.service as other on other.id = o.service_id
        where o.calendar_id = p.calendar_id and o.service_id <> s.id order by other.name) as shares
    from access.service as s left join clocks.place as p on p.service_id = s.id
      left join calendars.calendar as c on c.id = p.calendar_id order by s.name, s.id`.execute(db);
  return rows;
}

/** The codes of the services, both ways. */
export async function serviceCodes(db: Db | Tx): Promise<{ id: string; code: string }[]> {
  const { rows } = await sql<{ id: string; code: string }>`select id, code from access.service`.execute(db);
  return rows;
}
