import type { Db } from '#server/platform/index.ts';

/** The service of a queue; null when there is no such queue. */
export async function serviceOfQueue(db: Db, queueId: string): Promise<string | null> {
  const row = await db
    .selectFrom('routing.queue')
    .select('serviceId')
    .where('id', '=', queueId)
    .executeTakeFirst();
  return row?.serviceId ?? null;
}

/** Whether there is such a service. */
export async function isService(db: Db, serviceId: string): Promise<boolean> {
  return (
    (await db.selectFrom('access.service').select('id').where('id', '=', serviceId).executeTakeFirst()) !==
    undefined
  );
}
