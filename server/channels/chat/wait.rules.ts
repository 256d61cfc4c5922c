import { estimateWait } from '#server/routing/index.ts';
import type { Strength } from './chat.read.ts';

/**
 * Seconds until the chat at `position` (from 1) is probably answered; null when nothing honest can be said. An agent
 * who may hold several chats counts once per chat they may hold.
 */
export function waitAt(position: number, strength: Strength | undefined): number | null {
  if (strength === undefined) return null;
  const slots = strength.agents.flatMap(({ queues, max }) => Array.from({ length: max }, () => ({ queues })));
  return estimateWait({
    handlingSeconds: strength.handlingSeconds,
    waitingAhead: position - 1,
    freeAgents: strength.agents.reduce((sum, { max, busy }) => sum + Math.max(0, max - busy), 0),
    agents: slots,
  });
}
