import type { Db } from '#server/platform/index.ts';

/** The first chat and the first form that are in use, by id. */
export async function entryPointPages(db: Db): Promise<{ chat: string | null; form: string | null }> {
  const rows = await db
    .selectFrom('contacts.entryPoint')
    .select(['id', 'channel'])
    .where('active', '=', true)
    .where('channel', 'in', ['chat', 'form'])
    .orderBy('name')
    .execute();
  const first = (channel: string) => rows.find((row) => row.channel === channel)?.id ?? null;
  return { chat: first('chat'), form: first('form') };
}

export const hasStaff = async (db: Db): Promise<boolean> =>
  (await db.selectFrom('access.staff').select('id').limit(1).executeTakeFirst()) !== undefined;
