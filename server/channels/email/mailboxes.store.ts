import { sql, type Tx } from '#server/platform/index.ts';
import { mailboxRows, type MailboxRow, type MailboxSettings } from './mailboxes.read.ts';

export async function lockMailbox(tx: Tx, id: string): Promise<MailboxRow | null> {
  return (await mailboxRows(tx).where('m.id', '=', id).forUpdate('m').executeTakeFirst()) ?? null;
}

export async function insertMailbox(tx: Tx, mailbox: MailboxSettings): Promise<void> {
  await tx.insertInto('email.mailbox').values(mailbox).execute();
}

/** Changes settings: whoever reads the folder by the old ones may not move the cursor any more. */
export async function changeMailbox(
  tx: Tx,
  id: string,
  change: Partial<MailboxSettings> & { uidValidity?: number | null; lastUid?: number; state?: string },
): Promise<void> {
  await tx
    .updateTable('email.mailbox')
    .set({ ...change, version: sql`version + 1`, failures: 0 })
    .where('id', '=', id)
    .execute();
}

/**
 * Moves the cursor of a folder, and counts what was fetched.
 * @returns false when its settings have changed meanwhile, or it is being read again: then nothing may be kept
 */
export async function moveCursor(
  tx: Tx,
  id: string,
  to: { version: number; uidValidity: number; lastUid: number; fetched: number },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('email.mailbox')
    .set({
      uidValidity: to.uidValidity,
      lastUid: sql`case when uid_validity = ${to.uidValidity}::bigint then greatest(last_uid, ${to.lastUid}::bigint) else ${to.lastUid}::bigint end`,
      fetched: sql`fetched + ${to.fetched}::bigint`,
    })
    .where('id', '=', id)
    .where('version', '=', to.version)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Notes how a mailbox fares. @returns whether the state is another one than before, or an alarm has ended */
export async function noteHealth(
  tx: Tx,
  id: string,
  version: number,
  health: { state: string; error: string | null; at: Date },
): Promise<boolean> {
  const { rows: changed } = await sql<{ news: boolean }>`
    with before as (select id, state, alarm_at, last_error from email.mailbox where id = ${id} and version = ${version} for update)
    update email.mailbox m set state = ${health.state},
      last_success_at = case when ${health.error === null} then ${health.at} else m.last_success_at end,
      failures = case when ${health.error === null} then 0 else m.failures + 1 end,
      last_error = coalesce(${health.error}::text, m.last_error),
      last_error_at = case when ${health.error === null} then m.last_error_at else ${health.at} end,
      alarm_at = case when ${health.error === null} then null else m.alarm_at end
    from before b where m.id = b.id
    returning b.state <> m.state or (b.alarm_at is not null and m.alarm_at is null)
      or (${health.error !== null} and b.last_error is distinct from m.last_error) as news`.execute(tx);
  return changed[0]?.news ?? false;
}

/**
 * Active mailboxes that nobody could read for `polls` polls, each marked so that it is told once.
 * A mailbox that was never read counts from its first failure.
 */
export async function raiseAlarms(tx: Tx, polls: number): Promise<MailboxRow[]> {
  const { rows: raised } = await sql<{ id: string }>`
    update email.mailbox set alarm_at = clock_timestamp()
    where active and alarm_at is null and failures > 0
      and (case when last_success_at is null then failures >= ${polls}
           else last_success_at < clock_timestamp() - make_interval(secs => ${polls} * poll_seconds) end)
    returning id`.execute(tx);
  if (raised.length === 0) return [];
  return mailboxRows(tx)
    .where(
      'm.id',
      'in',
      raised.map((row) => row.id),
    )
    .execute();
}
