import type { z } from 'zod';
import type { clockPlace } from '#contract/clocks.ts';
import { sql, type Db } from '#server/platform/index.ts';

/** Every service with the regulations it is under. */
export async function clockPlaces(db: Db): Promise<z.input<typeof clockPlace>[]> {
  const { rows } = await sql<z.input<typeof clockPlace>>`
    select s.id as service, s.name as service_name, coalesce(p.regulations, '{}') as regulations,
      p.calendar_id as calendar, p.territory
    from access.service as s left join clocks.place as p on p.service_id = s.id order by s.name, s.id`.execute(
    db,
  );
  return rows;
}
