import type { QueuePhone } from '#contract/queue-phone.ts';
import type { Db, Tx } from '#server/platform/index.ts';

/** What callers of a queue hear as it was set up; null: nobody did. */
export async function findQueuePhone(db: Db | Tx, queueId: string): Promise<QueuePhone | null> {
  const row = await db
    .selectFrom('voice.waitingSetting')
    .selectAll()
    .where('queueId', '=', queueId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { queueId: _queueId, choices, welcome, linkText, ...setting } = row;
  return {
    ...setting,
    choices: choices as QueuePhone['choices'],
    welcome: welcome as QueuePhone['welcome'],
    linkText: linkText as QueuePhone['linkText'],
  };
}

export async function saveQueuePhone(tx: Tx, queueId: string, setting: QueuePhone): Promise<void> {
  const fields = {
    ...setting,
    welcome: JSON.stringify(setting.welcome),
    linkText: JSON.stringify(setting.linkText),
  };
  await tx
    .insertInto('voice.waitingSetting')
    .values({ queueId, ...fields })
    .onConflict((conflict) => conflict.column('queueId').doUpdateSet(fields))
    .execute();
}
