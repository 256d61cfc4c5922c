import { sql, type Db, type Tx } from '#server/platform/index.ts';
import type { Capacity } from './engine/index.ts';

export interface SkillRow {
  id: string;
  code: string;
  name: { it: string; en: string };
  active: boolean;
}

export interface ProfileRow {
  id: string;
  name: string;
  capacity: Capacity;
  queues: { queueId: string; channel: string; priority: number; delaySeconds: number }[];
}

/** Holds a row of routing's configuration until the transaction ends; whoever comes second sees what the first wrote. */
export async function lockConfig(
  tx: Tx,
  table: 'queue' | 'skill' | 'profile' | 'plan',
  id: string,
): Promise<boolean> {
  const { rows } =
    await sql`select from ${sql.table(`routing.${table}`)} where id = ${id}::uuid for update`.execute(tx);
  return rows.length > 0;
}

export async function allSkills(db: Db): Promise<SkillRow[]> {
  return (await db.selectFrom('routing.skill').selectAll().orderBy('code').execute()) as SkillRow[];
}

export async function saveSkill(tx: Tx, { id, ...rest }: SkillRow): Promise<void> {
  const fields = { ...rest, name: JSON.stringify(rest.name) };
  await tx
    .insertInto('routing.skill')
    .values({ id, ...fields })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(fields))
    .execute();
}

/** Routing profiles with their queues, by name. */
export async function readProfiles(db: Db, id: string | null = null): Promise<ProfileRow[]> {
  const { rows } = await sql<ProfileRow>`
    select p.id, p.name, p.capacity, coalesce((
      select json_agg(json_build_object('queueId', q.queue_id, 'channel', q.channel, 'priority', q.priority,
        'delaySeconds', q.delay_seconds) order by q.priority, q.queue_id, q.channel)
      from routing.profile_queue as q where q.profile_id = p.id), '[]') as queues
    from routing.profile as p where ${id === null ? sql`true` : sql`p.id = ${id}::uuid`} order by p.name`.execute(
    db,
  );
  return rows;
}

export async function saveProfile(tx: Tx, { id, name, capacity, queues }: ProfileRow): Promise<void> {
  const fields = { name, capacity: JSON.stringify(capacity) };
  await tx
    .insertInto('routing.profile')
    .values({ id, ...fields })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(fields))
    .execute();
  await tx.deleteFrom('routing.profileQueue').where('profileId', '=', id).execute();
  if (queues.length > 0)
    await tx
      .insertInto('routing.profileQueue')
      .values(queues.map((one) => ({ profileId: id, ...one })))
      .execute();
}
