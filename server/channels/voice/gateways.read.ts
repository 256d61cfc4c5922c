import type { Gateway } from '#contract/voice.ts';
import { sql, type Db } from '#server/platform/index.ts';

/** Who carries or carried calls in these thirty days; those that are here first. @param since heard of since then it is here */
export async function readGateways(
  db: Db,
  since: Date,
): Promise<(Omit<Gateway, 'seenAt'> & { seenAt: Date })[]> {
  const { rows } = await sql<{
    name: string;
    abilities: Partial<Gateway['abilities']>;
    seenAt: Date;
    trunk: Gateway['trunk'];
    calls: number;
  }>`
    select g.name, g.abilities, g.seen_at, g.trunk,
      (select count(*)::int from voice.call as c where c.gateway = g.name and c.ended_at is null) as calls
    from voice.gateway as g
    where g.seen_at > ${since}::timestamptz - interval '30 days'
    order by g.seen_at >= ${since} desc, g.name`.execute(db);
  return rows.map(({ name, abilities, seenAt, trunk, calls }) => {
    const present = seenAt >= since;
    return {
      name,
      present,
      seenAt,
      abilities: {
        dial: abilities.dial ?? false,
        machine: abilities.machine ?? false,
        web: abilities.web ?? false,
      },
      calls,
      // What one that is gone said last is not so any more.
      trunk: present ? trunk : null,
    };
  });
}
