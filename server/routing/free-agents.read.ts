import { sql, type Db } from '#server/platform/index.ts';
import { capacities, readAgents, slots } from './agents.store.ts';
import { canTake } from './engine/index.ts';
import { served } from './moves.read.ts';

/** How many agents of a queue are there for a channel, how many of them would take an item now, and since when the first waits. */
export async function roomIn(
  db: Db,
  queueId: string,
  channel: string,
): Promise<{ present: number; free: number; first: Date | null }> {
  const { rows: members } = await sql<{ staffId: string }>`
    select distinct e.staff_id from ${served} as e
    where e.queue_id = ${queueId}::uuid and e.channel = ${channel}`.execute(db);
  const ids = members.map(({ staffId }) => staffId);
  const agents = ids.length === 0 ? [] : await readAgents(db, ids);
  const there = agents
    .filter((one) => one.presence === 'available' && one.connected && one.notRespondingSince === null)
    .map(({ staffId }) => staffId);
  const room = await capacities(db, there);
  const taken = Map.groupBy(await slots(db, there), ({ agentId }) => agentId);
  const free = there.filter((id) => {
    const open = (taken.get(id) ?? []).filter(({ state }) => state !== 'parked').map((slot) => slot.channel);
    return canTake(room.get(id) ?? {}, open, channel).ok;
  });
  const { rows } = await sql<{ first: Date | null }>`
    select min(queued_at - make_interval(secs => boost_seconds)) as first from routing.work_item
    where queue_id = ${queueId}::uuid and channel = ${channel} and state in ('waiting', 'offered')`.execute(
    db,
  );
  return { present: there.length, free: free.length, first: rows[0]?.first ?? null };
}
