import type { Ctx } from '#server/platform/index.ts';
import { estimate, type RoutingEvent, type RoutingState } from './engine/index.ts';
import type { EstimateRow } from './estimates.store.ts';

/** What routing cannot know of itself, lent by the modules above that keep the legs of contacts. */
export interface Measures {
  /** Mean seconds from answer to the end of the wrap-up over the last hour, per queue and channel that has any. */
  handling(ctx: Ctx): Promise<{ queueId: string; channel: string; seconds: number }[]>;
  /** Share of today's service level, 0 to 1, per queue; null where nothing counts yet. */
  serviceLevels(ctx: Ctx): Promise<{ queueId: string; share: number | null }[]>;
}

export type MeasuredQueue = Omit<Extract<RoutingEvent, { type: 'queue.measured' }>, 'type' | 'at'>;

/** Whether any rule of any queue looks at the service level: it costs more than the rest. */
const asksServiceLevel = (state: RoutingState): boolean =>
  [...state.queues.values()].some((queue) =>
    [
      ...queue.help.flatMap((rule) => [rule.when, rule.unlessDonor]),
      ...queue.overflow.map((rule) => rule.when),
    ].some((condition) => condition?.measure === 'service_level'),
  );

/** The last hour's handling times and, where a rule asks, today's service level, of all queues. */
export async function measureQueues(
  ctx: Ctx,
  measures: Measures,
  state: RoutingState,
): Promise<MeasuredQueue[]> {
  const [handling, levels] = await Promise.all([
    measures.handling(ctx),
    asksServiceLevel(state) ? measures.serviceLevels(ctx) : [],
  ]);
  const times = Map.groupBy(handling, (one) => one.queueId);
  const shares = new Map(levels.map((one) => [one.queueId, one.share]));
  return [...state.queues.keys()].map((queue) => ({
    queue,
    handlingSeconds: Object.fromEntries(
      (times.get(queue) ?? []).map(({ channel, seconds }) => [channel, seconds]),
    ),
    serviceLevel: shares.get(queue) ?? null,
  }));
}

/** What the formula adds for alerting and answering; it does not grow with the place. */
const marginSeconds = 10;

/** The estimated wait of every queue and channel that somebody serves, for who would come now (R21). */
export function estimatesFrom(state: RoutingState, measuredAt: Date): EstimateRow[] {
  const key = (queue: string, channel: string) => `${queue} ${channel}`;
  const waiting = new Map<string, number>();
  for (const { kind, queue, channel, state: stands, notBefore } of state.items.values()) {
    if (kind === 'consult' || (stands !== 'waiting' && stands !== 'offered')) continue;
    if ((notBefore ?? 0) > state.now) continue;
    waiting.set(key(queue, channel), (waiting.get(key(queue, channel)) ?? 0) + 1);
  }
  const rows = new Map<string, EstimateRow>();
  for (const { profile } of state.agents.values())
    for (const { queue, channel } of profile) {
      if (rows.has(key(queue, channel))) continue;
      const many = waiting.get(key(queue, channel)) ?? 0;
      const seconds = estimate(state, queue, channel);
      rows.set(key(queue, channel), {
        queueId: queue,
        channel,
        waiting: many,
        seconds,
        secondsPerPlace: seconds === null ? null : Math.max(0, seconds - marginSeconds) / (many + 1),
        measuredAt,
      });
    }
  return [...rows.values()];
}
