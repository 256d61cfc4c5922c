import { record, type Ctx, type Tx } from '#server/platform/index.ts';
import type { AttentionReason } from './engine/index.ts';
import { raiseAttention, type ItemRow } from './items.store.ts';
import { readQueues } from './queues.store.ts';

/** A person should look at this item: raised once per reason and stay in a queue, told to those who watch the queue. */
export async function tellAttention(
  tx: Tx,
  ctx: Ctx,
  item: Pick<ItemRow, 'id' | 'kind' | 'queueId' | 'serviceId'>,
  reason: AttentionReason,
  detail: string | null,
): Promise<void> {
  await raiseAttention(tx, item.id, reason);
  const [queue] = await readQueues(tx, [item.queueId]);
  await record(tx, ctx.actor, {
    kind: 'routing.attention',
    subjectId: item.id,
    serviceId: item.serviceId,
    teamId: queue?.teamId ?? null,
    data: {
      [item.kind === 'contact' ? 'contact' : 'workItem']: item.id,
      queue: item.queueId,
      reason,
      detail,
    },
  });
}
