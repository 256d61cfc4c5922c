import { readSetting, record, writeSetting, type Ctx, type Tx } from '#server/platform/index.ts';
import type { AttentionReason, Effect } from './engine/index.ts';
import { raiseAttention, type ItemRow } from './items.store.ts';
import { beginNotice, endNotice } from './notices.store.ts';
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
    // A consult is the one kind of work that is no contact.
    data: {
      [item.kind === 'consult' ? 'consult' : 'contact']: item.id,
      kind: item.kind,
      queue: item.queueId,
      reason,
      detail,
    },
  });
}

type EffectOf<T extends Effect['type']> = Extract<Effect, { type: T }>;

/** Help between queues began or ended: kept while it lasts, told with what was measured, once. */
export async function tellHelp(tx: Tx, ctx: Ctx, effect: EffectOf<'queue.help'>): Promise<void> {
  const { queue, from, on, of, because } = effect;
  const key = { queueId: queue, kind: 'help', about: from } as const;
  const detail = { of, because };
  const news = on
    ? await beginNotice(tx, { ...key, detail, since: ctx.clock.now() })
    : await endNotice(tx, key);
  if (news) await tellOfQueue(tx, ctx, 'queue.help', queue, { queue, from, on, of, because });
}

/** Something is wrong with a queue as it is set up, or no longer: kept while it lasts, told once. */
export async function tellProblem(tx: Tx, ctx: Ctx, effect: EffectOf<'queue.problem'>): Promise<void> {
  const { queue, reason, detail, on } = effect;
  const key = {
    queueId: queue,
    kind: 'problem',
    about: detail === null ? reason : `${reason} ${detail}`,
  } as const;
  const news = on
    ? await beginNotice(tx, { ...key, detail: { reason, detail }, since: ctx.clock.now() })
    : await endNotice(tx, key);
  if (news) await tellOfQueue(tx, ctx, 'queue.problem', queue, { queue, reason, detail, on });
}

const clockKey = 'routing.clockSetBack';
const clockShownMilliseconds = 3_600_000;

/** The machine's clock was set back by so many seconds: told of all queues, because times everywhere may look wrong. */
export const tellClockSetBack = (ctx: Ctx, seconds: number): Promise<void> =>
  ctx.tx(async (tx) => {
    await writeSetting(tx, clockKey, { at: ctx.clock.now().toISOString(), seconds });
    for (const { id: queue, active } of await readQueues(tx))
      if (active)
        await tellOfQueue(tx, ctx, 'queue.problem', queue, {
          queue,
          reason: 'clock_set_back',
          detail: { seconds },
          on: true,
        });
  });

/** The clock that was set back within the last hour, or null. */
export async function clockSetBack(ctx: Ctx): Promise<{ since: Date; seconds: number } | null> {
  const told = await readSetting<{ at: string; seconds: number }>(ctx.db, clockKey);
  if (told === null) return null;
  const since = new Date(told.at);
  const ago = ctx.clock.now().getTime() - since.getTime();
  return ago < clockShownMilliseconds ? { since, seconds: told.seconds } : null;
}

async function tellOfQueue(
  tx: Tx,
  ctx: Ctx,
  kind: 'queue.help' | 'queue.problem',
  queueId: string,
  data: Record<string, unknown>,
): Promise<void> {
  const [queue] = await readQueues(tx, [queueId]);
  await record(tx, ctx.actor, {
    kind,
    subjectId: queueId,
    serviceId: queue?.serviceId ?? null,
    teamId: queue?.teamId ?? null,
    data,
  });
}
