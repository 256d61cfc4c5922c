import type { Db } from '#server/platform/index.ts';

/** The first chat, form, page with a flow and number to be called from a browser that are in use, by id. */
export async function entryPointPages(
  db: Db,
): Promise<Record<'chat' | 'form' | 'phone' | 'portal', string | null>> {
  const rows = await db
    .selectFrom('contacts.entryPoint')
    .select(['id', 'channel', 'settings'])
    .where('active', '=', true)
    .where('channel', 'in', ['chat', 'form', 'phone', 'portal'])
    .orderBy('name')
    .execute();
  const first = (channel: string) =>
    rows.find(
      (row) =>
        row.channel === channel &&
        (channel !== 'phone' || (row.settings as { web?: unknown } | null)?.web === true),
    )?.id ?? null;
  return { chat: first('chat'), form: first('form'), phone: first('phone'), portal: first('portal') };
}

export const hasStaff = async (db: Db): Promise<boolean> =>
  (await db.selectFrom('access.staff').select('id').limit(1).executeTakeFirst()) !== undefined;
