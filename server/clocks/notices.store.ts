import { sql, type Tx } from '#server/platform/index.ts';

/** Notes that a member of staff has seen what they were told of these limits. */
export async function seeNotices(tx: Tx, staff: string, clocks: readonly string[]): Promise<void> {
  await sql`insert into clocks.seen (staff_id, clock_id, at)
    select ${staff}::uuid, c.id, clock_timestamp() from clocks.clock as c where c.id = any (${[...clocks]}::uuid[])
    on conflict (staff_id, clock_id) do update set at = excluded.at`.execute(tx);
}
