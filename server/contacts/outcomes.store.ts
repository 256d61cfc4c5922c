import type { Db } from '#server/platform/index.ts';

export const outcomeExists = async (db: Db, id: string): Promise<boolean> =>
  (await db
    .selectFrom('contacts.outcome')
    .select('id')
    .where('id', '=', id)
    .where('active', '=', true)
    .executeTakeFirst()) !== undefined;
