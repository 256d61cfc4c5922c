import { staffNames } from '#server/access/index.ts';
import type { ListeningEnd } from '#contract/listening.ts';
import { audit, record, type Ctx, type NewEvent, type Tx } from '#server/platform/index.ts';
import type { ContactRow } from '../access.read.ts';
import { overOf } from './listening.rules.ts';
import { changeListening, lockListeningOf, type ListeningRow } from './listening.store.ts';

/** An event of a listening, to each of the two and to nobody else. */
export const toBoth = (
  row: Pick<ListeningRow, 'id' | 'contactId' | 'conversationId' | 'agentId' | 'supervisorId'>,
  kind: `listening.${string}`,
  data: Record<string, unknown>,
): NewEvent[] =>
  [row.supervisorId, row.agentId].map((staffId) => ({
    kind,
    subjectId: row.id,
    staffId,
    data: {
      listening: row.id,
      contact: row.contactId,
      conversation: row.conversationId,
      supervisor: row.supervisorId,
      agent: row.agentId,
      ...data,
    },
  }));

/** What somebody did in a listening, with why it was begun. */
export const auditListening = (
  tx: Tx,
  ctx: Ctx,
  row: Pick<ListeningRow, 'id' | 'contactId' | 'agentId' | 'supervisorId' | 'why'>,
  action: `listening.${string}`,
  serviceId: string | null,
  after: Record<string, unknown> = {},
): Promise<void> =>
  audit(tx, ctx.actor, {
    action,
    objectType: 'contact',
    objectId: row.contactId,
    serviceId,
    after: { listening: row.id, supervisor: row.supervisorId, agent: row.agentId, ...after },
    reason: row.why,
  });

/** Ends a listening that the caller has locked. The customer is not told here. */
export async function over(
  tx: Tx,
  ctx: Ctx,
  row: ListeningRow,
  serviceId: string | null,
  because: ListeningEnd,
): Promise<void> {
  const now = ctx.clock.now();
  await changeListening(tx, row.id, { endedAt: now, endedBecause: because });
  const seconds =
    row.agreedAt === null ? 0 : Math.max(0, Math.round((now.getTime() - row.agreedAt.getTime()) / 1000));
  await auditListening(tx, ctx, row, 'listening.ended', serviceId, { mode: row.mode, because, seconds });
  const names = await staffNames(tx, [row.supervisorId]);
  await record(
    tx,
    ctx.actor,
    ...toBoth(row, 'listening.ended', { because, supervisorName: names.get(row.supervisorId) ?? '' }),
  );
}

/**
 * A contact leaves the hands of its agent: whoever follows it does so no longer. In the transaction that takes it from
 * them, which holds the contact.
 * @param to who has it from now on; null: nobody, or it is over
 */
export async function endListeningOf(
  tx: Tx,
  ctx: Ctx,
  contact: Pick<ContactRow, 'id' | 'serviceId' | 'channel'>,
  because: 'over' | 'handed_on',
  to: string | null = null,
): Promise<void> {
  const row = await lockListeningOf(tx, contact.id);
  if (row === null) return;
  const ended = because === 'over' ? overOf(contact.channel) : because;
  await over(tx, ctx, row, contact.serviceId, to === row.supervisorId ? 'taken_over' : ended);
}
