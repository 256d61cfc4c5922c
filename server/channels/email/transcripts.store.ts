import type { Tx } from '#server/platform/index.ts';

export interface TranscriptRow {
  id: string;
  conversationId: string;
  language: string;
  sender: string;
  recipient: string;
  state: string;
  attempts: number;
  createdAt: Date;
}

export async function insertTranscript(
  tx: Tx,
  row: Omit<TranscriptRow, 'state' | 'attempts'>,
): Promise<void> {
  await tx.insertInto('email.transcript').values(row).execute();
}

export async function lockTranscript(tx: Tx, id: string): Promise<TranscriptRow | null> {
  const row = await tx
    .selectFrom('email.transcript')
    .select(['id', 'conversationId', 'language', 'sender', 'recipient', 'state', 'attempts', 'createdAt'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

export async function changeTranscript(
  tx: Tx,
  id: string,
  change: {
    state: 'sending' | 'sent' | 'deferred' | 'failed';
    attempts?: number;
    response?: string;
    sentAt?: Date;
  },
): Promise<void> {
  await tx.updateTable('email.transcript').set(change).where('id', '=', id).execute();
}
