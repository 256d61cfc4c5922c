/** What the estimate needs. One entry in `agents` per signed-in agent who may serve the queue. */
export interface WaitInput {
  /** Average handling time over the last hour, wrap-up included, in seconds; null = no history. */
  handlingSeconds: number | null;
  /** Items that will be served before this one (lower priorities left out). */
  waitingAhead: number;
  /** Agents who could take an item now. */
  freeAgents: number;
  /** How many queues each active agent serves: one of k queues counts as 1/k of an agent. */
  agents: readonly { queues: number }[];
}

/** Seconds that are added, as alerting and answering take time too. */
const MARGIN_SECONDS = 10;

/**
 * R21: estimated wait in whole seconds, rounded up, or null when nothing honest can be said (no agent
 * or no history). AHT · (waiting ahead − free agents) / Σ 1/k, plus a margin; 0 when an agent is free.
 */
export function estimateWait(input: WaitInput): number | null {
  const { handlingSeconds, waitingAhead, freeAgents, agents } = input;
  if (handlingSeconds === null || !(handlingSeconds > 0) || agents.length === 0) return null;
  if (freeAgents > waitingAhead) return 0;
  let strength = 0;
  for (const agent of agents) strength += 1 / Math.max(1, agent.queues);
  // The item itself waits for a slot too: with nobody ahead and nobody free it still waits for one ending.
  const ahead = waitingAhead + 1 - freeAgents;
  return Math.ceil((handlingSeconds * ahead) / strength + MARGIN_SECONDS);
}
