import { waitAtPlace, type EstimateRow } from '#server/routing/index.ts';

/** Seconds until the chat at `position` (from 1) of a queue is probably answered; null when nothing honest can be said. */
export const chatWait = (
  estimates: readonly EstimateRow[],
  queueId: string,
  position: number,
): number | null =>
  waitAtPlace(
    estimates.find((one) => one.queueId === queueId && one.channel === 'chat'),
    position,
  );
