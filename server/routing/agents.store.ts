import { sql } from '#server/platform/index.ts';
import type { Db, Tx } from '#server/platform/index.ts';
import type { Capacity, ProfileEntry } from './engine/index.ts';

export interface AgentRow {
  staffId: string;
  profileId: string | null;
  presence: 'offline' | 'available' | 'not_ready';
  reason: string | null;
  presenceSince: Date;
  availableSince: Date | null;
  notRespondingSince: Date | null;
  missed: number;
  lastHandledAt: Date | null;
  connected: boolean;
  connectedUntil: Date | null;
}
const columns = [
  'staffId',
  'profileId',
  'presence',
  'reason',
  'presenceSince',
  'availableSince',
  'notRespondingSince',
  'missed',
  'lastHandledAt',
  'connected',
  'connectedUntil',
] as const;

/** Locks agents for the rest of the transaction, in the order of their ids. Agents are always locked before items. */
export async function lockAgents(tx: Tx, ids: readonly string[]): Promise<Map<string, AgentRow>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('routing.agent')
    .select(columns)
    .where('staffId', 'in', ids)
    .orderBy('staffId')
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.staffId, row as AgentRow]));
}

export async function readAgents(db: Db, ids: readonly string[] | 'all'): Promise<AgentRow[]> {
  const query = db.selectFrom('routing.agent').select(columns);
  return (await (ids === 'all' ? query : query.where('staffId', 'in', ids)).execute()) as AgentRow[];
}

/** Capacity per agent, from the routing profile; an agent without a profile has none. */
export async function capacities(db: Db, ids: readonly string[]): Promise<Map<string, Capacity>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('routing.agent as a')
    .innerJoin('routing.profile as p', 'p.id', 'a.profileId')
    .select(['a.staffId', 'p.capacity'])
    .where('a.staffId', 'in', ids)
    .execute();
  return new Map(rows.map((row) => [row.staffId, row.capacity as unknown as Capacity]));
}

export interface Slot {
  agentId: string;
  itemId: string;
  channel: string;
  state: 'offered' | 'active' | 'wrap_up' | 'parked';
}

/** The slots that agents have taken: open offers, active items, wrap-ups; parked items are listed but take none. */
export async function slots(db: Db, ids: readonly string[] | 'all'): Promise<Slot[]> {
  const all = ids === 'all';
  const list = all ? [] : ids;
  if (!all && list.length === 0) return [];
  const { rows } = await sql<Slot>`
    select agent_id, id as item_id, channel, state from routing.work_item
      where agent_id is not null and state in ('active', 'wrap_up', 'parked') and (${all} or agent_id = any (${list}::uuid[]))
    union all
    select agent_id, item_id, channel, 'offered' from routing.offer where state = 'open' and (${all} or agent_id = any (${list}::uuid[]))`.execute(
    db,
  );
  return rows;
}

export async function profileEntries(db: Db): Promise<Map<string, ProfileEntry[]>> {
  const rows = await db.selectFrom('routing.profileQueue').selectAll().execute();
  const map = new Map<string, ProfileEntry[]>();
  for (const row of rows) {
    const entries = map.get(row.profileId) ?? [];
    entries.push({
      queue: row.queueId,
      channel: row.channel,
      priority: row.priority,
      delaySeconds: row.delaySeconds,
    });
    map.set(row.profileId, entries);
  }
  return map;
}

export async function agentSkills(
  db: Db,
  ids: readonly string[] | 'all',
): Promise<Map<string, Record<string, number>>> {
  const query = db.selectFrom('routing.agentSkill').selectAll();
  const rows = await (
    ids === 'all'
      ? query
      : query.where('staffId', 'in', ids.length === 0 ? ['00000000-0000-0000-0000-000000000000'] : ids)
  ).execute();
  const map = new Map<string, Record<string, number>>();
  for (const row of rows) map.set(row.staffId, { ...map.get(row.staffId), [row.skillId]: row.level });
  return map;
}

