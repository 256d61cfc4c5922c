import type { Tx } from '#server/platform/index.ts';

export type OutboundState = 'queued' | 'sending' | 'sent' | 'deferred' | 'failed' | 'undone';

export interface OutboundRow {
  id: string;
  entryPointId: string;
  state: OutboundState;
  notBefore: Date;
  attempts: number;
}

export async function insertOutbound(
  tx: Tx,
  row: {
    id: string;
    entryPointId: string;
    notBefore: Date;
    sender: string;
    recipients: string[];
    automatic: boolean;
  },
): Promise<void> {
  await tx.insertInto('email.outbound').values(row).execute();
}

export async function lockOutbound(tx: Tx, id: string): Promise<OutboundRow | null> {
  const row = await tx
    .selectFrom('email.outbound')
    .select(['id', 'entryPointId', 'state', 'notBefore', 'attempts'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return (row as OutboundRow | undefined) ?? null;
}

export async function changeOutbound(
  tx: Tx,
  id: string,
  change: {
    state: OutboundState;
    notBefore?: Date;
    response?: string | null;
    sentAt?: Date;
    attempts?: number;
  },
): Promise<void> {
  await tx.updateTable('email.outbound').set(change).where('id', '=', id).execute();
}

/** Keeps a mail in the local outbox; the same mail again changes nothing, so that a repeated job has no second effect. */
export async function insertOutbox(
  tx: Tx,
  mail: { id: string; sender: string; recipients: string[]; subject: string; content: Buffer },
): Promise<void> {
  await tx
    .insertInto('email.outbox')
    .values(mail)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}
