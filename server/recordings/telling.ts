import { record, type Ctx, type Tx } from '#server/platform/index.ts';
import { contactFacts } from './facts.read.ts';
import type { RecordingRow } from './recordings.store.ts';

/** Tells desks how a recording stands now. */
export async function tellRecording(
  tx: Tx,
  ctx: Ctx,
  row: Pick<RecordingRow, 'id' | 'contactId' | 'callId'>,
  state: string,
): Promise<void> {
  const contact = await contactFacts(tx, row.contactId);
  if (contact === null) return;
  await record(tx, ctx.actor, {
    kind: 'recording.changed',
    subjectId: row.id,
    serviceId: contact.serviceId,
    teamId: contact.teamId,
    data: { recording: row.id, contact: row.contactId, call: row.callId, state, agent: contact.agentId },
  });
}