export async function changeAgent(
  tx: Tx,
  id: string,
  change: Partial<Omit<AgentRow, 'staffId'>>,
): Promise<void> {
  await tx.updateTable('routing.agent').set(change).where('staffId', '=', id).execute();
}

/** Makes sure that a member of staff can handle contacts; what is there stays. */
export async function ensureAgent(tx: Tx, staffId: string): Promise<void> {
  await tx
    .insertInto('routing.agent')
    .values({ staffId })
    .onConflict((conflict) => conflict.column('staffId').doNothing())
    .execute();
}

/** Ends the running stretch of an agent's presence and begins the next. */
export async function writeHistory(
  tx: Tx,
  staffId: string,
  presence: string,
  reason: string | null,
  status: string | null,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('routing.presenceHistory')
    .set({ endedAt: at })
    .where('staffId', '=', staffId)
    .where('endedAt', 'is', null)
    .execute();
  await tx
    .insertInto('routing.presenceHistory')
    .values({ staffId, presence, reason, status, startedAt: at })
    .execute();
}

/**
 * Notes in the history that available agents lost their desk or have it back: until then they were not waiting for
 * work, and no figure may say they were.
 */
export async function writeConnection(
  tx: Tx,
  staffIds: readonly string[],
  connected: boolean,
  at: Date,
): Promise<void> {
  if (staffIds.length === 0) return;
  await sql`
    with agent as (
      select staff_id, presence, reason,
        case when not_responding_since is not null then 'not_responding' when ${connected} then null else 'off_queue' end as status
      from routing.agent where staff_id = any (${staffIds}::uuid[]) and presence = 'available'
    ), ended as (
      update routing.presence_history as h set ended_at = greatest(h.started_at, ${at}::timestamptz) from agent as a
      where h.staff_id = a.staff_id and h.ended_at is null
    )
    insert into routing.presence_history (staff_id, presence, reason, status, started_at)
    select staff_id, presence, reason, status, ${at} from agent`.execute(tx);
}

/** Deletes stretches of presence that ended before an instant. @returns how many */
export async function forgetPresenceHistory(tx: Tx, before: Date): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('routing.presenceHistory')
    .where('endedAt', '<', before)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Agents whose desk has been silent past the grace are no longer connected; the answer is who. */
export async function dropSilentAgents(tx: Tx, at: Date): Promise<string[]> {
  // Locked in the order of their ids, as everywhere: two that lock agents must not wait for each other.
  const { rows } = await sql<{ staffId: string }>`
    with silent as (select staff_id from routing.agent where connected and connected_until < ${at} order by staff_id for update)
    update routing.agent as a set connected = false from silent where a.staff_id = silent.staff_id
    returning a.staff_id`.execute(tx);
  return rows.map((row) => row.staffId);
}

/** Notes that desks of these agents are alive; the answer is who was not connected before. */
export async function keepConnected(tx: Tx, ids: readonly string[], until: Date): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ staffId: string }>`
    with before as (select staff_id, connected from routing.agent where staff_id = any (${ids}::uuid[]) order by staff_id for update),
      changed as (update routing.agent a set connected = true, connected_until = ${until} from before b where a.staff_id = b.staff_id returning a.staff_id)
    select b.staff_id from before b join changed c using (staff_id) where not b.connected`.execute(tx);
  return rows.map((row) => row.staffId);
}

/** Sets what administration decides about an agent: routing profile and skills. */
export async function saveAgentConfig(
  tx: Tx,
  staffId: string,
  config: { profileId: string | null; skills: readonly { skill: string; level: number }[] },
): Promise<void> {
  await tx
    .updateTable('routing.agent')
    .set({ profileId: config.profileId })
    .where('staffId', '=', staffId)
    .execute();
  await tx.deleteFrom('routing.agentSkill').where('staffId', '=', staffId).execute();
  if (config.skills.length > 0)
    await tx
      .insertInto('routing.agentSkill')
      .values(config.skills.map(({ skill, level }) => ({ staffId, skillId: skill, level })))
      .execute();
}
